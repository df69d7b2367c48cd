import { isJsonObject, type JsonObject, type JsonValue, type Path } from '../apimachinery/index.ts'
import type { StructuralSchema } from './structural.ts'

const isMetaField = (key: string): boolean => key === 'apiVersion' || key === 'kind' || key === 'metadata'

/**
 * Removes, in place, every field the schema does not declare. Under `x-kubernetes-preserve-unknown-fields` undeclared
 * fields stay, while declared ones inside are still pruned; apiVersion, kind and metadata of the root and of embedded
 * resources always stay.
 *
 * @returns the paths of what was removed, sorted as the API server sorts them
 */
export function prune(schema: StructuralSchema, value: JsonValue): Path[] {
  return walk(schema, value, true)
}

/** The fields {@link prune} would remove; the value stays as it is. */
export function unknownFields(schema: StructuralSchema, value: JsonValue): Path[] {
  return walk(schema, value, false)
}

function walk(schema: StructuralSchema, value: JsonValue, removes: boolean): Path[] {
  const pruning: Pruning = { at: [], unknown: [], removes }
  pruneValue(schema, value, pruning, true)
  return pruning.unknown.sort((left, right) => compareText(left.join('.'), right.join('.')))
}

type Pruning = { readonly at: (string | number)[]; readonly unknown: Path[]; readonly removes: boolean }

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** An undefined schema declares nothing: every field below goes. */
function pruneValue(
  schema: StructuralSchema | undefined,
  value: JsonValue,
  pruning: Pruning,
  isResource = schema?.['x-kubernetes-embedded-resource'] === true,
): void {
  if (typeof value !== 'object' || value === null) return
  const preserves = schema?.['x-kubernetes-preserve-unknown-fields'] === true
  if (!Array.isArray(value)) return pruneObject(schema, value, pruning, isResource, preserves)
  const items = schema?.items
  if (preserves && items === undefined) return
  for (let index = 0; index < value.length; index++) {
    pruning.at.push(index)
    pruneValue(items, value[index] ?? null, pruning)
    pruning.at.pop()
  }
}

function pruneObject(
  schema: StructuralSchema | undefined,
  object: JsonObject,
  pruning: Pruning,
  isResource: boolean,
  preserves: boolean,
): void {
  const properties = schema?.properties
  const additional = schema?.additionalProperties
  for (const key of Object.keys(object)) {
    if (isResource && isMetaField(key)) continue
    const isDeclared = properties !== undefined && Object.hasOwn(properties, key)
    if (!isDeclared && additional === undefined) {
      if (preserves) continue
      pruning.unknown.push([...pruning.at, key])
      if (pruning.removes) delete object[key]
      continue
    }
    pruning.at.push(key)
    const field = isDeclared ? properties[key] : typeof additional === 'object' ? additional : undefined
    pruneValue(field, object[key] ?? null, pruning)
    pruning.at.pop()
  }
}

/**
 * Drops, in place, nulls of declared fields and of map values that are neither nullable nor defaulted: the API server
 * reads them as absent. A null in a required field is dropped too and then reported as missing; a null item of a list
 * stays and is then of the wrong type.
 */
export function dropNulls(schema: StructuralSchema, value: JsonValue): void {
  if (Array.isArray(value)) {
    const { items } = schema
    if (items !== undefined && mayHoldNulls(items)) for (const item of value) dropNulls(items, item)
    return
  }
  if (!isJsonObject(value)) return
  const { properties, additionalProperties } = schema
  const additional = typeof additionalProperties === 'object' ? additionalProperties : undefined
  if (properties === undefined && additional === undefined) return
  for (const key of Object.keys(value)) {
    const declared = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined
    const field = declared ?? additional
    if (field === undefined) continue
    const member = value[key] ?? null
    if (member !== null) dropNulls(field, member)
    else if (field.nullable !== true && field.default === undefined) delete value[key]
  }
}

function mayHoldNulls({ properties, additionalProperties, items }: StructuralSchema): boolean {
  return properties !== undefined || typeof additionalProperties === 'object' || items !== undefined
}
