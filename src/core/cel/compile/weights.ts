import { childrenOf, type Expr } from '../syntax/syntax.ts'
import type { Eval } from './frame.ts'

/** Nodes that one element's step of a loop pays for. */
const nodesPerStep = 3

/** A long expression inside a loop costs more than the step that each element does. */
export function weighted(expr: Expr, run: Eval): Eval {
  const nodes = nodesOf(expr)
  if (nodes <= nodesPerStep) return run
  const steps = Math.floor(nodes / nodesPerStep)
  return (frame) => {
    frame.charge(steps)
    return run(frame)
  }
}

/** How many nodes are evaluated when an expression is, loops inside not counted: they pay for themselves. */
function nodesOf(root: Expr): number {
  const pending: Expr[] = [root]
  let count = 0
  for (let expr = pending.pop(); expr !== undefined; expr = pending.pop()) {
    count++
    if (expr.kind === 'comprehension') pending.push(expr.range)
    else pending.push(...childrenOf(expr))
  }
  return count
}
