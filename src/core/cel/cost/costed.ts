import { noOverload } from '../arithmetic.ts'
import { operandBelow } from '../check/words.ts'
import type { Checked, Reference } from '../checker.ts'
import { maxChain } from '../compile/compiler.ts'
import { converted } from '../compile/conversion.ts'
import { located } from '../compile/dispatch.ts'
import type { Eval } from '../compile/frame.ts'
import { keyedList, Leftmost } from '../compile/keyed-lists.ts'
import { hasMember, optionalMember, reader, selectMember } from '../compile/members.ts'
import { member } from '../compile/operators.ts'
import { CelFailure, fail, placed } from '../failure.ts'
import { keyOf, put } from '../standard/maps.ts'
import { index, optionalIndex } from '../standard/operators.ts'
import {
  type Binding,
  type Call,
  type Comprehension,
  type Expr,
  type ListExpr,
  type MapExpr,
  operands,
  type Selection,
} from '../syntax/syntax.ts'
import { type CelType, dynType } from '../types.ts'
import { KeyedMap, Optional, type Value } from '../values.ts'
import { after, attribute, attributeFrom, constant, type CostCode, held, type Piece, plain } from './code.ts'
import { listCost, mapCost } from './functions.ts'
import { type CostEval, CostFrame } from './frame.ts'
import { invocation } from './invocation.ts'
import { logical, notStrictlyFalse, readLocal } from './logic.ts'
import { costedLoop, type LoopParts } from './loops.ts'

export type CostProgram = { readonly run: CostEval; readonly variables: readonly string[]; readonly slots: number }

/** Compiles a checked expression so that it counts its cost as the API server does. */
export function compileCosted(checked: Checked): CostProgram {
  return new CostCompiler(checked).program()
}

const conversions = new Set('bool bytes double duration dyn int string timestamp type uint'.split(' '))

class CostCompiler {
  readonly #checked: Checked
  readonly #leftmost = new Leftmost()
  readonly #variables = new Map<string, number>()
  readonly #locals: { readonly name: string; readonly slot: number; readonly init: CostEval | undefined }[] = []
  #slots = 0
  /** The node that was compiled last as the first operand of what encloses it, and its code. */
  #doneExpr: Expr | undefined
  #doneCode: CostCode | undefined

