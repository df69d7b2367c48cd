import { Lexer, SyntaxFailure, Token } from './lexer.ts'
import type { Macro } from './library/declaration.ts'
import { NodeBuilder } from './node-builder.ts'
import type { Call, Expr, MapEntry, SourceRange, StructExpr } from './syntax.ts'
import { double, type Value, uint, int } from './values.ts'

/** Something wrong, with where; the environment adds line and column. */
export type Problem = SourceRange & { readonly message: string; readonly hint?: string | undefined }

export type ParseLimits = { readonly text: number; readonly depth: number; readonly nodes: number }

/** Macros by `name/arity`, and by name alone for those that take any number of arguments. */
export type MacroTable = { readonly global: ReadonlyMap<string, Macro>; readonly member: ReadonlyMap<string, Macro> }

export type ParseResult = {
  /** Undefined when the text could not be read to the end. */
  readonly expr: Expr | undefined
  readonly problems: readonly Problem[]
  /** How many ids were given out. */
  readonly nodes: number
}

/** Reads an expression; finds every problem that does not hide what follows it. */
export function parse(text: string, macros: MacroTable, limits: ParseLimits): ParseResult {
  if (text.length > limits.text)
    return failed({
      start: 0,
      end: 0,
      message: `the expression has ${text.length} characters; at most ${limits.text} are read`,
    })
  let parser: Parser | undefined
  try {
    parser = new Parser(text, macros, limits)
    const expr = parser.read()
    return { expr, problems: parser.problems, nodes: parser.build.lastId }
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error
    return failed(...(parser?.problems ?? []), { ...error.range, message: error.message })
  }
}

function failed(...problems: Problem[]): ParseResult {
  return { expr: undefined, problems, nodes: 0 }
}

const reserved = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(' '),
)

/** Binary operators below the logical ones, with how tightly they bind. */
const binary = new Map<string, { readonly name: string; readonly level: number }>([
  ['<', { name: '_<_', level: 1 }],
  ['<=', { name: '_<=_', level: 1 }],
  ['>', { name: '_>_', level: 1 }],
  ['>=', { name: '_>=_', level: 1 }],
  ['==', { name: '_==_', level: 1 }],
  ['!=', { name: '_!=_', level: 1 }],
  ['in', { name: '@in', level: 1 }],
  ['+', { name: '_+_', level: 2 }],
  ['-', { name: '_-_', level: 2 }],
  ['*', { name: '_*_', level: 3 }],
  ['/', { name: '_/_', level: 3 }],
  ['%', { name: '_%_', level: 3 }],
])

class Parser {
  readonly problems: Problem[] = []
  readonly build: NodeBuilder
  readonly #lexer: Lexer
  readonly #macros: MacroTable
  readonly #maxDepth: number
  #depth = 0

  constructor(text: string, macros: MacroTable, limits: ParseLimits) {
    this.#lexer = new Lexer(text)
    this.build = new NodeBuilder(limits.nodes)
    this.#macros = macros
    this.#maxDepth = limits.depth
  }

