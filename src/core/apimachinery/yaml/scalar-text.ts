import { type Cursor, isBlank, isBlankOrEnd, isBreak, noTab, YamlSyntaxError } from './cursor.ts'

const colon = 58
const hash = 35

/** What ends a text without quotes inside brackets. */
const flowEnds = new Set(Array.from(',?[]{}', (symbol) => symbol.charCodeAt(0)))

/**
 * Passes a text without quotes.
 *
 * @param indent how far its lines are indented at least, outside of brackets
 * @returns its text, and whether line breaks were passed after its last word
 */
export function passPlain(cursor: Cursor, indent: number, isFlow: boolean): { value: string; endsLine: boolean } {
  let value = ''
  let gap = new Gap()
  while (!cursor.isAtDocumentMark && cursor.code() !== hash) {
    const start = cursor.at
    while (!endsPlain(cursor, isFlow)) cursor.at++
    if (cursor.at > start) {
      value += gap.text + cursor.text.slice(start, cursor.at)
      gap = new Gap()
    }
    const code = cursor.code()
    if (!isBlank(code) && !isBreak(code)) break
    gap.pass(cursor, indent)
    if (!isFlow && cursor.column < indent) break
  }
  return { value, endsLine: gap.breaks > 0 }
}

function endsPlain(cursor: Cursor, isFlow: boolean): boolean {
  const code = cursor.code()
  if (isBlankOrEnd(code)) return true
  if (code === colon) return isBlankOrEnd(cursor.code(1))
  return isFlow && flowEnds.has(code)
}

/** White space between the words of a text: spaces stay as they are, a line break becomes a space, several lose the first. */
class Gap {
  breaks = 0
  #spaces = ''

  /** @param breaks 0, or 1 when a line break went before that an escape took away */
  get text(): string {
    if (this.breaks === 0) return this.#spaces
    return this.breaks === 1 ? ' ' : '\n'.repeat(this.breaks - 1)
  }

  /** @param indent the column from which on a line may have tabs; 0 for a text in quotes, which may have them anywhere */
  pass(cursor: Cursor, indent: number): void {
    const start = cursor.at
    for (let code = cursor.code(); isBlank(code) || isBreak(code); code = cursor.code()) {
      if (isBreak(code)) {
        this.breaks++
        cursor.passBreak()
        continue
      }
      if (code === 9 && this.breaks > 0 && cursor.column < indent) throw new YamlSyntaxError(cursor.at, noTab, true)
      cursor.at++
    }
    if (this.breaks === 0) this.#spaces = cursor.text.slice(start, cursor.at)
  }
}

