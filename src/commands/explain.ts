import { Args, ExitCode, Flags, outputFlags, TmcCommand } from '../cli/index.ts'

export default class Explain extends TmcCommand {
  static override summary = 'Explain a kind or one of its fields: type, default, limits, rules.'
  static override examples = [
    { description: 'A kind:', command: '<%= config.bin %> explain synctarget' },
    { description: 'One field of it:', command: '<%= config.bin %> explain plp.spec.rules.weight' },
    { description: 'All its fields, as a tree:', command: '<%= config.bin %> explain wd --recursive' },
  ]
  static override args = {
    field: Args.string({ required: true, description: 'KIND, or KIND.path.to.field.' }),
  }
  static override flags = {
    ...outputFlags,
    recursive: Flags.boolean({ summary: 'Show the fields of the fields too, without descriptions.' }),
  }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Explain)
    const { kindNamed } = await import('../cli/kinds.ts')
    const { explainField, formatExplanation } = await import('../cli/explanation.ts')
    const [word = '', ...path] = args.field.split('.')
    const resource = kindNamed(word)
    const { group, version, kind } = resource
    const field = explainField(resource, path.join('.'))
    await this.printText(
      { apiVersion: 'tmcctl.kcp.io/v1alpha1', kind: 'Explanation', resource: { group, version, kind }, field },
      () => formatExplanation(resource, field, flags.recursive),
    )
    return ExitCode.Ok
  }
}
