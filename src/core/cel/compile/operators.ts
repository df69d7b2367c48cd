import {
  add,
  divide,
  listIndex,
  maxLength,
  modulo,
  multiply,
  negate,
  noOverload,
  order,
  subtract,
} from '../arithmetic.ts'
import { comparing, equal, type Meter } from '../equality.ts'
import { CelFailure, fail } from '../failure.ts'
import { joined } from '../library/work.ts'
import { calculating, index, isIn, measured, noSuchKey } from '../standard/operators.ts'
import type { Call, Expr, SourceRange } from '../syntax/syntax.ts'
import type { CelType } from '../types.ts'
import { double, type Double, doubleOf, isMap, mapGet, mapKey, type MapKey, Optional, type Value } from '../values.ts'
import { located } from './dispatch.ts'
import { keyedList, type KeyedList } from './keyed-lists.ts'
import type { Code, Eval, Frame } from './frame.ts'
import { missing, reader } from './members.ts'

/** An operator on one or two operands, compiled for what is known of their types; undefined for what is none. */
export function binaryOperator(expr: Call, codes: readonly Code[], types: readonly CelType[]): Eval | undefined {
  const [left, right] = codes
  const [leftType, rightType] = types
  if (left === undefined || leftType === undefined) return undefined
  if (right === undefined || rightType === undefined) return unary(expr, left)
  const keyed = leftType.kind === 'list' ? keyedList(leftType) : undefined
  if (keyed !== undefined && ['_==_', '_!=_', '_+_'].includes(expr.name)) return keyedOperator(keyed, left, right, expr)
  switch (expr.name) {
    case '_==_':
      return equality(left, right, leftType, rightType, false)
    case '_!=_':
      return equality(left, right, leftType, rightType, true)
    case '_<_':
    case '_<=_':
    case '_>_':
    case '_>=_':
      return comparison(expr, left.run, right.run, leftType, rightType)
    case '_+_':
    case '_-_':
    case '_*_':
    case '_/_':
    case '_%_':
      return arithmetic(expr, left.run, right.run, leftType, rightType)
    case '@in':
      return membership(left, right, expr)
    case '_[_]':
      return indexing(left, right, expr)
    default:
      return undefined
  }
}

/** `==`, `!=` and `+` of lists whose order counts for nothing. */
function keyedOperator(keyed: KeyedList, left: Code, right: Code, expr: Call): Eval {
  return (frame) => {
    const a = left.run(frame)
    const b = right.run(frame)
    try {
      return keyedResult(keyed, expr.name, a, b, frame)
    } catch (error) {
      throw located(error, expr)
    }
  }
}

/** What `==`, `!=` and `+` of such lists come to. */
export function keyedResult(keyed: KeyedList, operator: string, left: Value, right: Value, meter: Meter): Value {
  return operator === '_+_' ? keyed.add(left, right, meter) : keyed.equals(left, right, meter) === (operator === '_==_')
}

function unary(expr: Call, operand: Code): Eval | undefined {
  const { run } = operand
  switch (expr.name) {
    case '!_':
      return (frame) => {
        const value = run(frame)
        return typeof value === 'boolean' ? !value : fail('NoSuchOverload', 'no such overload', expr)
      }
    case '-_':
      return guarded(expr, (frame) => negate(run(frame)))
    case 'size':
      return guarded(expr, (frame) => measured(frame, run(frame)))
    default:
      return undefined
  }
}

/** Adds the place to failures. */
function guarded(range: SourceRange, run: Eval): Eval {
  return (frame) => {
    try {
      return run(frame)
    } catch (error) {
      throw located(error, range)
    }
  }
}

/** Values whose equality is that of JavaScript, whatever is on the other side. */
function isIdentity(value: Value | undefined): value is string | boolean | null {
  return (typeof value === 'string' && value.length < 256) || typeof value === 'boolean' || value === null
}

function equality(left: Code, right: Code, leftType: CelType, rightType: CelType, isNegated: boolean): Eval {
  const [a, b] = [left.run, right.run]
  if (isIdentity(right.constant)) {
    const wanted = right.constant
    return isNegated ? (frame) => a(frame) !== wanted : (frame) => a(frame) === wanted
  }
  if (isIdentity(left.constant)) {
    const wanted = left.constant
    return isNegated ? (frame) => b(frame) !== wanted : (frame) => b(frame) === wanted
  }
  if (leftType.kind === 'double' && rightType.kind === 'double') {
    const [x, y] = [rawDouble(a), rawDouble(b)]
    return isNegated ? (frame) => x(frame) !== y(frame) : (frame) => x(frame) === y(frame)
  }
  return (frame) => {
    const x = a(frame)
    const y = b(frame)
    if (typeof x === 'number' && typeof y === 'number') return (x === y) !== isNegated
    if (typeof x === 'string' && typeof y === 'string') {
      if (x.length === y.length && x.length > 64) frame.charge(x.length / 32)
      return (x === y) !== isNegated
    }
    return equal(x, y, 0, frame) !== isNegated
  }
}

