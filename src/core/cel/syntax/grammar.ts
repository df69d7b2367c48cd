import { readList, readMap, readStruct, type Reader } from './aggregates.ts'
import { Lexer, SyntaxFailure, Token } from './lexer.ts'
import type { Macro } from '../library/declaration.ts'
import { Nesting } from './nesting.ts'
import { NodeBuilder } from './node-builder.ts'
import { isBadNumber, numberValue } from './number-literals.ts'
import { type Expr, qualifiedName, type SourceRange } from './syntax.ts'
import type { Value } from '../values.ts'

/** Something wrong, with where; the environment adds line and column. */
export type Problem = SourceRange & { readonly message: string; readonly hint?: string | undefined }

/** Bounds on what is read. */
export type ParseLimits = {
  /** Longest text, in UTF-16 units, or in code points with `chain`. */
  readonly text: number
  readonly depth: number
  readonly nodes: number
  /**
   * How deep cel-go's grammar may nest, whose every operator of a chain and every selection is a level; no limit when
   * absent.
   */
  readonly chain?: number | undefined
}

/** Macros by `name/arity`, and by name alone for those that take any number of arguments. */
export type MacroTable = { readonly global: ReadonlyMap<string, Macro>; readonly member: ReadonlyMap<string, Macro> }

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

/** Reads an expression by recursive descent; chains of operators and selections are loops. */
export class Parser implements Reader {
  readonly problems: Problem[] = []
  readonly build: NodeBuilder
  readonly lexer: Lexer
  readonly nesting: Nesting
  readonly #macros: MacroTable
  readonly #maxDepth: number
  readonly #isGo: boolean
  #depth = 0

  constructor(text: string, macros: MacroTable, limits: ParseLimits) {
    this.lexer = new Lexer(text)
    this.build = new NodeBuilder(limits.nodes)
    this.#macros = macros
    this.#maxDepth = limits.depth
    this.nesting = new Nesting(limits.chain ?? Infinity)
    this.#isGo = limits.chain !== undefined
  }

  read(): Expr {
    const expr = this.expression()
    if (this.lexer.kind !== Token.End) this.unexpected('the end')
    this.nesting.boundHeight()
    return expr
  }

  /** An expression, up to what cannot belong to it. */
  expression(): Expr {
    const { lexer, nesting } = this
    const { start } = lexer
    if (++this.#depth > this.#maxDepth)
      throw new SyntaxFailure(
        this.#isGo
          ? `expression recursion limit exceeded: ${this.#maxDepth}`
          : `nested more than ${this.#maxDepth} deep`,
        { start, end: lexer.end },
      )
    let expr = this.#logical('||')
    if (lexer.is('?')) {
      const at = lexer.start
      const height = nesting.height
      lexer.next()
      const whenTrue = this.#logical('||')
      const heightTrue = nesting.height
      this.expect(':')
      const whenFalse = this.expression()
      nesting.rise(Math.max(height, heightTrue))
      expr = this.build.callAt('_?_:_', undefined, [expr, whenTrue, whenFalse], at, start, lexer.previousEnd)
    }
    this.#depth--
    return expr
  }

  /** A chain of `||`, or of `&&` below it, as a balanced tree: long chains stay shallow. */
  #logical(operator: '||' | '&&'): Expr {
    const { lexer, nesting } = this
    const first = operator === '||' ? this.#logical('&&') : this.#binary(1)
    if (!lexer.is(operator)) return first
    const terms = [first]
    const at: number[] = []
    let height = nesting.height
    while (lexer.is(operator)) {
      at.push(lexer.start)
      lexer.next()
      terms.push(operator === '||' ? this.#logical('&&') : this.#binary(1))
      height = Math.max(height, nesting.height)
    }
    nesting.height = height
    return this.#balanced(operator === '||' ? '_||_' : '_&&_', terms, at, 0, at.length - 1)
  }

  #balanced(name: string, terms: readonly Expr[], at: readonly number[], low: number, high: number): Expr {
    const middle = (low + high + 1) >> 1
    const left = middle === low ? terms[middle] : this.#balanced(name, terms, at, low, middle - 1)
    const right = middle === high ? terms[middle + 1] : this.#balanced(name, terms, at, middle + 1, high)
    if (left === undefined || right === undefined) throw new RangeError('a chain of logical operators lost a term')
    return this.build.callAt(name, undefined, [left, right], at[middle] ?? 0, left.start, right.end)
  }

