import { type Checked, Findings } from './check/findings.ts'
import { type Locals, Names } from './check/names.ts'
import { Overloads } from './check/overloads.ts'
import { containerOf, type Scope } from './check/scope.ts'
import { at, isKey, isScalar, literalType } from './check/words.ts'
import { didYouMean } from './suggestion.ts'
import {
  type Call,
  childrenOf,
  type Comprehension,
  type Expr,
  firstOperand,
  type ListExpr,
  type MapExpr,
  operands,
  type Selection,
  type StructExpr,
} from './syntax/syntax.ts'
import {
  boolType,
  type CelType,
  dynType,
  formatType,
  intType,
  listType,
  mapType,
  type ObjectType,
  optionalType,
  stringType,
} from './types.ts'
import { isDynamic, isEqualOrMoreGeneral } from './unification.ts'

export type { Checked, Reference } from './check/findings.ts'
export type { Scope } from './check/scope.ts'

/** Finds the type of every node, and everything that is wrong. */
export function check(expr: Expr, nodes: number, scope: Scope): Checked {
  return new Checker(expr, nodes, scope).run()
}

/** Advice for syntax that an environment does not have yet. */
const needsOptionals = 'optional syntax needs Kubernetes 1.28'

class Checker {
  readonly #root: Expr
  readonly #scope: Scope
  readonly #findings: Findings
  readonly #names: Names
  readonly #overloads: Overloads
  readonly #pending: Expr[] = []
  #formatted: Set<number> | undefined

  constructor(root: Expr, nodes: number, scope: Scope) {
    this.#root = root
    this.#scope = scope
    this.#findings = new Findings(nodes, scope.isDynamic)
    this.#names = new Names(scope, this.#findings)
    this.#overloads = new Overloads(scope, this.#findings)
  }

  run(): Checked {
    this.#check(this.#root)
    return this.#findings.of(this.#root)
  }

