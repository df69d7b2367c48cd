import {
  at,
  firstOperand,
  isKey,
  isScalar,
  literalType,
  mixedNumbers,
  sameShape,
  signatureOf,
} from './checker-words.ts'
import type { FunctionEntry, LibraryTable, NamedValue, OverloadEntry } from './declarations.ts'
import { CelFailure } from './failure.ts'
import type { ArgumentShape } from './library/declaration.ts'
import type { Problem } from './parser.ts'
import { compiling } from './regular-expression.ts'
import { didYouMean } from './suggestion.ts'
import {
  type Call,
  childrenOf,
  type Comprehension,
  type Expr,
  type ListExpr,
  type MapExpr,
  operands,
  qualifiedName,
  type Selection,
  type StructExpr,
} from './syntax.ts'
import {
  boolType,
  type CelType,
  dynType,
  errorType,
  formatType,
  intType,
  listType,
  mapType,
  optionalType,
  stringType,
} from './types.ts'
import { isDynamic, isEqualOrMoreGeneral, Unification } from './unification.ts'
import { doubleOf, isDouble, type Value } from './values.ts'

/** The names an expression may use. */
export type Scope = {
  readonly variables: ReadonlyMap<string, CelType>
  readonly table: LibraryTable
  /** Prefixes under which relative names are looked up, longest first: `a.b.`, `a.`, ``. */
  readonly prefixes: readonly string[]
  readonly allowsMixedLiterals: boolean
  readonly allowsOptionals: boolean
  /** Types are not enforced: what does not fit fails when it is evaluated. */
  readonly isDynamic: boolean
  /** Kubernetes: a literal that cannot be converted is found before anything runs. */
  readonly refusesBadConversions: boolean
}

const conversions = new Set('bool bytes double duration int string timestamp uint'.split(' '))

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

/** Finds the type of every node, and everything that is wrong. */
export function check(expr: Expr, nodes: number, scope: Scope): Checked {
  const checker = new Checker(nodes, scope)
  return checker.run(expr)
}

type Locals = { readonly name: string; readonly type: CelType; readonly parent: Locals } | undefined

class Checker {
  readonly #scope: Scope
  readonly #types: (CelType | undefined)[]
  readonly #references: (Reference | undefined)[]
  readonly #problems: Problem[] = []
  readonly #unification = new Unification()
  readonly #patterns = new Set<string>()
  #patternSteps = 0
  readonly #pending: Expr[] = []
  #locals: Locals = undefined
  #root: Expr | undefined
  #formatted: Set<number> | undefined

  constructor(nodes: number, scope: Scope) {
    this.#scope = scope
    this.#types = new Array<CelType | undefined>(nodes + 1).fill(undefined)
    this.#references = new Array<Reference | undefined>(nodes + 1).fill(undefined)
  }

  run(expr: Expr): Checked {
    this.#root = expr
    this.#check(expr)
    const types = this.#types.map((type) => (type === undefined ? undefined : this.#unification.settle(type)))
    return {
      expr,
      type: types[expr.id] ?? dynType,
      types,
      references: this.#references,
      problems: this.#problems,
    }
  }

  /** Checks a node. Walks down its leftmost operands without recursion: chains may be thousands of nodes long. */
  #check(expr: Expr): CelType {
    const mark = this.#pending.length
    let at = expr
    for (;;) {
      const first = this.#settledAlone(at) ? undefined : firstOperand(at)
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

  /** Whether a node is a qualified name or a call of one, so that what looks like its operand is none. */
  #settledAlone(expr: Expr): boolean {
    if (expr.kind === 'select') return !expr.isTest && this.#qualified(expr)
    if (expr.kind !== 'call' || expr.target === undefined) return false
    const prefix = this.#qualifiedName(expr.target)
    if (prefix === undefined) return false
    const fn = this.#findFunction(`${prefix}.${expr.name}`)
    if (fn === undefined) return false
    this.#references[expr.id] = { kind: 'function', name: fn.name, candidates: fn.global, isQualified: true }
    return true
  }

