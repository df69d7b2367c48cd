import { Quantity } from '../apimachinery/index.ts'
import { fail } from './failure.ts'

/**
 * A value at run time. JSON is used as it stands, never copied or wrapped:
 *
 * - int: a `number` that is a safe integer, or a `bigint` beyond +-(2^53 - 1); always the former when both would do
 * - double: any other `number` (fractions, NaN, +-Infinity, integral values beyond 2^53), or {@link Double} around a
 *   number that would otherwise read as an int
 * - uint: {@link Uint}
 * - bytes: `Uint8Array`; timestamp: {@link Timestamp}; duration: {@link CelDuration}; type: {@link TypeValue};
 *   optional: {@link Optional}; quantity: `Quantity`; every other opaque type: a class that extends {@link OpaqueValue}
 * - list: an array; map: a plain object (own properties only), or a `Map` whose keys are booleans, strings and ints.
 *   uint keys are held by their number, and {@link KeyedMap} remembers that they were uints
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | CelObject
  | Quantity
  | readonly Value[]
  | ReadonlyMap<MapKey, Value>
  | PlainObject

export type PlainObject = { readonly [key: string]: Value }

/** A map key as a `Map` holds it: an int or uint by its number. */
export type MapKey = boolean | string | number | bigint

/** What every class of value extends, so that a plain object is told from a wrapped value by one check. */
export abstract class CelObject {
  /** The name of its type, as `type(x)` prints it. */
  abstract readonly typeName: string
}

/** An integral double. Made by {@link double}, which wraps only what needs it. */
export class Double extends CelObject {
  readonly value: number
  constructor(value: number) {
    super()
    this.value = value
  }
  get typeName(): string {
    return 'double'
  }
}

/** An unsigned 64-bit integer; `value` is a number when it is safe, else a bigint. */
export class Uint extends CelObject {
  readonly value: number | bigint
  constructor(value: number | bigint) {
    super()
    this.value = value
  }
  get typeName(): string {
    return 'uint'
  }
}

/** A point in time, years 0001 to 9999; `nanos` from 0 to 999,999,999 counts forward from `seconds`. */
export class Timestamp extends CelObject {
  readonly seconds: number
  readonly nanos: number
  constructor(seconds: number, nanos: number) {
    super()
    this.seconds = seconds
    this.nanos = nanos
  }
  get typeName(): string {
    return 'google.protobuf.Timestamp'
  }
}

/** A span of time in nanoseconds, within 64 bits (about 292 years). */
export class CelDuration extends CelObject {
  readonly nanoseconds: bigint
  constructor(nanoseconds: bigint) {
    super()
    this.nanoseconds = nanoseconds
  }
  get typeName(): string {
    return 'google.protobuf.Duration'
  }
}

/** A type as a value; two are equal when their names are. */
export class TypeValue extends CelObject {
  readonly name: string
  constructor(name: string) {
    super()
    this.name = name
  }
  get typeName(): string {
    return 'type'
  }
}

/** A value that may be absent. */
export class Optional extends CelObject {
  /** The value; undefined when there is none. */
  readonly value: Value | undefined
  constructor(value: Value | undefined) {
    super()
    this.value = value
  }
  static readonly none: Optional = new Optional(undefined)
  get typeName(): string {
    return 'optional_type'
  }
}

/** A value of a type that only its functions can look into. */
export abstract class OpaqueValue extends CelObject {
  abstract equals(other: OpaqueValue): boolean
  /** Steps of the budget that comparing or printing it takes. */
  get work(): number {
    return 1
  }
  /** Its canonical text, which JSON output prints. */
  abstract override toString(): string
}

/** A map with uint keys: held by their number like ints, remembered here as what they were. */
export class KeyedMap extends Map<MapKey, Value> {
  readonly uints = new Set<MapKey>()
}

const maxInt64 = 2n ** 63n - 1n
const minInt64 = -(2n ** 63n)
const maxUint64 = 2n ** 64n - 1n

/** Makes a double of a number, wrapped when it would otherwise read as an int. */
export function double(value: number): number | Double {
  return Number.isSafeInteger(value) ? new Double(value) : value
}

