import { Frame } from '../compile/frame.ts'
import { type CelFailure, fail } from '../failure.ts'
import type { SourceRange } from '../syntax/source-range.ts'
import type { Value } from '../values.ts'

/** Steps that absorbing a failure takes, which costs Kubernetes nothing: without them a hostile expression could take a second. */
export const absorbedSteps = 50

/** A frame that counts Kubernetes' cost. */
export class CostFrame extends Frame {
  cost = 0
  limit = Infinity
  /** Why there is nothing in a slot that the lower part of a chain should have filled. */
  readonly failures: { [slot: number]: CelFailure } = {}

  /** Adds cost units; `at` is the call that costs them. */
  spend(units: number, at?: SourceRange): void {
    this.cost += units
    if (this.cost > this.limit) fail('BudgetExceeded', 'operation cancelled: actual cost limit exceeded', at)
  }
}

/** Evaluates a node in a frame that counts. */
export type CostEval = (frame: CostFrame) => Value
