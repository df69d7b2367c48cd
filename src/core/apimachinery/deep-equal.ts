import { isJsonObject, type JsonValue } from './json.ts'

/** Whether two JSON values are the same, whatever the order of object keys; a number and a bigint of one value are. */
export function deepEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true
  // Of one value, the safe integers are numbers and the rest bigints, but a caller may have computed either.
  if (typeof left === 'bigint') return typeof right === 'number' && Number.isInteger(right) && BigInt(right) === left
  if (typeof right === 'bigint') return deepEqual(right, left)
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false
    return left.every((item, index) => deepEqual(item, right[index]))
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  return keys.every((key) => Object.hasOwn(right, key) && deepEqual(left[key], right[key]))
}

/** The same value with the keys of every object in code-point order, so that equal values print alike. */
export function sortedKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortedKeys)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortedKeys(value[key] ?? null)]),
  )
}
