import type { JsonValue } from '../json.ts'
import { resolvePlain } from './scalar.ts'

/** Thrown, and caught by the reader, where the plain style ends. */
export const notPlain = new Error('not in the plain style')

export function giveUp(): never {
  throw notPlain
}

/** How a plain scalar may begin. */
export const plainStart = /^(?:[A-Za-z0-9_./$(<=~^;+\\]|-[A-Za-z0-9._/$-]|[^\u0000-\u007f])/
/** How a line may begin that goes on with a plain scalar: where it could be anything else, it is left to the other reader. */
export const plainMore = /^(?:[A-Za-z0-9_./$(<=~^;+\\"')]|-[A-Za-z0-9._/$-]|[^\u0000-\u007f])/

/** One line of a plain scalar, which nothing in it makes a key or the end of one. */
export function plainLine(line: string): string {
  const text = withoutSpaces(line)
  return text.endsWith(':') || text.includes(': ') ? giveUp() : text
}

/** A line without the spaces at its end; other white space, such as one that does not break, belongs to the text. */
export function withoutSpaces(line: string): string {
  let end = line.length
  while (line.charCodeAt(end - 1) === 32) end--
  return line.slice(0, end)
}

/** Where a text in quotes ends on a line; −1 when it goes on. */
export function closingQuote(line: string, quote: string, from: number): number {
  for (let at = from; at < line.length; at++) {
    const character = line[at]
    if (character === '\\' && quote === '"') at++
    else if (character === quote) {
      if (quote === '"' || line[at + 1] !== quote) return at
      at++
    }
  }
  return -1
}

const escapes = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([^]))/g
const simpleEscapes = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['a', '\u0007'],
  ['e', '\u001b'],
  ['0', '\0'],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  [' ', ' '],
])

/** A text of double quotes with its escapes replaced; those about which readers differ are left to the other reader. */
export function unescape(text: string): string {
  return text.replace(escapes, unescaped)
}

function unescaped(_: string, byte?: string, short?: string, long?: string, simple?: string): string {
  if (simple !== undefined) return simpleEscapes.get(simple) ?? giveUp()
  const code = Number.parseInt(byte ?? short ?? long ?? '', 16)
  return code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff) ? giveUp() : String.fromCodePoint(code)
}

/** What a plain scalar means. */
export function resolved(text: string): JsonValue {
  const value = resolvePlain(text)
  return typeof value === 'number' && !Number.isFinite(value) ? giveUp() : value
}
