import { type JsonObject, type JsonValue, Quantity, setOwn } from '../apimachinery/index.ts'
import { fail } from './failure.ts'
import { formatSeconds, formatTimestamp } from './time.ts'
import {
  CelDuration,
  CelObject,
  Double,
  isList,
  isMap,
  mapEntries,
  OpaqueValue,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from './values.ts'

/** Most parts a value may have to be printed, and how deep; values share parts, so that small ones may print large. */
const maxParts = 1_000_000
const maxDepth = 1_000

/**
 * A value as JSON: numbers of every kind as exact numbers (NaN and the infinities, which JSON has not, as texts), timestamps
 * in RFC 3339, durations in seconds (`90s`), quantities and other opaque values in their canonical form, bytes in base64,
 * types by name, an optional as its value, or null when it has none. Keys of maps become texts.
 *
 * @throws CelFailure `BudgetExceeded` when it would have more than a million parts
 */
export function jsonOf(value: Value): JsonValue {
  let left = maxParts
  const convert = (one: Value, depth: number): JsonValue => {
    if (--left < 0 || depth > maxDepth) return fail('BudgetExceeded', 'the value is too large to be printed')
    if (isList(one)) return one.map((element) => convert(element, depth + 1))
    if (isMap(one)) {
      const object: JsonObject = {}
      for (const [key, member] of mapEntries(one)) setOwn(object, keyText(key), convert(member, depth + 1))
      return object
    }
    return one instanceof Optional ? (one.value === undefined ? null : convert(one.value, depth + 1)) : scalar(one)
  }
  return convert(value, 0)
}

/** A key of a map, which is a text, a bool, an int or a uint. */
function keyText(key: Value): string {
  if (key instanceof Uint) return String(key.value)
  return typeof key === 'object' ? '' : String(key)
}

function scalar(value: Value): JsonValue {
  if (typeof value === 'number') return finite(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Quantity) return value.toString()
  if (value instanceof Uint8Array) return btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join(''))
  if (!(value instanceof CelObject)) return null
  if (value instanceof Double) return value.value
  if (value instanceof Uint) return value.value
  if (value instanceof Timestamp) return formatTimestamp(value)
  if (value instanceof CelDuration) return formatSeconds(value)
  if (value instanceof TypeValue) return value.name
  return value instanceof OpaqueValue ? value.toString() : null
}

function finite(value: number): JsonValue {
  if (Number.isNaN(value)) return 'NaN'
  return Number.isFinite(value) ? value : value > 0 ? 'Infinity' : '-Infinity'
}
