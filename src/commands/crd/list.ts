import { ExitCode, outputFlags, TmcCommand } from '../../cli/index.ts'

export default class CrdList extends TmcCommand {
  static override summary = 'List the kinds: names, short names, group, scope.'
  static override examples = [
    { description: 'What kinds are there?', command: '<%= config.bin %> crd list' },
    { description: 'Their CRDs by name:', command: '<%= config.bin %> crd list -o name' },
  ]
  static override flags = { ...outputFlags }

  async run(): Promise<ExitCode> {
    await this.parse(CrdList)
    const { everyKind } = await import('../../cli/kinds.ts')
    const kinds = everyKind().map(({ plural, shortNames, group, version, scope, kind, description }) => ({
      name: `${plural}.${group}`,
      plural,
      shortNames,
      apiVersion: `${group}/${version}`,
      namespaced: scope === 'Namespaced',
      kind,
      description,
    }))
    await this.print(
      { apiVersion: 'tmcctl.kcp.io/v1alpha1', kind: 'KindList', kinds },
      {
        tables: () => [
          {
            columns: [
              { name: 'Name' },
              { name: 'Shortnames' },
              { name: 'APIVersion' },
              { name: 'Namespaced' },
              { name: 'Kind' },
              { name: 'Description', priority: 1 },
            ],
            rows: kinds.map((one) => [
              one.plural,
              one.shortNames.join(','),
              one.apiVersion,
              one.namespaced,
              one.kind,
              one.description,
            ]),
          },
        ],
        lines: () => kinds,
        names: () => kinds.map(({ name }) => `customresourcedefinition.apiextensions.k8s.io/${name}`),
      },
    )
    return ExitCode.Ok
  }
}
