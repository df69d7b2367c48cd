import {
  allNamespacesFlags,
  Args,
  ExitCode,
  hubFlags,
  listFlags,
  missingFlags,
  namespaceFlags,
  outputFlags,
  selectionFlags,
  watchFlags,
} from '../cli/index.ts'
import { ListingCommand } from '../cli/listing.ts'

export default class Get extends ListingCommand {
  static override summary = 'List objects of the hub, or get some by name.'
  static override examples = [
    { description: 'All targets:', command: '<%= config.bin %> get synctargets' },
    {
      description: 'Policies of every namespace, with their labels:',
      command: '<%= config.bin %> get plp -A --show-labels',
    },
    { description: 'One object as YAML:', command: '<%= config.bin %> get st/eu-west-4 -o yaml' },
    {
      description: 'Names of the targets of a region, for a script:',
      command: '<%= config.bin %> get st -l data-residency=eu -o name',
    },
    { description: 'Every kind at once:', command: '<%= config.bin %> get tmc -A' },
  ]
  static override args = {
    kind: Args.string({ required: true, description: 'KIND, KIND,KIND or KIND/NAME; tmc is every kind.' }),
    name: Args.string({ multiple: true, description: 'Names of objects of the kind.' }),
  }
  static override flags = {
    ...selectionFlags,
    ...namespaceFlags,
    ...allNamespacesFlags,
    ...missingFlags,
    ...watchFlags,
    ...hubFlags,
    ...outputFlags,
    ...listFlags,
  }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Get)
    const { readObjectWords } = await import('../cli/object-words.ts')
    await this.show(readObjectWords([args.kind, ...(args.name ?? [])]), flags)
    return ExitCode.Ok
  }
}
