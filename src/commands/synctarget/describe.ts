import { Args, ExitCode, hubFlags, selectionFlags } from '../../cli/index.ts'
import { DescribingCommand } from '../../cli/describing.ts'

export default class SyncTargetDescribe extends DescribingCommand {
  static override summary = 'Show everything about targets: capacity, taints, conditions, what is placed there.'
  static override examples = [
    { description: 'One target:', command: '<%= config.bin %> synctarget describe eu-west-4' },
    { description: 'All of a region:', command: '<%= config.bin %> synctarget describe -l data-residency=eu' },
  ]
  static override args = {
    target: Args.string({ multiple: true, description: 'Names of targets; all when none is named.' }),
  }
  static override flags = { ...selectionFlags, ...hubFlags }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(SyncTargetDescribe)
    const { readObjectWords } = await import('../../cli/object-words.ts')
    await this.describe(readObjectWords(['synctargets', ...(args.target ?? [])]), flags)
    return ExitCode.Ok
  }
}
