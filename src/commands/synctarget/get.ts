import { Args, ExitCode, hubFlags, listFlags, outputFlags, watchFlags } from '../../cli/index.ts'
import { ListingCommand } from '../../cli/listing.ts'

export default class SyncTargetGet extends ListingCommand {
  static override summary = 'Get targets by name.'
  static override examples = [
    { description: 'One target:', command: '<%= config.bin %> synctarget get eu-west-4' },
    { description: 'Its manifest:', command: '<%= config.bin %> synctarget get eu-west-4 -o yaml' },
  ]
  static override args = {
    target: Args.string({ required: true, multiple: true, description: 'Names of targets.' }),
  }
  static override flags = { ...watchFlags, ...hubFlags, ...outputFlags, ...listFlags }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(SyncTargetGet)
    const { readObjectWords } = await import('../../cli/object-words.ts')
    await this.show(readObjectWords(['synctargets', ...args.target]), flags)
    return ExitCode.Ok
  }
}
