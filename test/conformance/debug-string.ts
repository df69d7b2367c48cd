import { formatType, isDouble, isInt, doubleOf, Uint, type Value } from '../../src/core/cel/index.ts'
import type { Checked } from '../../src/core/cel/checker.ts'
import { qualifiedName } from '../../src/core/cel/syntax/syntax.ts'
import type { Expr } from '../../src/core/cel/syntax/syntax.ts'
import { quoteGo } from '../../src/core/cel/library/go-text.ts'

/** Says what is known of a node: its kind, or its type and what it refers to. */
export type Adorner = (expr: Expr) => string

const escapes: readonly [number, string][] = [
  [7, 'a'],
  [8, 'b'],
  [9, 't'],
  [10, 'n'],
  [11, 'v'],
  [12, 'f'],
  [13, 'r'],
  [34, '"'],
  [92, '\\'],
]

/** Bytes between quotes: characters where they are UTF-8 and can be printed, else `\x` and two digits. */
function quoteBytes(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < bytes.length;) {
    const first = bytes[index] ?? 0
    const length = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    const decoded = new TextDecoder().decode(bytes.slice(index, index + length))
    const isValid = length > 1 && [...decoded].length === 1 && decoded !== '\ufffd'
    if (isValid && quoteGo(decoded) === `"${decoded}"`) {
      text += decoded
      index += length
      continue
    }
    const escape = escapes.find(([code]) => code === first)?.[1]
    if (escape !== undefined) text += `\\${escape}`
    else if (first >= 0x20 && first < 0x7f) text += String.fromCharCode(first)
    else text += `\\x${first.toString(16).padStart(2, '0')}`
    index++
  }
  return `b"${text}"`
}

function literal(value: Value): string {
  if (typeof value === 'string') return quoteGo(value)
  if (value instanceof Uint8Array) return quoteBytes(value)
  if (value instanceof Uint) return `${value.value}u`
  if (isDouble(value)) {
    const number = doubleOf(value)
    if (Math.abs(number) < 1e6) return Object.is(number, -0) ? '-0' : String(number)
    return number.toExponential().replace(/e\+(\d)$/, 'e+0$1')
  }
  return isInt(value) || typeof value === 'boolean' ? String(value) : 'null'
}

const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ')
const block = (items: readonly string[]): string => (items.length === 0 ? '' : `\n${indent(items.join(',\n'))}\n`)

/** Slots of a `cel.block`, which is a name bound in a name bound here. */
function blockOf(expr: Expr): { slots: Expr[]; body: Expr } | undefined {
  const slots: Expr[] = []
  let body = expr
  while (body.kind === 'bind' && body.name === `@index${slots.length}`) {
    slots.push(body.init)
    body = body.body
  }
  return slots.length === 0 ? undefined : { slots, body }
}

/** What stands beside the nodes of a binding that cel-go has and we do not need: an empty list, `false`, the name itself. */
type Made = {
  readonly list: string
  readonly condition: string
  step(init: Expr, name: string): string
  /** The variable that a name, or several joined by dots, stand for. */
  variable(expr: Expr): string | undefined
}
const nothing: Made = { list: '', condition: '', step: () => '', variable: () => undefined }

/** The same with types. */
export function madeTypes(checked: Checked): Made {
  const typeOf = (expr: Expr): string => formatType(checked.types[expr.id] ?? { kind: 'dyn' })
  return {
    list: '~list(dyn)',
    condition: '~bool',
    step: (init, name) => `~${typeOf(init)}^${name}`,
    variable(expr) {
      const reference = checked.references[expr.id]
      if (reference?.kind === 'value') return qualifiedName(expr)
      return reference?.kind === 'variable' ? reference.name : undefined
    },
  }
}

