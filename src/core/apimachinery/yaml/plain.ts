import { type JsonObject, type JsonValue, setOwn } from '../json.ts'
import type { Path } from '../pointer.ts'
import { FlowReader, isBracket, maxDepth } from './plain-flow.ts'
import {
  closingQuote,
  giveUp,
  notPlain,
  plainLine,
  plainMore,
  plainStart,
  resolved,
  unescape,
  withoutSpaces,
} from './plain-scalar.ts'
import { YamlPlaces } from './places.ts'
import { resolveKey } from './scalar.ts'

/**
 * Reads a document in the plain style that kubectl prints and most people write: objects and lists by indentation, scalars on
 * one line or broken at spaces, literal blocks, brackets on one line, comments. It knows only what has one meaning and gives up
 * on everything else (anchors, tags, merges, folded blocks, repeated keys, tabs, anything malformed), so that the complete reader
 * decides about it and words its problems.
 *
 * It is there for its speed: a List of ten thousand objects takes a fifth of a second, half of what the complete reader needs.
 *
 * @returns undefined when the document is not in the plain style, or has no content
 */
export function readPlainYaml(text: string): PlainReading | undefined {
  const value = read(text, undefined)
  if (value === undefined) return undefined
  let places: YamlPlaces | undefined
  const locate = (path: Path) => {
    if (places === undefined) {
      places = new YamlPlaces()
      read(text, places)
    }
    return places.find(path)
  }
  return { value: value.root, offset: value.offset, locate }
}

/** Whether a document is nothing but blank lines and comments, as the licence at the top of a file is. */
export function isWithoutContent(text: string): boolean {
  return !unusual.test(text) && !/^ *[^ #\n]/m.test(text)
}

/** A document that was read, and where its parts are written: a member at its key, an item at its beginning. */
export type PlainReading = {
  readonly value: JsonValue
  /** Where the content begins. */
  readonly offset: number
  readonly locate: (path: Path) => number | undefined
}

/** What the complete reader must see: controls, tabs, carriage returns, and line breaks of YAML 1.1 alone. */
const unusual = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/

function read(text: string, places: YamlPlaces | undefined): { root: JsonValue; offset: number } | undefined {
  if (unusual.test(text)) return undefined
  const reader = new PlainReader(text, places)
  try {
    return reader.document()
  } catch (error) {
    if (error === notPlain) return undefined
    throw error
  }
}

/** A key, its colon, and the spaces before the value. */
const entry = /^(?:"([^"\\]{0,500})"|'([^']{0,500})'|([A-Za-z0-9_./][A-Za-z0-9_./:$~+@{}",=[\]-]{0,500}?)):(?: +|$)/
class PlainReader {
  readonly #text: string
  readonly #places: YamlPlaces | undefined
  /** The line at hand: what it says after its indentation, how deep it is indented, and where that begins. */
  #content = ''
  #indent = -1
  #offset = 0
  /** Where the line after it begins. */
  #next = 0

  constructor(text: string, places: YamlPlaces | undefined) {
    this.#text = text
    this.#places = places
  }

