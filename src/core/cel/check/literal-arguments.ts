import type { OverloadEntry } from '../declarations.ts'
import { CelFailure } from '../failure.ts'
import type { ArgumentShape } from '../library/declaration.ts'
import { compiling } from '../regular-expression.ts'
import type { Call, Expr } from '../syntax/syntax.ts'
import { doubleOf, isDouble, type Value } from '../values.ts'
import type { Findings } from './findings.ts'
import { at } from './words.ts'

const conversions = new Set('bool bytes double duration int string timestamp uint'.split(' '))

/** Steps that compiling all literal patterns of an expression may take: about 100 ms, or 200 patterns of DNS names. */
const maxPatternSteps = 5_000_000

/** Deepest lists written out that functions get to see. */
const maxDepth = 10

/** Lets functions look at arguments that are written out: a pattern that is none is found before anything runs. */
export class LiteralArguments {
  readonly #findings: Findings
  readonly #refusesBadConversions: boolean
  readonly #patterns = new Set<string>()
  #patternSteps = 0

  constructor(findings: Findings, refusesBadConversions: boolean) {
    this.#findings = findings
    this.#refusesBadConversions = refusesBadConversions
  }

  /** Looks at the arguments of a call of the one function that was meant. */
  check(expr: Call, entry: OverloadEntry, args: readonly Expr[]): void {
    const { validate, patternAt } = entry.overload
    if (this.#refusesBadConversions) this.#convert(entry, args)
    if (validate === undefined || !args.some((arg) => arg.kind === 'literal')) return
    if (!this.#affords(args[patternAt ?? -1])) return
    const message = validate(
      args.map((arg) => literalValue(arg)),
      args.map((arg) => this.#shapeOf(arg)),
    )
    const literal = args.findLast((arg) => arg.kind === 'literal')
    if (message !== undefined) this.#findings.report(literal ?? at(expr), message)
  }

  /** Counts what compiling a literal pattern takes; one pattern in many places counts once. */
  #affords(pattern: Expr | undefined): boolean {
    if (pattern?.kind !== 'literal' || typeof pattern.value !== 'string') return true
    if (this.#patterns.has(pattern.value)) return true
    this.#patterns.add(pattern.value)
    this.#patternSteps += compiling(pattern.value)
    if (this.#patternSteps <= maxPatternSteps) return true
    this.#findings.report(pattern, 'the patterns of the expression are too large together')
    return false
  }

  #shapeOf(expr: Expr, depth = 0): ArgumentShape {
    const type = this.#findings.unification.settle(this.#findings.typeOf(expr))
    if (expr.kind !== 'list' || depth > maxDepth) return { type }
    return { type, elements: expr.elements.map((element) => this.#shapeOf(element, depth + 1)) }
  }

  /** A conversion of a literal is made when the expression is compiled, as the API server does; so it fails then. */
  #convert({ overload, name }: OverloadEntry, [argument]: readonly Expr[]): void {
    if (argument?.kind !== 'literal' || !conversions.has(name) || overload.validate !== undefined) return
    try {
      overload.call(isDouble(argument.value) ? doubleOf(argument.value) : argument.value)
    } catch (error) {
      if (!(error instanceof CelFailure)) throw error
      this.#findings.report(argument, `program instantiation failed: ${error.message}`)
    }
  }
}

/** The value of a literal, or of a list written out of literals. */
function literalValue(expr: Expr, depth = 0): Value | undefined {
  if (expr.kind === 'literal') return expr.value
  if (expr.kind !== 'list' || expr.optionals.length > 0 || depth > maxDepth) return undefined
  const values: Value[] = []
  for (const element of expr.elements) {
    const value = literalValue(element, depth + 1)
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}