/** Prints a tree as cel-go's `debug.ToAdornedDebugString` does. */
export function debugString(expr: Expr, adorner: Adorner = () => '', made: Made = nothing): string {
  const print = (node: Expr): string => debugString(node, adorner, made)
  const variable = made.variable(expr)
  if (variable !== undefined) return variable + adorner(expr)
  switch (expr.kind) {
    case 'literal':
      return literal(expr.value) + adorner(expr)
    case 'identifier':
      return expr.name + adorner(expr)
    case 'select':
      return `${print(expr.operand)}.${expr.field}${expr.isTest ? '~test-only~' : ''}${adorner(expr)}`
    case 'call': {
      const target = expr.target === undefined ? '' : `${print(expr.target)}.`
      return `${target}${expr.name}(${block(expr.args.map(print))})${adorner(expr)}`
    }
    case 'list':
      return `[${block(expr.elements.map(print))}]${adorner(expr)}`
    case 'map': {
      const entries = expr.entries.map(
        ({ key, value, isOptional }) => `${isOptional ? '?' : ''}${print(key)}:${print(value)}`,
      )
      return `{${block(entries)}}${adorner(expr)}`
    }
    case 'struct': {
      const fields = expr.fields.map(({ name, value, isOptional }) => `${isOptional ? '?' : ''}${name}:${print(value)}`)
      return `${expr.name}{${block(fields)}}${adorner(expr)}`
    }
    case 'comprehension':
      return (
        fold(
          expr.variable2 === undefined ? expr.variable : `${expr.variable},\n  ${expr.variable2}`,
          print(expr.range),
          expr.accumulator,
          [expr.init, expr.condition, expr.step, expr.result].map(print),
        ) + adorner(expr)
      )
    case 'bind': {
      const slots = blockOf(expr)
      if (slots !== undefined) {
        const list = `[${block(slots.slots.map(print))}]`
        return `cel.@block(${block([list, print(slots.body)])})`
      }
      return (
        fold('#unused', `[]${made.list}`, expr.name, [
          print(expr.init),
          `false${made.condition}`,
          `${expr.name}${made.step(expr.init, expr.name)}`,
          print(expr.body),
        ]) + adorner(expr)
      )
    }
  }
}

function fold(variable: string, range: string, accumulator: string, parts: readonly string[]): string {
  const sections = [
    ['Variable', variable],
    ['Target', range],
    ['Accumulator', accumulator],
    ['Init', parts[0]],
    ['LoopCondition', parts[1]],
    ['LoopStep', parts[2]],
    ['Result', parts[3]],
  ]
  return `__comprehension__(\n${sections.map(([title, text]) => `  // ${title}\n${indent(text ?? '')}`).join(',\n')})`
}

/** What a node is, as cel-go's `KindAdorner` says it. */
export function kinds(expr: Expr): string {
  const kind = {
    literal: expr.kind === 'literal' ? constantKind(expr.value) : '',
    identifier: 'Expr_IdentExpr',
    select: 'Expr_SelectExpr',
    call: 'Expr_CallExpr',
    list: 'Expr_ListExpr',
    map: 'Expr_StructExpr',
    struct: 'Expr_StructExpr',
    comprehension: 'Expr_ComprehensionExpr',
    bind: 'Expr_ComprehensionExpr',
  }[expr.kind]
  return `^#*expr.${kind}#`
}

function constantKind(value: Value): string {
  if (value === null) return 'Constant_NullValue'
  if (typeof value === 'boolean') return 'Constant_BoolValue'
  if (typeof value === 'string') return 'Constant_StringValue'
  if (value instanceof Uint8Array) return 'Constant_BytesValue'
  if (value instanceof Uint) return 'Constant_Uint64Value'
  return isInt(value) ? 'Constant_Int64Value' : 'Constant_DoubleValue'
}

/** The type of a node and what it refers to, as cel-go's `SemanticAdorner` says it. */
export function semantics(checked: Checked): Adorner {
  return (expr) => {
    const type = checked.types[expr.id]
    const reference = checked.references[expr.id]
    return (
      (type === undefined ? '' : `~${formatType(type)}`) + (reference === undefined ? '' : `^${named(expr, reference)}`)
    )
  }
}

function named(expr: Expr, reference: NonNullable<Checked['references'][number]>): string {
  switch (reference.kind) {
    case 'variable':
    case 'local':
      return reference.name
    case 'value':
      return qualifiedName(expr) ?? ''
    case 'function':
      return reference.candidates
        .map(({ overload }) => overload.id)
        .sort()
        .join('|')
  }
}
