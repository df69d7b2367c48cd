import type { CST, yaml } from './yaml-library.ts'

type Library = typeof yaml

/** Something wrong at one place of a text. */
export type YamlProblem = { readonly offset: number; readonly message: string }

/** Deepest nesting of lists and objects; deeper text can exhaust what reads it next. */
const maxDepth = 100

/** Control characters, which YAML does not allow, and the line breaks of YAML 1.1 alone, which kubectl's reader goes by. */
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]/

/**
 * The tokens of one document, or the first thing in it that must not go on: text that nests without end, before it costs time,
 * and what the package takes but kubectl's reader refuses or reads as something else.
 */
export function tokenizeYaml(library: Library, text: string): { tokens: CST.Token[]; problem?: YamlProblem } {
  const unreadable = forbidden.exec(text)
  if (unreadable !== null)
    return { tokens: [], problem: { offset: unreadable.index, message: forbiddenMessage(unreadable[0]) } }
  const parser = new library.Parser()
  const tabs = new TabWatch(library)
  let isText = false
  const tokens: CST.Token[] = []
  for (const lexeme of new library.Lexer().lex(text)) {
    const { offset } = parser
    const problem = tabs.pass(lexeme, parser.stack)
      ? problemOfLexeme(library, lexeme, isText)
      : 'kubectl takes no tab here; use spaces'
    isText = library.tokenType(lexeme) === 'scalar' && !isText
    if (problem !== undefined) return { tokens, problem: { offset, message: problem } }
    for (const token of parser.next(lexeme)) tokens.push(token)
    // The stack holds the document, what is open in it, and at most a scalar with its surroundings.
    if (parser.stack.length > maxDepth + 4) return { tokens, problem: tooDeep(parser.offset) }
  }
  for (const token of parser.end()) tokens.push(token)
  const problem = inspect(library, tokens)
  return problem === undefined ? { tokens } : { tokens, problem }
}

function forbiddenMessage(character: string): string {
  const code = character.charCodeAt(0).toString(16).padStart(4, '0')
  return /[\u0085\u2028\u2029]/.test(character)
    ? `kubectl takes the character U+${code} for the end of the line; write "\\u${code}" in double quotes`
    : `the control character U+${code} is not allowed; write "\\u${code}" in double quotes`
}

function tooDeep(offset: number): YamlProblem {
  return { offset, message: `nested more than ${maxDepth} deep` }
}

const anchor = /^[&*][A-Za-z0-9_-]+$/
const tag = /^!(?:<[^<>]*>|[\w\-;/?:@&=+$,.!~*'()[\]%]*)$/

function problemOfLexeme(library: Library, lexeme: string, isText: boolean): string | undefined {
  if (isText) return undefined
  switch (library.tokenType(lexeme)) {
    case 'anchor':
    case 'alias':
      return anchor.test(lexeme) ? undefined : `kubectl takes letters, digits, "-" and "_" after "${lexeme.charAt(0)}"`
    case 'tag':
      return tag.test(lexeme) ? undefined : `kubectl takes no tag ${JSON.stringify(lexeme)}`
    case 'byte-order-mark':
      return 'a byte order mark has no place inside a document; remove it'
    case 'single-quoted-scalar':
      return /^'(?:[^']|'')*'$/.test(lexeme) ? undefined : 'Missing closing quote'
    case 'double-quoted-scalar':
      return lexeme.includes('\\') ? problemOfEscapes(lexeme) : undefined
    default:
      return undefined
  }
}

const escapes = /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|[^])/g

/** The package reads `\/` as JSON does, and puts code points together that are none. */
function problemOfEscapes(source: string): string | undefined {
  for (const [escape, short, long] of source.matchAll(escapes)) {
    if (escape === '\\/') return 'kubectl knows no escape "\\/"; write "/"'
    const digits = short ?? long
    if (digits === undefined) continue
    const code = Number.parseInt(digits, 16)
    if (code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff)) return `${escape} is no character`
  }
  return undefined
}

/**
 * Where kubectl's reader takes tabs: inside brackets, and on a line after what is no indicator. Before the first thing of a line
 * they might be meant as indentation, and so it is after `-`, `?` and a `:` of its own.
 */
class TabWatch {
  readonly #library: Library
  /** Whether the next thing would stand where an indentation ends. */
  #mayIndent = true
  /** The column that blank lines must have passed before a tab, after a scalar without quotes, which takes them for its own. */
  #margin: number | undefined
  #brackets = 0
  #column = 0
  /** What the mark of a scalar announces, whose text is the next lexeme. */
  #announced: 'plain' | 'block' | undefined
  #isBlock = false

  constructor(library: Library) {
    this.#library = library
  }

