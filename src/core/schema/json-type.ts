import type { JsonValue } from '../apimachinery/index.ts'

/** The types of JSON as an API server tells them apart: a number without a fraction that fits 64 bits is an integer. */
export type JsonType = 'null' | 'boolean' | 'string' | 'integer' | 'number' | 'array' | 'object'

const largest = 2n ** 63n - 1n
const smallest = -(2n ** 63n)

/** The type of a value. An integer beyond 64 bits is a number, as the server reads it as a double. */
export function jsonType(value: JsonValue): JsonType {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'boolean':
      return 'boolean'
    case 'number':
      return Number.isSafeInteger(value) ? 'integer' : 'number'
    case 'bigint':
      return value >= smallest && value <= largest ? 'integer' : 'number'
    default:
      return value === null ? 'null' : Array.isArray(value) ? 'array' : 'object'
  }
}

/** Go's name for how a number is held, which stands in for the type where a format was expected; empty for others. */
export function numberFormat(type: JsonType): string {
  return type === 'integer' ? 'int64' : type === 'number' ? 'float64' : ''
}

/**
 * Whether a number with a fraction passes where an integer is expected: the server lets pass what is within a billionth
 * of one, and then complains about the fraction elsewhere.
 */
export function isNearInteger(value: number | bigint): boolean {
  const number = Number(value)
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER) return false
  const whole = Math.trunc(number)
  if (number === whole) return true
  if (number < 1) return false
  return (number - whole) / (number + whole) < 1e-9
}
