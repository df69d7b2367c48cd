import { ExitCode, Flags, outputFlags } from '../../cli/index.ts'
import { PlacementCommand } from '../../cli/views/placement/placement-command.ts'
import { scenarioFlags } from '../../cli/views/placement/scenario-flags.ts'

export default class PlacementSimulate extends PlacementCommand {
  static override summary = 'Decide where workloads would go, and change nothing.'
  static override description =
    'Reads workloads, policies and targets from manifests and from the hub, and decides as the scheduler does. Exit code 7 when something cannot be placed; the report is complete all the same.'
  static override examples = [
    {
      description: 'Workloads on the targets of the hub:',
      command: '<%= config.bin %> placement simulate -f online-boutique.yaml',
    },
    {
      description: 'Without any hub:',
      command: '<%= config.bin %> placement simulate --no-hub -f fleet/ -f policies/ -f app.yaml',
    },
    {
      description: 'In a pipeline:',
      command: "kubectl get deploy -o yaml | <%= config.bin %> placement simulate -f - -o json | jq '.summary'",
    },
  ]
  static override flags = {
    ...scenarioFlags,
    rejected: Flags.option({ options: ['none', 'counts', 'all'] as const })({
      summary:
        'What to say about targets that were not chosen: nothing, counts by reason, or every reason of each. [default: all up to 100000 target × workload pairs, counts above]',
    }),
    ...outputFlags,
  }

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(PlacementSimulate)
    const { manyPairs, streamReport } = await import('../../core/simulation/index.ts')
    const { printPlacements } = await import('../../cli/views/placement/print-report.ts')
    const { summaryText } = await import('../../cli/views/placement/report-table.ts')
    const scenario = await this.scenario(flags)
    const total = scenario.inputs.workloads.length
    const format = await this.outputFormat()
    const progress = this.progress('deciding')
    const report = streamReport(scenario, {
      ...(format.kind === 'table' ? { rejected: 'counts' as const } : {}),
      ...(flags.rejected === undefined ? {} : { rejected: flags.rejected }),
      onStep: (done) => progress.update(done, total),
      signal: this.signal,
    })
    if (report.rejected === 'counts' && flags.rejected === undefined && format.kind !== 'table')
      this.note(`over ${manyPairs} target × workload pairs: reasons are counted; --rejected=all lists them`)
    const noted: { notes: readonly { code: string; message: string }[] }[] = []
    const noHeaders = flags['no-headers'] === true
    const summary = await printPlacements(await this.stdout(), report, { format, noHeaders }, ({ notes }) => {
      if (notes.length > 0) noted.push({ notes })
    })
    progress.stop()
    this.tellNotes(noted)
    this.say(summaryText(summary))
    if (summary.errors > 0) return ExitCode.Invalid
    return summary.partial + summary.unplaced > 0 ? ExitCode.Infeasible : ExitCode.Ok
  }
}
