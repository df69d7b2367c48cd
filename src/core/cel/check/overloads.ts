import type { OverloadEntry } from '../declarations.ts'
import type { Call, Expr } from '../syntax/syntax.ts'
import { boolType, type CelType, dynType } from '../types.ts'
import type { Findings } from './findings.ts'
import { LiteralArguments } from './literal-arguments.ts'
import type { Scope } from './scope.ts'
import { at, isScalar, mixedNumbers, sameShape, signatureOf } from './words.ts'

/** A function as a call names it, and what of it may be meant. */
export type Callee = {
  readonly name: string
  readonly overloads: readonly OverloadEntry[]
  /** Whether the receiver was part of the function's name. */
  readonly isQualified: boolean
}

/** Finds which overloads of a function fit the types of the arguments, and what the call then gives. */
export class Overloads {
  readonly #scope: Scope
  readonly #findings: Findings
  readonly #literals: LiteralArguments

  constructor(scope: Scope, findings: Findings) {
    this.#scope = scope
    this.#findings = findings
    this.#literals = new LiteralArguments(findings, scope.refusesBadConversions)
  }

  /** The type of a call of one of the commonest operators, which needs no search; undefined for any other call. */
  operator(expr: Call): CelType | undefined {
    const findings = this.#findings
    const [first, second] = expr.args
    switch (expr.name) {
      case '_&&_':
      case '_||_':
        for (const arg of expr.args) {
          const type = findings.typeOf(arg)
          if (type.kind !== 'bool' && !findings.unification.assign(type, boolType))
            findings.mismatch(arg, boolType, type)
        }
        return boolType
      case '_==_':
      case '_!=_': {
        const left = findings.typeOf(first)
        const right = findings.typeOf(second)
        const isEither = left.kind === 'dyn' ? isScalar(right) : right.kind === 'dyn' && isScalar(left)
        if (!isEither && (left.kind !== right.kind || !isScalar(left))) return undefined
        return this.#alone(expr)
      }
      case '!_':
      case '@not_strictly_false':
        return findings.typeOf(first).kind === 'bool' ? this.#alone(expr) : undefined
      case '_[_]': {
        const container = findings.resolved(first)
        const index = findings.typeOf(second)
        if (container.kind === 'list' && index.kind === 'int') return container.element
        if (container.kind === 'map' && container.key.kind === 'string' && index.kind === 'string')
          return container.value
        if (container.kind === 'dyn' && index.kind !== 'parameter') return dynType
        return undefined
      }
      default:
        return undefined
    }
  }

  /** A call of an operator that gives a bool, whose overloads all fit. */
  #alone(expr: Call): CelType {
    const fn = this.#scope.table.functions.get(expr.name)
    if (fn !== undefined)
      this.#findings.refer(expr, { kind: 'function', name: fn.name, candidates: fn.global, isQualified: false })
    return boolType
  }

  /** The type of a call: that of the overloads that fit, or any when they differ. */
  call(expr: Call, callee: Callee, args: readonly Expr[]): CelType {
    const { name, overloads, isQualified } = callee
    const types = args.map((arg) => this.#findings.typeOf(arg))
    let result: CelType | undefined
    const candidates: OverloadEntry[] = []
    for (const entry of overloads) {
      const matched = this.#match(entry, types)
      if (matched === undefined) continue
      candidates.push(entry)
      result =
        result === undefined || (result.kind !== 'dyn' && sameShape(result, matched)) ? (result ?? matched) : dynType
    }
    if (result === undefined) {
      if (!this.#scope.isDynamic) return this.#noneFits(expr, callee, types)
      this.#findings.refer(expr, { kind: 'function', name, candidates: overloads, isQualified })
      return dynType
    }
    this.#findings.refer(expr, { kind: 'function', name, candidates, isQualified })
    const [only] = candidates
    if (only !== undefined && candidates.length === 1) this.#literals.check(expr, only, args)
    return result
  }

  /** What an overload gives for arguments of these types; undefined when it does not take them. */
  #match({ overload, isGeneric }: OverloadEntry, types: readonly CelType[]): CelType | undefined {
    const { parameters, result } = overload
    if (parameters.length !== types.length) return undefined
    if (!isGeneric) return this.#fits(types, parameters) ? result : undefined
    const { unification } = this.#findings
    const fresh = unification.instantiate([...parameters, result])
    const returned = fresh.pop() ?? dynType
    return unification.assignAll(types, fresh) ? unification.resolve(returned) : undefined
  }

  #fits(types: readonly CelType[], parameters: readonly CelType[]): boolean {
    for (let index = 0; index < types.length; index++) {
      const type = types[index] ?? dynType
      const parameter = parameters[index] ?? dynType
      if (type.kind === parameter.kind && isScalar(type)) continue
      // All together: what the first arguments fix is undone when a later one does not fit.
      return this.#findings.unification.assignAll(types, parameters)
    }
    return true
  }

  #noneFits(expr: Call, { name, overloads }: Callee, types: readonly CelType[]): CelType {
    const known = types.map((type) => this.#findings.nameOf(type))
    const signature = expr.target === undefined ? `(${known.join(', ')})` : `${known[0]}.(${known.slice(1).join(', ')})`
    const shown = overloads.slice(0, 4).map((entry) => signatureOf(entry))
    const more = overloads.length > shown.length ? `, and ${overloads.length - shown.length} more` : ''
    const isOperator = !/^[\w.@]+$/.test(name) || name === '@in'
    const hint =
      (isOperator ? mixedNumbers(known) : undefined) ??
      this.#scope.table.withheld.get(name) ??
      (shown.length === 0 || isOperator ? undefined : `it takes ${shown.join(' or ')}${more}`)
    return this.#findings.report(at(expr), `found no matching overload for '${name}' applied to '${signature}'`, hint)
  }
}
