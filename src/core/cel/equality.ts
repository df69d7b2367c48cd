import { Quantity } from '../apimachinery/index.ts'
import { fail } from './failure.ts'
import {
  CelDuration,
  CelObject,
  Double,
  isInt,
  isMap,
  type MapKey,
  mapGet,
  mapKeys,
  mapSize,
  OpaqueValue,
  Optional,
  type PlainObject,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from './values.ts'

/** Nesting of lists and maps that is compared; JSON is not read deeper than this. */
const maxDepth = 1_000

/** What comparing large values is paid from. */
export type Meter = { charge(steps: number): void }

/** Steps of work where nobody gave a budget. */
const unmetered = 1_000_000

/** A budget of its own: values may share parts, so that going over them takes far more steps than they have parts. */
export function freshMeter(): Meter {
  let left = unmetered
  return {
    charge(steps) {
      if ((left -= steps) < 0) fail('BudgetExceeded', 'the values are too large')
    },
  }
}

/**
 * Whether two values are equal: numbers by value whatever their type (NaN equals nothing), lists and maps member by
 * member, everything else only within its type.
 *
 * @param meter pays for the members of lists and maps; absent: as many are compared as one evaluation may
 */
export function equal(left: Value, right: Value, depth = 0, meter?: Meter): boolean {
  if (typeof left === 'string') {
    if (typeof right !== 'string' || left.length !== right.length) return false
    if (left.length > 64) meter?.charge(left.length / 32)
    return left === right
  }
  if (left === right) return true
  if (typeof left === 'object' && left !== null) {
    if (typeof right === 'object' && right !== null) return equalObjects(left, right, depth, meter ?? freshMeter())
    return isNumeric(right) && isNumeric(left) && compareNumbers(left, right) === 0
  }
  if (typeof left === 'boolean' || left === null) return false
  // Two numbers that are not identical: ints and bigints are normalised, so they differ, and NaN differs from itself.
  if (typeof right === 'number' && typeof left === 'number') return false
  return isNumeric(right) && compareNumbers(left, right) === 0
}

function equalObjects(left: object & Value, right: object & Value, depth: number, meter: Meter): boolean {
  if (depth > maxDepth) return fail('InvalidArgument', `values nested more than ${maxDepth} deep cannot be compared`)
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false
    const [a, b] = [left as readonly Value[], right as readonly Value[]]
    meter.charge(1 + a.length)
    for (let index = 0; index < a.length; index++)
      if (!equal(a[index] ?? null, b[index] ?? null, depth + 1, meter)) return false
    return true
  }
  if (left instanceof CelObject) return right instanceof CelObject && equalCelObjects(left, right, depth, meter)
  if (left instanceof Uint8Array) return right instanceof Uint8Array && equalBytes(left, right, meter)
  if (left instanceof Quantity) return right instanceof Quantity && left.compare(right) === 0
  return isMap(left) && isMap(right) && equalMaps(left, right, depth, meter)
}

type CelMap = PlainObject | ReadonlyMap<MapKey, Value>

function equalMaps(left: CelMap, right: CelMap, depth: number, meter: Meter): boolean {
  const size = mapSize(left)
  meter.charge(size * 20)
  if (size !== mapSize(right)) return false
  for (const key of mapKeys(left)) {
    const other = mapGet(right, key)
    if (other === undefined || !equal(mapGet(left, key) ?? null, other, depth + 1, meter)) return false
  }
  return true
}

function equalCelObjects(left: CelObject, right: CelObject, depth: number, meter: Meter): boolean {
  if (isNumeric(left)) return isNumeric(right) && compareNumbers(left, right) === 0
  if (left instanceof Timestamp)
    return right instanceof Timestamp && left.seconds === right.seconds && left.nanos === right.nanos
  if (left instanceof CelDuration) return right instanceof CelDuration && left.nanoseconds === right.nanoseconds
  if (left instanceof TypeValue) return right instanceof TypeValue && left.name === right.name
  if (left instanceof Optional) {
    if (!(right instanceof Optional)) return false
    if (left.value === undefined || right.value === undefined) return left.value === right.value
    return equal(left.value, right.value, depth + 1, meter)
  }
  if (!(left instanceof OpaqueValue && right instanceof OpaqueValue) || left.typeName !== right.typeName) return false
  meter.charge(left.work + right.work)
  return left.equals(right)
}

