import { CelFailure } from '../failure.ts'
import type { Value } from '../values.ts'
import type { CostEval } from './frame.ts'

/**
 * A node that counts. Names, selections and indexes are one "attribute" to cel-go's interpreter: each step costs 1 and the
 * whole costs 1 more, unless it is a branch of `?:` or an index itself. `resolve` evaluates without that last unit.
 */
export type CostCode = {
  readonly run: CostEval
  readonly resolve: CostEval | undefined
  /** Whether it is `?:` or selected from one: it never costs the last unit. */
  readonly isConditional: boolean
  readonly constant: Value | undefined
}

export function constant(value: Value): CostCode {
  return { run: () => value, resolve: undefined, isConditional: false, constant: value }
}

export function plain(run: CostEval): CostCode {
  return { run, resolve: undefined, isConditional: false, constant: undefined }
}

/** A name: its last unit is due even when it fails. */
export function attribute(resolve: CostEval): CostCode {
  return { run: withUnit(resolve), resolve, isConditional: false, constant: undefined }
}

export function attributeFrom(operand: CostCode, resolve: CostEval): CostCode {
  return operand.isConditional
    ? { run: resolve, resolve, isConditional: true, constant: undefined }
    : attribute(resolve)
}

function withUnit(resolve: CostEval): CostEval {
  return (frame) => {
    let value: Value
    try {
      value = resolve(frame)
    } catch (error) {
      frame.spend(1)
      throw error
    }
    frame.spend(1)
    return value
  }
}

/** The lower part of a long chain: it is evaluated on its own, and leaves what it came to in a slot. */
export type Piece = { readonly run: CostEval; readonly slot: number }

/** What a piece came to, in the place of its code. */
export function held(code: CostCode, { slot }: Piece): CostCode {
  const read: CostEval = (frame) => {
    const value = frame.slots[slot]
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (value === undefined) throw frame.failures[slot]
    return value
  }
  if (code.resolve === undefined) return plain(read)
  return code.isConditional ? { ...code, run: read, resolve: read } : attribute(read)
}

/** Code that is evaluated after the pieces below it. */
export function after(pieces: readonly Piece[], code: CostCode): CostCode {
  const last =
    (run: CostEval): CostEval =>
    (frame) => {
      for (const piece of pieces) {
        try {
          frame.slots[piece.slot] = piece.run(frame) ?? null
        } catch (error) {
          if (!(error instanceof CelFailure) || error.isFinal) throw error
          // What is above counts it as it counts any operand that fails.
          frame.slots[piece.slot] = undefined
          frame.failures[piece.slot] = error
        }
      }
      return run(frame)
    }
  return { ...code, run: last(code.run), resolve: code.resolve === undefined ? undefined : last(code.resolve) }
}
