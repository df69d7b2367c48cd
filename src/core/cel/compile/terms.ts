import type { Expr } from '../syntax/syntax.ts'

/** The terms of a chain of one logical operator, in order. */
export function collectTerms(expr: Expr, name: string, terms: Expr[]): void {
  if (expr.kind === 'call' && expr.name === name) for (const arg of expr.args) collectTerms(arg, name, terms)
  else terms.push(expr)
}

/** Operands of which not all are always evaluated. */
export function choices(expr: Expr): readonly Expr[] {
  if (expr.kind !== 'call') return []
  if (expr.name === '_?_:_') return expr.args
  if (expr.name !== '_&&_' && expr.name !== '_||_') return []
  const terms: Expr[] = []
  collectTerms(expr, expr.name, terms)
  return terms
}