function equalBytes(left: Uint8Array, right: Uint8Array, meter: Meter): boolean {
  if (left.length !== right.length) return false
  meter.charge(left.length / 8)
  return compareBytes(left, right) === 0
}

/** Whether a value equals only what is identical to it; of texts only short ones, whose comparison takes no time. */
export function isIdentity(value: Value): boolean {
  return (typeof value === 'string' && value.length <= 64) || typeof value === 'boolean' || isInt(value)
}

/** The types that compare with each other by value. */
export type Numeric = number | bigint | Double | Uint

/** Whether a value is an int, uint or double. */
export function isNumeric(value: Value): value is Numeric {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Double || value instanceof Uint
}

/** -1, 0 or 1 by value; NaN when either is NaN. */
export function compareNumbers(left: Numeric, right: Numeric): number {
  const a = typeof left === 'object' ? left.value : left
  const b = typeof right === 'object' ? right.value : right
  // An integer that no double can hold is compared with a double by the nearest one, as CEL asks.
  return typeof a === typeof b ? ordered(a, b) : ordered(Number(a), Number(b))
}

function ordered(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN
}

/**
 * The order of two values as `<` sees it: -1, 0, 1, or NaN when either is NaN; undefined when the types have no order.
 */
export function compare(left: Value, right: Value): number | undefined {
  if (typeof left === 'string') return typeof right === 'string' ? compareText(left, right) : undefined
  if (typeof left === 'boolean') return typeof right === 'boolean' ? Number(left) - Number(right) : undefined
  if (isNumeric(left)) return isNumeric(right) ? compareNumbers(left, right) : undefined
  if (left instanceof Timestamp)
    return right instanceof Timestamp
      ? sign(left.seconds === right.seconds ? left.nanos - right.nanos : left.seconds - right.seconds)
      : undefined
  if (left instanceof CelDuration)
    return right instanceof CelDuration
      ? left.nanoseconds < right.nanoseconds
        ? -1
        : left.nanoseconds > right.nanoseconds
          ? 1
          : 0
      : undefined
  if (left instanceof Uint8Array) return right instanceof Uint8Array ? compareBytes(left, right) : undefined
  return undefined
}

/** The order of two texts by code points, which is the order of their UTF-8 bytes. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0
  const length = Math.min(left.length, right.length)
  // The platform compares code units, which is the same where no character takes two. A short text is gone through faster.
  if (length > 24 && !surrogate.test(left) && !surrogate.test(right)) return left < right ? -1 : 1
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index)
    const b = right.charCodeAt(index)
    // A surrogate stands for a code point above every other code unit.
    if (a !== b) return isSurrogate(a) === isSurrogate(b) ? sign(a - b) : isSurrogate(a) ? 1 : -1
  }
  return sign(left.length - right.length)
}

const surrogate = /[\ud800-\udfff]/

function isSurrogate(code: number): boolean {
  return (code & 0xf800) === 0xd800
}

/** Steps that finding the order of two values takes. */
export function comparing(left: Value, right: Value): number {
  if (typeof left === 'string') return typeof right === 'string' ? 1 + Math.min(left.length, right.length) / 4 : 1
  return left instanceof Uint8Array && right instanceof Uint8Array ? 1 + Math.min(left.length, right.length) / 8 : 1
}

/** The order of two byte strings. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return sign(difference)
  }
  return sign(left.length - right.length)
}

function sign(value: number): number {
  return value < 0 ? -1 : value > 0 ? 1 : 0
}
