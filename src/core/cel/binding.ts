import type { Frame } from './compile/frame.ts'
import { CelFailure } from './failure.ts'
import type { Bindings } from './program.ts'
import type { Value } from './values.ts'

/** Puts the values of variables into their slots; what is not bound stays undefined. */
export function bind(frame: Frame, variables: readonly string[], bindings: Bindings): void {
  const { slots } = frame
  for (let index = 0; index < variables.length; index++) {
    const name = variables[index] ?? ''
    slots[index] = Object.hasOwn(bindings, name) ? (bindings[name] as Value) : undefined
  }
}

/** What an evaluation threw, as a failure; anything that is none is a bug and goes on. */
export function asFailure(error: unknown): CelFailure {
  if (error instanceof CelFailure) return error
  // The stack, or the platform's largest text or array.
  if (error instanceof RangeError) return new CelFailure('BudgetExceeded', 'the expression needs too much memory')
  throw error
}
