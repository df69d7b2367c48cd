import { deepEqual, isJsonObject, type JsonObject, type JsonValue, own, setOwn } from '../apimachinery/index.ts'
import type { StructuralSchema } from '../schema/index.ts'
import { isGranularMap, itemKey, itemsSchema, listKind, memberSchema } from './merge-schema.ts'
import { allBelow, below, type FieldSet, isWhole } from './ownership.ts'

/**
 * Merges what a manifest says into a value: maps member by member, lists with keys and sets item by item, everything else
 * as a whole. Items that the manifest names come in its order; others keep their place before the next one it names, and go
 * before what it adds there, as on an API server.
 * Neither argument changes; merging the same again changes nothing.
 */
export function mergeInto(
  schema: StructuralSchema | undefined,
  live: JsonValue | undefined,
  manifest: JsonValue,
): JsonValue {
  if (isJsonObject(live) && isJsonObject(manifest) && isGranularMap(schema)) {
    const merged: JsonObject = { ...live }
    for (const [key, value] of Object.entries(manifest))
      setOwn(merged, key, mergeInto(memberSchema(schema, key), own(live, key), value))
    return merged
  }
  if (Array.isArray(live) && Array.isArray(manifest) && listKind(schema) !== 'atomic')
    return mergeLists(schema, live, manifest)
  return manifest
}

function mergeLists(
  schema: StructuralSchema | undefined,
  live: readonly JsonValue[],
  manifest: readonly JsonValue[],
): JsonValue[] {
  const keys = live.map((item) => itemKey(schema, item))
  const places = new Map<unknown, number>()
  keys.forEach((key, index) => places.set(key, index))
  const named = new Set<unknown>(manifest.map((item) => itemKey(schema, item)))
  const merged: JsonValue[] = []
  let next = 0
  const othersUpTo = (end: number): void => {
    for (; next < end; next++) if (!named.has(keys[next])) merged.push(live[next] ?? null)
  }
  const anchors = nextPlaces(manifest.map((item) => places.get(itemKey(schema, item))))
  manifest.forEach((item, index) => {
    othersUpTo(anchors[index] ?? live.length)
    const place = places.get(itemKey(schema, item))
    merged.push(place === undefined ? item : mergeInto(itemsSchema(schema), live[place], item))
  })
  othersUpTo(live.length)
  return merged
}

/** For each item its place, or else that of the next item that has one. */
function nextPlaces(places: readonly (number | undefined)[]): (number | undefined)[] {
  let next: number | undefined
  return places
    .toReversed()
    .map((place) => (next = place ?? next))
    .toReversed()
}

/** What a manager no longer says, in which schema, and what others say. */
type Removal = {
  readonly schema: StructuralSchema | undefined
  /** What the manager said before. */
  readonly before: FieldSet
  /** What it says now. */
  readonly now: FieldSet | undefined
  /** What other managers say. */
  readonly others: readonly FieldSet[]
}

/**
 * Removes what a manager applied before and says no longer, unless another one says it too. A map or list that is empty
 * afterwards goes as well. Returns a changed copy, or undefined when nothing is left.
 */
export function removeDropped(value: JsonValue, removal: Removal): JsonValue | undefined {
  if (isJsonObject(value)) return removeMembers(value, removal)
  if (Array.isArray(value) && listKind(removal.schema) !== 'atomic') return removeItems(value, removal)
  return value
}

function removeMembers(object: JsonObject, { schema, before, now, others }: Removal): JsonObject | undefined {
  const left: JsonObject = { ...object }
  let removed = 0
  for (const [part, owned] of Object.entries(before)) {
    const key = part.slice(2)
    const value = part.startsWith('f:') ? own(object, key) : undefined
    if (value === undefined) continue
    const child = {
      schema: memberSchema(schema, key),
      before: owned,
      now: below(now, part),
      others: allBelow(others, part),
    }
    const kept = removeField(value, child)
    if (kept === value) continue
    if (kept === undefined) {
      delete left[key]
      removed++
    } else setOwn(left, key, kept)
  }
  return removed > 0 && Object.keys(left).length === 0 ? undefined : left
}

function removeField(value: JsonValue, removal: Removal): JsonValue | undefined {
  const { schema, before, now, others } = removal
  if (!isWhole(before)) {
    const kept = removeDropped(value, removal)
    // What is still named, by the manifest or by others, stays, though empty.
    if (kept === undefined && (now !== undefined || others.length > 0)) return Array.isArray(value) ? [] : {}
    return kept
  }
  if (now !== undefined || others.length > 0) return value
  const hasParts =
    (isJsonObject(value) && isGranularMap(schema) && Object.keys(value).length > 0) ||
    (Array.isArray(value) && listKind(schema) !== 'atomic' && value.length > 0)
  // It was applied empty; what is in it now came from somebody else.
  return hasParts ? value : undefined
}

function removeItems(list: readonly JsonValue[], { schema, before, now, others }: Removal): JsonValue[] | undefined {
  const left: JsonValue[] = []
  for (const item of list) {
    const key = itemKey(schema, item)
    const owned = typeof key === 'string' ? below(before, key) : undefined
    if (typeof key !== 'string' || owned === undefined) {
      left.push(item)
      continue
    }
    const stillSaid = below(now, key)
    const saidByOthers = allBelow(others, key)
    if (stillSaid === undefined && saidByOthers.length === 0) continue
    const child = { schema: itemsSchema(schema), before: owned, now: stillSaid, others: saidByOthers }
    left.push(removeDropped(item, child) ?? item)
  }
  return left.length === 0 && list.length > 0 && now === undefined ? undefined : left
}

/**
 * The fields for which a manifest wants another value than the one another manager applied.
 *
 * @param fields what the manifest says
 */
export function conflictsOf(
  schema: StructuralSchema | undefined,
  live: JsonValue | undefined,
  manifest: JsonValue,
  fields: FieldSet,
  owner: FieldSet | undefined,
  at: readonly string[] = [],
): string[][] {
  if (owner === undefined || live === undefined) return []
  const goesOn =
    !isWhole(fields) &&
    ((isJsonObject(live) && isJsonObject(manifest)) || (Array.isArray(live) && Array.isArray(manifest)))
  if (!goesOn) return deepEqual(mergeInto(schema, live, manifest), live) ? [] : [[...at]]
  return Object.entries(fields).flatMap(([part, child]) => {
    if (part === '.') return []
    const said = childOf(schema, manifest, part)
    if (said.value === undefined) return []
    const is = childOf(schema, live, part)
    return conflictsOf(said.schema, is.value, said.value, child, below(owner, part), [...at, part])
  })
}

function childOf(
  schema: StructuralSchema | undefined,
  value: JsonValue,
  part: string,
): { value: JsonValue | undefined; schema: StructuralSchema | undefined } {
  if (Array.isArray(value))
    return { value: value.find((item) => itemKey(schema, item) === part), schema: itemsSchema(schema) }
  const key = part.slice(2)
  return { value: isJsonObject(value) ? own(value, key) : undefined, schema: memberSchema(schema, key) }
}
