import { Composer, Lexer, Parser } from 'yaml'
import type { YamlProblem } from './cursor.ts'

/** Longest text that is explained, and deepest nesting of it. */
const maxText = 256 * 1024
const maxDepth = 100

/**
 * What is wrong with the syntax of a document, every fault of it, in the words of the YAML package. Whether anything is wrong is
 * not decided here: the package reads YAML 1.2, kubectl does not. The only place that names the package; it is loaded for the first
 * text that cannot be read.
 *
 * @returns nothing when the package finds no fault, or the text is too long or deep for it
 */
export function explainSyntax(text: string): YamlProblem[] {
  if (text.length > maxText) return []
  const parser = new Parser()
  const tokens = []
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token)
    // The stack holds the document, what is open in it, and at most a scalar with its surroundings.
    if (parser.stack.length > maxDepth + 4) return []
  }
  for (const token of parser.end()) tokens.push(token)
  const composer = new Composer({ schema: 'failsafe', resolveKnownTags: false, uniqueKeys: false })
  const errors = [...composer.compose(tokens)].flatMap((document) => document.errors)
  errors.push(...composer.streamInfo().errors)
  const problems = errors.map(({ pos, message }) => ({ offset: pos[0], message }))
  // One fault that ends several brackets at once is reported once for each.
  return [...new Map(problems.map((problem) => [`${problem.offset} ${problem.message}`, problem])).values()]
}
