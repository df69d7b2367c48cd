import {
  allNamespacesFlags,
  Args,
  dryRunFlags,
  ExitCode,
  filenameFlags,
  Flags,
  hubFlags,
  missingFlags,
  namespaceFlags,
  outputFlags,
  selectionFlags,
  waitFlags,
  yesFlags,
} from '../cli/index.ts'
import { DeletingCommand } from '../cli/deleting.ts'

export default class Delete extends DeletingCommand {
  static override summary = 'Delete objects of the hub, all or none.'
  static override description =
    'Refuses what other objects still refer to, unless they go too. Asks first on a terminal; elsewhere it needs --yes.'
  static override examples = [
    { description: 'A policy:', command: '<%= config.bin %> delete plp spread -n shop --yes' },
    { description: 'What a directory of manifests names:', command: '<%= config.bin %> delete -f fleet/ --yes' },
    { description: 'See what would go:', command: '<%= config.bin %> delete st -l data-residency=eu --dry-run=client' },
  ]
  static override args = {
    name: Args.string({ multiple: true, description: 'KIND and names of that kind, or KIND/NAME for each object.' }),
  }
  static override flags = {
    ...filenameFlags,
    selector: selectionFlags.selector,
    all: Flags.boolean({ summary: 'All objects of the kind in the namespace; with -A, in every namespace.' }),
    ...namespaceFlags,
    ...allNamespacesFlags,
    ...missingFlags,
    force: Flags.boolean({ summary: 'Delete even what other objects still refer to.' }),
    ...yesFlags,
    ...waitFlags,
    ...hubFlags,
    ...dryRunFlags,
    ...outputFlags,
  }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Delete)
    const hub = await this.openHub()
    await this.delete(hub, await this.find(hub, args.name ?? [], flags), flags)
    return ExitCode.Ok
  }
}
