import { noOverload } from '../arithmetic.ts'
import { operandBelow } from '../check/words.ts'
import type { Checked, Reference } from '../checker.ts'
import { fail } from '../failure.ts'
import { type Call, type Expr, type ListExpr, type MapExpr, operands, type Selection } from '../syntax/syntax.ts'
import { type CelType, dynType } from '../types.ts'
import { binding, comprehension, filteredCount, type PartCompiler } from './comprehensions.ts'
import { converted } from './conversion.ts'
import { dispatch, located } from './dispatch.ts'
import { Folding } from './folding.ts'
import { type Code, constant, type Eval, variable } from './frame.ts'
import { Leftmost } from './keyed-lists.ts'
import { listOf, mapOf, optionalListOf } from './literals.ts'
import { readLocal } from './locals.ts'
import { chain, conditional, notStrictlyFalse, otherwise } from './logic.ts'
import { hasMember, optionalMember, reader, selectMember } from './members.ts'
import type { Link, Observer } from './observer.ts'
import { binaryOperator } from './operators.ts'
import { Slots } from './slots.ts'
import { choices, collectTerms } from './terms.ts'

/** A program before it is given its variables. */
export type Compiled = {
  readonly run: Eval
  /** Variables it reads, in the order of their slots, from 0. */
  readonly variables: readonly string[]
  readonly slots: number
}

/** Compiles a checked expression to closures. */
export function compile(checked: Checked, observer?: Observer): Compiled {
  return new Compiler(checked, observer).program()
}

/** Chains of operators longer than this are cut into pieces of it that run one after another. */
export const maxChain = 8

class Compiler implements PartCompiler {
  readonly slots: Slots
  readonly observer: Observer | undefined
  readonly #checked: Checked
  readonly #folding = new Folding()
  readonly #leftmost = new Leftmost()
  readonly #pending: Expr[] = []
  /** The node that was compiled last as the first operand of what encloses it, and its code. */
  #doneExpr: Expr | undefined
  #doneCode: Code | undefined

  constructor(checked: Checked, observer: Observer | undefined) {
    this.#checked = checked
    this.observer = observer
    this.slots = new Slots(checked.references)
  }

  program(): Compiled {
    const { run } = this.code(this.#checked.expr)
    return { run, variables: this.slots.variables, slots: this.slots.count }
  }

  #typeOf(expr: Expr): CelType {
    return this.#checked.types[expr.id] ?? dynType
  }