/** Passes a text in quotes, at whose first the cursor is. */
export function passQuoted(cursor: Cursor): string {
  const start = cursor.at
  const quote = cursor.code()
  const isDouble = quote === 34
  const run = isDouble ? /[^"\\ \t\r\n]*/y : /[^' \t\r\n]*/y
  let value = ''
  cursor.at++
  for (;;) {
    if (cursor.isAtDocumentMark)
      throw new YamlSyntaxError(cursor.at, 'kubectl takes no line of "---" or "..." inside a text; indent it', true)
    if (cursor.isAtEnd) throw new YamlSyntaxError(start, 'this quote is never closed', true)
    run.lastIndex = cursor.at
    value += run.exec(cursor.text)?.[0] ?? ''
    cursor.at = run.lastIndex
    const code = cursor.code()
    if (code === quote) {
      if (isDouble || cursor.code(1) !== quote) break
      value += "'"
      cursor.at += 2
    } else if (code !== 92 || !isDouble) {
      const gap = new Gap()
      gap.pass(cursor, 0)
      value += gap.text
    } else if (isBreak(cursor.code(1))) {
      // The line break is taken away; blank lines after it stay.
      cursor.at++
      cursor.passBreak()
      const gap = new Gap()
      gap.breaks = 1
      gap.pass(cursor, 0)
      value += '\n'.repeat(gap.breaks - 1)
    } else value += passEscape(cursor)
  }
  cursor.at++
  return value
}

const simpleEscapes = new Map([
  ['0', '\0'],
  ['a', '\u0007'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\u001b'],
  [' ', ' '],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['N', '\u0085'],
  ['_', '\u00a0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
])
const numericEscape = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/y

function passEscape(cursor: Cursor): string {
  const symbol = cursor.text.charAt(cursor.at + 1)
  const simple = simpleEscapes.get(symbol)
  if (simple !== undefined) {
    cursor.at += 2
    return simple
  }
  numericEscape.lastIndex = cursor.at
  const match = numericEscape.exec(cursor.text)
  if (match === null) {
    const right = symbol === '/' ? 'write "/"' : 'double the backslash, or put the text in single quotes'
    throw new YamlSyntaxError(cursor.at, `kubectl knows no escape "\\${symbol}"; ${right}`, true)
  }
  const [escape, byte, short, long] = match
  const code = Number.parseInt(byte ?? short ?? long ?? '', 16)
  if (code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff))
    throw new YamlSyntaxError(cursor.at, `${escape} is no character`, true)
  cursor.at += escape.length
  return String.fromCodePoint(code)
}

const blockHeader = /[|>](?:([+-])([0-9])?|([0-9])([+-])?)?/y

/**
 * Passes a block of text, at whose `|` or `>` the cursor is.
 *
 * @param parent how far the object or list around it is indented; −1 outside of all
 */
export function passBlock(cursor: Cursor, parent: number): string {
  const start = cursor.at
  const isLiteral = cursor.code() === 124
  blockHeader.lastIndex = start
  const [header = '', before, after, first, second] = blockHeader.exec(cursor.text) ?? []
  const chomping = before ?? second
  const digit = after ?? first
  if (digit === '0') throw new YamlSyntaxError(start, 'a block of text is indented by 1 to 9', true)
  cursor.at += header.length
  cursor.passSpaces()
  if (cursor.code() === hash) cursor.passLine()
  if (!isBreak(cursor.code()) && !cursor.isAtEnd)
    throw new YamlSyntaxError(cursor.at, 'a block of text begins on the line after its header')
  if (!cursor.isAtEnd) cursor.passBreak()
  const lines = new BlockLines(cursor, digit === undefined ? 0 : Math.max(parent, 0) + Number(digit), parent)
  return lines.read(isLiteral, chomping)
}

/** The lines of a block of text. */
class BlockLines {
  readonly #cursor: Cursor
  /** How far they are indented; 0 while it is not known. */
  #indent: number
  readonly #parent: number
  /** Line breaks after the last line with text, its own not counted. */
  #breaks = 0

  constructor(cursor: Cursor, indent: number, parent: number) {
    this.#cursor = cursor
    this.#indent = indent
    this.#parent = parent
  }

  read(isLiteral: boolean, chomping: string | undefined): string {
    const cursor = this.#cursor
    const pieces: string[] = []
    let hasText = false
    let wasBlank = false
    this.#passBlankLines()
    while (cursor.column === this.#indent && !cursor.isAtEnd) {
      const isBlankFirst = isBlank(cursor.code())
      const isFolded = !isLiteral && hasText && !wasBlank && !isBlankFirst
      if (isFolded) pieces.push(this.#breaks === 0 ? ' ' : '\n'.repeat(this.#breaks))
      else pieces.push('\n'.repeat(this.#breaks + (hasText ? 1 : 0)))
      wasBlank = isBlankFirst
      const start = cursor.at
      cursor.passLine()
      pieces.push(cursor.text.slice(start, cursor.at))
      if (!cursor.isAtEnd) cursor.passBreak()
      hasText = true
      this.#breaks = 0
      this.#passBlankLines()
    }
    if (hasText && chomping !== '-') pieces.push('\n')
    if (chomping === '+') pieces.push('\n'.repeat(this.#breaks))
    return pieces.join('')
  }

  /** Passes blank lines and the indentation of the next one. The first that are passed tell how far the text is indented. */
  #passBlankLines(): void {
    const cursor = this.#cursor
    let widest = 0
    for (;;) {
      while (this.#isInMargin() && cursor.code() === 32) cursor.at++
      widest = Math.max(widest, cursor.column)
      if (this.#isInMargin() && cursor.code() === 9) throw new YamlSyntaxError(cursor.at, noTab, true)
      if (!isBreak(cursor.code())) break
      cursor.passBreak()
      this.#breaks++
    }
    if (this.#indent === 0) this.#indent = Math.max(widest, this.#parent + 1, 1)
  }

  #isInMargin(): boolean {
    return this.#indent === 0 || this.#cursor.column < this.#indent
  }
}
