import { compare } from './equality.ts'
import { fail } from './failure.ts'
import { addDuration, duration, subtractTimestamps, timestampPlus } from './time.ts'
import {
  CelDuration,
  codePoints,
  Double,
  double,
  doubleOf,
  int,
  isDouble,
  isInt,
  isList,
  isMap,
  mapSize,
  Timestamp,
  typeName,
  Uint,
  uint,
  type Value,
} from './values.ts'

/** Longest text and list that an expression may build. */
export const maxLength = 10_000_000

/** What a call of the wrong types fails with, in cel-go's words. */
export function noOverload(): never {
  return fail('NoSuchOverload', 'no such overload')
}

/** `a + b` for every pair of types that has one. */
export function add(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right
    if (Number.isSafeInteger(left) && Number.isSafeInteger(right))
      return Number.isSafeInteger(sum) ? sum : int(BigInt(left) + BigInt(right))
    return isDouble(left) && isDouble(right) ? double(sum) : noOverload()
  }
  if (typeof left === 'string') return typeof right === 'string' ? concatenate(left, right) : noOverload()
  if (isInt(left)) return isInt(right) ? int(BigInt(left) + BigInt(right)) : noOverload()
  if (isDouble(left)) return isDouble(right) ? double(doubleOf(left) + doubleOf(right)) : noOverload()
  if (left instanceof Uint) return right instanceof Uint ? uint(BigInt(left.value) + BigInt(right.value)) : noOverload()
  if (isList(left)) return isList(right) ? concatenateLists(left, right) : noOverload()
  if (left instanceof CelDuration) {
    if (right instanceof CelDuration) return addDuration(left, right)
    return right instanceof Timestamp ? timestampPlus(right, left.nanoseconds) : noOverload()
  }
  if (left instanceof Timestamp)
    return right instanceof CelDuration ? timestampPlus(left, right.nanoseconds) : noOverload()
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    const joined = new Uint8Array(left.length + right.length)
    joined.set(left)
    joined.set(right, left.length)
    return joined
  }
  return noOverload()
}

/** Joins two texts. */
export function concatenate(left: string, right: string): string {
  if (left.length + right.length > maxLength)
    return fail('BudgetExceeded', `a text of more than ${maxLength} characters`)
  return left + right
}

/** Joins two lists. */
export function concatenateLists(left: readonly Value[], right: readonly Value[]): readonly Value[] {
  if (left.length === 0) return right
  if (right.length === 0) return left
  if (left.length + right.length > maxLength) return fail('BudgetExceeded', `a list of more than ${maxLength} elements`)
  return left.concat(right)
}

/** `a - b`. */
export function subtract(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const difference = left - right
    if (Number.isSafeInteger(left) && Number.isSafeInteger(right))
      return Number.isSafeInteger(difference) ? difference : int(BigInt(left) - BigInt(right))
    return isDouble(left) && isDouble(right) ? double(difference) : noOverload()
  }
  if (isInt(left)) return isInt(right) ? int(BigInt(left) - BigInt(right)) : noOverload()
  if (isDouble(left)) return isDouble(right) ? double(doubleOf(left) - doubleOf(right)) : noOverload()
  if (left instanceof Uint) return right instanceof Uint ? uint(BigInt(left.value) - BigInt(right.value)) : noOverload()
  if (left instanceof CelDuration)
    return right instanceof CelDuration ? duration(left.nanoseconds - right.nanoseconds) : noOverload()
  if (left instanceof Timestamp) {
    if (right instanceof CelDuration) return timestampPlus(left, -right.nanoseconds)
    return right instanceof Timestamp ? subtractTimestamps(left, right) : noOverload()
  }
  return noOverload()
}

/** `a * b`. */
export function multiply(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const product = left * right
    if (Number.isSafeInteger(left) && Number.isSafeInteger(right))
      // Adding zero turns the -0 of -1 * 0 into 0.
      return Number.isSafeInteger(product) ? product + 0 : int(BigInt(left) * BigInt(right))
    return isDouble(left) && isDouble(right) ? double(product) : noOverload()
  }
  if (isInt(left)) return isInt(right) ? int(BigInt(left) * BigInt(right)) : noOverload()
  if (isDouble(left)) return isDouble(right) ? double(doubleOf(left) * doubleOf(right)) : noOverload()
  if (left instanceof Uint) return right instanceof Uint ? uint(BigInt(left.value) * BigInt(right.value)) : noOverload()
  return noOverload()
}

/** `a / b`; ints round towards zero. */
export function divide(left: Value, right: Value): Value {
  if (isInt(left)) {
    if (!isInt(right)) return noOverload()
    if (right === 0) return fail('DivisionByZero', 'division by zero')
    if (typeof left === 'number' && typeof right === 'number') return Math.trunc(left / right) + 0
    return int(BigInt(left) / BigInt(right))
  }
  if (isDouble(left)) return isDouble(right) ? double(doubleOf(left) / doubleOf(right)) : noOverload()
  if (left instanceof Uint) {
    if (!(right instanceof Uint)) return noOverload()
    return right.value === 0
      ? fail('DivisionByZero', 'division by zero')
      : uint(BigInt(left.value) / BigInt(right.value))
  }
  return noOverload()
}

/** `a % b`, with the sign of `a`. */
export function modulo(left: Value, right: Value): Value {
  if (isInt(left)) {
    if (!isInt(right)) return noOverload()
    if (right === 0) return fail('ModulusByZero', 'modulus by zero')
    if (typeof left === 'number' && typeof right === 'number') return (left % right) + 0
    // The remainder would fit, but the division behind it does not, and cel-go refuses it for that.
    if (left === -9223372036854775808n && right === -1) return fail('Overflow', 'integer overflow')
    return int(BigInt(left) % BigInt(right))
  }
  if (left instanceof Uint) {
    if (!(right instanceof Uint)) return noOverload()
    return right.value === 0 ? fail('ModulusByZero', 'modulus by zero') : uint(BigInt(left.value) % BigInt(right.value))
  }
  return noOverload()
}

/** `-a`. */
export function negate(value: Value): Value {
  if (isInt(value)) return typeof value === 'number' ? 0 - value : int(-value)
  if (isDouble(value)) return double(-doubleOf(value))
  return value instanceof CelDuration ? duration(-value.nanoseconds) : noOverload()
}

/** The order of two values; a failure when they have none. */
export function order(left: Value, right: Value): number {
  const result = compare(left, right)
  if (result === undefined) return noOverload()
  return Number.isNaN(result) ? fail('InvalidArgument', 'NaN values cannot be ordered') : result
}

/** `size(x)`: code points of a text, bytes, elements. */
export function size(value: Value): number {
  if (typeof value === 'string') return codePoints(value)
  if (isList(value) || value instanceof Uint8Array) return value.length
  return isMap(value) ? mapSize(value) : noOverload()
}

/** `list[i]`. */
export function listIndex(list: readonly Value[], index: Value): Value {
  const at = index instanceof Uint || index instanceof Double ? index.value : index
  if (typeof at === 'number' && Number.isInteger(at)) {
    const element = at >= 0 ? list[at] : undefined
    return element === undefined ? fail('IndexOutOfBounds', `index out of bounds: ${at}`) : element
  }
  if (typeof at === 'bigint') return fail('IndexOutOfBounds', `index out of bounds: ${at}`)
  return typeof at === 'number'
    ? fail('InvalidArgument', `unsupported index value ${at} in list`)
    : fail('InvalidArgument', `unsupported index type '${typeName(index)}' in list`)
}
