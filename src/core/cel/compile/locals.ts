import { CelFailure } from '../failure.ts'
import type { Value } from '../values.ts'
import type { Eval } from './frame.ts'

/** Reads a local variable; one that was bound is evaluated when it is first read, and a failure is remembered too. */
export function readLocal(slot: number, init: Eval | undefined): Eval {
  if (init === undefined) return (frame) => frame.slots[slot] as Value
  return (frame) => {
    const held: unknown = frame.slots[slot]
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (held instanceof BoundFailure) throw held.failure
    if (held !== undefined) return held as Value
    try {
      const value = init(frame)
      frame.slots[slot] = value
      return value
    } catch (error) {
      if (error instanceof CelFailure) frame.slots[slot] = new BoundFailure(error)
      throw error
    }
  }
}

/** In the slot of a binding whose value failed. */
class BoundFailure extends Map<never, never> {
  readonly failure: CelFailure
  constructor(failure: CelFailure) {
    super()
    this.failure = failure
  }
}
