import type { Checked } from '../checker.ts'
import type { ArgumentEstimate, CallEstimate, Range } from '../library/declaration.ts'
import { boundsOf } from '../schema-types.ts'
import type { Call, Comprehension, Expr } from '../syntax.ts'
import { type CelType, dynType } from '../types.ts'
import { codePoints, isList, isMap, mapSize, type Value } from '../values.ts'
import { listCost, mapCost } from './functions.ts'

type Path = readonly string[]

/** Sizes of the keys (or indexes) and values inside a list or map. */
type EntrySizes = { readonly isList: boolean; readonly key: Range; readonly value: Range }

type Local = {
  readonly name: string
  readonly path: Path | undefined
  readonly size: Range | undefined
  readonly entries: EntrySizes | undefined
}

const free: Range = { min: 0, max: 0 }
const one: Range = { min: 1, max: 1 }
const unknownSize: Range = { min: 0, max: Infinity }
const perCharacter = 0.1
const perPatternCharacter = 0.25
const longestPath = 500

/**
 * Kubernetes' static estimate of an expression's cost, from the bounds of the schemas its variables come from. `max` is
 * Infinity where something has no bound.
 */
export function boundedEstimate(checked: Checked, variables: ReadonlyMap<string, CelType>): Range {
  try {
    return new Estimator(checked, variables).cost(checked.expr)
  } catch (error) {
    // A chain of thousands of operators is worth no estimate.
    if (error instanceof RangeError) return unknownSize
    throw error
  }
}

class Estimator {
  readonly #checked: Checked
  readonly #variables: ReadonlyMap<string, CelType>
  readonly #paths = new Map<number, Path>()
  readonly #sizes = new Map<number, Range>()
  readonly #entries = new Map<number, EntrySizes>()
  readonly #locals: Local[] = []

  constructor(checked: Checked, variables: ReadonlyMap<string, CelType>) {
    this.#checked = checked
    this.#variables = variables
  }

  cost(expr: Expr): Range {
    switch (expr.kind) {
      case 'literal':
        return free
      case 'identifier': {
        const local = this.#local(expr.name)
        this.#paths.set(expr.id, local === undefined ? [expr.name] : (local.path ?? []))
        return one
      }
      case 'select': {
        const reference = this.#checked.references[expr.id]
        if (reference?.kind === 'value') return one
        if (reference?.kind === 'variable') {
          this.#paths.set(expr.id, [reference.name])
          return one
        }
        const sum = this.cost(expr.operand)
        // Kubernetes lets the test itself cost nothing.
        if (expr.isTest) return sum
        this.#paths.set(expr.id, longer(this.#path(expr.operand), expr.field))
        const kind = this.#typeOf(expr.operand).kind
        return kind === 'map' || kind === 'object' || kind === 'parameter' ? plus(sum, one) : sum
      }
      case 'call':
        return this.#call(expr)
      case 'list': {
        let sum: Range = { min: listCost, max: listCost }
        let value: Range = { min: expr.elements.length === 0 ? 0 : Infinity, max: 0 }
        for (const element of expr.elements) {
          sum = plus(sum, this.cost(element))
          value = union(value, this.#size(element))
        }
        this.#entries.set(expr.id, { isList: true, key: one, value })
        return sum
      }
      case 'map': {
        let sum: Range = { min: mapCost, max: mapCost }
        const least = expr.entries.length === 0 ? 0 : Infinity
        let key: Range = { min: least, max: 0 }
        let value: Range = { min: least, max: 0 }
        for (const entry of expr.entries) {
          sum = plus(plus(sum, this.cost(entry.key)), this.cost(entry.value))
          key = union(key, this.#size(entry.key))
          value = union(value, this.#size(entry.value))
        }
        this.#entries.set(expr.id, { isList: false, key, value })
        return sum
      }
      case 'struct':
        return expr.fields.reduce((sum, field) => plus(sum, this.cost(field.value)), { min: 40, max: 40 })
      case 'comprehension':
        return this.#comprehension(expr)
      case 'bind': {
        // cel-go makes of it a loop over an empty list, which it counts.
        let sum = plus({ min: listCost, max: listCost }, this.cost(expr.init))
        this.#locals.push(this.#bound(expr.name, expr.init))
        sum = plus(sum, this.cost(expr.body))
        this.#copySizes(expr, expr.body)
        this.#locals.pop()
        return sum
      }
    }
  }

  #typeOf(expr: Expr): CelType {
    return this.#checked.types[expr.id] ?? dynType
  }

  #local(name: string): Local | undefined {
    return this.#locals.findLast((local) => local.name === name)
  }

  #bound(name: string, expr: Expr): Local {
    return { name, path: this.#path(expr), size: this.#knownSize(expr), entries: this.#entrySizes(expr) }
  }

  #path(expr: Expr): Path {
    if (expr.kind === 'identifier') {
      const local = this.#local(expr.name)
      if (local !== undefined) return local.path ?? []
    }
    return this.#paths.get(expr.id) ?? []
  }

