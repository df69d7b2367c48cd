import Table from 'cli-table3'
import { sanitize } from '../printers/index.ts'

/**
 * A framed matrix, the only thing this program frames: heads, and rows of as many cells. Every cell is made safe for a
 * terminal first; `paint` then colours it.
 */
export function formatFrame(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  paint: (cell: string) => string = (cell) => cell,
): string {
  const table = new Table({ head: heads.map(sanitize), style: { head: [], border: [], compact: true } })
  for (const row of rows) table.push(row.map((cell) => paint(sanitize(cell))))
  return `${table.toString()}\n`
}
