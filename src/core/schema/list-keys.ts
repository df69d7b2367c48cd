import { isJsonObject, type JsonObject, type JsonValue } from '../apimachinery/index.ts'
import { duplicate, type FieldError, invalid } from './field-error.ts'
import type { Place } from './place.ts'
import type { StructuralSchema } from './structural.ts'
import { formatGoJson } from './wording.ts'

/**
 * Finds, for an item of a list of type map, the item of the old list with the same keys. Items of other lists have no
 * predecessor.
 */
export function oldItems(
  schema: StructuralSchema,
  old: readonly JsonValue[],
): ((item: JsonValue) => JsonValue | undefined) | undefined {
  if (schema['x-kubernetes-list-type'] !== 'map') return undefined
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const byKey = new Map<string, JsonObject>()
  for (const item of old) {
    if (!isJsonObject(item)) continue
    const key = identity(keysOf(item, keys))
    if (!byKey.has(key)) byKey.set(key, item)
  }
  return (item) => (isJsonObject(item) ? byKey.get(identity(keysOf(item, keys))) : undefined)
}

/**
 * Finds repeated items of lists of type set and repeated keys of lists of type map, anywhere in a value. A value that is
 * there three times is one error, at its second place.
 */
export function duplicates(schema: StructuralSchema, value: JsonValue, place: Place): FieldError[] {
  const errors: FieldError[] = []
  if (hasKeyedList(schema)) findDuplicates(schema, value, place, errors)
  return errors
}

function findDuplicates(schema: StructuralSchema, value: JsonValue, place: Place, errors: FieldError[]): void {
  if (Array.isArray(value)) {
    const { items } = schema
    switch (schema['x-kubernetes-list-type']) {
      case 'set':
        report(value, place, errors)
        break
      case 'map':
        findRepeatedKeys(schema['x-kubernetes-list-map-keys'] ?? [], value, place, errors)
        break
      default:
    }
    if (items === undefined || !hasKeyedList(items)) return
    for (let index = 0; index < value.length; index++) {
      place.index(index)
      findDuplicates(items, value[index] ?? null, place, errors)
      place.leave()
    }
  } else if (isJsonObject(value)) {
    const { properties, additionalProperties } = schema
    if (typeof additionalProperties === 'object' && hasKeyedList(additionalProperties))
      for (const key of Object.keys(value).sort()) {
        place.key(key)
        findDuplicates(additionalProperties, value[key] ?? null, place, errors)
        place.leave()
      }
    for (const [name, field] of keyedFields(properties)) {
      if (!Object.hasOwn(value, name)) continue
      place.field(name)
      findDuplicates(field, value[name] ?? null, place, errors)
      place.leave()
    }
  }
}

function findRepeatedKeys(
  keys: readonly string[],
  list: readonly JsonValue[],
  place: Place,
  errors: FieldError[],
): void {
  for (let index = 0; index < list.length; index++) {
    const item = list[index] ?? null
    if (item === null || isJsonObject(item)) continue
    place.index(index)
    const at = { field: place.bracketed, path: place.path }
    errors.push(invalid(at, item, 'must be an object for an array of list-type map'))
    place.leave()
    return
  }
  if (list.length < 2 || areDistinct(keys, list)) return
  report(
    list.map((item) => keysOf(isJsonObject(item) ? item : {}, keys)),
    place,
    errors,
  )
}

/** The common case, fast: one key, all of them texts, no two alike. */
function areDistinct([key, ...more]: readonly string[], list: readonly JsonValue[]): boolean {
  if (key === undefined || more.length > 0) return false
  const seen = new Set<JsonValue>()
  for (const item of list) {
    const value = isJsonObject(item) ? item[key] : undefined
    if (typeof value !== 'string' || seen.has(value)) return false
    seen.add(value)
  }
  return true
}

function report(list: readonly JsonValue[], place: Place, errors: FieldError[]): void {
  if (list.length < 2) return
  const times = new Map<string, number>()
  list.forEach((item, index) => {
    const key = identity(item)
    const seen = times.get(key) ?? 0
    times.set(key, seen + 1)
    if (seen !== 1) return
    place.index(index)
    errors.push(duplicate({ field: place.bracketed, path: place.path }, item))
    place.leave()
  })
}

function keysOf(item: JsonObject, keys: readonly string[]): JsonObject {
  const identity: JsonObject = {}
  for (const key of keys) if (Object.hasOwn(item, key)) identity[key] = item[key] ?? null
  return identity
}

/** A text that two values share only when they are equal; scalars are told apart from what prints like them. */
function identity(value: JsonValue): string {
  return formatGoJson(value)
}

const keyed = new WeakMap<StructuralSchema, boolean>()

/** Whether a set or a map of items is anywhere in a schema. */
function hasKeyedList(schema: StructuralSchema): boolean {
  const known = keyed.get(schema)
  if (known !== undefined) return known
  const { items, additionalProperties, properties } = schema
  const type = schema['x-kubernetes-list-type']
  const found =
    type === 'set' ||
    type === 'map' ||
    (items !== undefined && hasKeyedList(items)) ||
    (typeof additionalProperties === 'object' && hasKeyedList(additionalProperties)) ||
    Object.values(properties ?? {}).some(hasKeyedList)
  keyed.set(schema, found)
  return found
}

const fields = new WeakMap<object, readonly (readonly [string, StructuralSchema])[]>()

function keyedFields(properties: StructuralSchema['properties']): readonly (readonly [string, StructuralSchema])[] {
  if (properties === undefined) return []
  let list = fields.get(properties)
  if (list === undefined) {
    list = Object.entries(properties)
      .filter(([, field]) => hasKeyedList(field))
      .sort(([left], [right]) => (left < right ? -1 : 1))
    fields.set(properties, list)
  }
  return list
}
