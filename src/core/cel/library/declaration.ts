import type { Meter } from '../equality.ts'
import type { SourceRange, Expr } from '../syntax/syntax.ts'
import type { CelType } from '../types.ts'
import type { Value } from '../values.ts'

/**
 * A set of functions, macros, constants and types that an environment may offer.
 */
export type Library = {
  /** A short name, such as `kubernetes.quantity`; `lint` and `cel check` print it. */
  readonly name: string
  /** Which Kubernetes minors have it in their base environment; absent: none has. */
  readonly kubernetes?: KubernetesRange
  /** Read once for each environment's table; ours are getters, so that importing the libraries does not build them. */
  readonly functions?: readonly FunctionDeclaration[]
  readonly macros?: readonly Macro[]
  readonly constants?: readonly Constant[]
  /** Names of opaque types that expressions may use as values: `type(x) == net.IP`. */
  readonly types?: readonly CelType[]
}

/** Kubernetes minors, `since` inclusive, `until` exclusive: `{since: '1.28'}`. */
export type KubernetesRange = { readonly since: string; readonly until?: string }

/** A value with a name, such as `math.pi` or a qualified enum value. */
export type Constant = { readonly name: string; readonly type: CelType; readonly value: Value }

/** A function of one name. Qualified names (`math.greatest`, `cel.bind`) are written with their dots. */
export type FunctionDeclaration = {
  readonly name: string
  readonly overloads: readonly Overload[]
  /** When it differs from its library's. */
  readonly kubernetes?: KubernetesRange
}

/**
 * One way to call a function.
 *
 * How values arrive in `call`: a parameter of type `double` as a JavaScript number, whatever wrapped it; every other as
 * the {@link Value} it is (int: number or bigint; uint: `Uint`). A result of type `double` is returned as a
 * JavaScript number and the engine wraps it; an int must be normalised (`int(...)` of values.ts does that). The engine
 * has checked the types of all arguments, also those that were `dyn`; the element types of lists and maps it has not.
 *
 * `call` reports errors with `fail(reason, message)` of failure.ts. It must be pure.
 */
export type Overload = {
  /** As cel-go names it, unique in the environment: `string_char_at_int`. */
  readonly id: string
  /** Whether the first parameter is the receiver: `'abc'.charAt(1)`. */
  readonly isMember?: boolean
  readonly parameters: readonly CelType[]
  readonly result: CelType
  call(this: void, ...args: readonly Value[]): Value
  /**
   * Steps of the plain budget, charged before the call beside the one that every call takes: a bound on the work and on
   * the memory of the result. A step stands for about 20 ns; work.ts has names for what it buys. Absent: 0. Needed
   * wherever time or result grows with an argument; a result that would be huge is refused by charging what it would
   * take.
   */
  steps?(this: void, ...args: readonly Value[]): number
  /**
   * As `call`, for work whose extent shows only while it is done: pays for it on the way, beside what `steps` says. Takes
   * the place of `call` wherever there is a budget to pay from.
   */
  metered?(this: void, meter: Meter, ...args: readonly Value[]): Value
  /** Kubernetes' run-time cost, charged after the call. Absent: 1. Doubles arrive as in `call`. */
  cost?(this: void, args: readonly Value[], result: Value): number
  /** Whether `cost` counts only where the checker left this overload alone; a call of several candidates costs 1 then. */
  readonly isCostedAlone?: boolean
  /** Kubernetes' static estimate. Absent: {min: 1, max: 1} and a result of unknown size. */
  estimate?(this: void, args: readonly ArgumentEstimate[]): CallEstimate
  /**
   * Checks arguments before anything runs; returns what is wrong with them.
   *
   * @param args values of literals, and of lists written out of literals; undefined for everything else
   * @param shapes types of all arguments
   */
  validate?(this: void, args: readonly (Value | undefined)[], shapes: readonly ArgumentShape[]): string | undefined
  /** Which argument is a regular expression: a literal one is compiled by `validate`, so the checker adds up their sizes. */
  readonly patternAt?: number
  /**
   * Makes a faster `call`, and `steps` where they can be known better, when some arguments are literals (others are
   * undefined), such as a compiled regular expression. Called once per place in an expression; undefined: none.
   */
  specialize?(
    this: void,
    args: readonly (Value | undefined)[],
  ): Specialized | ((...args: readonly Value[]) => Value) | undefined
  readonly kubernetes?: KubernetesRange
}

/** An overload for some literal arguments. */
export type Specialized = {
  call(this: void, ...args: readonly Value[]): Value
  steps?(this: void, ...args: readonly Value[]): number
  metered?(this: void, meter: Meter, ...args: readonly Value[]): Value
}

/** The type of an argument; for a list written out, those of its elements. */
export type ArgumentShape = { readonly type: CelType; readonly elements?: readonly ArgumentShape[] }

/** An inclusive range of costs or sizes; `max` may be `Infinity`, which stands for "no bound". */
export type Range = { readonly min: number; readonly max: number }

/** What is known of an argument (receiver first) before an expression runs. */
export type ArgumentEstimate = {
  readonly type: CelType
  /** Code points of a string, bytes, elements of a list or map; {1, 1} for everything else. */
  readonly size: Range
  /** Size of its elements (of a list) or values (of a map), where known. */
  readonly elementSize: Range | undefined
  /** The value of a literal. */
  readonly literal: Value | undefined
}

export type CallEstimate = {
  readonly cost: Range
  readonly resultSize?: Range
}

/**
 * Rewrites a call before it is checked. The standard macros are built in; libraries add `cel.bind`, `optMap`, `sortBy`.
 */
export type Macro = {
  /** Without qualifier; `cel.bind(x, 1, x)` is a member macro `bind` that looks at its target. */
  readonly name: string
  readonly isMember: boolean
  /** How many arguments it takes, the receiver not counted; 'any' for any number. */
  readonly arity: number | 'any'
  readonly kubernetes?: KubernetesRange
  /**
   * The rewritten call; undefined when this call is not meant (a method of the same name on another receiver).
   * `build.fail` reports a syntax error.
   */
  expand(build: ExpressionBuilder, target: Expr | undefined, args: readonly Expr[]): Expr | undefined
}

/** Makes nodes of the syntax tree; all of them stand where the macro's call stands, unless told otherwise. */
export type ExpressionBuilder = {
  literal(value: Value): Expr
  identifier(name: string): Expr
  select(operand: Expr, field: string, options?: { isTest?: boolean }): Expr
  call(name: string, ...args: readonly Expr[]): Expr
  memberCall(name: string, target: Expr, ...args: readonly Expr[]): Expr
  list(...elements: readonly Expr[]): Expr
  /** `cel.bind`: `init` is evaluated at most once, when `body` first reads `name`. */
  bind(name: string, init: Expr, body: Expr): Expr
  /** The macro `map`: a list of `transform` over the elements of `range`. */
  map(range: Expr, variable: string, transform: Expr): Expr
  /** A fold in general form. */
  fold(parts: {
    range: Expr
    variable: string
    variable2?: string
    accumulator: string
    init: Expr
    condition: Expr
    step: Expr
    result: Expr
  }): Expr
  /** A copy of an expression with new ids, for macros that use an argument twice. */
  copy(expr: Expr): Expr
  /** Reports a syntax error at a place. */
  fail(at: SourceRange, message: string): never
}
