import type { SourceRange } from './syntax.ts'

/** Kinds of tokens. */
export const Token = {
  End: 0,
  Identifier: 1,
  /** A name in backquotes; its text is without them. */
  QuotedIdentifier: 2,
  Int: 3,
  Uint: 4,
  Double: 5,
  Text: 6,
  Bytes: 7,
  True: 8,
  False: 9,
  Null: 10,
  In: 11,
  Symbol: 12,
} as const
export type TokenKind = (typeof Token)[keyof typeof Token]

/** Something the lexer or parser cannot go on after. */
export class SyntaxFailure extends Error {
  readonly range: SourceRange
  constructor(message: string, range: SourceRange) {
    super(message)
    this.range = range
  }
}

/** Symbols of one character, by its code. */
const symbols: (string | undefined)[] = []
for (const symbol of '<>[]{}().,-!?:+*/%') symbols[symbol.charCodeAt(0)] = symbol
const keywords = new Map<string, TokenKind>([
  ['in', Token.In],
  ['true', Token.True],
  ['false', Token.False],
  ['null', Token.Null],
])
const number = /0x[0-9a-fA-F]+[uU]?|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[uU]?|\.\d+(?:[eE][+-]?\d+)?/y
const quotedName = /`[A-Za-z0-9_.\-/ ]+`/y

/** Reads an expression token by token; the fields tell of the current one. */
export class Lexer {
  readonly source: string
  kind: TokenKind = Token.End
  start = 0
  end = 0
  /** End of the token before the current one. */
  previousEnd = 0
  /** Of a symbol its characters, of a name the name, of a number its digits, of a text what it says. */
  text = ''
  /** Of a bytes literal. */
  bytes: Uint8Array = noBytes

  constructor(source: string) {
    this.source = source
    this.next()
  }

  /** Moves to the next token. */
  next(): void {
    const { source } = this
    this.previousEnd = this.end
    let at = this.end
    for (;;) {
      const code = source.charCodeAt(at)
      if (code === 32 || (code >= 9 && code <= 13 && code !== 11)) at++
      else if (code === 47 && source.charCodeAt(at + 1) === 47) {
        const newline = source.indexOf('\n', at)
        at = newline < 0 ? source.length : newline
      } else break
    }
    this.start = at
    if (at >= source.length) return this.#token(Token.End, at, '')
    const code = source.charCodeAt(at)
    if (isLetter(code)) this.#word(at, code)
    else if (isDigit(code) || (code === 46 && isDigit(source.charCodeAt(at + 1)))) this.#number(at)
    else if (code === 34 || code === 39) this.#string(at, at, false)
    else if (code === 96) this.#quotedName(at)
    else this.#symbol(at)
  }

  /** Whether the current token is this symbol. */
  is(symbol: string): boolean {
    return this.kind === Token.Symbol && this.text === symbol
  }

  /** Whether the current token is a plain name. */
  isName(): boolean {
    return this.kind === Token.Identifier
  }

  /** Whether the current token is a number that a minus sign may belong to. */
  isSignable(): boolean {
    return this.kind === Token.Int || this.kind === Token.Double
  }

  #token(kind: TokenKind, end: number, text: string): void {
    this.kind = kind
    this.end = end
    this.text = text
  }

  #word(at: number, first: number): void {
    const { source } = this
    // r, b, R, B or br before a quote begin a string.
    const second = source.charCodeAt(at + 1)
    const prefix = first | 32
    if ((prefix === 114 || prefix === 98) && (second === 34 || second === 39))
      return this.#string(at, at + 1, prefix === 98)
    if (prefix === 98 && (second | 32) === 114) {
      const third = source.charCodeAt(at + 2)
      if (third === 34 || third === 39) return this.#string(at, at + 2, true)
    }
    let end = at + 1
    for (let code = source.charCodeAt(end); isLetter(code) || isDigit(code); code = source.charCodeAt(end)) end++
    const text = source.slice(at, end)
    const keyword = mayBeKeyword(first, end - at) ? keywords.get(text) : undefined
    this.#token(keyword ?? Token.Identifier, end, text)
  }

  #number(at: number): void {
    number.lastIndex = at
    const text = number.exec(this.source)?.[0] ?? ''
    const end = at + text.length
    const last = text.charCodeAt(text.length - 1) | 32
    const isHex = text.startsWith('0x')
    const isFloat = !isHex && /[.eE]/.test(text)
    if (last === 117 && isFloat) {
      // `1.5u` is the double 1.5, then a name.
      return this.#token(Token.Double, end - 1, text.slice(0, -1))
    }
    if (last === 117) return this.#token(Token.Uint, end, text.slice(0, -1))
    this.#token(isFloat ? Token.Double : Token.Int, end, text)
  }

  #quotedName(at: number): void {
    quotedName.lastIndex = at
    const text = quotedName.exec(this.source)?.[0]
    if (text === undefined)
      throw new SyntaxFailure('a name in backquotes may hold letters, digits, "_", ".", "-", "/" and spaces', {
        start: at,
        end: at + 1,
      })
    this.#token(Token.QuotedIdentifier, at + text.length, text.slice(1, -1))
  }

  #symbol(at: number): void {
    const { source } = this
    const code = source.charCodeAt(at)
    const two = longSymbol(code, source.charCodeAt(at + 1))
    if (two !== undefined) return this.#token(Token.Symbol, at + 2, two)
    const symbol = symbols[code]
    if (symbol !== undefined) return this.#token(Token.Symbol, at + 1, symbol)
    const one = source.charAt(at)
    const character = String.fromCodePoint(source.codePointAt(at) ?? 0)
    const hint = one === '=' ? '; compare with "=="' : one === '&' || one === '|' ? `; write "${one}${one}"` : ''
    throw new SyntaxFailure(`unexpected character ${JSON.stringify(character)}${hint}`, {
      start: at,
      end: at + character.length,
    })
  }

  #string(start: number, quoteAt: number, isBytes: boolean): void {
    const { source } = this
    const isRaw = quoteAt > start && (source.charCodeAt(quoteAt - 1) | 32) === 114
    const quote = source.charAt(quoteAt)
    const isTriple = source.charAt(quoteAt + 1) === quote && source.charAt(quoteAt + 2) === quote
    const delimiter = isTriple ? quote + quote + quote : quote
    const from = quoteAt + delimiter.length
    const end = closing(source, from, delimiter, isRaw, isTriple)
    if (end < 0) throw new SyntaxFailure('a string that does not end', { start, end: from })
    const body = source.slice(from, end)
    const content = body.includes('\r') ? body.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : body
    if (isBytes) {
      this.bytes = isRaw || !content.includes('\\') ? new TextEncoder().encode(content) : unescapeBytes(content, from)
      return this.#token(Token.Bytes, end + delimiter.length, '')
    }
    const text = isRaw || !content.includes('\\') ? content : unescapeText(content, from)
    this.#token(Token.Text, end + delimiter.length, text)
  }
}

