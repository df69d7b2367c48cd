import type { Expr } from '../syntax.ts'
import type { Eval } from './frame.ts'

/** Observes every node: the compiler then takes no shortcuts that would hide one. */
export type Observer = {
  /** @param operands of a logical operator or `?:`, of which some may never be evaluated */
  node(expr: Expr, run: Eval, operands: readonly Expr[]): Eval
  /** The part of a macro that is evaluated for each element; `slots` hold the element's variables by name. */
  element(slots: readonly (readonly [name: string, slot: number])[], run: Eval): Eval
}
