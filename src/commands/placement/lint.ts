import { ExitCode, Flags, outputFlags } from '../../cli/index.ts'
import { PlacementCommand } from '../../cli/views/placement/placement-command.ts'
import { scenarioFlags } from '../../cli/views/placement/scenario-flags.ts'

export default class PlacementLint extends PlacementCommand {
  static override summary = 'Look for mistakes in policies and constraints, given this fleet and these workloads.'
  static override description =
    'Rules that match nothing or everything, contradictions, unreachable policies, bounds nothing can keep, names that are not there. Codes are TMC1xxx and listed in docs/simulate.md.'
  static override examples = [
    { description: 'What is in the hub:', command: '<%= config.bin %> placement lint -f app.yaml' },
    {
      description: 'In a pipeline, warnings fail:',
      command: '<%= config.bin %> placement lint --no-hub -R -f . --fail-on warning',
    },
  ]
  static override flags = {
    ...scenarioFlags,
    'fail-on': Flags.option({ options: ['error', 'warning', 'info', 'never'] as const })({
      summary: 'Exit with 1 when there is a finding as bad as this, or worse. [default: error]',
    }),
    ...outputFlags,
  }

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(PlacementLint)
    const { lintScenario, severities } = await import('../../core/simulation/index.ts')
    const { lintSummary, lintView } = await import('../../cli/views/placement/lint-view.ts')
    const scenario = await this.scenario(flags)
    const report = this.deciding([scenario], (onDecision) => lintScenario(scenario, onDecision))
    await this.print(report, lintView)
    this.say(lintSummary(report))
    const limit = ['error', 'warning', 'info', 'never'].indexOf(flags['fail-on'] ?? 'error')
    if (limit === severities.length) return ExitCode.Ok
    const isBad = report.findings.some(({ severity }) => severities.indexOf(severity) <= limit)
    return isBad ? ExitCode.Failed : ExitCode.Ok
  }
}
