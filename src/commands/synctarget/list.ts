import { ExitCode, hubFlags, listFlags, outputFlags, selectionFlags, watchFlags } from '../../cli/index.ts'
import { ListingCommand } from '../../cli/listing.ts'

export default class SyncTargetList extends ListingCommand {
  static override summary = 'List the targets of the hub.'
  static override examples = [
    { description: 'All of them:', command: '<%= config.bin %> synctarget list' },
    {
      description: 'Those of a region, with their zones:',
      command: '<%= config.bin %> synctarget list -l data-residency=eu -o wide',
    },
    {
      description: 'Cordoned ones, by name:',
      command: '<%= config.bin %> synctarget list --field-selector spec.unschedulable=true -o name',
    },
  ]
  static override flags = { ...selectionFlags, ...watchFlags, ...hubFlags, ...outputFlags, ...listFlags }

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(SyncTargetList)
    const { readObjectWords } = await import('../../cli/object-words.ts')
    await this.show(readObjectWords(['synctargets']), flags)
    return ExitCode.Ok
  }
}
