import { SyntaxFailure } from './lexer.ts'
import type { ExpressionBuilder } from '../library/declaration.ts'
import {
  type Comprehension,
  type ComprehensionMacro,
  type Expr,
  firstOperand,
  type MapEntry,
  type SourceRange,
  type StructExpr,
} from './syntax.ts'
import type { Value } from '../values.ts'

/** The accumulator of comprehensions; no name in a text can be this. */
export const accumulator = '@result'

/** The parts of a comprehension that its macro makes. */
type Fold = Pick<Comprehension, 'init' | 'condition' | 'step' | 'result'>

/** Makes nodes, numbers them, and stops when there are too many. */
export class NodeBuilder implements ExpressionBuilder {
  lastId = 0
  readonly #limit: number
  #start = 0
  #end = 0
  #at = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Sets where nodes made by a macro stand. */
  standAt(start: number, end: number, at: number): void {
    this.#start = start
    this.#end = end
    this.#at = at
  }

  nextId(): number {
    if (++this.lastId > this.#limit)
      throw new SyntaxFailure(`the expression has more than ${this.#limit} nodes`, {
        start: this.#start,
        end: this.#end,
      })
    return this.lastId
  }

  // What stands in a text, by its kind. Each node is written out at once: parsing spends much of its time here.

  literalAt(value: Value, start: number, end: number): Expr {
    return { kind: 'literal', id: this.nextId(), start, end, value }
  }

  identifierAt(name: string, start: number, end: number): Expr {
    return { kind: 'identifier', id: this.nextId(), start, end, name }
  }

  selectAt(operand: Expr, field: string, at: number, start: number, end: number): Expr {
    return { kind: 'select', id: this.nextId(), start, end, operand, field, isTest: false, at }
  }

  /** @param at where the name or operator stands */
  callAt(name: string, target: Expr | undefined, args: readonly Expr[], at: number, start: number, end: number): Expr {
    return { kind: 'call', id: this.nextId(), start, end, name, target, args, at }
  }

  listAt(elements: readonly Expr[], optionals: readonly number[], start: number, end: number): Expr {
    return { kind: 'list', id: this.nextId(), start, end, elements, optionals }
  }

  mapAt(entries: readonly MapEntry[], start: number, end: number): Expr {
    return { kind: 'map', id: this.nextId(), start, end, entries }
  }

  structAt(name: string, fields: StructExpr['fields'], start: number, end: number): Expr {
    return { kind: 'struct', id: this.nextId(), start, end, name, fields }
  }

  // What macros make stands where their call does.

  literal(value: Value): Expr {
    return this.literalAt(value, this.#start, this.#end)
  }

  identifier(name: string): Expr {
    return this.identifierAt(name, this.#start, this.#end)
  }

  select(operand: Expr, field: string, { isTest = false } = {}): Expr {
    return {
      kind: 'select',
      id: this.nextId(),
      start: this.#start,
      end: this.#end,
      operand,
      field,
      isTest,
      at: this.#at,
    }
  }

  call(name: string, ...args: readonly Expr[]): Expr {
    return this.callAt(name, undefined, args, this.#at, this.#start, this.#end)
  }

  memberCall(name: string, target: Expr, ...args: readonly Expr[]): Expr {
    return this.callAt(name, target, args, this.#at, this.#start, this.#end)
  }

  list(...elements: readonly Expr[]): Expr {
    return this.listAt(elements, [], this.#start, this.#end)
  }

  bind(name: string, init: Expr, body: Expr): Expr {
    return { kind: 'bind', id: this.nextId(), start: this.#start, end: this.#end, name, init, body }
  }

  map(range: Expr, variable: string, transform: Expr): Expr {
    return this.comprehension({ kind: 'map', predicate: undefined, transform }, range, variable)
  }

  fold(parts: Parameters<ExpressionBuilder['fold']>[0]): Expr {
    const { range, variable, variable2 } = parts
    return this.#comprehension(range, variable, variable2, parts.accumulator, undefined, parts)
  }

  /** A standard macro, as the fold that cel-go makes of it. */
  comprehension(macro: ComprehensionMacro, range: Expr, variable: string, variable2?: string): Expr {
    return this.#comprehension(range, variable, variable2, accumulator, macro, this.#fold(macro, variable))
  }

  #comprehension(
    range: Expr,
    variable: string,
    variable2: string | undefined,
    accumulator: string,
    macro: ComprehensionMacro | undefined,
    { init, condition, step, result }: Fold,
  ): Expr {
    return {
      kind: 'comprehension',
      id: this.nextId(),
      start: this.#start,
      end: this.#end,
      range,
      variable,
      variable2,
      accumulator,
      init,
      condition,
      step,
      result,
      macro,
    }
  }

  #fold(macro: ComprehensionMacro, variable: string): Fold {
    const result = (): Expr => this.identifier(accumulator)
    switch (macro.kind) {
      case 'all':
        return {
          init: this.literal(true),
          condition: this.call('@not_strictly_false', result()),
          step: this.call('_&&_', result(), macro.predicate),
          result: result(),
        }
      case 'exists':
        return {
          init: this.literal(false),
          condition: this.call('@not_strictly_false', this.call('!_', result())),
          step: this.call('_||_', result(), macro.predicate),
          result: result(),
        }
      case 'existsOne':
        return {
          init: this.literal(0),
          condition: this.literal(true),
          step: this.call('_?_:_', macro.predicate, this.call('_+_', result(), this.literal(1)), result()),
          result: this.call('_==_', result(), this.literal(1)),
        }
      case 'filter':
        return this.#collect(
          this.list(),
          this.call('_+_', result(), this.list(this.identifier(variable))),
          macro.predicate,
        )
      case 'map':
      case 'transformList':
        return this.#collect(this.list(), this.call('_+_', result(), this.list(macro.transform)), macro.predicate)
      case 'transformMap':
        return this.#collect(
          this.mapAt([], this.#start, this.#end),
          this.call('cel.@mapInsert', result(), this.identifier(variable), macro.transform),
          macro.predicate,
        )
      case 'transformMapEntry':
        return this.#collect(
          this.mapAt([], this.#start, this.#end),
          this.call('cel.@mapInsert', result(), macro.transform),
          macro.predicate,
        )
    }
  }

  #collect(init: Expr, add: Expr, predicate: Expr | undefined): Fold {
    return {
      init,
      condition: this.literal(true),
      step: predicate === undefined ? add : this.call('_?_:_', predicate, add, this.identifier(accumulator)),
      result: this.identifier(accumulator),
    }
  }

  /** Copies a node; down its first operands without recursion. */
  copy(expr: Expr): Expr {
    const chain: Expr[] = []
    let at = expr
    for (let first = firstOperand(at); first !== undefined; first = firstOperand(at)) {
      chain.push(at)
      at = first
    }
    let copied = this.#copyOf(at, undefined)
    for (let next = chain.pop(); next !== undefined; next = chain.pop()) copied = this.#copyOf(next, copied)
    return copied
  }

  /** @param first the copy of its first operand */
  #copyOf(expr: Expr, first: Expr | undefined): Expr {
    const each = (list: readonly Expr[]): Expr[] => list.map((one) => this.copy(one))
    const base = { id: this.nextId(), start: expr.start, end: expr.end }
    switch (expr.kind) {
      case 'literal':
      case 'identifier':
        return { ...expr, ...base }
      case 'select':
        return { ...expr, ...base, operand: first ?? this.copy(expr.operand) }
      case 'call': {
        const { target, args } = expr
        if (first === undefined) return { ...expr, ...base, args: each(args) }
        return target === undefined
          ? { ...expr, ...base, args: [first, ...each(args.slice(1))] }
          : { ...expr, ...base, target: first, args: each(args) }
      }
      case 'list':
        return { ...expr, ...base, elements: each(expr.elements) }
      case 'map':
        return {
          ...expr,
          ...base,
          entries: expr.entries.map((entry) => ({
            ...entry,
            id: this.nextId(),
            key: this.copy(entry.key),
            value: this.copy(entry.value),
          })),
        }
      case 'struct':
        return {
          ...expr,
          ...base,
          fields: expr.fields.map((field) => ({ ...field, id: this.nextId(), value: this.copy(field.value) })),
        }
      case 'comprehension':
        return {
          ...expr,
          ...base,
          range: first ?? this.copy(expr.range),
          init: this.copy(expr.init),
          condition: this.copy(expr.condition),
          step: this.copy(expr.step),
          result: this.copy(expr.result),
          // Its parts are inside `step` of the original; the copy runs as the fold it is.
          macro: undefined,
        }
      case 'bind':
        return { ...expr, ...base, init: this.copy(expr.init), body: this.copy(expr.body) }
    }
  }

  fail(at: SourceRange, message: string): never {
    throw new SyntaxFailure(message, { start: at.start, end: at.end })
  }
}