  /** Checks a node. Walks down its leftmost operands without recursion: chains may be thousands of nodes long. */
  #check(expr: Expr): CelType {
    const known = this.#findings.known(expr)
    if (known !== undefined) return known
    const mark = this.#pending.length
    let at = expr
    for (;;) {
      const first = this.#names.isWhole(at) ? undefined : firstOperand(at)
      if (first === undefined) break
      this.#pending.push(at)
      at = first
    }
    let type = this.#node(at)
    while (this.#pending.length > mark) {
      const next = this.#pending.pop()
      if (next !== undefined) type = this.#node(next)
    }
    return type
  }

  #node(expr: Expr): CelType {
    const findings = this.#findings
    const known = findings.known(expr)
    if (known !== undefined) return known
    switch (expr.kind) {
      case 'literal':
        return findings.set(expr, literalType(expr.value))
      case 'identifier':
        return this.#names.identifier(expr, expr.name)
      case 'select':
        return findings.set(expr, this.#select(expr))
      case 'call':
        return findings.set(expr, this.#call(expr))
      case 'list':
        return findings.set(expr, this.#list(expr))
      case 'map':
        return findings.set(expr, this.#map(expr))
      case 'struct':
        return findings.set(expr, this.#struct(expr))
      case 'comprehension':
        return findings.set(expr, this.#comprehension(expr))
      case 'bind': {
        const init = this.#check(expr.init)
        const outer = this.#names.locals
        this.#names.locals = { name: expr.name, type: init, parent: outer }
        const type = this.#check(expr.body)
        this.#names.locals = outer
        return findings.set(expr, type)
      }
    }
  }

  #select(expr: Selection): CelType {
    const type = this.#field(this.#findings.resolved(expr.operand), expr.field, expr.at)
    return expr.isTest ? boolType : type
  }

  #field(operand: CelType, field: string, at: number): CelType {
    switch (operand.kind) {
      case 'optional': {
        const inner = this.#field(operand.of, field, at)
        return inner.kind === 'optional' ? inner : optionalType(inner)
      }
      case 'map':
        return operand.value
      case 'object':
        return operand.field(field)?.type ?? this.#undefinedField(operand, field, at)
      case 'parameter':
        this.#findings.unification.assign(dynType, operand)
        return dynType
      case 'dyn':
      case 'error':
        return dynType
      default:
        return this.#findings.report(
          { start: at, end: at + field.length },
          `type '${formatType(operand)}' does not support field selection`,
        )
    }
  }

  #undefinedField(type: ObjectType, field: string, at: number): CelType {
    const names = type.fieldNames()
    const hint =
      didYouMean(field, names) ??
      (names.length === 0
        ? `${type.name} has no fields that expressions may read`
        : names.length <= 12
          ? `fields: ${names.join(', ')}`
          : undefined)
    return this.#findings.report({ start: at, end: at + field.length }, `undefined field '${field}'`, hint)
  }

  #call(expr: Call): CelType {
    if (expr.name === '_?._') return this.#optionalSelect(expr)
    const reference = this.#findings.reference(expr)
    for (const arg of expr.args) this.#check(arg)
    if (reference?.kind === 'function')
      return this.#overloads.call(
        expr,
        { name: reference.name, overloads: reference.candidates, isQualified: true },
        expr.args,
      )
    const quick = this.#overloads.operator(expr)
    if (quick !== undefined) return quick
    if (expr.name === '_[?_]' && !this.#scope.allowsOptionals)
      return this.#findings.report(at(expr), "unsupported syntax '[?'", needsOptionals)
    const isMember = expr.target !== undefined
    const fn = isMember ? this.#scope.table.functions.get(expr.name) : this.#names.function(expr.name)
    if (fn === undefined) return this.#names.undeclaredFunction(expr)
    const callee = { name: fn.name, overloads: isMember ? fn.member : fn.global, isQualified: false }
    return this.#overloads.call(expr, callee, operands(expr))
  }

  #optionalSelect(expr: Call): CelType {
    const [operand, field] = expr.args
    if (!this.#scope.allowsOptionals) return this.#findings.report(at(expr), "unsupported syntax '.?'", needsOptionals)
    if (field?.kind !== 'literal' || typeof field.value !== 'string')
      return this.#findings.report(at(expr), 'unsupported optional field selection')
    this.#findings.set(field, stringType)
    const type = this.#field(this.#findings.resolved(operand), field.value, expr.at)
    return type.kind === 'optional' ? type : optionalType(type)
  }

  #list(expr: ListExpr): CelType {
    const optionals = new Set(expr.optionals)
    let joined: CelType | undefined
    expr.elements.forEach((element, index) => {
      const type = this.#check(element)
      joined = this.#join(element, joined, optionals.has(index) ? this.#unwrapped(element, type) : type)
    })
    return listType(joined ?? this.#findings.unification.fresh())
  }

  #map(expr: MapExpr): CelType {
    let keys: CelType | undefined
    let values: CelType | undefined
    for (const entry of expr.entries) {
      const key = this.#check(entry.key)
      const settled = this.#findings.unification.settle(key)
      if (!isKey(settled)) this.#findings.report(entry.key, `unsupported key type '${formatType(settled)}'`)
      keys = this.#join(entry.key, keys, key)
      const type = this.#check(entry.value)
      values = this.#join(entry.value, values, entry.isOptional ? this.#unwrapped(entry.value, type) : type)
    }
    const { unification } = this.#findings
    return mapType(keys ?? unification.fresh(), values ?? unification.fresh())
  }

  /** The type inside an optional element or value. */
  #unwrapped(expr: Expr, type: CelType): CelType {
    if (!this.#scope.allowsOptionals) return this.#findings.report(expr, "unsupported syntax '?'", needsOptionals)
    const resolved = this.#findings.unification.resolve(type)
    if (resolved.kind === 'optional') return resolved.of
    if (!isDynamic(resolved)) this.#findings.mismatch(expr, optionalType(resolved), resolved)
    return resolved
  }

  /** The type of the elements of a list, or of the keys or values of a map, with one more of them. */
  #join(expr: Expr, previous: CelType | undefined, current: CelType): CelType {
    if (previous === undefined) return current
    if (previous.kind === current.kind && isScalar(previous)) return previous
    const { unification } = this.#findings
    // null may stand for an absent value of many types; the list is one of those.
    if (current.kind === 'null' && unification.assign(previous, current)) return previous
    if (unification.assign(previous, current)) return isEqualOrMoreGeneral(previous, current) ? previous : current
    if (this.#scope.allowsMixedLiterals || this.#scope.isDynamic || this.#isFormatted(expr)) return dynType
    return this.#findings.mismatch(
      expr,
      previous,
      current,
      'the elements of a list or map written out are of one type; wrap them in dyn() to mix types',
    )
  }

  /** Whether a node stands in a call of `format`, whose arguments are of any types. Asked only where types differ. */
  #isFormatted(expr: Expr): boolean {
    this.#formatted ??= idsInsideFormats(this.#root)
    return this.#formatted.has(expr.id)
  }

  #struct(expr: StructExpr): CelType {
    for (const field of expr.fields) this.#check(field.value)
    return this.#findings.report(
      { start: expr.start, end: expr.start + expr.name.length },
      `undeclared reference to '${expr.name}' (in container '${containerOf(this.#scope)}')`,
      'there are no message types; write a map',
    )
  }

  #comprehension(expr: Comprehension): CelType {
    this.#check(expr.range)
    const accumulated = this.#check(expr.init)
    const range = this.#findings.resolved(expr.range)
    const [first, second] = this.#elementTypes(expr, range)
    const names = this.#names
    const outer = names.locals
    const scope: Locals = { name: expr.accumulator, type: accumulated, parent: outer }
    names.locals = { name: expr.variable, type: first, parent: scope }
    if (expr.variable2 !== undefined) names.locals = { name: expr.variable2, type: second, parent: names.locals }
    this.#expect(expr.condition, boolType)
    this.#expect(expr.step, accumulated)
    names.locals = scope
    const type = this.#check(expr.result)
    names.locals = outer
    return this.#findings.unification.resolve(type)
  }

  /** Types of the loop variables. */
  #elementTypes(expr: Comprehension, range: CelType): [CelType, CelType] {
    const isPair = expr.variable2 !== undefined
    switch (range.kind) {
      case 'list':
        return isPair ? [intType, range.element] : [range.element, dynType]
      case 'map':
        return [range.key, range.value]
      case 'parameter':
        this.#findings.unification.assign(dynType, range)
        return [dynType, dynType]
      case 'dyn':
      case 'error':
        return [dynType, dynType]
      default: {
        const message = `expression of type '${formatType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`
        const error = this.#findings.report(expr.range, message)
        return [error, error]
      }
    }
  }

  #expect(expr: Expr, wanted: CelType): void {
    const type = this.#check(expr)
    if (type.kind === wanted.kind && isScalar(type)) return
    if (!this.#findings.unification.assign(type, wanted)) this.#findings.mismatch(expr, wanted, type)
  }
}

/** Ids of all nodes inside calls of `format`. */
function idsInsideFormats(root: Expr): Set<number> {
  const ids = new Set<number>()
  const pending: { readonly expr: Expr; readonly isInside: boolean }[] = [{ expr: root, isInside: false }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { expr } = next
    if (next.isInside) ids.add(expr.id)
    const isInside = next.isInside || (expr.kind === 'call' && expr.target !== undefined && expr.name === 'format')
    for (const child of childrenOf(expr)) pending.push({ expr: child, isInside })
  }
  return ids
}