  document(): { root: JsonValue; offset: number } | undefined {
    this.#advance()
    if (this.#indent !== 0) return undefined
    const offset = this.#offset
    const root = this.#block(0, 0)
    if (this.#indent >= 0) giveUp()
    this.#places?.setRoot(offset, root)
    return { root, offset }
  }

  /** Goes to the next line that is neither blank nor a comment; after the last one the indentation is −1. */
  #advance(): void {
    const text = this.#text
    while (this.#next < text.length) {
      const start = this.#next
      const newline = text.indexOf('\n', start)
      const end = newline < 0 ? text.length : newline
      this.#next = newline < 0 ? text.length : newline + 1
      let at = start
      while (text.charCodeAt(at) === 32) at++
      if (at >= end || text.charCodeAt(at) === 35) continue
      this.#indent = at - start
      this.#offset = at
      this.#content = text.slice(at, end)
      return
    }
    this.#indent = -1
    this.#content = ''
  }

  /** The object or list that begins at the line at hand. */
  #block(indent: number, depth: number): JsonValue {
    return isItem(this.#content) ? this.#list(indent, depth) : this.#object(indent, depth)
  }

  #object(indent: number, depth: number): JsonObject {
    if (depth >= maxDepth) giveUp()
    const object: JsonObject = {}
    while (this.#indent === indent && !isItem(this.#content)) {
      const match = entry.exec(this.#content)
      if (match === null) giveUp()
      const [whole, double, single, plain] = match
      const key = double ?? single ?? resolveKey(plain ?? '')
      if (key === undefined || Object.hasOwn(object, key)) giveUp()
      const offset = this.#offset
      this.#skip(whole.length)
      const value = this.#value(indent, depth, true)
      setOwn(object, key, value)
      this.#place(object, key, offset, value)
    }
    if (this.#indent > indent) giveUp()
    return object
  }

  #list(indent: number, depth: number): JsonValue[] {
    if (depth >= maxDepth) giveUp()
    const list: JsonValue[] = []
    while (this.#indent === indent && isItem(this.#content)) {
      let width = 1
      while (this.#content.charCodeAt(width) === 32) width++
      const hasInside = width < this.#content.length && this.#content.charCodeAt(width) !== 35
      let offset = this.#offset + width
      this.#skip(width)
      let value: JsonValue
      if (hasInside && (isItem(this.#content) || entry.test(this.#content))) {
        // What begins on the line of its dash is indented as far as it stands from the margin.
        this.#indent = indent + width
        value = this.#block(this.#indent, depth + 1)
      } else {
        const start = this.#next
        value = this.#value(indent, depth, false)
        if (!hasInside && typeof value === 'object' && value !== null) offset = this.#firstContent(start)
      }
      this.#place(list, list.length, offset, value)
      list.push(value)
    }
    if (this.#indent > indent) giveUp()
    return list
  }

  /** A value whose line at hand, cut to what follows its key or dash, is the first of it. Ends at the line after it. */
  #value(indent: number, depth: number, isMember: boolean): JsonValue {
    const content = this.#content
    if (content === '' || content.charCodeAt(0) === 35) {
      this.#advance()
      if (this.#indent > indent) return this.#block(this.#indent, depth + 1)
      // A list may stand under its key without indentation.
      return isMember && this.#indent === indent && isItem(this.#content) ? this.#list(indent, depth + 1) : null
    }
    if (content.charCodeAt(0) === 124) return this.#literal(content, indent)
    const value = isBracket(content) ? this.#flow(depth + 1) : this.#scalar(content, indent)
    this.#advance()
    // What is indented further would go on with the scalar.
    if (this.#indent > indent) giveUp()
    return value
  }

  /** A literal block: the lines that are indented as far as its first one, without that indentation. */
  #literal(header: string, indent: number): string {
    const chomping = withoutSpaces(header)
    if (chomping !== '|' && chomping !== '|-' && chomping !== '|+') giveUp()
    const text = this.#text
    let width = 0
    const lines: string[] = []
    let at = this.#next
    while (at < text.length) {
      const newline = text.indexOf('\n', at)
      // Readers differ about a last line that does not end.
      if (newline < 0) giveUp()
      let first = at
      while (text.charCodeAt(first) === 32) first++
      if (first === newline) {
        // Blank lines before the first one may decide about the indentation; about spaces beyond it readers differ.
        if (width === 0 || first - at > width) giveUp()
        lines.push('')
      } else {
        const spaces = first - at
        if (width === 0) {
          if (spaces <= indent) giveUp()
          width = spaces
        } else if (spaces < width) {
          if (spaces > indent) giveUp()
          break
        }
        lines.push(text.slice(at + width, newline))
      }
      at = newline + 1
    }
    if (width === 0) giveUp()
    this.#next = at
    this.#advance()
    return chomp(lines, chomping)
  }

  /** A scalar in quotes or without, which may go on over indented lines as kubectl breaks them. */
  #scalar(content: string, indent: number): JsonValue {
    const first = content.charCodeAt(0)
    if (first === 34 || first === 39) return this.#quoted(content, first === 34 ? '"' : "'", indent)
    if (!plainStart.test(content)) giveUp()
    const comment = content.indexOf(' #')
    if (comment >= 0) return resolved(plainLine(content.slice(0, comment)))
    const lines = [plainLine(content)]
    for (let more = this.#more(indent); more !== undefined; more = this.#more(indent)) {
      if (!plainMore.test(more) || more.includes(' #')) giveUp()
      lines.push(plainLine(more))
    }
    return lines.length === 1 ? resolved(lines[0] ?? '') : resolved(lines.join(' '))
  }

  /** A text in quotes; lines are joined by a space. */
  #quoted(content: string, quote: string, indent: number): string {
    const pieces: string[] = []
    let line = content
    let from = 1
    for (;;) {
      const end = closingQuote(line, quote, from)
      if (end >= 0) {
        if (!/^(?: +#.*| *)$/.test(line.slice(end + 1))) giveUp()
        pieces.push(line.slice(from, end))
        break
      }
      const piece = withoutSpaces(line.slice(from))
      // A backslash at the end joins lines otherwise.
      if (quote === '"' && piece.endsWith('\\')) giveUp()
      pieces.push(piece)
      line = this.#more(indent) ?? giveUp()
      from = 0
    }
    const text = pieces.length === 1 ? (pieces[0] ?? '') : pieces.join(' ')
    if (quote === "'") return text.replaceAll("''", "'")
    return text.includes('\\') ? unescape(text) : text
  }

  /** The next line without its indentation, when it is neither blank nor a comment and indented further; else undefined. */
  #more(indent: number): string | undefined {
    const text = this.#text
    const start = this.#next
    let at = start
    while (text.charCodeAt(at) === 32) at++
    if (at - start <= indent || at >= text.length) return undefined
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline
    if (at === end || text.charCodeAt(at) === 35) return undefined
    this.#next = newline < 0 ? text.length : newline + 1
    return text.slice(at, end)
  }

  /** A list or object in brackets that ends on the line at hand, and nothing but a comment after it. */
  #flow(depth: number): JsonValue {
    const content = this.#content
    const flow = new FlowReader(content, (container, key, at, value) =>
      this.#place(container, key, this.#offset + at, value),
    )
    const value = flow.value(depth)
    if (!/^(?: +#.*| *)$/.test(content.slice(flow.at))) giveUp()
    return value
  }

  /** Cuts the beginning off the line at hand. */
  #skip(length: number): void {
    this.#content = this.#content.slice(length)
    this.#offset += length
  }

  #firstContent(start: number): number {
    const line = /(?:^|\n) *([^ #\n])/g
    line.lastIndex = Math.max(0, start - 1)
    const match = line.exec(this.#text)
    return match === null ? start : match.index + match[0].length - 1
  }

  #place(container: object, key: string | number, offset: number, value: JsonValue): void {
    this.#places?.set(container, key, offset, value)
  }
}

/** Whether a line begins with a dash that makes it an item of a list. */
function isItem(content: string): boolean {
  return content.charCodeAt(0) === 45 && (content.length === 1 || content.charCodeAt(1) === 32)
}

function chomp(lines: string[], chomping: string): string {
  let length = lines.length
  if (chomping !== '|+') while (length > 0 && lines[length - 1] === '') length--
  const text = lines.slice(0, length).join('\n')
  return chomping === '|-' ? text : `${text}\n`
}