  constructor(checked: Checked) {
    this.#checked = checked
    for (const reference of checked.references)
      if (reference?.kind === 'variable' && !this.#variables.has(reference.name))
        this.#variables.set(reference.name, this.#slots++)
  }

  program(): CostProgram {
    const { run } = this.#code(this.#checked.expr)
    return { run, variables: [...this.#variables.keys()], slots: this.#slots }
  }

  #typeOf(expr: Expr): CelType {
    return this.#checked.types[expr.id] ?? dynType
  }

  #reference(expr: Expr): Reference | undefined {
    return this.#checked.references[expr.id]
  }

  /** Compiles a node; walks down its first operands without recursion, and cuts long chains of them into pieces. */
  #code(expr: Expr): CostCode {
    if (expr === this.#doneExpr && this.#doneCode !== undefined) return this.#doneCode
    const chain: Expr[] = []
    let at = expr
    for (let first = operandBelow(at, this.#checked); first !== undefined; first = operandBelow(at, this.#checked)) {
      // What these do with a failure of theirs, they do before anything else goes on.
      if (at.kind === 'call' && ['_&&_', '_||_', '@not_strictly_false'].includes(at.name)) break
      chain.push(at)
      at = first
    }
    const pieces: Piece[] = []
    let code = this.#node(at)
    for (let length = 1; chain.length > 0; length++) {
      if (length % maxChain === 0 && code.constant === undefined) {
        const piece = { run: code.resolve ?? code.run, slot: this.#slots++ }
        pieces.push(piece)
        code = held(code, piece)
      }
      const [outerExpr, outerCode] = [this.#doneExpr, this.#doneCode]
      this.#doneExpr = at
      this.#doneCode = code
      at = chain.pop() ?? at
      code = this.#node(at)
      this.#doneExpr = outerExpr
      this.#doneCode = outerCode
    }
    return pieces.length === 0 ? code : after(pieces, code)
  }

  #node(expr: Expr): CostCode {
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
        return plain(within(expr, this.#comprehension(expr)))
      case 'bind':
        return plain(this.#bind(expr))
      case 'struct':
        return plain(() => fail('NoSuchVariable', `unknown type '${expr.name}'`, expr))
    }
  }

  /** A raw JSON value becomes what its schema says it is. */
  #converted(expr: Expr, run: CostEval): CostEval {
    return (converted(this.#typeOf(expr), run as Eval, expr) as CostEval | undefined) ?? run
  }

  #name(expr: Expr, name: string): CostCode {
    const reference = this.#reference(expr)
    if (reference?.kind === 'value') return constant(reference.value)
    const local = reference?.kind === 'variable' ? undefined : this.#locals.findLast((one) => one.name === name)
    if (local !== undefined) return attribute(this.#converted(expr, readLocal(local.slot, local.init)))
    const variable = reference?.kind === 'variable' ? reference.name : name
    const slot = this.#variables.get(variable)
    return attribute(
      this.#converted(expr, (frame) => {
        const value = slot === undefined ? undefined : frame.slots[slot]
        return value === undefined ? fail('NoSuchVariable', `no such attribute(s): ${variable}`, expr) : value
      }),
    )
  }

  #keyOf(operand: Expr, field: string): string {
    const type = this.#typeOf(operand)
    const object = type.kind === 'optional' ? type.of : type
    return object.kind === 'object' ? (object.field(field)?.key ?? field) : field
  }

  #select(expr: Selection): CostCode {
    const reference = this.#reference(expr)
    if (reference !== undefined) return this.#name(expr, reference.kind === 'variable' ? reference.name : '')
    const operand = this.#code(expr.operand)
    const base = operand.resolve ?? operand.run
    const key = this.#keyOf(expr.operand, expr.field)
    const read = reader(key)
    // Kubernetes lets the test itself cost nothing, but the steps to it count.
    if (expr.isTest)
      return plain((frame) => {
        const value = base(frame)
        frame.spend(1)
        return hasMember(value, key, read)
      })
    const resolve = this.#converted(expr, (frame) => {
      const value = base(frame)
      if (!(value instanceof Optional)) {
        frame.spend(1)
        return selectMember(value, key, read, expr)
      }
      const selected = optionalMember(value, key, read, expr)
      // A step that an empty optional stops is not counted.
      if (selected.value !== undefined) frame.spend(1)
      return selected
    })
    return attributeFrom(operand, resolve)
  }

