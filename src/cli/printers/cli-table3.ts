/** The only place that names the table package; it is loaded when the first framed table is printed. */
export { default as FramedTable } from 'cli-table3'