  /** Whether the next lexeme may stand where it is. */
  pass(lexeme: string, stack: readonly CST.Token[]): boolean {
    const announced = this.#announced
    this.#announced = undefined
    if (announced !== undefined) return this.#text(lexeme, announced, stack)
    const type = this.#library.tokenType(lexeme)
    switch (type) {
      case 'scalar':
        this.#announced = this.#isBlock ? 'block' : 'plain'
        this.#isBlock = false
        return true
      case 'space':
        return this.#space(lexeme)
      case 'newline':
        this.#column = 0
        this.#mayIndent = this.#brackets === 0
        return true
      case 'comment':
        this.#margin = undefined
        return true
      default:
        this.#indicator(type, lexeme)
        return true
    }
  }

  #space(lexeme: string): boolean {
    const tab = lexeme.indexOf('\t')
    const column = this.#column + tab
    this.#column += lexeme.length
    if (tab < 0 || !this.#mayIndent) return true
    return this.#margin !== undefined && column > this.#margin
  }

  #text(text: string, announced: 'plain' | 'block', stack: readonly CST.Token[]): boolean {
    this.#mayIndent = announced === 'block'
    this.#column = announced === 'block' ? 0 : this.#column + text.length
    this.#margin = undefined
    if (announced === 'block') return true
    const margin = marginOf(stack)
    this.#margin = margin
    return text.includes('\t')
      ? [...text.matchAll(/\n( *)\t/g)].every(([, spaces = '']) => spaces.length > margin)
      : true
  }

  #indicator(type: CST.TokenType | null, lexeme: string): void {
    const isOwnColon = type === 'map-value-ind' && this.#mayIndent
    const isOpen = this.#brackets === 0
    this.#mayIndent = isOpen && (type === 'seq-item-ind' || type === 'explicit-key-ind' || isOwnColon)
    if (type === 'doc-mode' || type === 'byte-order-mark') this.#mayIndent = true
    if (type === 'flow-map-start' || type === 'flow-seq-start') this.#brackets++
    if (type === 'flow-map-end' || type === 'flow-seq-end') this.#brackets--
    this.#isBlock = type === 'block-scalar-header'
    this.#margin = undefined
    this.#column += lexeme.length
  }
}

/** How far the innermost list or object by indentation is indented; −1 outside of all. */
function marginOf(stack: readonly CST.Token[]): number {
  const block = stack.findLast((token) => token.type === 'block-map' || token.type === 'block-seq')
  return block === undefined || !('indent' in block) ? -1 : block.indent
}

/** The first thing in the tokens that must not go on: too deep a nesting, or what kubectl reads as something else. */
function inspect(library: Library, tokens: readonly CST.Token[]): YamlProblem | undefined {
  const waiting: { token: CST.Token; depth: number }[] = []
  for (const token of tokens) {
    if (token.type === 'directive')
      return { offset: token.offset, message: 'kubectl takes no directives; remove the line' }
    if (token.type === 'doc-end' && waiting.length === 0)
      return { offset: token.offset, message: 'kubectl takes no "..." without a document before it' }
    if (token.type !== 'document' || token.value === undefined) continue
    // A block of text at the margin: kubectl takes it for empty, and what follows for something else.
    if (token.value.type === 'block-scalar' && /^[^ \r\n]/m.test(token.value.source))
      return { offset: token.value.offset, message: 'kubectl wants a block of text indented' }
    waiting.push({ token: token.value, depth: 1 })
  }
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next
    if (!library.isCollection(token)) continue
    if (depth > maxDepth) return tooDeep(token.offset)
    for (const item of token.items) {
      const problem = problemOfItem(token, item)
      if (problem !== undefined) return problem
      for (const part of [item.key, item.value])
        if (part !== undefined && part !== null) waiting.push({ token: part, depth: depth + 1 })
    }
  }
  return undefined
}

function problemOfItem(token: CST.Token, { key, sep, value, start }: CST.CollectionItem): YamlProblem | undefined {
  if (key === undefined || key === null) return undefined
  if (token.type === 'flow-collection' && isColonOfText(key, sep, value))
    return {
      offset: key.offset,
      message: `kubectl reads "${key.source}:" as a text here; put a space before the colon`,
    }
  if (token.type !== 'block-map' || !start.some((part) => part.type === 'explicit-key-ind')) return undefined
  const colon = sep?.find((part) => part.type === 'map-value-ind')
  const isAstray = colon !== undefined && colon.indent !== token.indent
  // Without a colon the package would drop the value without a word.
  if (!isAstray && (colon !== undefined || value === undefined)) return undefined
  return {
    offset: colon?.offset ?? value?.offset ?? key.offset,
    message: 'a key of "?" is followed by its value after a ":" below the "?"',
  }
}

/** Whether a colon follows its plain key at once and has nothing after it: inside brackets, kubectl takes it for text. */
function isColonOfText(
  key: CST.Token,
  separator: readonly CST.SourceToken[] | undefined,
  value: CST.Token | undefined,
): key is CST.FlowScalar {
  const isEmpty = value === undefined || (value.type === 'scalar' && value.source === '')
  if (!isEmpty || key.type !== 'scalar' || separator?.length !== 1) return false
  return separator[0]?.offset === key.offset + key.source.length
}