  #index(expr: Call): CostCode {
    const [container, at] = expr.args
    if (container === undefined || at === undefined) return plain(noOverload)
    const operand = this.#code(container)
    const base = operand.resolve ?? operand.run
    const key = this.#code(at)
    const keyRun = key.resolve ?? key.run
    const isOptional = expr.name === '_[?_]'
    const resolve = this.#converted(expr, (frame) => {
      const value = base(frame)
      if (value instanceof Optional && value.value === undefined) return value
      const position = keyRun(frame)
      try {
        if (!isOptional && !(value instanceof Optional)) {
          frame.spend(1)
          return index(value, position)
        }
        const found = optionalIndex(value, position)
        if (found.value !== undefined) frame.spend(1)
        return found
      } catch (error) {
        throw located(error, expr)
      }
    })
    return attributeFrom(operand, resolve)
  }

  #optionalSelect(expr: Call): CostCode {
    const [operand, field] = expr.args
    if (operand === undefined || field?.kind !== 'literal' || typeof field.value !== 'string') return plain(noOverload)
    const code = this.#code(operand)
    const base = code.resolve ?? code.run
    const key = this.#keyOf(operand, field.value)
    const read = reader(key)
    const resolve = this.#converted(expr, (frame) => {
      const found = optionalMember(base(frame), key, read, expr)
      if (found.value !== undefined) frame.spend(1)
      return found
    })
    return attributeFrom(code, resolve)
  }

  #call(expr: Call): CostCode {
    switch (expr.name) {
      case '_&&_':
      case '_||_':
        return plain(
          logical(
            expr.args.map((arg) => this.#code(arg).run),
            expr.name === '_||_',
            expr.args,
          ),
        )
      case '_?_:_':
        return this.#conditional(expr)
      case '_?._':
        return this.#optionalSelect(expr)
      case '_[_]':
      case '_[?_]':
        return this.#index(expr)
      case '@not_strictly_false':
        return plain(notStrictlyFalse(expr.args.map((arg) => this.#code(arg).run)[0] ?? noOverload))
      case 'or':
      case 'orValue':
        return this.#otherwise(expr) ?? this.#function(expr)
      default:
        return this.#function(expr)
    }
  }

  /** What stands in an optional, or something else, which is evaluated only then. The choice itself costs nothing. */
  #otherwise(expr: Call): CostCode | undefined {
    const reference = this.#reference(expr)
    const [target, other] = [expr.target, expr.args[0]]
    if (target === undefined || other === undefined || reference?.kind !== 'function') return undefined
    if (!reference.candidates.every(({ overload }) => overload.id.startsWith('optional_'))) return undefined
    const [optional, rest] = [this.#code(target).run, this.#code(other).run]
    return plain((frame) => {
      const value = optional(frame)
      if (!(value instanceof Optional)) return fail('NoSuchOverload', 'no such overload', target)
      if (value.value === undefined) return rest(frame)
      return expr.name === 'or' ? value : value.value
    })
  }

  #conditional(expr: Call): CostCode {
    const [condition, whenTrue, whenFalse] = expr.args.map((arg) => this.#code(arg))
    if (condition === undefined || whenTrue === undefined || whenFalse === undefined) return plain(noOverload)
    const yes = whenTrue.resolve ?? whenTrue.run
    const no = whenFalse.resolve ?? whenFalse.run
    const run: CostEval = (frame) => {
      const value = condition.run(frame)
      if (value === true) return yes(frame)
      return value === false ? no(frame) : fail('NoSuchOverload', 'no such overload', expr.args[0])
    }
    return { run, resolve: run, isConditional: true, constant: undefined }
  }

  #function(expr: Call): CostCode {
    const reference = this.#reference(expr)
    const isQualified = reference?.kind === 'function' && reference.isQualified
    const args = isQualified ? expr.args : operands(expr)
    const codes = args.map((arg) => this.#code(arg))
    const candidates = reference?.kind === 'function' ? reference.candidates : []
    const fitting = candidates.filter(({ overload }) => overload.parameters.length === args.length)
    if (fitting.length === 0) return plain(() => fail('NoSuchOverload', 'no such overload', expr))
    const [left] = args
    const isKeyed = ['_==_', '_!=_', '_+_'].includes(expr.name) && left !== undefined
    const keyed =
      isKeyed && this.#typeOf(left).kind === 'list' ? keyedList(this.#typeOf(this.#leftmost.of(left))) : undefined
    const call = invocation(fitting, codes, expr, keyed)
    const [first, second] = codes
    if (codes.length === 1 && first?.constant !== undefined && conversions.has(expr.name)) {
      const value = evaluated(call)
      if (value !== undefined) return constant(value)
    }
    if (expr.name === '@in' && fitting.length === 1 && first !== undefined && second?.constant !== undefined) {
      const list: unknown = second.constant
      // cel-go looks the value up in a set it made beforehand, which costs nothing.
      if (Array.isArray(list)) {
        if (list.length === 0) return constant(false)
        const isMember = list.every(isHashable) ? member(list as readonly Value[]) : undefined
        if (isMember !== undefined) return plain((frame) => isMember(first.run(frame)))
      }
    }
    return plain(call)
  }

  #list(expr: ListExpr): CostCode {
    const codes = expr.elements.map((element) => this.#code(element))
    const optionals = new Set(expr.optionals)
    const run: CostEval = (frame) => {
      const list: Value[] = []
      try {
        codes.forEach((code, at) => {
          const value = code.run(frame)
          if (!optionals.has(at)) list.push(value)
          else if (!(value instanceof Optional)) noOverload()
          else if (value.value !== undefined) list.push(value.value)
        })
      } finally {
        frame.spend(listCost)
      }
      return list
    }
    return codes.every((code) => code.constant !== undefined) ? folded(run) : plain(run)
  }

  #map(expr: MapExpr): CostCode {
    const entries = expr.entries.map((entry) => ({
      entry,
      key: this.#code(entry.key),
      value: this.#code(entry.value),
    }))
    const run: CostEval = (frame) => {
      const map = new KeyedMap()
      try {
        for (const { entry, key, value } of entries) {
          const at = key.run(frame)
          let held = value.run(frame)
          if (entry.isOptional) {
            if (!(held instanceof Optional)) return noOverload()
            if (held.value === undefined) continue
            held = held.value
          }
          if (map.has(keyOf(at))) fail('DuplicateKey', 'Failed with repeated key', entry.key)
          put(map, at, held)
        }
      } finally {
        frame.spend(mapCost)
      }
      return map
    }
    return entries.every(({ key, value }) => key.constant !== undefined && value.constant !== undefined)
      ? folded(run)
      : plain(run)
  }

  #bind(expr: Binding): CostEval {
    const init = this.#code(expr.init).run
    const slot = this.#slots++
    this.#locals.push({ name: expr.name, slot, init })
    const body = this.#code(expr.body).run
    this.#locals.pop()
    return (frame) => {
      frame.slots[slot] = undefined
      return body(frame)
    }
  }

  #comprehension(expr: Comprehension): CostEval {
    const range = this.#code(expr.range).run
    const { macro } = expr
    const first = this.#slots++
    const second = expr.variable2 === undefined ? -1 : this.#slots++
    const enter = (): void => {
      this.#locals.push({ name: expr.variable, slot: first, init: undefined })
      if (expr.variable2 !== undefined) this.#locals.push({ name: expr.variable2, slot: second, init: undefined })
    }
    const leave = (): void => {
      this.#locals.length -= expr.variable2 === undefined ? 1 : 2
    }
    const shape = { range, first, second, at: expr.range }
    if (macro === undefined) {
      const init = this.#code(expr.init).run
      const accumulator = this.#slots++
      this.#locals.push({ name: expr.accumulator, slot: accumulator, init: undefined })
      enter()
      const condition = this.#code(expr.condition).run
      const step = this.#code(expr.step).run
      leave()
      const result = this.#code(expr.result).run
      this.#locals.pop()
      return costedLoop({ ...shape, kind: 'fold', accumulator, init, condition, step, result })
    }
    enter()
    const predicate = macro.predicate === undefined ? undefined : this.#code(macro.predicate).run
    const transform = 'transform' in macro ? this.#code(macro.transform) : undefined
    leave()
    const parts: LoopParts = {
      ...shape,
      kind: macro.kind,
      predicate,
      transform: transform?.run,
      isConstant: transform?.constant !== undefined,
      predicateAt: macro.predicate ?? expr,
    }
    return costedLoop(parts)
  }
}

/** A macro that ends for want of budget says that it was the one. */
function within(expr: Comprehension, run: CostEval): CostEval {
  return (frame) => {
    try {
      return run(frame)
    } catch (error) {
      throw placed(error, expr)
    }
  }
}

/** Evaluates something that reads nothing; undefined when it fails. */
function evaluated(run: CostEval): Value | undefined {
  const frame = new CostFrame(0)
  frame.start(1_000, undefined)
  try {
    return run(frame)
  } catch (error) {
    if (error instanceof CelFailure) return undefined
    throw error
  }
}

/** A list or map of constants is made once, and free. */
function folded(run: CostEval): CostCode {
  const value = evaluated(run)
  return value === undefined ? plain(run) : constant(value)
}

function isHashable(value: unknown): boolean {
  return (
    value === null ||
    typeof value !== 'object' ||
    ('value' in value && (typeof value.value === 'number' || typeof value.value === 'bigint'))
  )
}