  #reference(expr: Expr): Reference | undefined {
    return this.#checked.references[expr.id]
  }

  /** Compiles a node; walks down its leftmost operands without recursion. */
  code(expr: Expr): Code {
    if (expr === this.#doneExpr && this.#doneCode !== undefined) return this.#doneCode
    const mark = this.#pending.length
    let at = expr
    for (;;) {
      const first = this.#firstOperand(at)
      if (first === undefined) break
      this.#pending.push(at)
      at = first
    }
    const depth = this.#pending.length - mark
    if (this.observer !== undefined) return this.#observedChain(at, mark, this.observer)
    if (depth === 0) return this.#converted(expr, this.#node(expr))
    return depth > maxChain ? this.#longChain(at, mark) : this.#shortChain(at, mark)
  }

  #shortChain(first: Expr, mark: number): Code {
    let code = this.#converted(first, this.#node(first))
    let below = first
    while (this.#pending.length > mark) {
      const expr = this.#pending.pop()
      if (expr === undefined) break
      code = this.#above(below, code, expr)
      below = expr
    }
    return code
  }

  /** Compiles a node whose first operand has been compiled. */
  #above(first: Expr, code: Code, expr: Expr): Code {
    const [outerExpr, outerCode] = [this.#doneExpr, this.#doneCode]
    this.#doneExpr = first
    this.#doneCode = code
    const above = this.#converted(expr, this.#node(expr))
    this.#doneExpr = outerExpr
    this.#doneCode = outerCode
    return above
  }

  /** A chain of thousands: pieces of it run in a loop, each leaving its result in a slot for the next. */
  #longChain(first: Expr, mark: number): Code {
    const slot = this.slots.take()
    const pieces: Eval[] = []
    let code = this.#converted(first, this.#node(first))
    let below = first
    let length = 0
    while (this.#pending.length > mark) {
      const expr = this.#pending.pop()
      if (expr === undefined) break
      if (++length % maxChain === 0 && code.constant === undefined) {
        pieces.push(code.run)
        code = variable((frame) => frame.slots[slot] ?? null)
      }
      code = this.#above(below, code, expr)
      below = expr
    }
    if (pieces.length === 0) return code
    const last = code.run
    return {
      constant: undefined,
      run(frame) {
        for (const piece of pieces) frame.slots[slot] = piece(frame)
        return last(frame)
      },
    }
  }

  /** A chain whose nodes are looked at while they are evaluated, each leaving its result in a slot for the next. */
  #observedChain(first: Expr, mark: number, observer: Observer): Code {
    const lowest = this.#converted(first, this.#node(first))
    const start = observer.node(first, lowest.run, choices(first))
    if (this.#pending.length === mark) return variable(start)
    const slot = this.slots.take()
    const below = variable((frame) => frame.slots[slot] ?? null)
    const links: Link[] = []
    let at = first
    while (this.#pending.length > mark) {
      const expr = this.#pending.pop()
      if (expr === undefined) break
      links.push({ expr, run: this.#above(at, below, expr).run, operands: choices(expr) })
      at = expr
    }
    return variable(observer.chain(start, links, slot))
  }

  /** What a node begins with, unless that is looked at before it is compiled, or its failures are. */
  #firstOperand(expr: Expr): Expr | undefined {
    const first = operandBelow(expr, this.#checked)
    if (expr.kind !== 'call' || first === undefined) return first
    switch (expr.name) {
      case '_&&_':
      case '_||_':
      case '@not_strictly_false':
        return undefined
      case 'size':
        return first.kind === 'comprehension' ? undefined : first
      default:
        return first
    }
  }

  /** Raw JSON read by a field, an index or a variable becomes what its schema says it is. */
  #converted(expr: Expr, code: Code): Code {
    const isRead =
      expr.kind === 'select' ||
      expr.kind === 'identifier' ||
      (expr.kind === 'call' && (expr.name === '_[_]' || expr.name === '_[?_]' || expr.name === '_?._'))
    if (!isRead || (expr.kind === 'select' && expr.isTest)) return code
    const run = converted(this.#typeOf(expr), code.run, expr)
    return run === undefined ? code : variable(run)
  }

  #node(expr: Expr): Code {
    switch (expr.kind) {
      case 'literal':
        return constant(expr.value)
      case 'identifier':
        return this.#name(expr, expr.name)
      case 'select':
        return this.#select(expr)
      case 'call':
        return this.#call(expr)
      case 'list':
        return this.#list(expr)
      case 'map':
        return this.#map(expr)
      case 'comprehension':
        return variable(comprehension(expr, this))
      case 'bind':
        return variable(binding(expr, this))
      case 'struct':
        return variable(() => fail('NoSuchVariable', `unknown type '${expr.name}'`, expr))
    }
  }

  #name(expr: Expr, name: string): Code {
    const reference = this.#reference(expr)
    if (reference?.kind === 'value') return constant(reference.value)
    const local = this.slots.local(name)
    if (reference?.kind !== 'variable' && local !== undefined) return variable(readLocal(local.slot, local.init))
    const variableName = reference?.kind === 'variable' ? reference.name : name
    const slot = this.slots.ofVariable(variableName)
    if (slot === undefined) return variable(() => noSuchVariable(variableName, expr))
    return variable((frame) => {
      const value = frame.slots[slot]
      return value === undefined ? noSuchVariable(variableName, expr) : value
    })
  }

  #select(expr: Selection): Code {
    const reference = this.#reference(expr)
    if (reference !== undefined) return this.#name(expr, reference.kind === 'variable' ? reference.name : '')
    const operand = this.code(expr.operand).run
    const key = this.#keyOf(expr.operand, expr.field)
    const read = reader(key)
    if (expr.isTest) return variable((frame) => hasMember(operand(frame), key, read))
    return variable((frame) => {
      const value = operand(frame)
      const found = read(value, key)
      return found === undefined ? selectMember(value, key, read, expr) : found
    })
  }

  /** The JSON key behind a field's name. */
  #keyOf(operand: Expr, field: string): string {
    const type = this.#typeOf(operand)
    const object = type.kind === 'optional' ? type.of : type
    return object.kind === 'object' ? (object.field(field)?.key ?? field) : field
  }

  #call(expr: Call): Code {
    switch (expr.name) {
      case '_&&_':
      case '_||_': {
        const terms: Expr[] = []
        collectTerms(expr, expr.name, terms)
        const codes = terms.map((term) => this.code(term))
        return this.#folded(
          chain(
            codes.map((code) => code.run),
            expr.name === '_||_',
            terms,
          ),
          codes,
        )
      }
      case '_?_:_': {
        const codes = expr.args.map((arg) => this.code(arg))
        const [condition, whenTrue, whenFalse] = codes
        if (expr.args[0] === undefined || condition === undefined || whenTrue === undefined || whenFalse === undefined)
          return variable(noOverload)
        if (condition.constant === true) return whenTrue
        if (condition.constant === false) return whenFalse
        return variable(conditional(condition.run, whenTrue.run, whenFalse.run, expr.args[0]))
      }
      case '_?._':
        return this.#optionalSelect(expr)
      case '@not_strictly_false': {
        const [arg] = expr.args
        return arg === undefined ? variable(noOverload) : variable(notStrictlyFalse(this.code(arg).run))
      }
      case 'or':
      case 'orValue': {
        const [target, other] = [expr.target, expr.args[0]]
        if (target === undefined || other === undefined || !this.#isOptional(expr)) break
        return variable(otherwise(this.code(target).run, this.code(other).run, expr.name === 'orValue', target))
      }
      case 'size': {
        const counted = filteredCount(expr, this)
        if (counted !== undefined) return variable(counted)
      }
    }
    return this.#function(expr)
  }

  /** Whether a call of `or` or `orValue` is the one of optionals. */
  #isOptional(expr: Call): boolean {
    const reference = this.#reference(expr)
    return (
      reference?.kind === 'function' &&
      reference.candidates.every(({ overload }) => overload.id.startsWith('optional_'))
    )
  }

  #function(expr: Call): Code {
    const reference = this.#reference(expr)
    const isQualified = reference?.kind === 'function' && reference.isQualified
    const args = isQualified ? expr.args : operands(expr)
    const codes = args.map((arg) => this.code(arg))
    const types = args.map((arg) => this.#typeOf(arg))
    const [first] = args
    // A sum of lists whose order counts for nothing is one of them.
    if (types[0]?.kind === 'list' && first?.kind === 'call') types[0] = this.#typeOf(this.#leftmost.of(first))
    const operator = expr.target === undefined ? binaryOperator(expr, codes, types) : undefined
    if (operator !== undefined) return this.#folded(operator, codes)
    const candidates = reference?.kind === 'function' ? reference.candidates : []
    if (candidates.length === 0) {
      const known = reference?.kind === 'function'
      return variable(() => fail('NoSuchOverload', known ? `unbound function: ${expr.name}` : 'no such overload', expr))
    }
    return this.#folded(dispatch(candidates, codes, types, expr), codes)
  }

  /** A node that may be folded, unless every node is observed. */
  #folded(run: Eval, operands: readonly Code[]): Code {
    return this.observer === undefined ? this.#folding.code(run, operands) : variable(run)
  }

  #optionalSelect(expr: Call): Code {
    const [operand, field] = expr.args
    if (operand === undefined || field?.kind !== 'literal' || typeof field.value !== 'string')
      return variable(noOverload)
    const { run } = this.code(operand)
    const key = this.#keyOf(operand, field.value)
    const read = reader(key)
    return variable((frame) => {
      try {
        return optionalMember(run(frame), key, read, expr)
      } catch (error) {
        throw located(error, expr)
      }
    })
  }

  #list(expr: ListExpr): Code {
    const codes = expr.elements.map((element) => this.code(element))
    const runs = codes.map((code) => code.run)
    return expr.optionals.length === 0 ? this.#folded(listOf(runs), codes) : variable(optionalListOf(runs, expr))
  }

  #map(expr: MapExpr): Code {
    const keys = expr.entries.map(({ key }) => this.code(key))
    const values = expr.entries.map(({ value }) => this.code(value))
    const parts = expr.entries.map((entry, at) => ({
      entry,
      key: keys[at]?.run ?? noOverload,
      value: values[at]?.run ?? noOverload,
    }))
    return this.#folded(mapOf(parts), [...keys, ...values])
  }
}

function noSuchVariable(name: string, range: { start: number; end: number }): never {
  return fail('NoSuchVariable', `no such attribute(s): ${name}`, range)
}
