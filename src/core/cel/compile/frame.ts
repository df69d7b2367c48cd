import { fail } from '../failure.ts'
import type { Value } from '../values.ts'

/** Evaluates a node in a frame. */
export type Eval = (frame: Frame) => Value

/** A compiled node. */
export type Code = {
  readonly run: Eval
  /** The value, when it is the same every time. */
  readonly constant: Value | undefined
}

/** Code of a value that is the same every time. */
export function constant(value: Value): Code {
  return { run: () => value, constant: value }
}

/** Code of a value that may differ each time. */
export function variable(run: Eval): Code {
  return { run, constant: undefined }
}

/** Steps between two looks at the signal. */
const stride = 2_048

/** What one evaluation works with: values of variables by slot, and what is left of the budget. */
export class Frame {
  readonly slots: (Value | undefined)[]
  /** Steps until the next look at the signal; below zero, {@link Frame.refill} is due. */
  budget = 0
  /** The list that a sum came to last: a sum that adds to it, and alone has seen it, may let it grow. */
  fresh: Value | undefined
  #reserve = 0
  #signal: AbortSignal | undefined

  constructor(slots: number) {
    this.slots = new Array<Value | undefined>(slots).fill(undefined)
  }

  start(budget: number, signal: AbortSignal | undefined): void {
    this.fresh = undefined
    this.#signal = signal
    if (signal === undefined) {
      this.budget = budget
      this.#reserve = 0
      return
    }
    this.budget = Math.min(stride, budget)
    this.#reserve = budget - this.budget
  }

  /** Takes steps from the budget. */
  charge(steps: number): void {
    if ((this.budget -= steps) < 0) this.refill()
  }

  /** Called when the budget is below zero: goes on if there is more, unless the signal says to stop. */
  refill(): void {
    if (this.#signal?.aborted === true) fail('Aborted', 'operation interrupted')
    const needed = -this.budget
    if (this.#reserve < needed) {
      // A macro further out must not go on with what is left.
      this.#reserve = 0
      fail('BudgetExceeded', 'the expression takes more steps than its budget allows')
    }
    const next = Math.min(this.#reserve, Math.max(stride, needed))
    this.#reserve -= next
    this.budget += next
  }
}
