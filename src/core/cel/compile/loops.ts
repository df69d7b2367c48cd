import { maxLength } from '../arithmetic.ts'
import type { CelFailure } from '../failure.ts'
import { fail } from '../failure.ts'
import { copied, hashed, listed } from '../library/work.ts'
import { put } from '../standard/maps.ts'
import type { SourceRange } from '../syntax/syntax.ts'
import { isMap, KeyedMap, mapEntries, mapGet, mapKeys, mapSize, type Value } from '../values.ts'
import type { Eval, Frame } from './frame.ts'
import { absorbable, failureSteps, notBool } from './logic.ts'

/** Steps that visiting one element takes, and beginning a loop. */
export const elementSteps = 2
const loopSteps = 5

/** Where a loop puts its variables. */
export type LoopVariables = {
  /** Slot of the element or key, or of the index with two variables. */
  readonly first: number
  /** Slot of the second variable, or -1. */
  readonly second: number
}

/** What a loop over one variable visits: elements of a list, keys of a map. */
function elementsOf(range: Value, frame: Frame, at: SourceRange): readonly Value[] {
  frame.charge(loopSteps)
  if (Array.isArray(range)) return range as readonly Value[]
  if (!isMap(range)) return notIterable(at)
  const keys = mapKeys(range)
  frame.charge(listed(keys.length))
  return keys
}

function notIterable(at: SourceRange): never {
  return fail('NoSuchOverload', 'no such overload', at)
}

/**
 * Visits every element until `visit` returns false. The budget pays for each.
 */
function forEach(
  range: Value,
  variables: LoopVariables,
  frame: Frame,
  at: SourceRange,
  visit: (frame: Frame) => boolean,
): void {
  const { first, second } = variables
  const { slots } = frame
  if (second < 0) {
    const elements = elementsOf(range, frame, at)
    for (let index = 0; index < elements.length; index++) {
      if ((frame.budget -= elementSteps) < 0) frame.refill()
      slots[first] = elements[index]
      if (!visit(frame)) return
    }
  } else if (Array.isArray(range)) {
    frame.charge(loopSteps)
    for (let index = 0; index < range.length; index++) {
      if ((frame.budget -= elementSteps) < 0) frame.refill()
      slots[first] = index
      slots[second] = range[index] as Value
      if (!visit(frame)) return
    }
  } else if (isMap(range)) {
    for (const key of elementsOf(range, frame, at)) {
      if ((frame.budget -= elementSteps) < 0) frame.refill()
      slots[first] = key
      slots[second] = mapGet(range, key)
      if (!visit(frame)) return
    }
  } else notIterable(at)
}

/** Steps that making a list or a map takes, most of them for collecting it later. */
export const listSteps = 6
export const mapSteps = 25
/** A list that grows has room to spare. */
const growingListSteps = 12

/** `all` (`decisive` false) and `exists` (`decisive` true): absorb failures as `&&` and `||` do. */
export function quantifier(
  range: Eval,
  variables: LoopVariables,
  predicate: Eval,
  decisive: boolean,
  at: SourceRange,
  predicateAt: SourceRange,
): Eval {
  if (variables.second >= 0) return generalQuantifier(range, variables, predicate, decisive, at, predicateAt)
  const slot = variables.first
  return (frame) => {
    const elements = elementsOf(range(frame), frame, at)
    const { slots } = frame
    let failure: CelFailure | undefined
    for (let index = 0; index < elements.length;) {
      try {
        for (; index < elements.length; index++) {
          if ((frame.budget -= elementSteps) < 0) frame.refill()
          slots[slot] = elements[index]
          const value = predicate(frame)
          if (value === decisive) return decisive
          if (value !== !decisive) failure ??= notBool(predicateAt)
        }
      } catch (error) {
        const absorbed = absorbable(error)
        failure ??= absorbed
        frame.charge(failureSteps)
        index++
      }
    }
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (failure !== undefined) throw failure
    return !decisive
  }
}

function generalQuantifier(
  range: Eval,
  variables: LoopVariables,
  predicate: Eval,
  decisive: boolean,
  at: SourceRange,
  predicateAt: SourceRange,
): Eval {
  return (frame) => {
    let failure: CelFailure | undefined
    let isDecided = false
    forEach(range(frame), variables, frame, at, () => {
      try {
        const value = predicate(frame)
        if (value === decisive) isDecided = true
        else if (value !== !decisive) failure ??= notBool(predicateAt)
      } catch (error) {
        const absorbed = absorbable(error)
        failure ??= absorbed
        frame.charge(failureSteps)
      }
      return !isDecided
    })
    if (isDecided) return decisive
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (failure !== undefined) throw failure
    return !decisive
  }
}

/** Evaluates a predicate that must be true or false. */
export function decide(predicate: Eval, frame: Frame, at: SourceRange): boolean {
  const value = predicate(frame)
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  if (value !== true && value !== false) throw notBool(at)
  return value
}

