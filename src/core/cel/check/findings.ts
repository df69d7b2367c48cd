import type { OverloadEntry } from '../declarations.ts'
import type { Problem } from '../syntax/parser.ts'
import type { SourceRange } from '../syntax/source-range.ts'
import type { Expr } from '../syntax/syntax.ts'
import { type CelType, dynType, errorType, formatType } from '../types.ts'
import { Unification } from '../unification.ts'
import type { Value } from '../values.ts'

/** What a name or call turned out to be. */
export type Reference =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'local'; readonly name: string }
  | { readonly kind: 'value'; readonly value: Value }
  /** `isQualified`: the receiver was part of the function's name. */
  | {
      readonly kind: 'function'
      readonly name: string
      readonly candidates: readonly OverloadEntry[]
      readonly isQualified: boolean
    }

export type Checked = {
  readonly expr: Expr
  readonly type: CelType
  /** By node id. */
  readonly types: readonly (CelType | undefined)[]
  readonly references: readonly (Reference | undefined)[]
  readonly problems: readonly Problem[]
}

/** Most problems that are listed for one expression. */
const maxProblems = 100

/** What has been found out about the nodes of one expression so far. */
export class Findings {
  readonly unification = new Unification()
  readonly #types: (CelType | undefined)[]
  readonly #references: (Reference | undefined)[]
  readonly #problems: Problem[] = []
  readonly #isDynamic: boolean

  /** @param isDynamic whether problems are left for the evaluation to find */
  constructor(nodes: number, isDynamic: boolean) {
    this.#types = new Array<CelType | undefined>(nodes + 1).fill(undefined)
    this.#references = new Array<Reference | undefined>(nodes + 1).fill(undefined)
    this.#isDynamic = isDynamic
  }

  /** Everything, once all nodes have been looked at. */
  of(expr: Expr): Checked {
    const types = this.#types.map((type) => (type === undefined ? undefined : this.unification.settle(type)))
    return { expr, type: types[expr.id] ?? dynType, types, references: this.#references, problems: this.#problems }
  }

  /** The type of a node that has been looked at. */
  known(expr: Expr): CelType | undefined {
    return this.#types[expr.id]
  }

  typeOf(expr: Expr | undefined): CelType {
    return (expr === undefined ? undefined : this.#types[expr.id]) ?? dynType
  }

  /** The type of a node, with what is known by now of the parameter that it may be. */
  resolved(expr: Expr | undefined): CelType {
    return this.unification.resolve(this.typeOf(expr))
  }

  set(expr: Expr, type: CelType): CelType {
    this.#types[expr.id] = type
    return type
  }

  reference(expr: Expr): Reference | undefined {
    return this.#references[expr.id]
  }

  refer(expr: Expr, reference: Reference): void {
    this.#references[expr.id] = reference
  }

  /** A type as messages name it. */
  nameOf(type: CelType): string {
    return formatType(this.unification.settle(type))
  }

  report({ start, end }: SourceRange, message: string, hint?: string): CelType {
    if (!this.#isDynamic && this.#problems.length < maxProblems) this.#problems.push({ start, end, message, hint })
    return errorType
  }

  mismatch(expr: Expr, wanted: CelType, found: CelType, hint?: string): CelType {
    return this.report(expr, `expected type '${this.nameOf(wanted)}' but found '${this.nameOf(found)}'`, hint)
  }
}
