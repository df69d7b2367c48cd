import { noOverload } from '../arithmetic.ts'
import { CelFailure, fail } from '../failure.ts'
import { put } from '../standard/maps.ts'
import type { SourceRange } from '../syntax/syntax.ts'
import { isMap, KeyedMap, mapEntries, mapGet, mapKeys, type Value } from '../values.ts'
import { absorbedSteps, type CostEval, type CostFrame } from './frame.ts'
import { listCost } from './functions.ts'

type Shape = { readonly range: CostEval; readonly first: number; readonly second: number; readonly at: SourceRange }

/** A loop of a standard macro. */
type MacroLoop = Shape & {
  readonly kind:
    'all' | 'exists' | 'existsOne' | 'filter' | 'map' | 'transformList' | 'transformMap' | 'transformMapEntry'
  readonly predicate: CostEval | undefined
  readonly transform: CostEval | undefined
  /** Whether `transform` is a constant, whose list is made once. */
  readonly isConstant: boolean
  readonly predicateAt: SourceRange
}

/** A loop in general form. */
type FoldLoop = Shape & {
  readonly kind: 'fold'
  readonly accumulator: number
  readonly init: CostEval
  readonly condition: CostEval
  readonly step: CostEval
  readonly result: CostEval
}

export type LoopParts = MacroLoop | FoldLoop

/** A macro that counts what cel-go's fold of it would, and runs as a plain loop. */
export function costedLoop(parts: LoopParts): CostEval {
  switch (parts.kind) {
    case 'fold':
      return fold(parts)
    case 'all':
      return quantifier(parts, false, 2)
    case 'exists':
      return quantifier(parts, true, 3)
    case 'existsOne':
      return existsOne(parts)
    case 'filter':
      return collect(parts, (frame) => frame.slots[parts.first] ?? null, listCost + 1)
    case 'map':
    case 'transformList':
      return collect(parts, parts.transform ?? noOverload, parts.isConstant ? 0 : listCost)
    case 'transformMap':
    case 'transformMapEntry':
      return collectMap(parts)
  }
}

/** Visits the elements until `visit` returns false. */
function forEach({ range, first, second, at }: Shape, frame: CostFrame, visit: () => boolean): void {
  const over = range(frame)
  const { slots } = frame
  const isList = Array.isArray(over)
  if (!isList && !isMap(over)) return fail('NoSuchOverload', 'no such overload', at)
  const elements = isList ? (over as readonly Value[]) : mapKeys(over)
  for (let index = 0; index < elements.length; index++) {
    if (--frame.budget < 0) frame.refill()
    const element = elements[index] ?? null
    slots[first] = second >= 0 && isList ? index : element
    if (second >= 0) slots[second] = isList ? element : mapGet(over, element)
    if (!visit()) return
  }
}

/** A failure that a loop keeps while it goes on. */
function absorbed(error: unknown, frame: CostFrame): CelFailure {
  if (!(error instanceof CelFailure) || error.isFinal) throw error
  frame.charge(absorbedSteps)
  return error
}

function settled(value: Value, failure: CelFailure | undefined): Value {
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  if (failure !== undefined) throw failure
  return value
}

/** `condition`: what looking whether to go on costs; then the accumulator and the predicate. */
function quantifier(loop: MacroLoop, decisive: boolean, condition: number): CostEval {
  const predicate = loop.predicate ?? noOverload
  return (frame) => {
    let failure: CelFailure | undefined
    let isDecided = false
    forEach(loop, frame, () => {
      frame.spend(condition)
      if (isDecided) return false
      frame.spend(1)
      try {
        const value = predicate(frame)
        if (value === decisive) isDecided = true
        else if (value !== !decisive) failure ??= new CelFailure('NoSuchOverload', 'no such overload', loop.predicateAt)
      } catch (error) {
        const kept = absorbed(error, frame)
        failure ??= kept
      }
      return true
    })
    frame.spend(1)
    return isDecided ? decisive : settled(!decisive, failure)
  }
}

/** Whether a predicate holds; a failure is kept, and the loop goes on, as cel-go's does. */
function holds(loop: MacroLoop, frame: CostFrame, keep: (failure: CelFailure) => void): boolean {
  if (loop.predicate === undefined) return true
  try {
    const value = loop.predicate(frame)
    if (typeof value === 'boolean') return value
    keep(new CelFailure('NoSuchOverload', 'no such overload', loop.predicateAt))
  } catch (error) {
    keep(absorbed(error, frame))
  }
  return false
}

function existsOne(loop: MacroLoop): CostEval {
  return (frame) => {
    let failure: CelFailure | undefined
    let count = 0
    forEach(loop, frame, () => {
      if (holds(loop, frame, (kept) => (failure = kept))) {
        frame.spend(2)
        count++
      }
      return true
    })
    frame.spend(2)
    return settled(count === 1, failure)
  }
}

/** `extra`: what making the list of one element costs, beside the accumulator and the addition. */
function collect(loop: MacroLoop, element: CostEval, extra: number): CostEval {
  return (frame) => {
    let failure: CelFailure | undefined
    const list: Value[] = []
    forEach(loop, frame, () => {
      if (!holds(loop, frame, (kept) => (failure = kept))) return true
      frame.spend(1)
      try {
        list.push(element(frame))
      } catch (error) {
        const kept = absorbed(error, frame)
        failure ??= kept
      }
      frame.spend(extra + 1)
      return true
    })
    frame.spend(1)
    return settled(list, failure)
  }
}

function collectMap(loop: MacroLoop): CostEval {
  const transform = loop.transform ?? noOverload
  return (frame) => {
    let failure: CelFailure | undefined
    const map = new KeyedMap()
    forEach(loop, frame, () => {
      if (!holds(loop, frame, (kept) => (failure = kept))) return true
      const key = frame.slots[loop.first] ?? null
      frame.spend(loop.kind === 'transformMap' ? 2 : 1)
      try {
        const value = transform(frame)
        if (loop.kind === 'transformMap') put(map, key, value)
        else if (isMap(value)) for (const [one, other] of mapEntries(value)) put(map, one, other)
        else noOverload()
      } catch (error) {
        const kept = absorbed(error, frame)
        failure ??= kept
      }
      frame.spend(1)
      return true
    })
    frame.spend(1)
    return settled(map, failure)
  }
}

function fold(loop: FoldLoop): CostEval {
  const { accumulator, init, condition, step, result } = loop
  return (frame) => {
    frame.slots[accumulator] = init(frame)
    forEach(loop, frame, () => {
      if (condition(frame) !== true) return false
      const value = step(frame)
      if (Array.isArray(value)) frame.charge(value.length / 10)
      frame.slots[accumulator] = value
      return true
    })
    return result(frame)
  }
}
