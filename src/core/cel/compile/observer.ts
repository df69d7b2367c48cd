import type { Expr } from '../syntax/syntax.ts'
import type { Eval } from './frame.ts'

/** A node of a chain, whose first operand is what the node before it came to. */
export type Link = {
  readonly expr: Expr
  readonly run: Eval
  /** Of a logical operator or `?:`: what may never be evaluated. */
  readonly operands: readonly Expr[]
}

/** Observes every node: the compiler then takes no shortcuts that would hide one. */
export type Observer = {
  /** @param operands of a logical operator or `?:`, of which some may never be evaluated */
  node(expr: Expr, run: Eval, operands: readonly Expr[]): Eval
  /** Nodes on top of a first one, the lowest first; each finds in a slot what the one below it came to. */
  chain(first: Eval, links: readonly Link[], slot: number): Eval
  /** The part of a macro that is evaluated for each element; `slots` hold the element's variables by name. */
  element(slots: readonly (readonly [name: string, slot: number])[], run: Eval): Eval
}
