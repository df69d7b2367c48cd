import { isJsonObject, type JsonObject, type JsonValue, own, setOwn } from '../apimachinery/index.ts'
import type { AnyResource } from '../api/index.ts'
import { duplicate, type FieldError, formatFieldError, required, type StructuralSchema } from '../schema/index.ts'
import { canonicalText, isGranularMap, itemKey, itemsSchema, keyText, listKind, memberSchema } from './merge-schema.ts'

/**
 * A set of fields, in the form of Kubernetes' FieldsV1: `f:` a member, `k:` an item of a list with keys, `v:` an item of a
 * set, `.` the item itself; an empty object is a field that is owned as a whole.
 */
export type FieldSet = { [part: string]: FieldSet }

/** What each field manager applied last. */
export type Owners = { readonly [manager: string]: FieldSet }

/** Nobody applied anything. */
export const noOwners: Owners = {}

/** Metadata that identifies an object or that only a hub sets; nobody owns it. */
const unowned = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generateName',
  'generation',
  'managedFields',
  'name',
  'namespace',
  'resourceVersion',
  'selfLink',
  'uid',
])

/** A manifest without what nobody can own. */
export function ownablePart(kind: AnyResource, manifest: JsonObject): JsonObject {
  const part: JsonObject = {}
  for (const [key, value] of Object.entries(manifest)) {
    if (key === 'apiVersion' || key === 'kind' || (key === 'status' && kind.hasStatus)) continue
    if (key !== 'metadata' || !isJsonObject(value)) setOwn(part, key, value)
    else {
      const kept = Object.entries(value).filter(([name]) => !unowned.has(name))
      if (kept.length > 0) part['metadata'] = Object.fromEntries(kept)
    }
  }
  return part
}

/** What a manifest says, and what is wrong with its lists: items that cannot be told apart. */
export function fieldsOf(schema: StructuralSchema, manifest: JsonObject): { fields: FieldSet; errors: FieldError[] } {
  const errors: FieldError[] = []
  const fields = collect(schema, manifest, { field: '', path: [] }, errors)
  return { fields, errors: errors.sort((left, right) => (formatFieldError(left) < formatFieldError(right) ? -1 : 1)) }
}

type Place = { readonly field: string; readonly path: readonly (string | number)[] }

function collect(schema: StructuralSchema | undefined, value: JsonValue, at: Place, errors: FieldError[]): FieldSet {
  const fields: FieldSet = {}
  if (isJsonObject(value) && isGranularMap(schema)) {
    for (const [key, member] of Object.entries(value)) {
      const place = { field: at.field === '' ? key : `${at.field}.${key}`, path: [...at.path, key] }
      fields[`f:${key}`] = collect(memberSchema(schema, key), member, place, errors)
    }
    return fields
  }
  if (!Array.isArray(value)) return fields
  const kind = listKind(schema)
  if (kind === 'atomic') return fields
  value.forEach((item, index) => {
    const place = { field: `${at.field}[${index}]`, path: [...at.path, index] }
    const key = itemKey(schema, item)
    if (typeof key !== 'string') {
      if (key !== undefined) errors.push(required({ field: `${place.field}.${key.missing}`, path: place.path }))
      return
    }
    if (Object.hasOwn(fields, key)) errors.push(duplicate(place, keyValue(key)))
    else if (kind === 'set') fields[key] = {}
    else fields[key] = { '.': {}, ...collect(itemsSchema(schema), item, place, errors) }
  })
  return fields
}

function keyValue(key: string): JsonValue {
  return JSON.parse(key.slice(2)) as JsonValue
}

/** Whether a field is owned as a whole. */
export function isWhole(fields: FieldSet): boolean {
  return Object.keys(fields).length === 0
}

/** The part of a set below one step. */
export function below(fields: FieldSet | undefined, part: string): FieldSet | undefined {
  return fields === undefined ? undefined : own(fields, part)
}

/** The sets below one step of those that have it. */
export function allBelow(sets: readonly FieldSet[], part: string): FieldSet[] {
  return sets.map((set) => below(set, part)).filter((set) => set !== undefined)
}

/** A field of a set as a server prints it in conflicts: `.spec.cells[name="z1"].labels.a`. */
export function fieldText(parts: readonly string[]): string {
  return parts.map((part) => (part.startsWith('f:') ? `.${part.slice(2)}` : `[${keyText(part)}]`)).join('')
}

/** A set without one field, and without parents that are then empty. */
export function without(fields: FieldSet, parts: readonly string[]): FieldSet | undefined {
  const [part, ...rest] = parts
  if (part === undefined) return undefined
  const child = below(fields, part)
  if (child === undefined) return fields
  const left = rest.length === 0 ? undefined : without(child, rest)
  const kept = Object.entries(fields).filter(([key]) => key !== part)
  if (left !== undefined) kept.push([part, left])
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

/** Whether two sets hold the same fields. */
export function sameFields(left: FieldSet | undefined, right: FieldSet | undefined): boolean {
  if (left === undefined || right === undefined) return left === right
  return canonicalText(left) === canonicalText(right)
}