  #size(expr: Expr): Range {
    return this.#knownSize(expr) ?? unknownSize
  }

  #knownSize(expr: Expr): Range | undefined {
    const known = this.#sizes.get(expr.id)
    if (known !== undefined) return known
    const written = writtenSize(expr)
    if (written !== undefined) return written
    const declared = this.#declaredSize(this.#path(expr))
    if (declared !== undefined) {
      this.#sizes.set(expr.id, declared)
      return declared
    }
    if (isScalar(this.#typeOf(expr))) return one
    return expr.kind === 'identifier' ? this.#local(expr.name)?.size : undefined
  }

  /** What the schema says of the length of a value at a path. */
  #declaredSize(path: Path): Range | undefined {
    const [root, ...rest] = path
    if (root === undefined) return undefined
    // In rules, elements of lists written out pass for the object itself: the server looks only at what follows.
    let type = this.#variables.get(root) ?? (this.#variables.has('self') ? this.#variables.get('self') : undefined)
    if (type?.kind === 'optional') type = type.of
    for (const name of rest) {
      if (type === undefined) return undefined
      type = step(type, name)
    }
    const max = type === undefined ? undefined : boundsOf(type)?.max
    return max === undefined ? undefined : { min: 0, max }
  }

  #entrySizes(expr: Expr): EntrySizes | undefined {
    const known = this.#entries.get(expr.id)
    return known ?? (expr.kind === 'identifier' ? this.#local(expr.name)?.entries : undefined)
  }

  #copySizes(to: Expr, from: Expr): void {
    const size = this.#knownSize(from)
    if (size !== undefined) this.#sizes.set(to.id, size)
    const entries = this.#entrySizes(from)
    if (entries !== undefined) this.#entries.set(to.id, entries)
  }

  #call(expr: Call): Range {
    const [only] = expr.args
    if (expr.name === 'dyn' && expr.target === undefined && only !== undefined) {
      const sum = plus(one, this.cost(only))
      this.#copySizes(expr, only)
      return sum
    }
    const reference = this.#checked.references[expr.id]
    const isQualified = reference?.kind === 'function' && reference.isQualified
    const target = isQualified ? undefined : expr.target
    const costs = expr.args.map((arg) => this.cost(arg))
    const inner = costs.reduce(plus, free)
    const before = target === undefined ? free : this.cost(target)
    let cost: Range = { min: Infinity, max: 0 }
    let size: Range | undefined
    for (const id of this.#overloads(expr)) {
      const estimate = this.#function(expr, id, target, costs, inner)
      cost = union(cost, estimate.cost)
      if (estimate.resultSize !== undefined)
        size = size === undefined ? estimate.resultSize : union(size, estimate.resultSize)
      if ((id === 'index_list' || id === 'index_map') && only !== undefined) {
        size = this.#entrySizes(only)?.value
        this.#paths.set(expr.id, longer(this.#path(only), id === 'index_list' ? '@items' : '@values'))
      }
      size ??= this.#knownSize(expr)
    }
    if (size !== undefined) this.#sizes.set(expr.id, size)
    return plus(before, cost)
  }

  /** Ids of the overloads the checker found possible. */
  #overloads(expr: Call): readonly string[] {
    const reference = this.#checked.references[expr.id]
    if (reference?.kind === 'function') return reference.candidates.map(({ overload }) => overload.id)
    const [first, second] = expr.args
    switch (expr.name) {
      case '_[_]': {
        const container = first === undefined ? dynType : this.#typeOf(first)
        const index = second === undefined ? dynType : this.#typeOf(second)
        if (container.kind === 'list') return ['index_list']
        if (container.kind === 'map') return ['index_map']
        return index.kind === 'int' || index.kind === 'dyn' ? ['index_list', 'index_map'] : ['index_map']
      }
      case '_&&_':
        return ['logical_and']
      case '_||_':
        return ['logical_or']
      case '_==_':
        return ['equals']
      case '_!=_':
        return ['not_equals']
      default:
        return [expr.name]
    }
  }

  #function(expr: Call, id: string, target: Expr | undefined, costs: readonly Range[], inner: Range): CallEstimate {
    const { args } = expr
    const reference = this.#checked.references[expr.id]
    const entry =
      reference?.kind === 'function' ? reference.candidates.find(({ overload }) => overload.id === id) : undefined
    const estimate = entry?.overload.estimate
    if (estimate !== undefined) {
      const all = target === undefined ? args : [target, ...args]
      const own = estimate(all.map((arg) => this.#argument(arg)))
      return { ...own, cost: plus(own.cost, inner) }
    }
    const [first, second, third] = args
    switch (id) {
      case 'string_to_bytes':
      case 'bytes_to_string': {
        const size = this.#sizeOf(first)
        const resultSize =
          id === 'string_to_bytes'
            ? { min: size.min, max: size.max * 4 }
            : { min: Math.floor(size.min / 4), max: size.max }
        return { cost: plus(scaled(size, perCharacter), inner), resultSize }
      }
      case 'starts_with_string':
      case 'ends_with_string':
        return { cost: plus(scaled(this.#sizeOf(first), perCharacter), inner) }
      case 'in_list':
        return { cost: plus(this.#sizeOf(second), inner) }
      case 'matches_string': {
        const text = scaled(plus(this.#sizeOf(target), one), perCharacter)
        return { cost: plus(times(text, scaled(this.#sizeOf(first), perPatternCharacter)), inner) }
      }
      case 'contains_string': {
        const text = scaled(this.#sizeOf(target), perCharacter)
        return { cost: plus(times(text, scaled(this.#sizeOf(first), perCharacter)), inner) }
      }
      case 'logical_and':
      case 'logical_or':
        return { cost: { min: costs[0]?.min ?? 0, max: inner.max } }
      case 'conditional': {
        const [condition = free, whenTrue = free, whenFalse = free] = costs
        const entries = unionEntries(this.#entriesOf(second), this.#entriesOf(third))
        if (entries !== undefined) this.#entries.set(expr.id, entries)
        return {
          cost: plus(condition, union(whenTrue, whenFalse)),
          resultSize: union(this.#sizeOf(second), this.#sizeOf(third)),
        }
      }
      case 'add_string':
      case 'add_bytes':
      case 'add_list': {
        const resultSize = plus(this.#sizeOf(first), this.#sizeOf(second))
        const entries = unionEntries(this.#entriesOf(first), this.#entriesOf(second))
        if (entries !== undefined) this.#entries.set(expr.id, entries)
        const own = id === 'add_list' ? one : scaled(resultSize, perCharacter)
        return { cost: plus(own, inner), resultSize }
      }
      case 'equals':
      case 'not_equals': {
        const opaque = id === 'equals' ? this.#opaqueEquality(first, second) : undefined
        return { cost: plus(opaque ?? this.#comparison(first, second), inner) }
      }
      case 'less_string':
      case 'less_equals_string':
      case 'greater_string':
      case 'greater_equals_string':
      case 'less_bytes':
      case 'less_equals_bytes':
      case 'greater_bytes':
      case 'greater_equals_bytes':
        return { cost: plus(this.#comparison(first, second), inner) }
      default:
        return { cost: plus(one, inner) }
    }
  }

  #sizeOf(expr: Expr | undefined): Range {
    return expr === undefined ? unknownSize : this.#size(expr)
  }

  #entriesOf(expr: Expr | undefined): EntrySizes | undefined {
    return expr === undefined ? undefined : this.#entrySizes(expr)
  }

  #comparison(left: Expr | undefined, right: Expr | undefined): Range {
    const max = Math.min(this.#sizeOf(left).max, this.#sizeOf(right).max)
    return scaled({ min: max > 0 ? 1 : 0, max }, perCharacter)
  }

  /** Equality of Kubernetes' own types costs little, whatever their size. */
  #opaqueEquality(left: Expr | undefined, right: Expr | undefined): Range | undefined {
    if (left === undefined || right === undefined) return undefined
    const [type, other] = [this.#typeOf(left), this.#typeOf(right)]
    if (type.kind !== 'opaque' || other.kind !== 'opaque' || type.name !== other.name) return undefined
    switch (type.name) {
      case 'net.IP':
      case 'net.CIDR':
      case 'kubernetes.Quantity':
      case 'kubernetes.Semver':
        return one
      case 'kubernetes.NamedFormat':
        return scaled({ min: 1, max: 64 }, perCharacter)
      case 'kubernetes.URL': {
        const size = this.#knownSize(right)
        return scaled({ min: 1, max: size?.max ?? 1 }, perCharacter)
      }
      default:
        return undefined
    }
  }

  #argument(expr: Expr): ArgumentEstimate {
    const type = this.#typeOf(expr)
    const path = this.#path(expr)
    const isOutside = path.length > 0 && !(path[0] ?? '').startsWith('@result')
    const element =
      type.kind === 'list' && isOutside
        ? (this.#declaredSize([...path, '@items']) ?? unknownSize)
        : type.kind === 'list'
          ? unknownSize
          : undefined
    return {
      type,
      size: this.#size(expr),
      elementSize: element,
      literal: expr.kind === 'literal' ? expr.value : undefined,
    }
  }

  #comprehension(expr: Comprehension): Range {
    const { range } = expr
    let sum = plus(this.cost(range), this.cost(expr.init))
    this.#locals.push(this.#bound(expr.accumulator, expr.init))
    const entries = this.#entrySizes(range)
    const path = this.#path(range)
    const isOverList = entries?.isList ?? this.#typeOf(range).kind === 'list'
    const local = (name: string, part: string, size: Range | undefined): Local => ({
      name,
      path: [...path, part],
      size,
      entries: undefined,
    })
    if (expr.variable2 === undefined)
      this.#locals.push(
        isOverList ? local(expr.variable, '@items', entries?.value) : local(expr.variable, '@keys', entries?.key),
      )
    else {
      this.#locals.push(local(expr.variable, isOverList ? '@indices' : '@keys', entries?.key))
      this.#locals.push(local(expr.variable2, isOverList ? '@items' : '@values', entries?.value))
    }
    const each = plus(this.cost(expr.condition), this.cost(expr.step))
    const stepEntries = this.#entrySizes(expr.step)
    this.#locals.pop()
    if (expr.variable2 !== undefined) this.#locals.pop()
    sum = plus(sum, this.cost(expr.result))
    const initSize = this.#knownSize(expr.init)
    this.#locals.pop()
    const count = this.#size(range)
    if (expr.init.kind === 'list' || expr.init.kind === 'map') {
      this.#sizes.set(expr.id, count)
      if (stepEntries !== undefined) this.#entries.set(expr.id, stepEntries)
    } else if (expr.init.kind === 'literal' && initSize !== undefined) this.#sizes.set(expr.id, initSize)
    return plus(sum, times(count, each))
  }
}

/** A path one step longer; no schema is as deep as the longest one, so that what lies below it has no bound either. */
function longer(path: Path, name: string): Path {
  return path.length < longestPath ? [...path, name] : path
}

function step(type: CelType, name: string): CelType | undefined {
  switch (name) {
    case '@items':
    case '@values':
      return type.kind === 'list' ? type.element : type.kind === 'map' ? type.value : undefined
    case '@keys':
      return type.kind === 'map' ? type.key : undefined
    default:
      return type.kind === 'object' ? type.field(name)?.type : undefined
  }
}

/** The length of what is written out. */
function writtenSize(expr: Expr): Range | undefined {
  switch (expr.kind) {
    case 'literal': {
      const size = literalSize(expr.value)
      return { min: size, max: size }
    }
    case 'list':
      return { min: expr.elements.length, max: expr.elements.length }
    case 'map':
      return { min: expr.entries.length, max: expr.entries.length }
    default:
      return undefined
  }
}

function literalSize(value: Value): number {
  if (typeof value === 'string') return codePoints(value)
  if (value instanceof Uint8Array || isList(value)) return value.length
  return isMap(value) ? mapSize(value) : 1
}

function isScalar(type: CelType): boolean {
  switch (type.kind) {
    case 'bool':
    case 'double':
    case 'duration':
    case 'int':
    case 'timestamp':
    case 'uint':
      return true
    case 'optional':
      return isScalar(type.of)
    default:
      return false
  }
}

function unionEntries(left: EntrySizes | undefined, right: EntrySizes | undefined): EntrySizes | undefined {
  if (left === undefined || right === undefined) return undefined
  return { isList: left.isList, key: union(left.key, right.key), value: union(left.value, right.value) }
}

function plus(left: Range, right: Range): Range {
  return { min: left.min + right.min, max: left.max + right.max }
}

function times(left: Range, right: Range): Range {
  return { min: product(left.min, right.min), max: product(left.max, right.max) }
}

/** Nothing times "no bound" is nothing. */
function product(left: number, right: number): number {
  return left === 0 || right === 0 ? 0 : left * right
}

function scaled(size: Range, factor: number): Range {
  return { min: Math.ceil(size.min * factor), max: Math.ceil(size.max * factor) }
}

function union(left: Range, right: Range): Range {
  return { min: Math.min(left.min, right.min), max: Math.max(left.max, right.max) }
}
