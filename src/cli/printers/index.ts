/**
 * How results look on stdout: tables as kubectl prints them, JSON, YAML, names, JSON lines, JSONPath, custom columns; and
 * whether there is colour. Knows no command and no kind; a printer gets columns and values.
 */
export * from './colour.ts'
export * from './format.ts'
export * from './object-options.ts'
export * from './objects.ts'
export * from './output.ts'
export * from './report.ts'
export * from './sanitize.ts'
export { sortObjects } from './sort-objects.ts'
export { formatTable, type Table } from './table.ts'
