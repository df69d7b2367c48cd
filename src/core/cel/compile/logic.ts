import { CelFailure, fail } from '../failure.ts'
import type { SourceRange } from '../syntax/syntax.ts'
import { Optional, type Value } from '../values.ts'
import type { Eval, Frame } from './frame.ts'

/** A failure that `&&`, `||` and quantifiers may absorb; everything else goes on its way. */
export function absorbable(error: unknown): CelFailure {
  if (error instanceof CelFailure && !error.isFinal) return error
  // Budgets, aborts and bugs.

  throw error
}

/** What a condition that is neither true nor false fails with. */
export function notBool(range: SourceRange): CelFailure {
  return new CelFailure('NoSuchOverload', 'no such overload', range)
}

/** Steps that absorbing one failure takes: throwing is dearer than anything else an expression does. */
export const failureSteps = 100

/**
 * A chain of `&&` (`decisive` false) or `||` (`decisive` true): any decisive term decides, whatever fails; otherwise the
 * first failure stands.
 */
export function chain(terms: readonly Eval[], decisive: boolean, ranges: readonly SourceRange[]): Eval {
  const [first, second] = terms
  if (terms.length === 2 && first !== undefined && second !== undefined)
    return pair(first, second, decisive, ranges[0] ?? noRange, ranges[1] ?? noRange)
  return (frame) => {
    let failure: CelFailure | undefined
    for (let index = 0; index < terms.length;) {
      try {
        for (; index < terms.length; index++) {
          const value = terms[index]?.(frame)
          if (value === decisive) return decisive
          if (value !== !decisive) failure ??= notBool(ranges[index] ?? noRange)
        }
      } catch (error) {
        failure = keep(failure, error, frame)
        index++
      }
    }
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (failure !== undefined) throw failure
    return !decisive
  }
}

const noRange: SourceRange = { start: 0, end: 0 }

function keep(failure: CelFailure | undefined, error: unknown, frame: Frame): CelFailure {
  const absorbed = absorbable(error)
  frame.charge(failureSteps)
  return failure ?? absorbed
}

function pair(first: Eval, second: Eval, decisive: boolean, firstRange: SourceRange, secondRange: SourceRange): Eval {
  return (frame) => {
    let left: Value
    try {
      left = first(frame)
    } catch (error) {
      return afterFailure(keep(undefined, error, frame), second, decisive, frame)
    }
    if (left === decisive) return decisive
    if (left !== !decisive) return afterFailure(notBool(firstRange), second, decisive, frame)
    const right = second(frame)
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (right !== true && right !== false) throw notBool(secondRange)
    return right
  }
}

/** The left side failed: the right side may still decide. */
function afterFailure(failure: CelFailure, second: Eval, decisive: boolean, frame: Frame): Value {
  try {
    if (second(frame) === decisive) return decisive
  } catch (error) {
    keep(failure, error, frame)
  }
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  throw failure
}

/** `condition ? whenTrue : whenFalse`. */
export function conditional(condition: Eval, whenTrue: Eval, whenFalse: Eval, range: SourceRange): Eval {
  return (frame) => {
    const value = condition(frame)
    if (value === true) return whenTrue(frame)
    if (value === false) return whenFalse(frame)
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw notBool(range)
  }
}

/** `x.or(y)` and `x.orValue(y)`: the second is evaluated only when the first holds nothing. */
export function otherwise(optional: Eval, other: Eval, unwraps: boolean, range: SourceRange): Eval {
  return (frame) => {
    const value = optional(frame)
    if (!(value instanceof Optional)) return fail('NoSuchOverload', 'no such overload', range)
    frame.charge(1)
    if (value.value === undefined) return other(frame)
    return unwraps ? value.value : value
  }
}

/** False only when its operand is false; a failure counts as "go on". */
export function notStrictlyFalse(run: Eval): Eval {
  return (frame) => {
    try {
      return run(frame) !== false
    } catch (error) {
      if (error instanceof CelFailure && !error.isFinal) return true
      throw error
    }
  }
}
