import { operandBelow } from '../check/words.ts'
import type { Checked } from '../checker.ts'
import type { CallEstimate, Range } from '../library/declaration.ts'
import {
  type Call,
  type Comprehension,
  type Expr,
  type ListExpr,
  type MapExpr,
  qualifiedName,
  type Selection,
} from '../syntax/syntax.ts'
import { type CelType, dynType } from '../types.ts'
import { type StandardCall, standardEstimate } from './call-estimate.ts'
import { listCost, mapCost } from './functions.ts'
import { free, one, plus, times, union, unknownSize } from './ranges.ts'
import { type EntrySizes, Sizes, unionEntries } from './sizes.ts'

/**
 * Kubernetes' static estimate of an expression's cost, from the bounds of the schemas its variables come from. `max` is
 * Infinity where something has no bound.
 */
export function boundedEstimate(checked: Checked, variables: ReadonlyMap<string, CelType>): Range {
  try {
    return new Estimator(checked, variables).cost(checked.expr)
  } catch (error) {
    // Chains need no stack, and the parser bounds everything else: this is for a caller that has almost none left.
    if (error instanceof RangeError) return unknownSize
    throw error
  }
}

class Estimator {
  readonly #references: Checked['references']
  readonly #sizes: Sizes
  /** The node that was estimated last as the first operand of what encloses it, and what it costs. */
  #doneExpr: Expr | undefined
  #doneCost = free

  constructor({ references, types }: Checked, variables: ReadonlyMap<string, CelType>) {
    this.#references = references
    this.#sizes = new Sizes(types, variables)
  }

