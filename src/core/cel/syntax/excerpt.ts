import type { SourceRange } from './source-range.ts'

/** Most cells of a terminal that are shown before a place, and in all. */
const before = 50
const width = 100

/**
 * The line of a text that a range begins in, with carets under the range: two lines for people. Of a long line only what
 * is around the place. The carets stand right under wide characters, tabs and characters that cannot be shown, too.
 */
export function excerpt(text: string, { start, end }: SourceRange): string {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const newline = text.indexOf('\n', start)
  const lineEnd = newline < 0 ? text.length : newline
  const lead = backwards(text, lineStart, start)
  const spot = forwards(text, start, Math.min(Math.max(end, start), lineEnd), width - lead.cells)
  const tail = forwards(text, spot.at, lineEnd, width - lead.cells - spot.cells)
  const left = lead.at > lineStart ? '\u2026' : ''
  const right = tail.at < lineEnd ? '\u2026' : ''
  const dots = '.'.repeat(left.length + lead.cells)
  return ` | ${left}${lead.shown}${spot.shown}${tail.shown}${right}\n | ${dots}${'^'.repeat(Math.max(1, spot.cells))}`
}

/** A piece of text as it is shown, the cells it takes, and where it stopped. */
type Piece = { readonly shown: string; readonly cells: number; readonly at: number }

/** What stands before a place, as far as there is room. */
function backwards(text: string, from: number, to: number): Piece {
  let shown = ''
  let cells = 0
  let at = to
  while (at > from) {
    const isPair = at - 2 >= from && (text.codePointAt(at - 2) ?? 0) > 0xffff
    const one = shownAs(text.slice(at - (isPair ? 2 : 1), at))
    if (cells + one.cells > before) break
    shown = one.shown + shown
    cells += one.cells
    at -= isPair ? 2 : 1
  }
  return { shown, cells, at }
}

/** What stands from a place on, as far as there is room. */
function forwards(text: string, from: number, to: number, room: number): Piece {
  let shown = ''
  let cells = 0
  let at = from
  while (at < to) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
    const one = shownAs(character)
    if (cells + one.cells > room) break
    shown += one.shown
    cells += one.cells
    at += character.length
  }
  return { shown, cells, at }
}

function shownAs(character: string): { readonly shown: string; readonly cells: number } {
  const code = character.codePointAt(0) ?? 0
  if (code >= 32 && code < 127) return { shown: character, cells: 1 }
  if (character === '\t' || character === '\r') return { shown: ' ', cells: 1 }
  classes ??= {
    invisible: characterOf('\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}'),
    mark: characterOf('\\p{Mn}\\p{Me}'),
    wide: characterOf(
      '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Emoji_Presentation}' +
        '\\u3000-\\u303e\\uff01-\\uff60\\uffe0-\\uffe6',
    ),
  }
  if (classes.invisible.test(character)) return { shown: '?', cells: 1 }
  if (classes.mark.test(character)) return { shown: character, cells: 0 }
  return { shown: character, cells: classes.wide.test(character) ? 2 : 1 }
}

/** Written as a literal, the classes would be worked out whenever this file is read. */
function characterOf(classes: string): RegExp {
  return new RegExp(`^[${classes}]$`, 'u')
}

/** Made when first needed: these take long to make. `mark`: what stands over the character before it. */
let classes: { readonly invisible: RegExp; readonly mark: RegExp; readonly wide: RegExp } | undefined
