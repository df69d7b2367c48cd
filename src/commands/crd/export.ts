import { Args, ExitCode, Flags, outputFlags, TmcCommand } from '../../cli/index.ts'
import type { JsonObject, KubeObject } from '../../core/apimachinery/index.ts'

export default class CrdExport extends TmcCommand {
  static override summary = 'Print the CustomResourceDefinitions of all kinds, or of some, as YAML documents.'
  static override examples = [
    { description: 'Teach a cluster the kinds:', command: '<%= config.bin %> crd export | kubectl apply -f -' },
    { description: 'One kind, as JSON:', command: '<%= config.bin %> crd export synctarget -o json' },
    {
      description: 'For a kcp workspace:',
      command: '<%= config.bin %> crd export --api-resource-schemas v1 | kubectl apply -f -',
    },
  ]
  static override args = {
    kind: Args.string({
      multiple: true,
      ignoreStdin: true,
      description: 'Kinds by any of their names; all when none is named.',
    }),
  }
  static override flags = {
    ...outputFlags,
    'api-resource-schemas': Flags.string({
      helpValue: 'PREFIX',
      summary: "kcp's APIResourceSchemas instead, their names beginning with this prefix.",
    }),
  }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(CrdExport)
    const { apiResourceSchemaOf, crdOf } = await import('../../cli/crds.ts')
    const { everyKind, kindNamed } = await import('../../cli/kinds.ts')
    const kinds = args.kind === undefined || args.kind.length === 0 ? everyKind() : args.kind.map(kindNamed)
    const prefix = flags['api-resource-schemas']
    await this.printDocuments(
      kinds.map((kind) => asObject(prefix === undefined ? crdOf(kind) : apiResourceSchemaOf(kind, prefix))),
    )
    return ExitCode.Ok
  }
}

/** A CRD is an object like any other to the printers. */
function asObject(crd: JsonObject): KubeObject {
  return crd as KubeObject
}
