import { sanitize } from './sanitize.ts'

/** A cell of a framed table: text, and how it is painted once it is safe. */
export type FramedCell = string | { readonly text: string; readonly paint?: (text: string) => string }

/** A framed table: heads across the top, rows under them; the first cell of a row may be its head. */
export type Framed = { readonly heads: readonly FramedCell[]; readonly rows: readonly (readonly FramedCell[])[] }

/**
 * Draws a framed table, for matrices that plain columns would not make readable. Cells may have several lines. No colour but
 * what `paint` adds.
 */
export async function formatFramed({ heads, rows }: Framed): Promise<string> {
  const { FramedTable } = await import('./cli-table3.ts')
  // The package's own styles colour pipes too, and ignore NO_COLOR.
  const table = new FramedTable({ head: heads.map(painted), style: { head: [], border: [] } })
  for (const row of rows) table.push(row.map(painted))
  return `${table.toString()}\n`
}

function painted(cell: FramedCell): string {
  const { text, paint } = typeof cell === 'string' ? { text: cell, paint: undefined } : cell
  return text
    .split('\n')
    .map((line) => (paint === undefined ? sanitize(line) : paint(sanitize(line))))
    .join('\n')
}