  /** Estimates a node; walks down its first operands without recursion: chains may be thousands of nodes long. */
  cost(expr: Expr): Range {
    if (expr === this.#doneExpr) return this.#doneCost
    const chain: Expr[] = []
    let at = expr
    for (;;) {
      const first = operandBelow(at, { references: this.#references })
      if (first === undefined) break
      chain.push(at)
      at = first
    }
    let cost = this.#node(at)
    while (chain.length > 0) {
      const [outerExpr, outerCost] = [this.#doneExpr, this.#doneCost]
      this.#doneExpr = at
      this.#doneCost = cost
      at = chain.pop() ?? at
      cost = this.#node(at)
      this.#doneExpr = outerExpr
      this.#doneCost = outerCost
    }
    return cost
  }

  #node(expr: Expr): Range {
    switch (expr.kind) {
      case 'literal':
        return free
      case 'identifier':
        this.#sizes.name(expr, expr.name)
        return one
      case 'select':
        return this.#select(expr)
      case 'call':
        return this.#call(expr)
      case 'list':
        return this.#list(expr)
      case 'map':
        return this.#map(expr)
      case 'struct':
        return expr.fields.reduce((sum, field) => plus(sum, this.cost(field.value)), { min: 40, max: 40 })
      case 'comprehension':
        return this.#comprehension(expr)
      case 'bind': {
        // cel-go makes of it a loop over an empty list, which it counts.
        let sum = plus({ min: listCost, max: listCost }, this.cost(expr.init))
        this.#sizes.bind(expr.name, expr.init)
        sum = plus(sum, this.cost(expr.body))
        this.#sizes.copy(expr, expr.body)
        this.#sizes.leave()
        return sum
      }
    }
  }

  #select(expr: Selection): Range {
    const reference = this.#references[expr.id]
    if (reference?.kind === 'value') {
      this.#sizes.name(expr, qualifiedName(expr) ?? expr.field)
      return one
    }
    if (reference?.kind === 'variable') {
      this.#sizes.name(expr, reference.name)
      return one
    }
    const sum = this.cost(expr.operand)
    // Kubernetes lets the test itself cost nothing.
    if (expr.isTest) return sum
    this.#sizes.step(expr, expr.operand, expr.field)
    const { kind } = this.#sizes.typeOf(expr.operand)
    return kind === 'map' || kind === 'object' || kind === 'parameter' ? plus(sum, one) : sum
  }

  #list(expr: ListExpr): Range {
    let sum: Range = { min: listCost, max: listCost }
    let value = nothing(expr.elements.length)
    for (const element of expr.elements) {
      sum = plus(sum, this.cost(element))
      value = union(value, this.#sizes.of(element))
    }
    this.#sizes.setEntries(expr, { isList: true, key: one, value })
    return sum
  }

  #map(expr: MapExpr): Range {
    let sum: Range = { min: mapCost, max: mapCost }
    let key = nothing(expr.entries.length)
    let value = key
    for (const entry of expr.entries) {
      sum = plus(plus(sum, this.cost(entry.key)), this.cost(entry.value))
      key = union(key, this.#sizes.of(entry.key))
      value = union(value, this.#sizes.of(entry.value))
    }
    this.#sizes.setEntries(expr, { isList: false, key, value })
    return sum
  }

  #call(expr: Call): Range {
    const [only] = expr.args
    if (expr.name === 'dyn' && expr.target === undefined && only !== undefined) {
      const sum = plus(one, this.cost(only))
      this.#sizes.copy(expr, only)
      return sum
    }
    const reference = this.#references[expr.id]
    const isQualified = reference?.kind === 'function' && reference.isQualified
    const target = isQualified ? undefined : expr.target
    const costs = expr.args.map((arg) => this.cost(arg))
    const inner = costs.reduce(plus, free)
    const before = target === undefined ? free : this.cost(target)
    let cost: Range = { min: Infinity, max: 0 }
    let size: Range | undefined
    for (const id of this.#overloads(expr)) {
      const estimate = this.#overload(expr, { id, target, args: expr.args, costs, inner })
      cost = union(cost, estimate.cost)
      if (estimate.resultSize !== undefined)
        size = size === undefined ? estimate.resultSize : union(size, estimate.resultSize)
      if ((id === 'index_list' || id === 'index_map') && only !== undefined) {
        size = this.#sizes.entries(only)?.value
        this.#sizes.step(expr, only, id === 'index_list' ? '@items' : '@values')
      }
      size ??= this.#sizes.known(expr)
    }
    this.#sizes.setSize(expr, size)
    return plus(before, cost)
  }

  /** Ids of the overloads the checker found possible. */
  #overloads(expr: Call): readonly string[] {
    const reference = this.#references[expr.id]
    if (reference?.kind === 'function') return reference.candidates.map(({ overload }) => overload.id)
    const [first, second] = expr.args
    switch (expr.name) {
      case '_[_]': {
        const container = first === undefined ? dynType : this.#sizes.typeOf(first)
        const index = second === undefined ? dynType : this.#sizes.typeOf(second)
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

  #overload(expr: Call, call: StandardCall): CallEstimate {
    const { id, target, args, inner } = call
    const reference = this.#references[expr.id]
    const entry =
      reference?.kind === 'function' ? reference.candidates.find(({ overload }) => overload.id === id) : undefined
    const estimate = entry?.overload.estimate
    if (estimate !== undefined) {
      const all = target === undefined ? args : [target, ...args]
      const own = estimate(all.map((arg) => this.#sizes.argument(arg)))
      return { ...own, cost: plus(own.cost, inner) }
    }
    this.#sizes.setEntries(expr, this.#joined(id, args))
    return standardEstimate(call, this.#sizes)
  }

  /** The entries of a list or map that is one of two, or both together. */
  #joined(id: string, [first, second, third]: readonly Expr[]): EntrySizes | undefined {
    const entries = (expr: Expr | undefined): EntrySizes | undefined => this.#sizes.entries(expr)
    switch (id) {
      case 'conditional':
        return unionEntries(entries(second), entries(third))
      case 'add_string':
      case 'add_bytes':
      case 'add_list':
        return unionEntries(entries(first), entries(second))
      default:
        return undefined
    }
  }

  #comprehension(expr: Comprehension): Range {
    const { range, init, variable, variable2 } = expr
    const sizes = this.#sizes
    let sum = plus(this.cost(range), this.cost(init))
    sizes.bind(expr.accumulator, init)
    sizes.enter(range, variable, variable2)
    const each = plus(this.cost(expr.condition), this.cost(expr.step))
    const stepEntries = sizes.entries(expr.step)
    sizes.leave(variable2 === undefined ? 1 : 2)
    sum = plus(sum, this.cost(expr.result))
    const initSize = sizes.known(init)
    sizes.leave()
    const count = sizes.of(range)
    if (init.kind === 'list' || init.kind === 'map') {
      sizes.setSize(expr, count)
      sizes.setEntries(expr, stepEntries)
    } else if (init.kind === 'literal') sizes.setSize(expr, initSize)
    return plus(sum, times(count, each))
  }
}

/** What a union begins with: nothing, or no size at all when something will be added to it. */
function nothing(count: number): Range {
  return { min: count === 0 ? 0 : Infinity, max: 0 }
}
