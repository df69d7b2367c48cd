import { fail } from '../failure.ts'
import type { SourceRange } from '../syntax/syntax.ts'
import {
  CelDuration,
  CelObject,
  Double,
  isMap,
  KeyedMap,
  mapGet,
  Optional,
  type PlainObject,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from '../values.ts'
import { Quantity } from '../../apimachinery/index.ts'

/** Names of fields of lists and of our classes, and of everything their prototypes have. */
let knownNames: ReadonlySet<string> | undefined

function namesOfClasses(): ReadonlySet<string> {
  const prototypes: readonly object[] = [
    Array.prototype,
    Map.prototype,
    Uint8Array.prototype,
    Object.getPrototypeOf(Uint8Array.prototype) as object,
    ...[Quantity, CelObject, Double, Uint, Timestamp, CelDuration, TypeValue, Optional, KeyedMap].map(
      (type) => type.prototype as object,
    ),
  ]
  return new Set([
    ...['length', 'value', 'seconds', 'nanos', 'nanoseconds', 'name', 'format', 'uints', 'typeName'],
    ...prototypes.flatMap((prototype) => Object.getOwnPropertyNames(prototype)),
  ])
}

/**
 * Whether reading a property of this name can only find an own property of a plain object: no prototype that a value may
 * have knows it, nor is it a field of a list or of one of our classes.
 */
function isPlainName(name: string): boolean {
  knownNames ??= namesOfClasses()
  const first = name.charCodeAt(0)
  return !(first >= 48 && first <= 57) && !knownNames.has(name) && !(name in Object.prototype)
}

/** Reads a member without asking whether it is an own one, where the name makes sure of it. */
export type Reader = (value: Value, key: string) => Value | undefined

function readPlain(value: Value, key: string): Value | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found = (value as PlainObject)[key]
  if (found !== undefined) return value instanceof CelObject ? undefined : found
  return value instanceof Map ? (value as ReadonlyMap<string, Value>).get(key) : undefined
}

function readOwn(value: Value, key: string): Value | undefined {
  return isMap(value) ? mapGet(value, key) : undefined
}

/** How to read members of a name: undefined when there is none, or the value has no members. */
export function reader(name: string): Reader {
  return isPlainName(name) ? readPlain : readOwn
}

/** What selecting a field that is not there fails with. */
export function missing(value: Value, key: string, range: SourceRange): never {
  if (Array.isArray(value)) return fail('NoSuchOverload', 'no such overload', range)
  return fail('NoSuchKey', `no such key: ${key}`, range)
}

/** `value.key`, where the value may be an optional: then so is the result. */
export function selectMember(value: Value, key: string, read: Reader, range: SourceRange): Value {
  const found = read(value, key)
  if (found !== undefined) return found
  return value instanceof Optional ? optionalMember(value, key, read, range) : missing(value, key, range)
}

/** `value.?key`. */
export function optionalMember(value: Value, key: string, read: Reader, range: SourceRange): Optional {
  if (value instanceof Optional)
    return value.value === undefined ? Optional.none : optionalMember(value.value, key, read, range)
  const found = read(value, key)
  if (found !== undefined) return new Optional(found)
  return isMap(value) ? Optional.none : missing(value, key, range)
}

/** `has(value.key)`. */
export function hasMember(value: Value, key: string, read: Reader): boolean {
  if (value instanceof Optional) return value.value !== undefined && hasMember(value.value, key, read)
  return read(value, key) !== undefined
}
