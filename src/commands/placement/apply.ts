import { dryRunFlags, type ExitCode, Flags, outputFlags, yesFlags } from '../../cli/index.ts'
import { PlacementCommand } from '../../cli/views/placement/placement-command.ts'
import { scenarioFlags } from '../../cli/views/placement/scenario-flags.ts'

const { 'no-hub': _always, ...flagsOfScenario } = scenarioFlags

export default class PlacementApply extends PlacementCommand {
  static override summary = 'Decide where workloads go and write the decisions to the hub; the plan is shown first.'
  static override description =
    'Stored decisions are moved as little as possible. Moving or removing what is stored asks first, on a terminal; elsewhere it needs --yes. Exit code 7 when something cannot be placed; its decision is written all the same and says why. Nothing is written when a workload cannot be decided because of a mistake.'
  static override examples = [
    { description: 'Look first:', command: '<%= config.bin %> placement apply -f app.yaml --dry-run=client' },
    { description: 'Then write:', command: '<%= config.bin %> placement apply -f app.yaml --yes' },
  ]
  static override flags = {
    ...flagsOfScenario,
    fresh: Flags.boolean({ summary: 'Decide anew instead of moving as little as possible.' }),
    prune: Flags.boolean({ summary: 'Remove stored decisions of workloads that are not in the input.' }),
    ...dryRunFlags,
    ...yesFlags,
    ...outputFlags,
  }

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(PlacementApply)
    const { planDecisions } = await import('../../core/simulation/index.ts')
    const { formatTime } = await import('../../core/apimachinery/index.ts')
    const { applyPlan, formatPlan, refuseMistakes } = await import('../../cli/views/placement/plan.ts')
    const hub = await this.openHub()
    const scenario = await this.scenario({ ...flags, hub: hub.address })
    const { fresh, prune } = flags
    if (scenario.inputs.workloads.length === 0) this.refuseNothing(prune)
    const time = formatTime(Date.now())
    const plan = this.deciding([scenario], (onDecision) => planDecisions(scenario, { time, fresh, prune, onDecision }))
    this.say(formatPlan(plan))
    refuseMistakes(plan)
    const { moves } = plan
    if (moves > 0 && !this.isDryRun) await this.confirm(`change ${moves} decision${moves === 1 ? '' : 's'}`)
    await this.printOutcomes(hub, await applyPlan(hub.store, plan, this.isDryRun))
    return this.exitOf({ errors: 0, partial: 0, unplaced: plan.unplaced })
  }
}