/** A double as it is, without the wrapper; anything else is a failure. */
function rawDouble(run: Eval): (frame: Frame) => number {
  return (frame) => {
    const value = run(frame)
    // A JSON number of a field declared as double may look like an int.
    return typeof value === 'number' ? value : doubleOf(value as Double)
  }
}

function comparison(expr: Call, a: Eval, b: Eval, leftType: CelType, rightType: CelType): Eval {
  void leftType
  void rightType
  const slow = (x: Value, y: Value, frame: Frame): number => {
    try {
      frame.charge(comparing(x, y))
      return order(x, y)
    } catch (error) {
      throw located(error, expr)
    }
  }
  switch (expr.name) {
    case '_<_':
      return (frame) => {
        const x = a(frame)
        const y = b(frame)
        return typeof x === 'number' && typeof y === 'number' && x === x && y === y ? x < y : slow(x, y, frame) < 0
      }
    case '_<=_':
      return (frame) => {
        const x = a(frame)
        const y = b(frame)
        return typeof x === 'number' && typeof y === 'number' && x === x && y === y ? x <= y : slow(x, y, frame) <= 0
      }
    case '_>_':
      return (frame) => {
        const x = a(frame)
        const y = b(frame)
        return typeof x === 'number' && typeof y === 'number' && x === x && y === y ? x > y : slow(x, y, frame) > 0
      }
    default:
      return (frame) => {
        const x = a(frame)
        const y = b(frame)
        return typeof x === 'number' && typeof y === 'number' && x === x && y === y ? x >= y : slow(x, y, frame) >= 0
      }
  }
}

const general = new Map<string, (left: Value, right: Value) => Value>([
  ['_+_', add],
  ['_-_', subtract],
  ['_*_', multiply],
  ['_/_', divide],
  ['_%_', modulo],
])

function arithmetic(expr: Call, a: Eval, b: Eval, leftType: CelType, rightType: CelType): Eval {
  if (leftType.kind === 'double' && rightType.kind === 'double' && expr.name !== '_%_')
    return doubleArithmetic(expr.name, rawDouble(a), rawDouble(b))
  const slow = general.get(expr.name) ?? noOverload
  const isInt = leftType.kind === 'int' && rightType.kind === 'int'
  const finish = (x: Value, y: Value, frame: Frame): Value => {
    try {
      frame.charge(calculating(x, y))
      const result = slow(x, y)
      // Beyond what a number holds exactly.
      if (typeof result === 'bigint') frame.charge(10)
      return result
    } catch (error) {
      throw located(error, expr)
    }
  }
  if (expr.name === '_+_' && (leftType.kind === 'list' || leftType.kind === 'dyn')) {
    const grows = isSum(expr.args[0])
    return (frame) => {
      const x = a(frame)
      const isOwn = grows && x === frame.fresh
      const y = b(frame)
      if (typeof x === 'number' && typeof y === 'number' && areInts(x, y) && Number.isSafeInteger(x + y)) return x + y
      return (isOwn ? grown(x, y, frame) : undefined) ?? kept(x, y, finish(x, y, frame), frame)
    }
  }
  switch (expr.name) {
    case '_+_':
    case '_-_': {
      const sign = expr.name === '_+_' ? 1 : -1
      return (frame) => {
        const x = a(frame)
        const y = b(frame)
        if (typeof x === 'number' && typeof y === 'number') {
          const sum = x + sign * y
          if (isInt || areInts(x, y)) {
            if (Number.isSafeInteger(sum)) return sum
          } else if (areDoubles(x, y)) return double(sum)
        }
        return finish(x, y, frame)
      }
    }
    case '_*_':
      return (frame) => {
        const x = a(frame)
        const y = b(frame)
        return typeof x === 'number' && typeof y === 'number' && areDoubles(x, y) ? double(x * y) : finish(x, y, frame)
      }
    case '_/_':
      return (frame) => {
        const x = a(frame)
        const y = b(frame)
        return typeof x === 'number' && typeof y === 'number' && areDoubles(x, y) ? double(x / y) : finish(x, y, frame)
      }
    default:
      return (frame) => finish(a(frame), b(frame), frame)
  }
}

