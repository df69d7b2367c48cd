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
