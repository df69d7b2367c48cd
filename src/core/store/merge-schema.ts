import { isJsonObject, type JsonObject, type JsonValue, own, sortedKeys } from '../apimachinery/index.ts'
import type { AnyResource } from '../api/index.ts'
import type { StructuralSchema } from '../schema/index.ts'

// How values of a schema merge: which maps are merged member by member, which lists item by item.

/** The part of ObjectMeta that people write. */
const metadataSchema: StructuralSchema = {
  type: 'object',
  properties: {
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    annotations: { type: 'object', additionalProperties: { type: 'string' } },
    finalizers: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
    ownerReferences: {
      type: 'array',
      items: { type: 'object', 'x-kubernetes-map-type': 'atomic', 'x-kubernetes-preserve-unknown-fields': true },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
    },
  },
}

/** The schema of a kind with what merges in its metadata. */
export function mergeSchemaOf(kind: AnyResource): StructuralSchema {
  return { ...kind.schema, properties: { ...kind.schema.properties, metadata: metadataSchema } }
}

/** Whether the members of a map are merged and owned one by one; so they are where no schema says otherwise. */
export function isGranularMap(schema: StructuralSchema | undefined): boolean {
  return schema?.['x-kubernetes-map-type'] !== 'atomic'
}

/** The schema of one member of a map. */
export function memberSchema(schema: StructuralSchema | undefined, key: string): StructuralSchema | undefined {
  const declared = schema?.properties === undefined ? undefined : own(schema.properties, key)
  if (declared !== undefined) return declared
  return typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined
}

/** The schema of the items of a list. */
export function itemsSchema(schema: StructuralSchema | undefined): StructuralSchema | undefined {
  return schema?.items
}

/** How a list merges: as one value, unless its schema says that its items have keys or are a set. */
export function listKind(schema: StructuralSchema | undefined): 'atomic' | 'set' | 'map' {
  return schema?.['x-kubernetes-list-type'] ?? 'atomic'
}

/**
 * What tells an item of a list from the others: `k:{"name":"z1"}` or `v:"a"`.
 *
 * @returns the key that is missing, or undefined when the item is of a wrong type
 */
export function itemKey(
  schema: StructuralSchema | undefined,
  item: JsonValue,
): string | { readonly missing: string } | undefined {
  if (listKind(schema) === 'set') return `v:${canonicalText(item)}`
  if (!isJsonObject(item)) return undefined
  const keys: JsonObject = {}
  for (const name of [...(schema?.['x-kubernetes-list-map-keys'] ?? [])].sort()) {
    const value = own(item, name) ?? memberSchema(schema?.items, name)?.default
    if (value === undefined || value === null) return { missing: name }
    keys[name] = value
  }
  return `k:${canonicalText(keys)}`
}

/** A JSON value on one line, equal for equal values; bigints as their digits. */
export function canonicalText(value: JsonValue): string {
  return JSON.stringify(sortedKeys(value), (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part))
}

/** A key as a server prints it: `name="z1"`, `effect="NoExecute",key="a"`. */
export function keyText(part: string): string {
  const value = JSON.parse(part.slice(2)) as JsonValue
  if (part.startsWith('v:') || !isJsonObject(value)) return `=${part.slice(2)}`
  return Object.entries(value)
    .map(([name, one]) => `${name}=${JSON.stringify(one)}`)
    .join(',')
}