  read(): Expr {
    const expr = this.#expression()
    if (this.#lexer.kind !== Token.End) this.#unexpected('the end')
    return expr
  }

  #expression(): Expr {
    const lexer = this.#lexer
    const { start } = lexer
    if (++this.#depth > this.#maxDepth)
      throw new SyntaxFailure(`nested more than ${this.#maxDepth} deep`, { start, end: lexer.end })
    let expr = this.#logical('||')
    if (lexer.is('?')) {
      const at = lexer.start
      lexer.next()
      const whenTrue = this.#logical('||')
      this.#expect(':')
      const whenFalse = this.#expression()
      expr = this.build.node(
        { kind: 'call', name: '_?_:_', target: undefined, args: [expr, whenTrue, whenFalse], at },
        start,
        lexer.previousEnd,
      )
    }
    this.#depth--
    return expr
  }

  /** A chain of `||`, or of `&&` below it, as a balanced tree: long chains stay shallow. */
  #logical(operator: '||' | '&&'): Expr {
    const lexer = this.#lexer
    const first = operator === '||' ? this.#logical('&&') : this.#binary(1)
    if (!lexer.is(operator)) return first
    const terms = [first]
    const at: number[] = []
    while (lexer.is(operator)) {
      at.push(lexer.start)
      lexer.next()
      terms.push(operator === '||' ? this.#logical('&&') : this.#binary(1))
    }
    return this.#balanced(operator === '||' ? '_||_' : '_&&_', terms, at, 0, at.length - 1)
  }

  #balanced(name: string, terms: readonly Expr[], at: readonly number[], low: number, high: number): Expr {
    const middle = (low + high + 1) >> 1
    const left = middle === low ? terms[middle] : this.#balanced(name, terms, at, low, middle - 1)
    const right = middle === high ? terms[middle + 1] : this.#balanced(name, terms, at, middle + 1, high)
    if (left === undefined || right === undefined) throw new RangeError('a chain of logical operators lost a term')
    return this.build.node(
      { kind: 'call', name, target: undefined, args: [left, right], at: at[middle] ?? 0 },
      left.start,
      right.end,
    )
  }

