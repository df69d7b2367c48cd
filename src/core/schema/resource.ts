import type { ObjectMeta } from '../apimachinery/index.ts'
import type { Field, Presence } from './fields.ts'
import type { StructuralSchema } from './structural.ts'

/** A column of `get`, as `additionalPrinterColumns` of a CRD. Columns of priority above 0 show with `-o wide` only. */
export type PrinterColumn = {
  name: string
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  jsonPath: string
  description?: string
  priority?: number
}

/** A stored object of a kind: defaulted and valid. */
export type StoredObject<Spec, Status> = {
  apiVersion: string
  kind: string
  metadata: ObjectMeta & { name: string }
  spec: Spec
  status?: Status
}

/** An object of a kind as a user may write it. */
export type WrittenObject<Spec, Status> = {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: Spec
  status?: Status
}

/** A kind: names, scope, columns, and the one schema from which types, defaults, validation, CRD and docs come. */
export type Resource<Stored, Written> = {
  /** Type-level only. */
  readonly stored?: Stored
  /** Type-level only. */
  readonly written?: Written
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly listKind: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly scope: 'Namespaced' | 'Cluster'
  readonly description: string
  readonly printerColumns: readonly PrinterColumn[]
  readonly hasStatus: boolean
  /** The schema of the whole object, metadata left to the API machinery. */
  readonly schema: StructuralSchema
}

/** The stored type of a kind: `type SyncTarget = From<typeof SyncTarget>`. */
export type From<R> = R extends Resource<infer Stored, unknown> ? Stored : never

/** The written type of a kind, before defaulting. */
export type InputOf<R> = R extends Resource<unknown, infer Written> ? Written : never

/** Defines a kind from one literal. */
export function defineResource<Spec, SpecWritten, Status = never, StatusWritten = never>(definition: {
  group: string
  version: string
  kind: string
  plural: string
  shortNames: readonly string[]
  scope: 'Namespaced' | 'Cluster'
  description: string
  printerColumns?: readonly PrinterColumn[]
  /** What names of objects must be beyond what Kubernetes asks of names. */
  name?: Field<string>
  spec: Field<Spec, SpecWritten, Presence>
  status?: Field<Status, StatusWritten, Presence>
  /** Whether status is a subresource; so it is for every kind that has a status, and for those that say so. */
  statusSubresource?: boolean
}): Resource<StoredObject<Spec, Status>, WrittenObject<SpecWritten, StatusWritten>> {
  const { spec, status, kind, description, name } = definition
  return {
    group: definition.group,
    version: definition.version,
    kind,
    plural: definition.plural,
    singular: kind.toLowerCase(),
    listKind: `${kind}List`,
    shortNames: definition.shortNames,
    categories: ['kcp', 'tmc'],
    scope: definition.scope,
    description,
    printerColumns: definition.printerColumns ?? [],
    hasStatus: definition.statusSubresource ?? status !== undefined,
    schema: {
      type: 'object',
      description,
      properties: {
        apiVersion: { type: 'string', description: 'The API group and version of this object.' },
        kind: { type: 'string', description: 'The kind of this object.' },
        metadata: { type: 'object', ...(name === undefined ? {} : { properties: { name: name.schema } }) },
        spec: spec.schema,
        ...(status === undefined ? {} : { status: status.schema }),
      },
      required: ['spec'],
    },
  }
}