/**
 * Whether an operand is a sum itself. What it came to may then grow in place, if it is a list that was made for it: copying
 * it for every term of a long sum would take quadratic time.
 */
export function isSum(expr: Expr | undefined): boolean {
  return expr?.kind === 'call' && expr.name === '_+_'
}

/** Puts the elements of a list behind those of one that nobody else has seen; undefined when they are none, or too many. */
export function grown(left: Value, right: Value, frame: Frame): Value | undefined {
  if (!Array.isArray(left) || !Array.isArray(right) || left.length + right.length > maxLength) return undefined
  frame.charge(joined(left, right, right.length))
  for (const element of right as readonly Value[]) left.push(element)
  frame.fresh = left
  return left as readonly Value[]
}

/** Remembers the list that an addition made, unless it is one of its operands. */
export function kept(left: Value, right: Value, sum: Value, frame: Frame): Value {
  frame.fresh = Array.isArray(sum) && sum !== left && sum !== right ? sum : undefined
  return sum
}

/** Whether two numbers are ints. */
function areInts(x: number, y: number): boolean {
  return Number.isSafeInteger(x) && Number.isSafeInteger(y)
}

/** Whether two numbers are doubles, neither of which needs a wrapper to be told from an int. */
function areDoubles(x: number, y: number): boolean {
  return !Number.isSafeInteger(x) && !Number.isSafeInteger(y)
}

function doubleArithmetic(name: string, x: (frame: Frame) => number, y: (frame: Frame) => number): Eval {
  switch (name) {
    case '_+_':
      return (frame) => double(x(frame) + y(frame))
    case '_-_':
      return (frame) => double(x(frame) - y(frame))
    case '_*_':
      return (frame) => double(x(frame) * y(frame))
    default:
      return (frame) => double(x(frame) / y(frame))
  }
}

/** What finds a value in a set of constants: equal values have one key; undefined when it has none. */
function setKey(value: Value): MapKey | null | undefined {
  if (value === null || typeof value === 'string') return value
  const key = mapKey(value)
  return Number.isNaN(key) ? undefined : key
}

/** Whether a value is one of some constants, found in a set; undefined when they cannot be put into one. */
export function member(list: readonly Value[]): ((value: Value) => boolean) | undefined {
  const keys = list.map(setKey)
  if (keys.includes(undefined)) return undefined
  if (keys.length <= 4 && keys.every((key) => typeof key === 'string')) return (value) => keys.includes(value as string)
  const set = new Set(keys)
  return (value) => {
    const key = setKey(value)
    return key !== undefined && set.has(key)
  }
}

/** `x in list`, where a list of constants becomes a set. */
function membership(left: Code, right: Code, range: SourceRange): Eval {
  const value = left.run
  const container = right.run
  const list = right.constant
  const isMember = Array.isArray(list) ? member(list as readonly Value[]) : undefined
  if (isMember !== undefined) return (frame) => isMember(value(frame))
  return (frame) => {
    const element = value(frame)
    const within = container(frame)
    try {
      return isIn(element, within, frame)
    } catch (error) {
      throw located(error, range)
    }
  }
}

function indexing(left: Code, right: Code, range: SourceRange): Eval {
  const container = left.run
  const key = right.constant
  if (typeof key === 'string') {
    const read = reader(key)
    return (frame) => {
      const value = container(frame)
      const found = read(value, key)
      if (found !== undefined) return found
      if (value instanceof Optional || Array.isArray(value)) return indexValue(value, key, range)
      return missing(value, key, range)
    }
  }
  const at = right.run
  return (frame) => indexValue(container(frame), at(frame), range)
}

function indexValue(container: Value, key: Value, range: SourceRange): Value {
  try {
    if (Array.isArray(container)) return listIndex(container as readonly Value[], key)
    if (container instanceof Optional) {
      if (container.value === undefined) return Optional.none
      const inner = container.value
      const found = Array.isArray(inner)
        ? typeof key === 'number'
          ? (inner as readonly Value[])[key]
          : undefined
        : isMap(inner)
          ? mapGet(inner, key)
          : noOverload()
      return found === undefined ? Optional.none : new Optional(found)
    }
    if (!isMap(container)) return index(container, key)
    const found = mapGet(container, key)
    return found === undefined ? noSuchKey(key) : found
  } catch (error) {
    throw error instanceof CelFailure ? located(error, range) : error
  }
}
