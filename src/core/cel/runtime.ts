import { TmcError } from '../apimachinery/index.ts'
import type { Checked } from './checker.ts'
import { compile, type Compiled } from './compile/compiler.ts'
import { asFailure, bind } from './binding.ts'
import { Frame } from './compile/frame.ts'
import { explain } from './compile/trace.ts'
import { compileCosted, type CostProgram } from './cost/costed.ts'
import { boundedEstimate } from './cost/estimate.ts'
import { CostFrame } from './cost/frame.ts'
import { excerpt } from './syntax/excerpt.ts'
import { CelFailure, placed } from './failure.ts'
import type { Range } from './library/declaration.ts'
import { positionOf } from './syntax/position.ts'
import type { Bindings, CostedOptions, CostedResult, EvaluateOptions, Explanation, Program, Reads } from './program.ts'
import { readsOf } from './reads.ts'
import type { CelType } from './types.ts'
import type { Value } from './values.ts'

const defaultBudget = 1_000_000

/** A compiled expression with the frame it works in. */
export class CompiledProgram implements Program {
  readonly text: string
  readonly type: CelType
  readonly #checked: Checked
  readonly #variables: ReadonlyMap<string, CelType>
  readonly #compiled: Compiled
  readonly #frame: Frame
  #costed: CostProgram | undefined
  #isBusy = false
  #reads: Reads | undefined
  #cost: Range | undefined

  constructor(text: string, checked: Checked, variables: ReadonlyMap<string, CelType>) {
    this.text = text
    this.#variables = variables
    this.type = checked.type
    this.#checked = checked
    this.#compiled = compile(checked)
    this.#frame = new Frame(this.#compiled.slots)
  }

  get reads(): Reads {
    this.#reads ??= readsOf(this.#checked)
    return this.#reads
  }

  get cost(): Range {
    this.#cost ??= boundedEstimate(this.#checked, this.#variables)
    return this.#cost
  }

  evaluate(bindings: Bindings, options?: EvaluateOptions): Value {
    const result = this.attempt(bindings, options)
    if (result instanceof CelFailure) throw failureError(this.text, result)
    return result
  }

  attempt(bindings: Bindings, options?: EvaluateOptions): Value | CelFailure {
    // An evaluation may read a value that evaluates this very program again.
    const isNested = this.#isBusy
    const frame = isNested ? new Frame(this.#compiled.slots) : this.#frame
    this.#isBusy = true
    try {
      frame.start(options?.budget ?? defaultBudget, options?.signal)
      bind(frame, this.#compiled.variables, bindings)
      return this.#compiled.run(frame)
    } catch (error) {
      return this.#failure(error)
    } finally {
      this.#isBusy = isNested
    }
  }

  evaluateCosted(bindings: Bindings, options?: CostedOptions): CostedResult {
    let frame: CostFrame | undefined
    try {
      this.#costed ??= compileCosted(this.#checked)
      frame = new CostFrame(this.#costed.slots)
      // Beside the cost: what Kubernetes counts little or nothing for must end too.
      frame.start(defaultBudget, options?.signal)
      frame.limit = options?.limit ?? defaultBudget
      bind(frame, this.#costed.variables, bindings)
      return { value: this.#costed.run(frame), cost: frame.cost }
    } catch (error) {
      return { failure: this.#failure(error), cost: frame?.cost ?? 0 }
    }
  }

  /** What an evaluation threw. A budget that no macro and no call spent was spent by the whole. */
  #failure(error: unknown): CelFailure {
    const failure = asFailure(error)
    if (failure.reason === 'BudgetExceeded') placed(failure, this.#checked.expr)
    return failure
  }

  explain(bindings: Bindings, options?: EvaluateOptions): Explanation {
    return explain(this.text, this.#checked, bindings, options?.budget ?? defaultBudget, options?.signal)
  }
}

/** The failure of an evaluation of a text, as the error that the library throws: with line, column and carets. */
export function failureError(text: string, failure: CelFailure): TmcError {
  const code =
    failure.reason === 'BudgetExceeded' ? 'CostExceeded' : failure.reason === 'Aborted' ? 'Aborted' : 'EvaluationFailed'
  const { range } = failure
  if (range === undefined) return new TmcError(code, failure.message, { details: [{ message: failure.message }] })
  const { line, column } = positionOf(text, range.start)
  return new TmcError(code, `${failure.message} at ${line}:${column}\n${excerpt(text, range)}`, {
    details: [{ message: failure.message, line, column }],
  })
}