  #qualified(expr: Selection): boolean {
    const name = this.#qualifiedName(expr)
    return name !== undefined && this.#resolveName(expr, name)
  }

  /** The qualified name of a chain of selections, unless it begins with a local variable. */
  #qualifiedName(expr: Expr): string | undefined {
    let root = expr
    for (let length = 0; root.kind === 'select'; root = root.operand) if (++length > 32) return undefined
    if (root.kind !== 'identifier' || this.#local(root.name) !== undefined) return undefined
    return qualifiedName(expr)
  }

  #local(name: string): CelType | undefined {
    for (let at = this.#locals; at !== undefined; at = at.parent) if (at.name === name) return at.type
    return undefined
  }

  #set(expr: Expr, type: CelType): CelType {
    this.#types[expr.id] = type
    return type
  }

  #typeOf(expr: Expr | undefined): CelType {
    return (expr === undefined ? undefined : this.#types[expr.id]) ?? dynType
  }

  #resolved(expr: Expr | undefined): CelType {
    return this.#unification.resolve(this.#typeOf(expr))
  }

  #report(at: { start: number; end: number }, message: string, hint?: string): CelType {
    if (!this.#scope.isDynamic && this.#problems.length < maxProblems)
      this.#problems.push({ start: at.start, end: at.end, message, hint })
    return errorType
  }

  #node(expr: Expr): CelType {
    const known = this.#types[expr.id]
    if (known !== undefined) return known
    switch (expr.kind) {
      case 'literal':
        return this.#set(expr, literalType(expr.value))
      case 'identifier':
        return this.#identifier(expr, expr.name)
      case 'select':
        return this.#select(expr)
      case 'call':
        return this.#set(expr, this.#call(expr))
      case 'list':
        return this.#set(expr, this.#list(expr))
      case 'map':
        return this.#set(expr, this.#map(expr))
      case 'struct':
        return this.#set(expr, this.#struct(expr))
      case 'comprehension':
        return this.#set(expr, this.#comprehension(expr))
      case 'bind': {
        const init = this.#check(expr.init)
        const outer = this.#locals
        this.#locals = { name: expr.name, type: init, parent: outer }
        const type = this.#check(expr.body)
        this.#locals = outer
        return this.#set(expr, type)
      }
    }
  }

  #identifier(expr: Expr, name: string): CelType {
    const local = this.#local(name)
    if (local !== undefined) {
      this.#references[expr.id] = { kind: 'local', name }
      return this.#set(expr, local)
    }
    if (this.#resolveName(expr, name)) return this.#typeOf(expr)
    if (this.#scope.isDynamic) {
      this.#references[expr.id] = { kind: 'variable', name: name.replace(/^\./, '') }
      return this.#set(expr, dynType)
    }
    const { table, variables } = this.#scope
    const container = this.#scope.prefixes[0]?.slice(0, -1) ?? ''
    const hint =
      table.withheld.get(name) ??
      (table.functions.has(name) ? `${name} is a function: call it` : undefined) ??
      didYouMean(name, [...this.#localNames(), ...variables.keys(), ...table.constants.keys()])
    return this.#set(expr, this.#report(expr, `undeclared reference to '${name}' (in container '${container}')`, hint))
  }

  #localNames(): string[] {
    const names: string[] = []
    for (let at = this.#locals; at !== undefined; at = at.parent) if (!at.name.startsWith('@')) names.push(at.name)
    return names
  }

  /** Looks a name up in the container, from the inside out; whether it is a variable, constant or type. */
  #resolveName(expr: Expr, name: string): boolean {
    for (const candidate of this.#candidates(name)) {
      const variable = this.#scope.variables.get(candidate)
      if (variable !== undefined) {
        this.#references[expr.id] = { kind: 'variable', name: candidate }
        this.#set(expr, variable)
        return true
      }
      const constant: NamedValue | undefined = this.#scope.table.constants.get(candidate)
      if (constant !== undefined) {
        this.#references[expr.id] = { kind: 'value', value: constant.value }
        this.#set(expr, constant.type)
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

  #findFunction(name: string): FunctionEntry | undefined {
    for (const candidate of this.#candidates(name)) {
      const fn = this.#scope.table.functions.get(candidate)
      if (fn !== undefined) return fn
    }
    return undefined
  }

  #select(expr: Selection): CelType {
    const known = this.#types[expr.id]
    if (known !== undefined) return known
    const type = this.#field(this.#resolved(expr.operand), expr.field, expr.at)
    return this.#set(expr, expr.isTest ? boolType : type)
  }

  #field(operand: CelType, field: string, at: number): CelType {
    const place = { start: at, end: at + field.length }
    switch (operand.kind) {
      case 'optional': {
        const inner = this.#field(operand.of, field, at)
        return inner.kind === 'optional' ? inner : optionalType(inner)
      }
      case 'map':
        return operand.value
      case 'object': {
        const found = operand.field(field)
        if (found !== undefined) return found.type
        const names = operand.fieldNames()
        const hint =
          didYouMean(field, names) ??
          (names.length === 0
            ? `${operand.name} has no fields that expressions may read`
            : names.length <= 12
              ? `fields: ${names.join(', ')}`
              : undefined)
        return this.#report(place, `undefined field '${field}'`, hint)
      }
      case 'parameter':
        this.#unification.assign(dynType, operand)
        return dynType
      case 'dyn':
      case 'error':
        return dynType
      default:
        return this.#report(place, `type '${formatType(operand)}' does not support field selection`)
    }
  }

  #call(expr: Call): CelType {
    if (expr.name === '_?._') return this.#optionalSelect(expr)
    const reference = this.#references[expr.id]
    for (const arg of expr.args) if (this.#types[arg.id] === undefined) this.#check(arg)
    if (reference?.kind === 'function')
      return this.#overload(expr, reference.name, reference.candidates, expr.args, true)
    const quick = this.#operator(expr)
    if (quick !== undefined) return quick
    if (expr.name === '_[?_]' && !this.#scope.allowsOptionals)
      return this.#report(at(expr), "unsupported syntax '[?'", 'optional syntax needs Kubernetes 1.28')
    const fn = expr.target === undefined ? this.#findFunction(expr.name) : this.#scope.table.functions.get(expr.name)
    if (fn === undefined) return this.#undeclared(expr)
    const list = expr.target === undefined ? fn.global : fn.member
    return this.#overload(expr, fn.name, list, operands(expr), false)
  }

  #undeclared(expr: Call): CelType {
    if (this.#scope.isDynamic) {
      this.#references[expr.id] = { kind: 'function', name: expr.name, candidates: [], isQualified: false }
      return dynType
    }
    const { table } = this.#scope
    const container = this.#scope.prefixes[0]?.slice(0, -1) ?? ''
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
    return this.#report(at(expr), `undeclared reference to '${expr.name}' (in container '${container}')`, hint)
  }

  /** The commonest operators, whose types need no search. */
  #operator(expr: Call): CelType | undefined {
    const [first, second] = expr.args
    switch (expr.name) {
      case '_&&_':
      case '_||_':
        for (const arg of expr.args) {
          const type = this.#typeOf(arg)
          if (type.kind !== 'bool' && !this.#unification.assign(type, boolType))
            this.#report(arg, `expected type 'bool' but found '${formatType(this.#unification.settle(type))}'`)
        }
        return boolType
      case '_==_':
      case '_!=_': {
        const left = this.#typeOf(first)
        const right = this.#typeOf(second)
        if (left.kind !== right.kind || !isScalar(left)) return undefined
        const fn = this.#scope.table.functions.get(expr.name)
        if (fn !== undefined)
          this.#references[expr.id] = { kind: 'function', name: fn.name, candidates: fn.global, isQualified: false }
        return boolType
      }
      case '_[_]': {
        const container = this.#resolved(first)
        const index = this.#typeOf(second)
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

  #overload(
    expr: Call,
    name: string,
    list: readonly OverloadEntry[],
    args: readonly Expr[],
    isQualified: boolean,
  ): CelType {
    const types = args.map((arg) => this.#typeOf(arg))
    let result: CelType | undefined
    const candidates: OverloadEntry[] = []
    for (const entry of list) {
      const { parameters } = entry.overload
      if (parameters.length !== types.length) continue
      let matched: CelType | undefined
      if (entry.isGeneric) {
        const fresh = this.#unification.instantiate([...parameters, entry.overload.result])
        const returned = fresh.pop() ?? dynType
        if (this.#unification.assignAll(types, fresh)) matched = this.#unification.resolve(returned)
      } else if (this.#fits(types, parameters)) matched = entry.overload.result
      if (matched === undefined) continue
      candidates.push(entry)
      result =
        result === undefined || (result.kind !== 'dyn' && sameShape(result, matched)) ? (result ?? matched) : dynType
    }
    if (result === undefined) {
      if (this.#scope.isDynamic) {
        this.#references[expr.id] = { kind: 'function', name, candidates: list, isQualified }
        return dynType
      }
      return this.#noOverload(expr, name, list, types)
    }
    this.#references[expr.id] = { kind: 'function', name, candidates, isQualified }
    this.#validate(expr, candidates, args)
    return result
  }

  #fits(types: readonly CelType[], parameters: readonly CelType[]): boolean {
    for (let index = 0; index < types.length; index++) {
      const type = types[index] ?? dynType
      const parameter = parameters[index] ?? dynType
      if (type.kind === parameter.kind && isScalar(type)) continue
      // All together: what the first arguments fix is undone when a later one does not fit.
      return this.#unification.assignAll(types, parameters)
    }
    return true
  }

  /** Lets the one function that was meant look at literal arguments: a pattern that is none is found now. */
  #validate(expr: Call, candidates: readonly OverloadEntry[], args: readonly Expr[]): void {
    const [only] = candidates
    const validate = candidates.length === 1 ? only?.overload.validate : undefined
    if (this.#scope.refusesBadConversions && candidates.length === 1 && only !== undefined) this.#convert(only, args)
    if (validate === undefined || !args.some((arg) => arg.kind === 'literal')) return
    if (!this.#affords(args[only?.overload.patternAt ?? -1])) return
    const message = validate(
      args.map((arg) => literalValue(arg)),
      args.map((arg) => this.#shapeOf(arg)),
    )
    const literal = args.findLast((arg) => arg.kind === 'literal')
    if (message !== undefined) this.#report(literal ?? at(expr), message)
  }

  /** Counts what compiling a literal pattern takes; one pattern in many places counts once. */
  #affords(pattern: Expr | undefined): boolean {
    if (pattern?.kind !== 'literal' || typeof pattern.value !== 'string') return true
    if (this.#patterns.has(pattern.value)) return true
    this.#patterns.add(pattern.value)
    this.#patternSteps += compiling(pattern.value)
    if (this.#patternSteps <= maxPatternSteps) return true
    this.#report(pattern, 'the patterns of the expression are too large together')
    return false
  }

  #shapeOf(expr: Expr, depth = 0): ArgumentShape {
    const type = this.#unification.settle(this.#typeOf(expr))
    if (expr.kind !== 'list' || depth > 10) return { type }
    return { type, elements: expr.elements.map((element) => this.#shapeOf(element, depth + 1)) }
  }

  /** A conversion of a literal is made when the expression is compiled, as the API server does; so it fails then. */
  #convert({ overload, name }: OverloadEntry, [argument]: readonly Expr[]): void {
    if (argument?.kind !== 'literal' || !conversions.has(name) || overload.validate !== undefined) return
    try {
      overload.call(isDouble(argument.value) ? doubleOf(argument.value) : argument.value)
    } catch (error) {
      if (!(error instanceof CelFailure)) throw error
      this.#report(argument, `program instantiation failed: ${error.message}`)
    }
  }

  #noOverload(expr: Call, name: string, list: readonly OverloadEntry[], types: readonly CelType[]): CelType {
    const known = types.map((type) => formatType(this.#unification.settle(type)))
    const signature = expr.target === undefined ? `(${known.join(', ')})` : `${known[0]}.(${known.slice(1).join(', ')})`
    const shown = list.slice(0, 4).map((entry) => signatureOf(entry))
    const more = list.length > shown.length ? `, and ${list.length - shown.length} more` : ''
    const isOperator = !/^[\w.@]+$/.test(name) || name === '@in'
    const hint =
      (isOperator ? mixedNumbers(known) : undefined) ??
      this.#scope.table.withheld.get(name) ??
      (shown.length === 0 || isOperator ? undefined : `it takes ${shown.join(' or ')}${more}`)
    return this.#report(at(expr), `found no matching overload for '${name}' applied to '${signature}'`, hint)
  }

  #optionalSelect(expr: Call): CelType {
    const [operand, field] = expr.args
    if (!this.#scope.allowsOptionals)
      return this.#report(at(expr), "unsupported syntax '.?'", 'optional syntax needs Kubernetes 1.28')
    if (field?.kind !== 'literal' || typeof field.value !== 'string')
      return this.#report(at(expr), 'unsupported optional field selection')
    this.#set(field, stringType)
    const type = this.#field(this.#resolved(operand), field.value, expr.at)
    return type.kind === 'optional' ? type : optionalType(type)
  }

  #list(expr: ListExpr): CelType {
    let joined: CelType | undefined
    expr.elements.forEach((element, index) => {
      const type = this.#check(element)
      joined = this.#join(element, joined, expr.optionals.includes(index) ? this.#unwrapped(element, type) : type)
    })
    return listType(joined ?? this.#unification.fresh())
  }

  #map(expr: MapExpr): CelType {
    let keys: CelType | undefined
    let values: CelType | undefined
    for (const entry of expr.entries) {
      const key = this.#check(entry.key)
      const settled = this.#unification.settle(key)
      if (!isKey(settled)) this.#report(entry.key, `unsupported key type '${formatType(settled)}'`)
      keys = this.#join(entry.key, keys, key)
      const type = this.#check(entry.value)
      values = this.#join(entry.value, values, entry.isOptional ? this.#unwrapped(entry.value, type) : type)
    }
    return mapType(keys ?? this.#unification.fresh(), values ?? this.#unification.fresh())
  }

  /** The type inside an optional element or value. */
  #unwrapped(expr: Expr, type: CelType): CelType {
    if (!this.#scope.allowsOptionals)
      return this.#report(expr, "unsupported syntax '?'", 'optional syntax needs Kubernetes 1.28')
    const resolved = this.#unification.resolve(type)
    if (resolved.kind === 'optional') return resolved.of
    if (!isDynamic(resolved))
      this.#report(expr, `expected type '${formatType(optionalType(resolved))}' but found '${formatType(resolved)}'`)
    return resolved
  }

  /** Whether a node stands in a call of `format`, whose arguments are of any types. Asked only where types differ. */
  #isFormatted(expr: Expr): boolean {
    this.#formatted ??= idsInsideFormats(this.#root)
    return this.#formatted.has(expr.id)
  }

  #join(expr: Expr, previous: CelType | undefined, current: CelType): CelType {
    if (previous === undefined) return current
    if (previous.kind === current.kind && isScalar(previous)) return previous
    // null may stand for an absent value of many types; the list is one of those.
    if (current.kind === 'null' && this.#unification.assign(previous, current)) return previous
    if (this.#unification.assign(previous, current)) return isEqualOrMoreGeneral(previous, current) ? previous : current
    if (this.#scope.allowsMixedLiterals || this.#scope.isDynamic || this.#isFormatted(expr)) return dynType
    const [wanted, found] = [this.#unification.settle(previous), this.#unification.settle(current)]
    return this.#report(
      expr,
      `expected type '${formatType(wanted)}' but found '${formatType(found)}'`,
      'the elements of a list or map written out are of one type; wrap them in dyn() to mix types',
    )
  }

  #struct(expr: StructExpr): CelType {
    for (const field of expr.fields) this.#check(field.value)
    const container = this.#scope.prefixes[0]?.slice(0, -1) ?? ''
    return this.#report(
      { start: expr.start, end: expr.start + expr.name.length },
      `undeclared reference to '${expr.name}' (in container '${container}')`,
      'there are no message types; write a map',
    )
  }

  #comprehension(expr: Comprehension): CelType {
    this.#check(expr.range)
    const accumulated = this.#check(expr.init)
    const range = this.#resolved(expr.range)
    const [first, second] = this.#elementTypes(expr, range)
    const outer = this.#locals
    const scope: Locals = { name: expr.accumulator, type: accumulated, parent: outer }
    this.#locals = { name: expr.variable, type: first, parent: scope }
    if (expr.variable2 !== undefined) this.#locals = { name: expr.variable2, type: second, parent: this.#locals }
    this.#expect(expr.condition, boolType)
    this.#expect(expr.step, accumulated)
    this.#locals = scope
    const type = this.#check(expr.result)
    this.#locals = outer
    return this.#unification.resolve(type)
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
        this.#unification.assign(dynType, range)
        return [dynType, dynType]
      case 'dyn':
      case 'error':
        return [dynType, dynType]
      default: {
        const message = `expression of type '${formatType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`
        const error = this.#report(expr.range, message)
        return [error, error]
      }
    }
  }

  #expect(expr: Expr, wanted: CelType): void {
    const type = this.#check(expr)
    if (type.kind === wanted.kind && isScalar(type)) return
    if (this.#unification.assign(type, wanted)) return
    const [expected, found] = [this.#unification.settle(wanted), this.#unification.settle(type)]
    this.#report(expr, `expected type '${formatType(expected)}' but found '${formatType(found)}'`)
  }
}

/** Most problems that are listed for one expression. */
const maxProblems = 100

/** Steps that compiling all literal patterns of an expression may take: about 100 ms, or 200 patterns of DNS names. */
const maxPatternSteps = 5_000_000

/** The value of a literal, or of a list written out of literals. */
function literalValue(expr: Expr, depth = 0): Value | undefined {
  if (expr.kind === 'literal') return expr.value
  if (expr.kind !== 'list' || expr.optionals.length > 0 || depth > 10) return undefined
  const values: Value[] = []
  for (const element of expr.elements) {
    const value = literalValue(element, depth + 1)
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}

/** Ids of all nodes inside calls of `format`. */
function idsInsideFormats(root: Expr | undefined): Set<number> {
  const ids = new Set<number>()
  const pending: { readonly expr: Expr; readonly isInside: boolean }[] = []
  if (root !== undefined) pending.push({ expr: root, isInside: false })
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { expr } = next
    if (next.isInside) ids.add(expr.id)
    const isInside = next.isInside || (expr.kind === 'call' && expr.target !== undefined && expr.name === 'format')
    for (const child of childrenOf(expr)) pending.push({ expr: child, isInside })
  }
  return ids
}
