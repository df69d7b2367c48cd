import { noOverload } from '../arithmetic.ts'
import { bareTarget, chosen, located, paid, type Target, targetOf } from '../compile/dispatch.ts'
import type { KeyedList } from '../compile/keyed-lists.ts'
import { grown, isSum, kept, keyedResult } from '../compile/operators.ts'
import type { OverloadEntry } from '../declarations.ts'
import { CelFailure } from '../failure.ts'
import type { Overload } from '../library/declaration.ts'
import type { Call } from '../syntax/syntax.ts'
import { dynType } from '../types.ts'
import type { Value } from '../values.ts'
import type { CostCode } from './code.ts'
import type { CostEval, CostFrame } from './frame.ts'
import { standardCost } from './functions.ts'

type Chosen = { readonly overload: Overload; readonly isOnly: boolean }

/** A call: every argument is evaluated, whatever fails; then the call is counted; then the first failure stands. */
export function invocation(
  candidates: readonly OverloadEntry[],
  codes: readonly CostCode[],
  expr: Call,
  keyed: KeyedList | undefined,
): CostEval {
  const runs = codes.map((code) => code.run)
  const isOnly = candidates.length === 1
  // Operators tell doubles from ints by themselves.
  const isOperator = expr.name.startsWith('_') || expr.name.startsWith('-')
  const literals = codes.map((code) => code.constant)
  const targets = candidates.map(({ overload }) => (isOperator ? bareTarget(overload) : targetOf(overload, literals)))
  const adds = expr.name === '_+_'
  const grows = adds && isSum(expr.args[0])
  return (frame) => {
    let failure: unknown
    let isOwn = false
    const values: (Value | undefined)[] = []
    for (const run of runs) {
      try {
        const value = run(frame)
        if (grows && values.length === 0) isOwn = value === frame.fresh
        values.push(value)
      } catch (error) {
        if (!(error instanceof CelFailure) || error.isFinal) throw error
        failure ??= error
        values.push(undefined)
      }
    }
    let result: Value = null
    let target: Target | undefined
    if (failure === undefined) {
      try {
        target = chosen(targets, values as Value[])
        if (target === undefined) noOverload()
        if (keyed !== undefined) result = keyedResult(keyed, expr.name, values[0] ?? null, values[1] ?? null, frame)
        else if (adds) result = added(target, values as Value[], isOwn, frame)
        else result = paid(target, values as Value[], frame)
      } catch (error) {
        const at = located(error, expr)
        if (!(at instanceof CelFailure) || at.isFinal) throw at
        failure = at
      }
    }
    frame.spend(
      costOf({ overload: target?.overload ?? candidates[0]?.overload ?? neverCalled, isOnly }, values, result, failure),
      expr,
    )
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (failure !== undefined) throw failure
    return result
  }
}

/** A sum, whose list grows when nothing but the sum on its left has made it. */
function added(target: Target, values: readonly Value[], isOwn: boolean, frame: CostFrame): Value {
  const [left = null, right = null] = values
  return (isOwn ? grown(left, right, frame) : undefined) ?? kept(left, right, paid(target, values, frame), frame)
}

const neverCalled: Overload = { id: '', parameters: [], result: dynType, call: noOverload }

function costOf(
  { overload, isOnly }: Chosen,
  values: readonly (Value | undefined)[],
  result: Value,
  failure: unknown,
): number {
  if (overload.cost !== undefined && (isOnly || overload.isCostedAlone !== true)) {
    // A failed argument counts as a scalar, as does the result of a failed call.
    const known = values.map((value) => value ?? null)
    try {
      return overload.cost(known, failure === undefined ? result : null)
    } catch (error) {
      if (error instanceof TypeError) return 1
      throw error
    }
  }
  // Without one overload, cel-go does not know what to count.
  return isOnly ? (standardCost(overload.id, values) ?? 1) : 1
}
