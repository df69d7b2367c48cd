import { fail } from '../failure.ts'
import type { SourceRange } from '../syntax/source-range.ts'
import { KeyedMap, type MapKey, mapEntries, mapKey, type PlainObject, Uint, type Value } from '../values.ts'

type AnyMap = PlainObject | ReadonlyMap<MapKey, Value>

/** Adds an entry to a copy of a map, as `transformMap` does step by step when it runs as a fold. */
export function insert(map: Value, key: Value, value: Value): Value {
  const copy = new KeyedMap()
  for (const [one, other] of mapEntries(map as AnyMap)) put(copy, one, other)
  put(copy, key, value)
  return copy
}

/** Adds all entries of one map to a copy of another. */
export function insertAll(map: Value, other: Value): Value {
  const copy = new KeyedMap()
  for (const [key, value] of mapEntries(map as AnyMap)) put(copy, key, value)
  for (const [key, value] of mapEntries(other as AnyMap)) put(copy, key, value)
  return copy
}

/** Adds an entry to a map under construction; a failure when the key is there or can be none. */
export function put(map: KeyedMap, key: Value, value: Value): void {
  const held = keyOf(key)
  if (map.has(held)) return fail('DuplicateKey', `insert failed: key ${String(held)} already exists`)
  map.set(held, value)
  if (key instanceof Uint) map.uints.add(held)
}

/** The key a map literal may have: a bool, int, uint or string. */
export function keyOf(key: Value, range?: SourceRange): MapKey {
  if (typeof key === 'string' || typeof key === 'boolean' || typeof key === 'bigint') return key
  const isNumber = key instanceof Uint || (typeof key === 'number' && Number.isSafeInteger(key))
  const held = isNumber ? mapKey(key) : undefined
  return held ?? fail('InvalidArgument', 'unsupported key type', range)
}
