import {
  allNamespacesFlags,
  ExitCode,
  hubFlags,
  listFlags,
  namespaceFlags,
  outputFlags,
  selectionFlags,
  watchFlags,
} from '../../cli/index.ts'
import { ListingCommand } from '../../cli/listing.ts'
import { withDecisionColumns } from '../../cli/views/placement/decision-columns.ts'

export default class PlacementList extends ListingCommand {
  static override summary = 'List the decisions of the hub: which workload is where, and by which policy.'
  static override examples = [
    { description: 'Of every namespace:', command: '<%= config.bin %> placement list -A' },
    {
      description: 'Targets of one workload, for a script:',
      command:
        "<%= config.bin %> placement list -n shop --field-selector spec.workloadRef.name=web -o jsonpath='{.items[*].spec.clusters[*].clusterName}'",
    },
  ]
  static override flags = {
    ...selectionFlags,
    ...namespaceFlags,
    ...allNamespacesFlags,
    ...watchFlags,
    ...hubFlags,
    ...outputFlags,
    ...listFlags,
  }

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(PlacementList)
    const { readObjectWords } = await import('../../cli/object-words.ts')
    await this.show(readObjectWords(['placementdecisions']), flags)
    return ExitCode.Ok
  }

  protected override async objectPrintOptions(): ReturnType<ListingCommand['objectPrintOptions']> {
    return withDecisionColumns(await super.objectPrintOptions())
  }
}
