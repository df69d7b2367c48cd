import { TmcError } from '../../core/apimachinery/index.ts'
import type { OutputFormat } from './format.ts'
import type { Output } from './output.ts'
import type { Table } from './table.ts'

/** How a result that is no Kubernetes object is shown. JSON, YAML, JSONPath and custom columns show the value itself. */
export type ReportView<T> = {
  /** The tables of the default and the wide form, a blank line between them. */
  tables(value: T): Iterable<Table>
  /** The objects of `-o jsonl`, one a line; absent: the value itself on one line. */
  lines?(value: T): Iterable<unknown>
  /** The names of `-o name`, one a line; absent: the format is refused. */
  names?(value: T): Iterable<string>
}

/** How a report is printed. */
export type ReportPrintOptions = { readonly format: OutputFormat; readonly noHeaders?: boolean }

/**
 * Prints a report in any format and flushes.
 *
 * @throws TmcError `Usage` for `-o name` of a report without names
 */
export function printReport<T>(
  output: Output,
  value: T,
  view: ReportView<T>,
  options: ReportPrintOptions,
): Promise<void> {
  return Promise.reject(new TmcError('Bug', `${typeof output}${typeof value}${typeof view}${options.noHeaders}`))
}
