import { Parser, type MacroTable, type ParseLimits, type Problem } from './grammar.ts'
import { SyntaxFailure } from './lexer.ts'
import type { Expr } from './syntax.ts'
import { codePoints } from '../values.ts'

export type { MacroTable, ParseLimits, Problem } from './grammar.ts'

export type ParseResult = {
  /** Undefined when the text could not be read to the end. */
  readonly expr: Expr | undefined
  readonly problems: readonly Problem[]
  /** How many ids were given out. */
  readonly nodes: number
}

/** Reads an expression; finds every problem that does not hide what follows it. */
export function parse(text: string, macros: MacroTable, limits: ParseLimits): ParseResult {
  const tooLong = text.length > limits.text ? lengthProblem(text, limits) : undefined
  if (tooLong !== undefined) return failed({ start: 0, end: 0, message: tooLong })
  let parser: Parser | undefined
  try {
    parser = new Parser(text, macros, limits)
    const expr = parser.read()
    return { expr, problems: parser.problems, nodes: parser.build.lastId }
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error
    const isLong = error.message.startsWith('max recursion')
    const hint = isLong
      ? `at most ${limits.chain} operators, selections and calls in a chain; && and || do not count`
      : undefined
    return failed(...(parser?.problems ?? []), { ...error.range, message: error.message, hint })
  }
}

function lengthProblem(text: string, limits: ParseLimits): string | undefined {
  if (limits.chain === undefined) return `the expression has ${text.length} characters; at most ${limits.text} are read`
  const size = codePoints(text)
  if (size <= limits.text) return undefined
  return `expression code point size exceeds limit: size: ${size}, limit ${limits.text}`
}

function failed(...problems: Problem[]): ParseResult {
  return { expr: undefined, problems, nodes: 0 }
}
