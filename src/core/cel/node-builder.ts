import { SyntaxFailure } from './lexer.ts'
import type { ExpressionBuilder } from './library/declaration.ts'
import type { ComprehensionMacro, Expr, NodeBase, SourceRange } from './syntax.ts'
import type { Value } from './values.ts'

/** What a kind of node holds beside its id and range. */
type Bare<E> = E extends Expr ? Omit<E, keyof NodeBase> : never

/** A node before it has its id and range. */
type Unplaced = Bare<Expr> & { id?: number; start?: number; end?: number }

/** The accumulator of comprehensions; no name in a text can be this. */
export const accumulator = '@result'

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

  node(bare: Bare<Expr>, start: number, end: number): Expr {
    // Filled in where it stands: copying it is what parsing would spend most of its time on.
    const node: Unplaced = bare
    node.id = this.nextId()
    node.start = start
    node.end = end
    return node as Expr
  }

  literal(value: Value): Expr {
    return this.#here({ kind: 'literal', value })
  }

  identifier(name: string): Expr {
    return this.#here({ kind: 'identifier', name })
  }

  select(operand: Expr, field: string, options: { isTest?: boolean } = {}): Expr {
    return this.#here({ kind: 'select', operand, field, isTest: options.isTest ?? false, at: this.#at })
  }

  call(name: string, ...args: readonly Expr[]): Expr {
    return this.#here({ kind: 'call', name, target: undefined, args, at: this.#at })
  }

  memberCall(name: string, target: Expr, ...args: readonly Expr[]): Expr {
    return this.#here({ kind: 'call', name, target, args, at: this.#at })
  }

  list(...elements: readonly Expr[]): Expr {
    return this.#here({ kind: 'list', elements, optionals: [] })
  }

  bind(name: string, init: Expr, body: Expr): Expr {
    return this.#here({ kind: 'bind', name, init, body })
  }

  map(range: Expr, variable: string, transform: Expr): Expr {
    return this.comprehension({ kind: 'map', predicate: undefined, transform }, range, variable)
  }

  fold(parts: Parameters<ExpressionBuilder['fold']>[0]): Expr {
    return this.#here({ kind: 'comprehension', variable2: undefined, macro: undefined, ...parts })
  }

  /** A standard macro, as the fold that cel-go makes of it. */
  comprehension(macro: ComprehensionMacro, range: Expr, variable: string, variable2?: string): Expr {
    return this.#here({
      kind: 'comprehension',
      range,
      variable,
      variable2,
      accumulator,
      macro,
      ...this.#fold(macro, variable),
    })
  }

  #fold(macro: ComprehensionMacro, variable: string): { init: Expr; condition: Expr; step: Expr; result: Expr } {
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
          this.#here({ kind: 'map', entries: [] }),
          this.call('cel.@mapInsert', result(), this.identifier(variable), macro.transform),
          macro.predicate,
        )
      case 'transformMapEntry':
        return this.#collect(
          this.#here({ kind: 'map', entries: [] }),
          this.call('cel.@mapInsert', result(), macro.transform),
          macro.predicate,
        )
    }
  }

  #collect(
    init: Expr,
    add: Expr,
    predicate: Expr | undefined,
  ): { init: Expr; condition: Expr; step: Expr; result: Expr } {
    return {
      init,
      condition: this.literal(true),
      step: predicate === undefined ? add : this.call('_?_:_', predicate, add, this.identifier(accumulator)),
      result: this.identifier(accumulator),
    }
  }

  copy(expr: Expr): Expr {
    const each = (list: readonly Expr[]): Expr[] => list.map((one) => this.copy(one))
    const base = { id: this.nextId(), start: expr.start, end: expr.end }
    switch (expr.kind) {
      case 'literal':
      case 'identifier':
        return { ...expr, ...base }
      case 'select':
        return { ...expr, ...base, operand: this.copy(expr.operand) }
      case 'call':
        return {
          ...expr,
          ...base,
          target: expr.target === undefined ? undefined : this.copy(expr.target),
          args: each(expr.args),
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
          range: this.copy(expr.range),
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

  #here(bare: Bare<Expr>): Expr {
    return this.node(bare, this.#start, this.#end)
  }
}