  #binary(level: number): Expr {
    const lexer = this.#lexer
    const { start } = lexer
    let left = this.#unary()
    for (;;) {
      if (lexer.kind !== Token.Symbol && lexer.kind !== Token.In) return left
      const operator = binary.get(lexer.text)
      if (operator === undefined || operator.level < level) return left
      const at = lexer.start
      lexer.next()
      const right = this.#binary(operator.level + 1)
      left = this.build.node(
        { kind: 'call', name: operator.name, target: undefined, args: [left, right], at },
        start,
        lexer.previousEnd,
      )
    }
  }

  #unary(): Expr {
    const lexer = this.#lexer
    if (lexer.kind !== Token.Symbol || (lexer.text !== '!' && lexer.text !== '-')) return this.#member()
    const operator = lexer.text
    const { start } = lexer
    let count = 0
    let last = start
    while (lexer.is(operator)) {
      last = lexer.start
      lexer.next()
      count++
    }
    // A single minus before digits belongs to the number, so that -9223372036854775808 can be written.
    if (operator === '-' && count === 1 && lexer.isSignable()) return this.#postfix(this.#number(last, '-'), last)
    const operand = this.#member()
    if (count % 2 === 0) return operand
    const name = operator === '!' ? '!_' : '-_'
    return this.build.node(
      { kind: 'call', name, target: undefined, args: [operand], at: start },
      start,
      lexer.previousEnd,
    )
  }

  #member(): Expr {
    const { start } = this.#lexer
    return this.#postfix(this.#primary(), start)
  }

  /** Selections, method calls and indexes, however many: a loop, not a recursion. */
  #postfix(operand: Expr, start: number): Expr {
    const lexer = this.#lexer
    let expr = operand
    while (lexer.kind === Token.Symbol) {
      if (lexer.text === '.') expr = this.#afterDot(expr, start)
      else if (lexer.text === '[') expr = this.#index(expr, start)
      else if (lexer.text === '{') {
        const name = qualifiedName(expr)
        if (name === undefined) return expr
        expr = this.#struct(name, start)
      } else return expr
    }
    return expr
  }

  #afterDot(operand: Expr, start: number): Expr {
    const lexer = this.#lexer
    lexer.next()
    const isOptional = lexer.is('?')
    if (isOptional) lexer.next()
    if (!lexer.isFieldName()) this.#unexpected("a field's name")
    const field = lexer.text
    const at = lexer.start
    const isPlain = lexer.kind === Token.Identifier
    lexer.next()
    if (isOptional) {
      const name = this.build.node({ kind: 'literal', value: field }, at, lexer.previousEnd)
      return this.build.node(
        { kind: 'call', name: '_?._', target: undefined, args: [operand, name], at },
        start,
        lexer.previousEnd,
      )
    }
    if (isPlain && lexer.is('(')) {
      const args = this.#arguments()
      return this.#callOrMacro(field, operand, args, start, at)
    }
    return this.build.node({ kind: 'select', operand, field, isTest: false, at }, start, lexer.previousEnd)
  }

  #index(operand: Expr, start: number): Expr {
    const lexer = this.#lexer
    const at = lexer.start
    lexer.next()
    const isOptional = lexer.is('?')
    if (isOptional) lexer.next()
    const index = this.#expression()
    this.#expect(']')
    return this.build.node(
      { kind: 'call', name: isOptional ? '_[?_]' : '_[_]', target: undefined, args: [operand, index], at },
      start,
      lexer.previousEnd,
    )
  }

  #arguments(): Expr[] {
    const lexer = this.#lexer
    const args: Expr[] = []
    lexer.next()
    if (!lexer.is(')')) {
      do {
        if (args.length > 0) lexer.next()
        args.push(this.#expression())
      } while (lexer.is(','))
    }
    this.#expect(')')
    return args
  }

  #callOrMacro(name: string, target: Expr | undefined, args: Expr[], start: number, at: number): Expr {
    const end = this.#lexer.previousEnd
    const table = target === undefined ? this.#macros.global : this.#macros.member
    const macro = table.get(`${name}/${args.length}`) ?? table.get(name)
    if (macro !== undefined) {
      this.build.standAt(start, end, at)
      try {
        const expanded = macro.expand(this.build, target, args)
        if (expanded !== undefined) return expanded
      } catch (error) {
        if (!(error instanceof SyntaxFailure)) throw error
        // The call is complete, so what follows can still be read and checked.
        this.problems.push({ ...error.range, message: error.message })
        return this.build.node({ kind: 'literal', value: null }, start, end)
      }
    }
    return this.build.node({ kind: 'call', name, target, args, at }, start, end)
  }

  #primary(): Expr {
    const lexer = this.#lexer
    const { start } = lexer
    switch (lexer.kind) {
      case Token.Identifier:
        return this.#identifier(start, '')
      case Token.Int:
      case Token.Uint:
      case Token.Double:
        return this.#number(start, '')
      case Token.Text:
        return this.#literal(lexer.text)
      case Token.Bytes:
        return this.#literal(lexer.bytes)
      case Token.True:
        return this.#literal(true)
      case Token.False:
        return this.#literal(false)
      case Token.Null:
        return this.#literal(null)
      case Token.Symbol:
        break
      case Token.End:
      case Token.In:
      case Token.QuotedIdentifier:
        return this.#unexpected('a value')
    }
    switch (lexer.text) {
      case '(': {
        lexer.next()
        const expr = this.#expression()
        this.#expect(')')
        return expr
      }
      case '[':
        return this.#list(start)
      case '{':
        return this.#map(start)
      case '.':
        lexer.next()
        if (!lexer.isName()) this.#unexpected('a name')
        return this.#identifier(start, '.')
      default:
        return this.#unexpected('a value')
    }
  }

  #literal(value: Value): Expr {
    const lexer = this.#lexer
    const { start, end } = lexer
    lexer.next()
    return this.build.node({ kind: 'literal', value }, start, end)
  }

  #identifier(start: number, dot: string): Expr {
    const lexer = this.#lexer
    const name = dot + lexer.text
    const at = lexer.start
    if (reserved.has(lexer.text))
      this.problems.push({ start: at, end: lexer.end, message: `reserved identifier: ${lexer.text}` })
    lexer.next()
    if (lexer.is('(')) return this.#callOrMacro(name, undefined, this.#arguments(), start, at)
    return this.build.node({ kind: 'identifier', name }, start, lexer.previousEnd)
  }

  #number(start: number, sign: '' | '-'): Expr {
    const lexer = this.#lexer
    const { kind, text, end } = lexer
    lexer.next()
    return this.build.node({ kind: 'literal', value: this.#numberValue(kind, sign, text, { start, end }) }, start, end)
  }

  #numberValue(kind: number, sign: '' | '-', text: string, range: SourceRange): Value {
    if (kind === Token.Double) {
      const value = Number(sign + text)
      if (!Number.isFinite(value)) this.problems.push({ ...range, message: 'invalid double literal' })
      return double(value)
    }
    const magnitude = text.length < 16 ? Number(text) : BigInt(text)
    if (kind === Token.Uint) {
      if (magnitude <= 18446744073709551615n) return uint(magnitude)
      this.problems.push({
        ...range,
        message: 'invalid uint literal',
        hint: 'uint goes from 0 to 18446744073709551615',
      })
      return uint(0)
    }
    if (typeof magnitude === 'number') return sign === '-' ? 0 - magnitude : magnitude
    const value = sign === '-' ? -magnitude : magnitude
    if (value >= -9223372036854775808n && value <= 9223372036854775807n) return int(value)
    this.problems.push({
      ...range,
      message: 'invalid int literal',
      hint: 'int goes from -9223372036854775808 to 9223372036854775807',
    })
    return 0
  }

  #list(start: number): Expr {
    const lexer = this.#lexer
    const elements: Expr[] = []
    const optionals: number[] = []
    lexer.next()
    while (!lexer.is(']')) {
      if (lexer.is(',') && elements.length === 0) {
        lexer.next()
        break
      }
      if (lexer.is('?')) {
        optionals.push(elements.length)
        lexer.next()
      }
      elements.push(this.#expression())
      if (!lexer.is(',')) break
      lexer.next()
    }
    this.#expect(']')
    return this.build.node({ kind: 'list', elements, optionals }, start, lexer.previousEnd)
  }

  #map(start: number): Expr {
    const lexer = this.#lexer
    const entries: MapEntry[] = []
    lexer.next()
    while (!lexer.is('}')) {
      if (lexer.is(',') && entries.length === 0) {
        lexer.next()
        break
      }
      const isOptional = lexer.is('?')
      if (isOptional) lexer.next()
      const key = this.#expression()
      this.#expect(':')
      entries.push({ id: this.build.nextId(), key, value: this.#expression(), isOptional })
      if (!lexer.is(',')) break
      lexer.next()
    }
    this.#expect('}')
    return this.build.node({ kind: 'map', entries }, start, lexer.previousEnd)
  }

  #struct(name: string, start: number): Expr {
    const lexer = this.#lexer
    const fields: StructExpr['fields'][number][] = []
    lexer.next()
    while (!lexer.is('}')) {
      if (lexer.is(',') && fields.length === 0) {
        lexer.next()
        break
      }
      const isOptional = lexer.is('?')
      if (isOptional) lexer.next()
      if (!lexer.isFieldName()) this.#unexpected("a field's name")
      const field = lexer.text
      lexer.next()
      this.#expect(':')
      fields.push({ id: this.build.nextId(), name: field, value: this.#expression(), isOptional })
      if (!lexer.is(',')) break
      lexer.next()
    }
    this.#expect('}')
    return this.build.node({ kind: 'struct', name, fields }, start, lexer.previousEnd)
  }

  #expect(symbol: string): void {
    if (!this.#lexer.is(symbol)) this.#unexpected(`"${symbol}"`)
    this.#lexer.next()
  }

  #unexpected(wanted: string): never {
    const { kind, start, end, source } = this.#lexer
    const found = kind === Token.End ? 'the end' : JSON.stringify(source.slice(start, Math.min(end, start + 40)))
    throw new SyntaxFailure(`expected ${wanted}, found ${found}`, { start, end })
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