/** `exists_one`: exactly one; a failure anywhere is a failure. */
export function existsOne(
  range: Eval,
  variables: LoopVariables,
  predicate: Eval,
  at: SourceRange,
  predicateAt: SourceRange,
): Eval {
  return (frame) => {
    let count = 0
    forEach(range(frame), variables, frame, at, () => {
      if (decide(predicate, frame, predicateAt)) count++
      return true
    })
    return count === 1
  }
}

/** `filter`. */
export function filter(range: Eval, slot: number, predicate: Eval, at: SourceRange, predicateAt: SourceRange): Eval {
  return (frame) => {
    const elements = elementsOf(range(frame), frame, at)
    const { slots } = frame
    frame.charge(growingListSteps)
    const kept: Value[] = []
    for (let index = 0; index < elements.length; index++) {
      if ((frame.budget -= elementSteps) < 0) frame.refill()
      const element = elements[index] ?? null
      slots[slot] = element
      if (decide(predicate, frame, predicateAt)) kept.push(element)
    }
    return kept
  }
}

/** `size(x.filter(...))`, without the list. */
export function count(range: Eval, slot: number, predicate: Eval, at: SourceRange, predicateAt: SourceRange): Eval {
  return (frame) => {
    const elements = elementsOf(range(frame), frame, at)
    const { slots } = frame
    let kept = 0
    for (let index = 0; index < elements.length; index++) {
      if ((frame.budget -= elementSteps) < 0) frame.refill()
      slots[slot] = elements[index]
      if (decide(predicate, frame, predicateAt)) kept++
    }
    return kept
  }
}

/** `map` and `transformList`, with or without a predicate. */
export function transform(
  range: Eval,
  variables: LoopVariables,
  predicate: Eval | undefined,
  result: Eval,
  at: SourceRange,
  predicateAt: SourceRange,
): Eval {
  if (predicate === undefined && variables.second < 0) {
    const slot = variables.first
    return (frame) => {
      const elements = elementsOf(range(frame), frame, at)
      const { slots } = frame
      frame.charge(growingListSteps)
      const results: Value[] = []
      for (let index = 0; index < elements.length; index++) {
        if ((frame.budget -= elementSteps) < 0) frame.refill()
        slots[slot] = elements[index]
        results.push(result(frame))
      }
      return results
    }
  }
  return (frame) => {
    frame.charge(growingListSteps)
    const results: Value[] = []
    forEach(range(frame), variables, frame, at, () => {
      if (predicate === undefined || decide(predicate, frame, predicateAt)) results.push(result(frame))
      return true
    })
    return results
  }
}

/** `transformMap`: the keys stay (indexes of a list), the values are new. */
export function transformMap(
  range: Eval,
  variables: LoopVariables,
  predicate: Eval | undefined,
  result: Eval,
  at: SourceRange,
  predicateAt: SourceRange,
): Eval {
  return (frame) => {
    frame.charge(mapSteps)
    const results = new KeyedMap()
    forEach(range(frame), variables, frame, at, () => {
      if (predicate !== undefined && !decide(predicate, frame, predicateAt)) return true
      // The key is read before the transform, which may contain a loop of its own over the same slot.
      const key = frame.slots[variables.first] ?? null
      frame.charge(hashed(1))
      put(results, key, result(frame))
      return true
    })
    return results
  }
}

/** `transformMapEntry`: each element gives a map, and all of them are put together. */
export function transformMapEntry(
  range: Eval,
  variables: LoopVariables,
  predicate: Eval | undefined,
  result: Eval,
  at: SourceRange,
  predicateAt: SourceRange,
): Eval {
  return (frame) => {
    frame.charge(mapSteps)
    const results = new KeyedMap()
    forEach(range(frame), variables, frame, at, () => {
      if (predicate !== undefined && !decide(predicate, frame, predicateAt)) return true
      const entries = result(frame)
      if (!isMap(entries)) return fail('NoSuchOverload', 'no such overload', at)
      frame.charge(listed(2) + listed(mapSize(entries)))
      for (const [key, value] of mapEntries(entries)) {
        frame.charge(hashed(1))
        put(results, key, value)
      }
      return true
    })
    return results
  }
}

/** A fold in general form, as macros of libraries make it. */
export function fold(
  range: Eval,
  variables: LoopVariables,
  accumulator: number,
  parts: { readonly init: Eval; readonly condition: Eval; readonly step: Eval; readonly result: Eval },
  at: SourceRange,
): Eval {
  const { init, condition, step, result } = parts
  return (frame) => {
    const over = range(frame)
    frame.slots[accumulator] = init(frame)
    forEach(over, variables, frame, at, () => {
      if (condition(frame) !== true) return false
      const value = step(frame)
      // Lists grow by copying here.
      if (Array.isArray(value)) {
        if (value.length > maxLength) fail('BudgetExceeded', `a list of more than ${maxLength} elements`, at)
        frame.charge(copied(value.length))
      }
      frame.slots[accumulator] = value
      return true
    })
    return result(frame)
  }
}