const noBytes = new Uint8Array(0)

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** Whether a word of this first letter and length may be `in`, `true`, `false` or `null`. */
function mayBeKeyword(first: number, length: number): boolean {
  return length <= 5 && (first === 105 || first === 116 || first === 102 || first === 110)
}

/** The symbol of two characters that these are. */
function longSymbol(first: number, second: number): string | undefined {
  if (second === 61)
    return first === 61 ? '==' : first === 33 ? '!=' : first === 60 ? '<=' : first === 62 ? '>=' : undefined
  if (first !== second) return undefined
  return first === 38 ? '&&' : first === 124 ? '||' : undefined
}

/** Where a string ends, or -1. */
function closing(source: string, from: number, delimiter: string, isRaw: boolean, isTriple: boolean): number {
  const quote = delimiter.charCodeAt(0)
  for (let at = from; at < source.length; at++) {
    const code = source.charCodeAt(at)
    if (code === quote) {
      if (!isTriple || source.startsWith(delimiter, at)) return at
    } else if (code === 92) {
      if (!isRaw) at++
    } else if (!isTriple && (code === 10 || code === 13)) return -1
  }
  return -1
}

const simpleEscapes = new Map([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
  ['\\', 92],
  ["'", 39],
  ['"', 34],
  ['`', 96],
  ['?', 63],
])
const hexDigits = new Map([
  ['x', 2],
  ['X', 2],
  ['u', 4],
  ['U', 8],
])

type Escape = { readonly code: number; readonly length: number }

/** Reads the escape that begins at a backslash. */
function escapeAt(body: string, at: number, offset: number, isBytes: boolean): Escape {
  const letter = body.charAt(at + 1)
  const simple = simpleEscapes.get(letter)
  if (simple !== undefined) return { code: simple, length: 2 }
  const digits = hexDigits.get(letter)
  if (digits !== undefined && !(isBytes && digits > 2)) {
    const hex = body.slice(at + 2, at + 2 + digits)
    if (hex.length === digits && /^[0-9a-fA-F]+$/.test(hex)) {
      const code = parseInt(hex, 16)
      if (!isBytes && (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)))
        throw new SyntaxFailure('invalid unicode code point', range(at, offset, 2 + digits))
      return { code, length: 2 + digits }
    }
  }
  const octal = /^[0-3][0-7]{2}/.exec(body.slice(at + 1, at + 4))
  if (octal !== null) return { code: parseInt(octal[0], 8), length: 4 }
  throw new SyntaxFailure(`invalid escape ${JSON.stringify(`\\${letter}`).replace('\\\\', '\\')}`, range(at, offset, 2))
}

function range(at: number, offset: number, length: number): SourceRange {
  return { start: at + offset, end: at + offset + length }
}

function unescapeText(body: string, offset: number): string {
  let text = ''
  let at = 0
  for (;;) {
    const backslash = body.indexOf('\\', at)
    if (backslash < 0) return text + body.slice(at)
    const { code, length } = escapeAt(body, backslash, offset, false)
    text += body.slice(at, backslash) + String.fromCodePoint(code)
    at = backslash + length
  }
}

function unescapeBytes(body: string, offset: number): Uint8Array {
  const encoder = new TextEncoder()
  const bytes: number[] = []
  let at = 0
  for (;;) {
    const backslash = body.indexOf('\\', at)
    for (const byte of encoder.encode(body.slice(at, backslash < 0 ? body.length : backslash))) bytes.push(byte)
    if (backslash < 0) return Uint8Array.from(bytes)
    const { code, length } = escapeAt(body, backslash, offset, true)
    bytes.push(code)
    at = backslash + length
  }
}
