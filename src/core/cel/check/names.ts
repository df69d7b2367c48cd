import type { FunctionEntry } from '../declarations.ts'
import { didYouMean } from '../suggestion.ts'
import { type Call, type Expr, qualifiedName, type Selection } from '../syntax/syntax.ts'
import { type CelType, dynType } from '../types.ts'
import type { Findings } from './findings.ts'
import { containerOf, type Scope } from './scope.ts'
import { at } from './words.ts'

/** Variables of the macros around a node, innermost first. */
export type Locals = { readonly name: string; readonly type: CelType; readonly parent: Locals } | undefined

/** Longest chain of selections that may be a name. */
const longestName = 32

/** Finds what names stand for: variables of macros, declared variables, constants, types and functions. */
export class Names {
  locals: Locals = undefined
  readonly #scope: Scope
  readonly #findings: Findings

  constructor(scope: Scope, findings: Findings) {
    this.#scope = scope
    this.#findings = findings
  }

  /** The type of a name that stands alone. */
  identifier(expr: Expr, name: string): CelType {
    const findings = this.#findings
    const local = this.#local(name)
    if (local !== undefined) {
      findings.refer(expr, { kind: 'local', name })
      return findings.set(expr, local)
    }
    if (this.#resolve(expr, name)) return findings.typeOf(expr)
    if (this.#scope.isDynamic) {
      findings.refer(expr, { kind: 'variable', name: name.replace(/^\./, '') })
      return findings.set(expr, dynType)
    }
    return findings.set(expr, this.#undeclared(expr, name))
  }

  /** Whether a node is a qualified name or a call of one, so that what looks like its operand is none. */
  isWhole(expr: Expr): boolean {
    if (expr.kind === 'select') return !expr.isTest && this.#isQualified(expr)
    if (expr.kind !== 'call' || expr.target === undefined) return false
    const prefix = this.#qualifiedName(expr.target)
    if (prefix === undefined) return false
    const fn = this.function(`${prefix}.${expr.name}`)
    if (fn === undefined) return false
    this.#findings.refer(expr, { kind: 'function', name: fn.name, candidates: fn.global, isQualified: true })
    return true
  }

  /** Looks a function up in the container, from the inside out. */
  function(name: string): FunctionEntry | undefined {
    for (const candidate of this.#candidates(name)) {
      const fn = this.#scope.table.functions.get(candidate)
      if (fn !== undefined) return fn
    }
    return undefined
  }

  /** Reports a call of a function that there is not. */
  undeclaredFunction(expr: Call): CelType {
    if (this.#scope.isDynamic) {
      this.#findings.refer(expr, { kind: 'function', name: expr.name, candidates: [], isQualified: false })
      return dynType
    }
    const { table } = this.#scope
    const isMember = expr.target !== undefined
    const full = isMember ? `${qualifiedName(expr.target) ?? ''}.${expr.name}` : expr.name
    const names = [...table.functions.values()]
      .filter((fn) => (isMember ? fn.member : fn.global).length > 0)
      .map((fn) => fn.name)
    const macros = [...(isMember ? table.macros.member : table.macros.global).values()].map((macro) => macro.name)
    const hint =
      table.withheld.get(full) ??
      table.withheld.get(expr.name) ??
      (macros.includes(expr.name)
        ? `${expr.name} is a macro with another number of arguments`
        : didYouMean(expr.name, [...names, ...macros]))
    return this.#findings.report(at(expr), this.#notDeclared(expr.name), hint)
  }

  #undeclared(expr: Expr, name: string): CelType {
    const { table } = this.#scope
    const hint =
      table.withheld.get(name) ??
      (table.functions.has(name) ? `${name} is a function: call it` : undefined) ??
      // Of `lists.range`, where there is none: what is said of `range` tells since when there is.
      ([...table.withheld.keys()].some((known) => known.startsWith(`${name}.`)) ? undefined : this.#likely(name))
    return this.#findings.report(expr, this.#notDeclared(name), hint)
  }

  #likely(name: string): string | undefined {
    const { table, variables } = this.#scope
    return didYouMean(name, [...this.#localNames(), ...variables.keys(), ...table.constants.keys()])
  }

  #notDeclared(name: string): string {
    return `undeclared reference to '${name}' (in container '${containerOf(this.#scope)}')`
  }

  #local(name: string): CelType | undefined {
    for (let at = this.locals; at !== undefined; at = at.parent) if (at.name === name) return at.type
    return undefined
  }

  #localNames(): string[] {
    const names: string[] = []
    for (let at = this.locals; at !== undefined; at = at.parent) if (!at.name.startsWith('@')) names.push(at.name)
    return names
  }

  #isQualified(expr: Selection): boolean {
    const name = this.#qualifiedName(expr)
    return name !== undefined && this.#resolve(expr, name)
  }

  /** The qualified name of a chain of selections, unless it begins with a variable of a macro. */
  #qualifiedName(expr: Expr): string | undefined {
    let root = expr
    for (let length = 0; root.kind === 'select'; root = root.operand) if (++length > longestName) return undefined
    if (root.kind !== 'identifier' || !this.#mayQualify(root.name)) return undefined
    if (this.#local(root.name) !== undefined) return undefined
    return qualifiedName(expr)
  }

  /** Whether a qualified name may begin with a name. */
  #mayQualify(root: string): boolean {
    const { roots, prefixes } = this.#scope
    return roots.has(root) || prefixes.length > 1 || root.startsWith('.')
  }

  /** Looks a name up in the container, from the inside out; whether it is a variable, constant or type. */
  #resolve(expr: Expr, name: string): boolean {
    const { variables, table } = this.#scope
    for (const candidate of this.#candidates(name)) {
      const variable = variables.get(candidate)
      if (variable !== undefined) {
        this.#findings.refer(expr, { kind: 'variable', name: candidate })
        this.#findings.set(expr, variable)
        return true
      }
      const constant = table.constants.get(candidate)
      if (constant !== undefined) {
        this.#findings.refer(expr, { kind: 'value', value: constant.value })
        this.#findings.set(expr, constant.type)
        return true
      }
    }
    return false
  }

  #candidates(name: string): readonly string[] {
    if (name.startsWith('.')) return [name.slice(1)]
    const { prefixes } = this.#scope
    return prefixes.length === 1 ? [name] : prefixes.map((prefix) => prefix + name)
  }
}
