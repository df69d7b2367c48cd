import { allNamespacesFlags, Args, ExitCode, hubFlags, namespaceFlags, selectionFlags } from '../cli/index.ts'
import { DescribingCommand } from '../cli/describing.ts'

export default class Describe extends DescribingCommand {
  static override summary = 'Show everything about objects of the hub, to read.'
  static override examples = [
    { description: 'A target:', command: '<%= config.bin %> describe st eu-west-4' },
    { description: 'All policies of a namespace:', command: '<%= config.bin %> describe plp -n shop' },
  ]
  static override args = {
    kind: Args.string({ required: true, description: 'KIND, or KIND/NAME.' }),
    name: Args.string({ multiple: true, description: 'Names of objects of the kind; all when none is named.' }),
  }
  static override flags = { ...selectionFlags, ...namespaceFlags, ...allNamespacesFlags, ...hubFlags }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Describe)
    const { readObjectWords } = await import('../cli/object-words.ts')
    await this.describe(readObjectWords([args.kind, ...(args.name ?? [])]), flags)
    return ExitCode.Ok
  }
}