/** Makes an int of a bigint; a failure when it does not fit in 64 bits. */
export function int(value: bigint): number | bigint {
  if (value >= -9007199254740991n && value <= 9007199254740991n) return Number(value)
  return value > maxInt64 || value < minInt64 ? fail('Overflow', 'integer overflow') : value
}

/** Makes a uint; a failure when it is negative or does not fit in 64 bits. */
export function uint(value: number | bigint): Uint {
  if (typeof value === 'number') return value >= 0 ? new Uint(value) : fail('Overflow', 'unsigned integer overflow')
  if (value < 0n || value > maxUint64) return fail('Overflow', 'unsigned integer overflow')
  return new Uint(value <= 9007199254740991n ? Number(value) : value)
}

/** Whether a value is an int. */
export function isInt(value: Value): value is number | bigint {
  return typeof value === 'number' ? Number.isSafeInteger(value) : typeof value === 'bigint'
}

/** Whether a value is a double. */
export function isDouble(value: Value): value is number | Double {
  return typeof value === 'number' ? !Number.isSafeInteger(value) : value instanceof Double
}

/** The number of a double. */
export function doubleOf(value: number | Double): number {
  return typeof value === 'number' ? value : value.value
}

/** Whether a value is a list. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** Whether a value is a map: a plain object or a `Map`. */
export function isMap(value: Value): value is PlainObject | ReadonlyMap<MapKey, Value> {
  return value instanceof Map || isPlainObject(value)
}

/** Whether a value is a plain object, used as a map by its own properties. */
export function isPlainObject(value: Value): value is PlainObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof CelObject) &&
    !(value instanceof Map) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Quantity)
  )
}

/** The key under which a `Map` holds a CEL key; undefined when the value can be no key. Integral doubles find ints. */
export function mapKey(key: Value): MapKey | undefined {
  switch (typeof key) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return key
    case 'number':
      return Number.isInteger(key) && !Number.isSafeInteger(key) ? BigInt(key) : key
    case 'object':
      return key instanceof Uint || key instanceof Double ? key.value : undefined
    default:
      return undefined
  }
}

/** The value under a key, or undefined. */
export function mapGet(map: PlainObject | ReadonlyMap<MapKey, Value>, key: Value): Value | undefined {
  if (map instanceof Map) {
    const held = mapKey(key)
    return held === undefined ? undefined : (map as ReadonlyMap<MapKey, Value>).get(held)
  }
  return typeof key === 'string' && Object.hasOwn(map, key) ? (map as PlainObject)[key] : undefined
}

/** How many entries a map has. */
export function mapSize(map: PlainObject | ReadonlyMap<MapKey, Value>): number {
  return map instanceof Map ? map.size : Object.keys(map).length
}

/** The keys of a map, in its own order. */
export function mapKeys(map: PlainObject | ReadonlyMap<MapKey, Value>): Value[] {
  if (!(map instanceof Map)) return Object.keys(map)
  if (!(map instanceof KeyedMap)) return [...(map as ReadonlyMap<MapKey, Value>).keys()]
  return [...map.keys()].map((key) => (map.uints.has(key) ? new Uint(key as number | bigint) : key))
}

/** The entries of a map, in its own order. */
export function mapEntries(map: PlainObject | ReadonlyMap<MapKey, Value>): [Value, Value][] {
  return mapKeys(map).map((key) => [key, mapGet(map, key) ?? null])
}

/** The name of a value's type, as `type(x)` prints it. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'int'
    case 'number':
      return Number.isSafeInteger(value) ? 'int' : 'double'
    default:
      if (value === null) return 'null_type'
      if (Array.isArray(value)) return 'list'
      if (value instanceof CelObject) return value.typeName
      if (value instanceof Uint8Array) return 'bytes'
      return value instanceof Quantity ? 'kubernetes.Quantity' : 'map'
  }
}

const surrogate = /[\ud800-\udfff]/

/** How many characters (code points) a text has. */
export function codePoints(text: string): number {
  let count = text.length
  // A short text is gone through faster than it is searched.
  if (count > 24 && !surrogate.test(text)) return count
  // Every low surrogate that follows a high one makes no character of its own.
  for (let index = 1; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if ((code & 0xfc00) === 0xdc00 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800) count--
  }
  return count
}
