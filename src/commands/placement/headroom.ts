import { Args, ExitCode, Flags, outputFlags } from '../../cli/index.ts'
import { PlacementCommand } from '../../cli/views/placement/placement-command.ts'
import { scenarioFlags, withoutFlags } from '../../cli/views/placement/scenario-flags.ts'

export default class PlacementHeadroom extends PlacementCommand {
  static override summary = 'How many more replicas of a workload fit, and what stops the next one.'
  static override examples = [
    {
      description: 'How far can the front end grow?',
      command: '<%= config.bin %> placement headroom frontend -f app.yaml',
    },
    {
      description: 'And with a region gone, three times the size?',
      command: '<%= config.bin %> placement headroom frontend -f app.yaml --without region=us-east --growth 3',
    },
  ]
  static override args = {
    workload: Args.string({ required: true, description: 'NAME, KIND/NAME or NAMESPACE/KIND/NAME.' }),
  }
  static override flags = {
    ...scenarioFlags,
    growth: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'FACTOR',
      summary: 'Try the workload at this multiple of its size. May be given several times. [default: 1.2 1.5 2]',
    }),
    ...withoutFlags,
    ...outputFlags,
  }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(PlacementHeadroom)
    const { findHeadroom, parseGrowth, reduceScenario } = await import('../../core/simulation/index.ts')
    const { headroomSummary, headroomView } = await import('../../cli/views/placement/headroom-view.ts')
    const whole = await this.scenario(flags)
    const growth = flags.growth?.map(parseGrowth)
    const headroom = this.deciding([], (onDecision) => {
      const { scenario, options } = reduceScenario(whole, flags.without ?? [], onDecision)
      return findHeadroom(scenario, args.workload, growth, onDecision, options.previous)
    })
    await this.print(headroom, headroomView)
    this.say(headroomSummary(headroom))
    return headroom.more < 0 ? ExitCode.Infeasible : ExitCode.Ok
  }
}
