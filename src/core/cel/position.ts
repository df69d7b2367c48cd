import type { SourceRange } from './syntax.ts'

/** Line and column of an offset, both from 1; columns count characters. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  let line = 1
  let lineStart = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++
    lineStart = at + 1
  }
  return { line, column: [...text.slice(lineStart, offset)].length + 1 }
}

/** Widest line that is shown around a place. */
const width = 100

/** The line of a text that a range begins in, with carets under the range. */
export function caret(text: string, { start, end }: SourceRange): string {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const newline = text.indexOf('\n', start)
  const lineEnd = newline < 0 ? text.length : newline
  const from = Math.max(lineStart, Math.min(start - width / 2, lineEnd - width))
  const to = Math.min(lineEnd, from + width)
  // Tabs would shift the carets, and control characters do worse.
  const clean = (piece: string): string => piece.replace(/[\t\r]/g, ' ').replace(/[\0-\x1f\x7f-\x9f]/g, '?')
  const before = (from > lineStart ? '\u2026' : '') + clean(text.slice(from, start))
  const shown = before + clean(text.slice(start, to)) + (to < lineEnd ? '\u2026' : '')
  const marks = Math.max(1, [...text.slice(start, Math.min(end, to))].length)
  return ` | ${shown}\n | ${'.'.repeat([...before].length)}${'^'.repeat(marks)}`
}
