import { TmcError } from '../apimachinery/index.ts'
import { declaredRoots } from './check/scope.ts'
import { check, type Checked, type Scope } from './checker.ts'
import { boundedEstimate } from './cost/estimate.ts'
import { LibraryTable } from './declarations.ts'
import { excerpt } from './syntax/excerpt.ts'
import type { Library } from './library/declaration.ts'
import { baseLibraries } from './libraries.ts'
import { parse, type Problem } from './syntax/parser.ts'
import { positionOf } from './syntax/position.ts'
import type { CheckResult, Issue, Program } from './program.ts'
import { readsOf } from './reads.ts'
import { CompiledProgram } from './runtime.ts'
import { type CelType, formatType } from './types.ts'
import { Unification } from './unification.ts'

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
  /** Types are not enforced when an expression is compiled: what does not fit fails when it is evaluated. */
  readonly isUnchecked?: boolean
}

/** Bounds on expressions, checked before they run. */
export type Limits = {
  /** Longest text, in UTF-16 units: 10,240; for Kubernetes 100,000 code points. */
  readonly text: number
  /** Deepest nesting: 250. */
  readonly depth: number
  /** Most nodes of the tree: 100,000. */
  readonly nodes: number
  /**
   * Longest chain of operators other than `&&` and `||`, or of selections, counted as cel-go counts: for Kubernetes 250,
   * else any.
   */
  readonly chain?: number
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
 * @throws TmcError `Usage` when the Kubernetes version is not of the form `1.NN`, or older than CEL in it (1.23)
 */
export function environment(options: EnvironmentOptions = {}): Environment {
  const minor = kubernetesMinor(options.kubernetes)
  const base = baseTable(minor)
  const table = options.functions === undefined ? base : new LibraryTable(options.functions, minor, base)
  const variables = new Map(Object.entries(options.variables ?? {}))
  const scope: Scope = {
    variables,
    table,
    roots: declaredRoots({ variables, table }),
    prefixes: prefixesOf(options.container ?? ''),
    allowsMixedLiterals: options.allowMixedLiterals ?? false,
    allowsOptionals: minor === undefined || minor >= 28,
    isDynamic: options.isUnchecked ?? false,
    refusesBadConversions: minor !== undefined,
  }
  return new CompilingEnvironment(scope, { ...(minor === undefined ? defaultLimits : ruleLimits), ...options.limits })
}

const defaultLimits: Limits = { text: 10_240, depth: 250, nodes: 100_000 }

/** What the API server reads. */
export const ruleLimits: Limits = { text: 100_000, depth: 250, nodes: 100_000, chain: 250 }

class CompilingEnvironment implements Environment {
  readonly #scope: Scope
  readonly #limits: Limits

  constructor(scope: Scope, limits: Limits) {
    this.#scope = scope
    this.#limits = limits
  }

  compile(text: string, resultType?: CelType): Program {
    const checked = this.#check(text, resultType)
    if (!('expr' in checked)) throw invalidExpression(text, checked)
    try {
      return new CompiledProgram(text, checked, this.#scope.variables)
    } catch (error) {
      if (error instanceof RangeError) throw invalidExpression(text, [tooDeep(text)])
      throw error
    }
  }

  check(text: string, resultType?: CelType): CheckResult {
    const checked = this.#check(text, resultType)
    if (!('expr' in checked)) {
      const [first, ...rest] = checked.map((problem) => issueOf(text, problem))
      return { issues: [first ?? issueOf(text, tooDeep(text)), ...rest] }
    }
    return {
      issues: [],
      type: checked.type,
      cost: boundedEstimate(checked, this.#scope.variables),
      reads: readsOf(checked),
    }
  }

  #check(text: string, resultType: CelType | undefined): Checked | readonly Problem[] {
    try {
      const parsed = parse(text, this.#scope.table.macros, this.#limits)
      if (parsed.expr === undefined) return parsed.problems
      const checked = check(parsed.expr, parsed.nodes, this.#scope)
      const problems = [...parsed.problems, ...checked.problems].sort((one, other) => one.start - other.start)
      if (problems.length > 0) return problems
      const problem = resultType === undefined ? undefined : wrongResult(checked, resultType)
      return problem === undefined ? checked : [problem]
    } catch (error) {
      // The depth is bounded where it is known to grow; this is for what was not thought of.
      if (error instanceof RangeError) return [tooDeep(text)]
      throw error
    }
  }
}

function tooDeep(text: string): Problem {
  return { start: 0, end: text.length, message: 'the expression is nested too deeply for the stack that is left' }
}

function wrongResult({ expr, type }: Checked, wanted: CelType): Problem | undefined {
  if (new Unification().assign(type, wanted)) return undefined
  return {
    start: expr.start,
    end: expr.end,
    message: `expected type '${formatType(wanted)}' but found '${formatType(type)}'`,
    hint: wanted.kind === 'bool' ? 'a rule is a question: its answer is true or false' : undefined,
  }
}

function issueOf(text: string, { start, end, message, hint }: Problem): Issue {
  return { start, end, message, ...positionOf(text, start), ...(hint === undefined ? {} : { hint }) }
}

/** One error that lists every issue, each with carets under its place; its message is the first of them. */
function invalidExpression(text: string, problems: readonly Problem[]): TmcError {
  const issues = problems.map((problem) => issueOf(text, problem))
  const details = issues.map((issue) => ({
    message: `${issue.line}:${issue.column}: ${issue.message}`,
    line: issue.line,
    column: issue.column,
    excerpt: excerpt(text, issue),
    ...(issue.hint === undefined ? {} : { hint: issue.hint }),
  }))
  const hints = new Set(issues.flatMap(({ hint }) => hint ?? []))
  const [first] = details
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
  const shown = first === undefined ? '' : `${first.message}${more}\n${first.excerpt}`
  return new TmcError('InvalidExpression', shown, {
    details,
    hint: hints.size === 0 ? undefined : [...hints].join('\n'),
  })
}

/** The first Kubernetes minor whose CRDs have rules. */
const firstMinor = 23

/**
 * The minor of a Kubernetes version such as `1.30` or `v1.30.2`.
 *
 * @throws TmcError `Usage`
 */
export function kubernetesMinor(version: string | undefined): number | undefined {
  if (version === undefined) return undefined
  const match = /^v?1\.(\d{1,3})(?:\.\d+)?$/.exec(version)
  if (match === null)
    throw new TmcError('Usage', `${JSON.stringify(version)} is not a Kubernetes version`, {
      hint: 'write it as 1.30',
    })
  const minor = Number(match[1])
  if (minor >= firstMinor) return minor
  throw new TmcError('Usage', `Kubernetes ${version} has no CEL, which came with 1.${firstMinor}`, {
    hint: minor < 10 ? `did you mean 1.${minor}0?` : undefined,
  })
}

/** `a.b` gives `a.b.`, `a.` and ``. */
function prefixesOf(container: string): string[] {
  if (container === '') return ['']
  const parts = container.split('.')
  return [...parts.map((_, index) => `${parts.slice(0, parts.length - index).join('.')}.`), '']
}

const tables = new Map<number | undefined, LibraryTable>()

function baseTable(minor: number | undefined): LibraryTable {
  const known = tables.get(minor)
  if (known !== undefined) return known
  const table = new LibraryTable(baseLibraries, minor)
  if (tables.size >= 100) tables.clear()
  tables.set(minor, table)
  return table
}
