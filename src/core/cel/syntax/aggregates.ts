import type { Lexer } from './lexer.ts'
import type { Nesting } from './nesting.ts'
import type { NodeBuilder } from './node-builder.ts'
import type { Expr, MapEntry, StructExpr } from './syntax.ts'

/** What reads the expressions between brackets. */
export type Reader = {
  readonly lexer: Lexer
  readonly build: NodeBuilder
  readonly nesting: Nesting
  expression(): Expr
  expect(symbol: string): void
  unexpected(wanted: string): never
  /** Reads the name of a field, plain or in backquotes. */
  fieldName(): string
}

/** `[a, ?b]`, from its bracket on. */
export function readList(reader: Reader, start: number): Expr {
  const { lexer, nesting, build } = reader
  const elements: Expr[] = []
  const optionals: number[] = []
  let height = 0
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
    elements.push(reader.expression())
    height = Math.max(height, nesting.height)
    if (!lexer.is(',')) break
    lexer.next()
  }
  nesting.height = height
  reader.expect(']')
  return build.listAt(elements, optionals, start, lexer.previousEnd)
}

/** `{k: v, ?l: w}`, from its brace on. */
export function readMap(reader: Reader, start: number): Expr {
  const { lexer, nesting, build } = reader
  const entries: MapEntry[] = []
  let height = 0
  lexer.next()
  while (!lexer.is('}')) {
    if (lexer.is(',') && entries.length === 0) {
      lexer.next()
      break
    }
    const isOptional = lexer.is('?')
    if (isOptional) lexer.next()
    const key = reader.expression()
    height = Math.max(height, nesting.height)
    reader.expect(':')
    entries.push({ id: build.nextId(), key, value: reader.expression(), isOptional })
    height = Math.max(height, nesting.height)
    if (!lexer.is(',')) break
    lexer.next()
  }
  nesting.height = height
  reader.expect('}')
  return build.mapAt(entries, start, lexer.previousEnd)
}

/** `Message{field: value}`, from its brace on. */
export function readStruct(reader: Reader, name: string, start: number): Expr {
  const { lexer, build } = reader
  const fields: StructExpr['fields'][number][] = []
  lexer.next()
  while (!lexer.is('}')) {
    if (lexer.is(',') && fields.length === 0) {
      lexer.next()
      break
    }
    const isOptional = lexer.is('?')
    if (isOptional) lexer.next()
    const field = reader.fieldName()
    reader.expect(':')
    fields.push({ id: build.nextId(), name: field, value: reader.expression(), isOptional })
    if (!lexer.is(',')) break
    lexer.next()
  }
  reader.expect('}')
  return build.structAt(name, fields, start, lexer.previousEnd)
}
