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
  return `${table.columns.length}${options.wide}`
}
