import { CelFailure } from '../failure.ts'
import type { Expr } from '../syntax/syntax.ts'
import type { Value } from '../values.ts'
import { absorbedSteps, type CostEval } from './frame.ts'

export function logical(terms: readonly CostEval[], decisive: boolean, exprs: readonly Expr[]): CostEval {
  return (frame) => {
    let failure: CelFailure | undefined
    for (let at = 0; at < terms.length; at++) {
      try {
        const value = terms[at]?.(frame)
        if (value === decisive) return decisive
        if (value !== !decisive) failure ??= new CelFailure('NoSuchOverload', 'no such overload', exprs[at])
      } catch (error) {
        if (!(error instanceof CelFailure) || error.isFinal) throw error
        frame.charge(absorbedSteps)
        failure ??= error
      }
    }
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (failure !== undefined) throw failure
    return !decisive
  }
}

export function notStrictlyFalse(run: CostEval): CostEval {
  return (frame) => {
    let isFalse = false
    try {
      isFalse = run(frame) === false
    } catch (error) {
      if (!(error instanceof CelFailure) || error.isFinal) throw error
    }
    frame.spend(1)
    return !isFalse
  }
}

export function readLocal(slot: number, init: CostEval | undefined): CostEval {
  return (frame) => {
    const held = frame.slots[slot]
    if (held !== undefined || init === undefined) return held as Value
    const value = init(frame)
    frame.slots[slot] = value
    return value
  }
}
