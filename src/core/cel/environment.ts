import type { Library } from './library/declaration.ts'
import type { CheckResult, Program } from './program.ts'
import type { CelType } from './types.ts'
import { TmcError } from '../apimachinery/index.ts'

/** What expressions of an environment may use. */
export type EnvironmentOptions = {
  /** Variables and their types; names may be qualified (`a.b`). */
  readonly variables?: { readonly [name: string]: CelType }
  /** Libraries beyond those of the environment: `targetFunctions`. */
  readonly functions?: readonly Library[]
  /** A Kubernetes minor such as `1.30`: only what its base environment has. Absent: every library. */
  readonly kubernetes?: string
  readonly limits?: Partial<Limits>
  /** The namespace that relative names are looked up in: `x` is `a.b.x`, `a.x`, then `x`. */
  readonly container?: string
  /** Whether lists and maps written out may mix types; false (Kubernetes' rule) unless told otherwise. */
  readonly allowMixedLiterals?: boolean
}

/** Bounds on expressions, checked before they run. */
export type Limits = {
  /** Longest text, in UTF-16 units: 10,240. */
  readonly text: number
  /** Deepest nesting: 250. */
  readonly depth: number
  /** Most nodes of the tree: 100,000. */
  readonly nodes: number
}

/** Declared variables and functions, against which expressions are compiled. Immutable. */
export type Environment = {
  /**
   * Compiles an expression.
   *
   * @param resultType a type that the expression must have (`boolType` for rules)
   * @throws TmcError `InvalidExpression`; its details list every issue with line and column
   */
  compile(text: string, resultType?: CelType): Program
  /** Says what is wrong with an expression, or its type and cost. Never throws. */
  check(text: string, resultType?: CelType): CheckResult
}

/**
 * Makes an environment.
 *
 * @throws TmcError `Usage` when the Kubernetes version is not of the form `1.NN`
 */
export function environment(_options: EnvironmentOptions = {}): Environment {
  throw new TmcError('Bug', 'not built yet')
}
