import { noOverload } from '../arithmetic.ts'
import { placed } from '../failure.ts'
import { type Binding, type Call, type Comprehension, type Expr, operands } from '../syntax/syntax.ts'
import type { Code, Eval } from './frame.ts'
import * as loops from './loops.ts'
import type { Observer } from './observer.ts'
import type { Slots } from './slots.ts'
import { weighted } from './weights.ts'

/** What compiles the parts of a comprehension. */
export type PartCompiler = {
  readonly slots: Slots
  readonly observer: Observer | undefined
  code(expr: Expr): Code
}

/** `cel.bind`. */
export function binding(expr: Binding, compiler: PartCompiler): Eval {
  const { slots } = compiler
  const init = compiler.code(expr.init).run
  const slot = slots.take()
  slots.enter(expr.name, slot, init)
  const body = compiler.code(expr.body).run
  slots.leave()
  return (frame) => {
    frame.slots[slot] = undefined
    return body(frame)
  }
}

/** A macro over a list or map; where it ends for want of budget, it says that it was the one. */
export function comprehension(expr: Comprehension, compiler: PartCompiler): Eval {
  return within(expr, loop(expr, compiler))
}

function within(expr: Comprehension, run: Eval): Eval {
  return (frame) => {
    try {
      return run(frame)
    } catch (error) {
      throw placed(error, expr)
    }
  }
}

/** A macro as a plain loop where it is one that is known. */
function loop(expr: Comprehension, compiler: PartCompiler): Eval {
  const { slots } = compiler
  const range = compiler.code(expr.range).run
  const { macro } = expr
  const variables = { first: slots.take(), second: expr.variable2 === undefined ? -1 : slots.take() }
  if (macro === undefined) return fold(expr, range, variables, compiler)
  enter(expr, variables, slots)
  const predicate = macro.predicate === undefined ? undefined : each(expr, variables, macro.predicate, compiler)
  const result = 'transform' in macro ? each(expr, variables, macro.transform, compiler) : undefined
  leave(expr, slots)
  const at = expr.range
  const predicateAt = macro.predicate ?? expr
  if (predicate !== undefined && result === undefined) {
    if (macro.kind === 'existsOne') return loops.existsOne(range, variables, predicate, at, predicateAt)
    if (macro.kind === 'filter') return loops.filter(range, variables.first, predicate, at, predicateAt)
    return loops.quantifier(range, variables, predicate, macro.kind === 'exists', at, predicateAt)
  }
  if (result === undefined) return noOverload
  switch (macro.kind) {
    case 'transformMap':
      return loops.transformMap(range, variables, predicate, result, at, predicateAt)
    case 'transformMapEntry':
      return loops.transformMapEntry(range, variables, predicate, result, at, predicateAt)
    default:
      return loops.transform(range, variables, predicate, result, at, predicateAt)
  }
}

/** `size(x.filter(...))` and `x.filter(...).size()` count without building the list; undefined for any other call. */
export function filteredCount(expr: Call, compiler: PartCompiler): Eval | undefined {
  const { slots } = compiler
  const argument = expr.target ?? expr.args[0]
  if (operands(expr).length !== 1 || compiler.observer !== undefined) return undefined
  if (argument?.kind !== 'comprehension' || argument.macro?.kind !== 'filter') return undefined
  const { macro } = argument
  const range = compiler.code(argument.range).run
  const variables = { first: slots.take(), second: -1 }
  enter(argument, variables, slots)
  const predicate = weighted(macro.predicate, compiler.code(macro.predicate).run)
  leave(argument, slots)
  return within(argument, loops.count(range, variables.first, predicate, argument.range, macro.predicate))
}

/** A part that is evaluated for each element. */
function each(expr: Comprehension, { first, second }: loops.LoopVariables, part: Expr, compiler: PartCompiler): Eval {
  const { observer } = compiler
  const { run } = compiler.code(part)
  if (observer === undefined) return weighted(part, run)
  const slots: (readonly [string, number])[] = [[expr.variable, first]]
  if (expr.variable2 !== undefined) slots.push([expr.variable2, second])
  return weighted(part, observer.element(slots, run))
}

function fold(expr: Comprehension, range: Eval, variables: loops.LoopVariables, compiler: PartCompiler): Eval {
  const { slots } = compiler
  const init = compiler.code(expr.init).run
  const accumulator = slots.take()
  slots.enter(expr.accumulator, accumulator)
  enter(expr, variables, slots)
  const condition = compiler.code(expr.condition).run
  const step = compiler.code(expr.step).run
  leave(expr, slots)
  const result = compiler.code(expr.result).run
  slots.leave()
  return loops.fold(range, variables, accumulator, { init, condition, step, result }, expr.range)
}

function enter(expr: Comprehension, { first, second }: loops.LoopVariables, slots: Slots): void {
  slots.enter(expr.variable, first)
  if (expr.variable2 !== undefined) slots.enter(expr.variable2, second)
}

function leave(expr: Comprehension, slots: Slots): void {
  slots.leave()
  if (expr.variable2 !== undefined) slots.leave()
}
