import { CelFailure } from '../failure.ts'
import { type Code, constant, type Eval, Frame, variable } from './frame.ts'

/** Steps that folding one node may take, and all nodes of an expression together. */
const foldingBudget = 1_000
const totalFoldingBudget = 100_000

/** Evaluates what is constant while an expression is compiled. */
export class Folding {
  #left = totalFoldingBudget

  /** A node whose operands are all constants is evaluated now; if that fails, it fails again when it is reached. */
  code(run: Eval, operands: readonly Code[]): Code {
    if (this.#left <= 0 || operands.some((code) => code.constant === undefined)) return variable(run)
    const frame = new Frame(0)
    const budget = Math.min(foldingBudget, this.#left)
    frame.start(budget, undefined)
    try {
      return constant(run(frame))
    } catch (error) {
      if (!(error instanceof CelFailure)) throw error
      return variable(run)
    } finally {
      // What was too dear was refused before it was done.
      this.#left -= budget - Math.max(0, frame.budget)
    }
  }
}