  #binary(level: number): Expr {
    const { lexer, nesting } = this
    const { start } = lexer
    let isSum = true
    if (level <= 2) nesting.enterRelation(lexer)
    nesting.enterSum(lexer)
    let left = this.#unary()
    while (lexer.kind === Token.Symbol || lexer.kind === Token.In) {
      const operator = binary.get(lexer.text)
      if (operator === undefined || operator.level < level) break
      const at = lexer.start
      const { height } = nesting
      if (operator.level === 1 && isSum) {
        // What is compared is complete; the right side is a sum of its own.
        nesting.sums--
        isSum = false
      }
      lexer.next()
      const right = this.#binary(operator.level + 1)
      nesting.rise(height)
      left = this.build.callAt(operator.name, undefined, [left, right], at, start, lexer.previousEnd)
    }
    if (isSum) nesting.sums--
    if (level <= 2) nesting.relations--
    return left
  }

  #unary(): Expr {
    const { lexer } = this
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
    if (operator === '-' && count === 1 && lexer.isSignable()) return this.#member(last)
    const operand = this.#member()
    if (count % 2 === 0) return operand
    const name = operator === '!' ? '!_' : '-_'
    return this.build.callAt(name, undefined, [operand], start, start, lexer.previousEnd)
  }

  /** A value with what follows it; `minus` is where the sign of a number stands. */
  #member(minus?: number): Expr {
    const { start } = this.lexer
    this.nesting.height = 0
    const first = minus === undefined ? this.#primary() : this.#number(minus, '-')
    return this.#postfix(first, minus ?? start)
  }

  /** Selections, method calls and indexes, however many: a loop, not a recursion. */
  #postfix(operand: Expr, start: number): Expr {
    const { lexer, nesting } = this
    let expr = operand
    while (lexer.kind === Token.Symbol) {
      if (lexer.text === '.' || lexer.text === '[') {
        const { height } = nesting
        // A selection has nothing beside its operand; brackets and parentheses tell how high their contents are.
        nesting.height = 0
        expr = lexer.text === '.' ? this.#afterDot(expr, start) : this.#index(expr, start)
        nesting.rise(height)
        continue
      }
      const name = lexer.text === '{' ? qualifiedName(expr) : undefined
      if (name === undefined) return expr
      expr = readStruct(this, name, start)
    }
    return expr
  }

  #afterDot(operand: Expr, start: number): Expr {
    const { lexer } = this
    lexer.next()
    const isOptional = lexer.is('?')
    if (isOptional) lexer.next()
    const at = lexer.start
    const isPlain = lexer.isName()
    const field = this.fieldName()
    if (isOptional) {
      const name = this.build.literalAt(field, at, lexer.previousEnd)
      return this.build.callAt('_?._', undefined, [operand, name], at, start, lexer.previousEnd)
    }
    if (isPlain && lexer.is('(')) {
      const args = this.#arguments()
      return this.#callOrMacro(field, operand, args, start, at)
    }
    return this.build.selectAt(operand, field, at, start, lexer.previousEnd)
  }

  #index(operand: Expr, start: number): Expr {
    const { lexer } = this
    const at = lexer.start
    lexer.next()
    const isOptional = lexer.is('?')
    if (isOptional) lexer.next()
    const index = this.expression()
    this.expect(']')
    return this.build.callAt(isOptional ? '_[?_]' : '_[_]', undefined, [operand, index], at, start, lexer.previousEnd)
  }

  #arguments(): Expr[] {
    const { lexer, nesting } = this
    const args: Expr[] = []
    lexer.next()
    if (!lexer.is(')')) {
      let height = 0
      do {
        if (args.length > 0) lexer.next()
        args.push(this.expression())
        height = Math.max(height, nesting.height)
      } while (lexer.is(','))
      nesting.height = height
    }
    this.expect(')')
    return args
  }

  #callOrMacro(name: string, target: Expr | undefined, args: Expr[], start: number, at: number): Expr {
    const end = this.lexer.previousEnd
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
        return this.build.literalAt(null, start, end)
      }
    }
    return this.build.callAt(name, target, args, at, start, end)
  }

  #primary(): Expr {
    const { lexer } = this
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
        return this.unexpected('a value')
    }
    switch (lexer.text) {
      case '(': {
        lexer.next()
        const expr = this.expression()
        this.expect(')')
        return expr
      }
      case '[':
        return readList(this, start)
      case '{':
        return readMap(this, start)
      case '.':
        lexer.next()
        if (!lexer.isName()) this.unexpected('a name')
        return this.#identifier(start, '.')
      default:
        return this.unexpected('a value')
    }
  }

  #literal(value: Value): Expr {
    const { lexer } = this
    const { start, end } = lexer
    lexer.next()
    return this.build.literalAt(value, start, end)
  }

  #identifier(start: number, dot: string): Expr {
    const { lexer } = this
    const name = dot + lexer.text
    const at = lexer.start
    if (reserved.has(lexer.text))
      this.problems.push({ start: at, end: lexer.end, message: `reserved identifier: ${lexer.text}` })
    lexer.next()
    if (lexer.is('(')) return this.#callOrMacro(name, undefined, this.#arguments(), start, at)
    return this.build.identifierAt(name, start, lexer.previousEnd)
  }

  #number(start: number, sign: '' | '-'): Expr {
    const { lexer } = this
    const { kind, text, end } = lexer
    lexer.next()
    const value = numberValue(kind, sign, text)
    if (!isBadNumber(value)) return this.build.literalAt(value, start, end)
    this.problems.push({ start, end, ...value })
    return this.build.literalAt(value.instead, start, end)
  }

  /** Steps over a symbol that must be here. */
  expect(symbol: string): void {
    if (!this.lexer.is(symbol)) this.unexpected(`"${symbol}"`)
    this.lexer.next()
  }

  /** Says what should be here instead of the current token. */
  fieldName(): string {
    const { lexer } = this
    const { kind, text, start, end } = lexer
    if (kind === Token.QuotedIdentifier) {
      if (this.#isGo)
        this.problems.push({
          start,
          end,
          message: "unsupported syntax: '`'",
          hint: 'Kubernetes reads no names in backquotes: write x["a-b"] for a key of a map, x.a__dash__b for a field',
        })
    } else if (kind !== Token.Identifier) this.unexpected("a field's name")
    lexer.next()
    return text
  }

  unexpected(wanted: string): never {
    const { kind, start, end, source } = this.lexer
    const found = kind === Token.End ? 'the end' : JSON.stringify(source.slice(start, Math.min(end, start + 40)))
    throw new SyntaxFailure(`expected ${wanted}, found ${found}`, { start, end })
  }
}
