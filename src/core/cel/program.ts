import type { CelFailure } from './failure.ts'
import type { Range } from './library/declaration.ts'
import type { SourceRange } from './syntax/syntax.ts'
import type { CelType } from './types.ts'
import type { Value } from './values.ts'

/**
 * Values of the variables of an expression, by name: plain JSON, read by own properties, never copied. Values may also
 * be `Map`s, `Quantity`s and the classes of values.ts (a `Timestamp` for `now`).
 */
export type Bindings = { readonly [name: string]: unknown }

/** Limits of one evaluation. */
export type EvaluateOptions = {
  /**
   * Steps it may take, 1,000,000 unless told otherwise. A step stands for about 20 ns: two for each element a macro visits
   * and each call, one for each three nodes evaluated for an element, and what functions take for the characters and
   * elements they work on. Beyond, the evaluation fails with `BudgetExceeded`.
   */
  readonly budget?: number
  /** Stops a long evaluation; looked at every few hundred elements. */
  readonly signal?: AbortSignal
}

/** Limits of an evaluation that counts Kubernetes' cost. */
export type CostedOptions = {
  /** Cost units it may use; 1,000,000 unless told otherwise. */
  readonly limit?: number
  readonly signal?: AbortSignal
}

/** What an evaluation that counts came to. `cost` is in Kubernetes' units, counted until the end or the failure. */
export type CostedResult =
  | { readonly value: Value; readonly failure?: undefined; readonly cost: number }
  | { readonly value?: undefined; readonly failure: CelFailure; readonly cost: number }

/** What an expression reads from outside. */
export type Reads = {
  /** Names of the variables it reads, in order of first use. */
  readonly variables: readonly string[]
  /**
   * Field paths it reads, each beginning with a variable: `['target', 'spec', 'cells', '[*]', 'labels', 'zone']`. A
   * computed index, and the element of a macro, is `[*]`; a path ends where the value is used whole.
   */
  readonly paths: readonly (readonly string[])[]
}

/**
 * The value, or the error, of one sub-expression of one evaluation. Literals are left out: their text says it all. A part
 * of `&&`, `||` or `?:` that was not needed has neither value nor failure.
 */
export type Explanation = SourceRange & {
  /** The part of the expression's text. */
  readonly text: string
  /** The value; undefined when it failed or was never evaluated. */
  readonly value?: Value
  readonly failure?: CelFailure
  readonly children: readonly Explanation[]
  /** Inside a macro: the element this is about. There is one explanation per element, at most 100. */
  readonly element?: { readonly variable: string; readonly value: Value }
  /** In a macro over two variables: the index or key. */
  readonly key?: { readonly variable: string; readonly value: Value }
}

/** A compiled expression. Immutable; may be evaluated any number of times. */
export type Program = {
  readonly text: string
  readonly type: CelType
  readonly reads: Reads
  /** Kubernetes' static estimate of its cost; `max` is Infinity when something it walks has no bound. */
  readonly cost: Range
  /**
   * Evaluates it.
   *
   * @throws TmcError `EvaluationFailed` with the place, or `CostExceeded` when the budget is used up, or `Aborted`
   */
  evaluate(bindings: Bindings, options?: EvaluateOptions): Value
  /** As {@link Program.evaluate}, but returns the failure instead of throwing; allocates nothing when it succeeds. */
  attempt(bindings: Bindings, options?: EvaluateOptions): Value | CelFailure
  /** Evaluates it and counts the cost exactly as the API server does. */
  evaluateCosted(bindings: Bindings, options?: CostedOptions): CostedResult
  /** Evaluates it and keeps the value of every sub-expression. */
  explain(bindings: Bindings, options?: EvaluateOptions): Explanation
}

/** Something wrong with an expression, found before it runs. */
export type Issue = SourceRange & {
  /** One sentence, in the words of cel-go where it has some: `undefined field 'zones'`. */
  readonly message: string
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1, in characters. */
  readonly column: number
  /** What would be right: `did you mean "zone"?` */
  readonly hint?: string
}

/** What the checker says of an expression. */
export type CheckResult =
  | { readonly issues: readonly []; readonly type: CelType; readonly cost: Range; readonly reads: Reads }
  | { readonly issues: readonly [Issue, ...Issue[]] }
