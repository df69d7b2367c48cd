import { formatGo } from '../../core/apimachinery/index.ts'
import { sanitize } from './sanitize.ts'

/** A column of a table. Columns of priority above 0 show with `-o wide` only. */
export type TableColumn = { readonly name: string; readonly priority?: number }

/** A cell: undefined and null print as nothing, as kubectl prints a value that is not there. */
export type Cell = string | number | bigint | boolean | null | undefined

/** Columns and rows; a row has one cell per column, priority or not. */
export type Table = { readonly columns: readonly TableColumn[]; readonly rows: readonly (readonly Cell[])[] }

/** How tables look. */
export type TableOptions = { readonly wide?: boolean; readonly noHeaders?: boolean }

/**
 * Prints a table as kubectl does: upper-case heads, columns three spaces apart, cells made safe for a terminal and cut at
 * their first line break. A table without rows prints nothing.
 */
export function formatTable(table: Table, options: TableOptions = {}): string {
  return new TableWriter().write(table, options)
}

/** Narrowest column, and the space after its widest cell. */
const minWidth = 6
const padding = 3

/** Prints tables that continue each other: a column never gets narrower than it was. */
export class TableWriter {
  #widths: number[] = []

  /** Rows with their heads. */
  write({ columns, rows }: Table, { wide = false, noHeaders = false }: TableOptions): string {
    if (rows.length === 0) return ''
    const shown = columns.flatMap(({ priority = 0 }, index) => (wide || priority === 0 ? [index] : []))
    const lines = rows.map((row) => shown.map((index) => formatCell(row[index])))
    if (!noHeaders) lines.unshift(shown.map((index) => sanitize(columns[index]?.name ?? '').toUpperCase()))
    return this.align(lines)
  }

  /** Lines of cells as they are; the last cell of a line is not padded. */
  align(lines: readonly (readonly string[])[]): string {
    const lengths = lines.map((line) => line.map(lengthOf))
    for (const line of lengths)
      line.forEach((length, index) => {
        if (index < line.length - 1)
          this.#widths[index] = Math.max(this.#widths[index] ?? minWidth, length + padding, minWidth)
      })
    const pieces: string[] = []
    lines.forEach((line, row) => {
      line.forEach((text, index) => {
        const isLast = index === line.length - 1
        const missing = isLast ? 0 : (this.#widths[index] ?? 0) - (lengths[row]?.[index] ?? 0)
        pieces.push(text, isLast ? '\n' : ' '.repeat(missing))
      })
    })
    return pieces.join('')
  }
}

/** Characters as kubectl counts them: code points, whatever their width on a screen. */
function lengthOf(text: string): number {
  let length = text.length
  for (let index = 0; index < text.length - 1; index++) {
    const code = text.charCodeAt(index)
    if (code >= 0xd800 && code < 0xdc00) {
      length--
      index++
    }
  }
  return length
}

function formatCell(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell !== 'string') return formatGo(cell)
  const end = cell.search(/[\f\n\r]/)
  return end < 0 ? sanitize(cell) : `${sanitize(cell.slice(0, end))}...`
}
