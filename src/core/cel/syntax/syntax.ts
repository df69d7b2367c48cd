import type { Value } from '../values.ts'

export type { SourceRange } from './source-range.ts'

/**
 * The syntax tree. Operators are calls of the names that cel-go gives them (`_+_`, `_[_]`, `!_`, `_?_:_`); macros are
 * expanded. `id` counts from 1 in the order of creation.
 */
export type Expr = Literal | Identifier | Selection | Call | ListExpr | MapExpr | StructExpr | Comprehension | Binding

export type NodeBase = { readonly id: number; readonly start: number; readonly end: number }

export type Literal = NodeBase & { readonly kind: 'literal'; readonly value: Value }

export type Identifier = NodeBase & { readonly kind: 'identifier'; readonly name: string }

/** `operand.field`, or `has(operand.field)` when it only tests. */
export type Selection = NodeBase & {
  readonly kind: 'select'
  readonly operand: Expr
  readonly field: string
  readonly isTest: boolean
  /** Where the field's name stands. */
  readonly at: number
}

/** `f(args)` or `target.f(args)`, and every operator. */
export type Call = NodeBase & {
  readonly kind: 'call'
  readonly name: string
  readonly target: Expr | undefined
  readonly args: readonly Expr[]
  /** Where the name or operator itself stands; errors point here. */
  readonly at: number
}

/** A list; `optionals` holds the indexes of `?x` elements. */
export type ListExpr = NodeBase & {
  readonly kind: 'list'
  readonly elements: readonly Expr[]
  readonly optionals: readonly number[]
}

export type MapEntry = { readonly id: number; readonly key: Expr; readonly value: Expr; readonly isOptional: boolean }

export type MapExpr = NodeBase & { readonly kind: 'map'; readonly entries: readonly MapEntry[] }

/** `pkg.Message{field: value}`; parsed, but no such types exist here. */
export type StructExpr = NodeBase & {
  readonly kind: 'struct'
  readonly name: string
  readonly fields: readonly {
    readonly id: number
    readonly name: string
    readonly value: Expr
    readonly isOptional: boolean
  }[]
}

/**
 * A fold over a list or map, as cel-go's comprehension: `accumulator` starts as `init`; for each element, while `condition`
 * holds, becomes `step`; the value is `result`. With `variable2`, `variable` is the index or key and `variable2` the
 * element or value.
 */
export type Comprehension = NodeBase & {
  readonly kind: 'comprehension'
  readonly range: Expr
  readonly variable: string
  readonly variable2: string | undefined
  readonly accumulator: string
  readonly init: Expr
  readonly condition: Expr
  readonly step: Expr
  readonly result: Expr
  /** The macro it came from, which lets the compiler run it as a plain loop. */
  readonly macro: ComprehensionMacro | undefined
}

/** What a standard macro asks of each element. */
export type ComprehensionMacro =
  | { readonly kind: 'all' | 'exists' | 'existsOne'; readonly predicate: Expr }
  | { readonly kind: 'map'; readonly predicate: Expr | undefined; readonly transform: Expr }
  | { readonly kind: 'filter'; readonly predicate: Expr }
  | {
      readonly kind: 'transformList' | 'transformMap' | 'transformMapEntry'
      readonly predicate: Expr | undefined
      readonly transform: Expr
    }

/**
 * A name for a value inside `body`, as `cel.bind` makes: `init` is evaluated at most once, when `body` first reads it.
 */
export type Binding = NodeBase & {
  readonly kind: 'bind'
  readonly name: string
  readonly init: Expr
  readonly body: Expr
}

/** The nodes directly inside a node. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'select':
      return [expr.operand]
    case 'call':
      return expr.target === undefined ? expr.args : [expr.target, ...expr.args]
    case 'list':
      return expr.elements
    case 'map':
      return expr.entries.flatMap(({ key, value }) => [key, value])
    case 'struct':
      return expr.fields.map(({ value }) => value)
    case 'comprehension':
      return [expr.range, expr.init, expr.condition, expr.step, expr.result]
    case 'bind':
      return [expr.init, expr.body]
    case 'literal':
    case 'identifier':
      return []
  }
}

/** What a chain of operators, selections, calls or macros begins with: it is evaluated before anything else of them. */
export function firstOperand(expr: Expr): Expr | undefined {
  switch (expr.kind) {
    case 'select':
      return expr.operand
    case 'call':
      return expr.target ?? expr.args[0]
    case 'comprehension':
      return expr.range
    default:
      return undefined
  }
}

/** `a.b.c` of a chain of plain selections from a name; undefined for everything else. */
export function qualifiedName(expr: Expr): string | undefined {
  let rest = ''
  let at = expr
  while (at.kind === 'select' && !at.isTest) {
    rest = `.${at.field}${rest}`
    at = at.operand
  }
  return at.kind === 'identifier' ? at.name + rest : undefined
}

/** The operands of a call in the order of evaluation, the receiver first. */
export function operands(call: Call): readonly Expr[] {
  return call.target === undefined ? call.args : [call.target, ...call.args]
}
