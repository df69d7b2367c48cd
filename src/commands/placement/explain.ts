import { Args, ExitCode, outputFlags } from '../../cli/index.ts'
import { PlacementCommand } from '../../cli/views/placement/placement-command.ts'
import { scenarioFlags } from '../../cli/views/placement/scenario-flags.ts'

export default class PlacementExplain extends PlacementCommand {
  static override summary = 'Explain where one workload would go: every target against every filter, rule and rank.'
  static override examples = [
    {
      description: 'Why is the front end where it is?',
      command: '<%= config.bin %> placement explain frontend -f online-boutique.yaml',
    },
    {
      description: 'All of it as data, with the values rules were made of:',
      command: '<%= config.bin %> placement explain shop/Deployment/web -f app.yaml -o json',
    },
  ]
  static override args = {
    workload: Args.string({ required: true, description: 'NAME, KIND/NAME or NAMESPACE/KIND/NAME.' }),
  }
  static override flags = { ...scenarioFlags, ...outputFlags }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(PlacementExplain)
    const { explainWorkload } = await import('../../core/simulation/index.ts')
    const { formatPlacementExplanation } = await import('../../cli/views/placement/explanation.ts')
    const scenario = await this.scenario(flags)
    const explanation = this.deciding([scenario], (onDecision) => explainWorkload(scenario, args.workload, onDecision))
    const palette = await this.palette()
    await this.printText(explanation, () => formatPlacementExplanation(explanation, palette, this.screenWidth))
    return exitOf(explanation.placement.outcome)
  }
}

function exitOf(outcome: string): ExitCode {
  if (outcome === 'Error') return ExitCode.Invalid
  return outcome === 'Partial' || outcome === 'Unplaced' ? ExitCode.Infeasible : ExitCode.Ok
}
