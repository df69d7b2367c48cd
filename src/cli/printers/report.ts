import { formatJson, formatYaml, isJsonObject, TmcError } from '../../core/apimachinery/index.ts'
import { customCells, customHeaders } from './custom-columns.ts'
import type { OutputFormat } from './format.ts'
import type { Output } from './output.ts'
import { sanitize } from './sanitize.ts'
import { formatTable, type Table, TableWriter } from './table.ts'

/** Values one after the other, at once or as they come. */
export type Sequence<T> = Iterable<T> | AsyncIterable<T>

/**
 * How a result that is no Kubernetes object is shown. JSON, YAML, JSONPath and custom columns show the value itself, whose
 * members may be sequences: they are printed as lists, item by item as they come.
 */
export type ReportView<T> = {
  /** The tables of the default and the wide form, a blank line between them. */
  tables(value: T): Iterable<Table>
  /** The objects of `-o jsonl`, one a line, and of `-o custom-columns`, one a row; absent: the value itself. */
  lines?(value: T): Sequence<unknown>
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
export async function printReport<T>(
  output: Output,
  value: T,
  view: ReportView<T>,
  options: ReportPrintOptions,
): Promise<void> {
  const { format, noHeaders = false } = options
  switch (format.kind) {
    case 'json':
      await printJson(output, value)
      break
    case 'yaml':
      await printYaml(output, value)
      break
    case 'jsonl':
      for await (const line of view.lines?.(value) ?? [value]) await output.write(`${formatJson(line)}\n`)
      break
    case 'name':
      if (view.names === undefined) throw new TmcError('Usage', '-o name: this result has no names')
      for (const name of view.names(value)) await output.write(`${sanitize(name)}\n`)
      break
    case 'jsonpath':
      await output.write(format.path.print(await materialized(value)))
      break
    case 'custom-columns': {
      const lines = noHeaders ? [] : [customHeaders(format.columns)]
      for await (const line of view.lines?.(value) ?? [value]) lines.push(customCells(format.columns, line))
      await output.write(new TableWriter().align(lines))
      break
    }
    case 'table': {
      const texts = [...view.tables(value)].map((table) => formatTable(table, { wide: format.wide, noHeaders }))
      await output.write(texts.filter((text) => text !== '').join('\n'))
      break
    }
  }
  await output.flush()
}

/** Members one after the other; lists and sequences item by item, so that a long report is never one text. */
async function printJson(output: Output, value: unknown): Promise<void> {
  if (!isJsonObject(value)) {
    await output.write(`${formatJson(value, 4)}\n`)
    return
  }
  let isFirst = true
  for (const [name, member] of Object.entries(value as { [name: string]: unknown })) {
    if (member === undefined) continue
    await output.write(`${isFirst ? '{' : ','}\n    ${JSON.stringify(name)}: `)
    isFirst = false
    if (!isSequence(member)) {
      await output.write(formatJson(member, 4).replaceAll('\n', '\n    '))
      continue
    }
    let count = 0
    for await (const item of member)
      await output.write(`${count++ === 0 ? '[' : ','}\n        ${formatJson(item, 4).replaceAll('\n', '\n        ')}`)
    await output.write(count === 0 ? '[]' : '\n    ]')
  }
  await output.write(isFirst ? '{}\n' : '\n}\n')
}

async function printYaml(output: Output, value: unknown): Promise<void> {
  if (!isJsonObject(value)) {
    await output.write(formatYaml(value))
    return
  }
  let isEmpty = true
  for (const [name, member] of Object.entries(value as { [name: string]: unknown })) {
    if (member === undefined) continue
    isEmpty = false
    if (!isSequence(member)) {
      await output.write(formatYaml({ [name]: member }))
      continue
    }
    let count = 0
    const head = formatYaml({ [name]: [] }).replace(/ \[\]\n$/, '')
    for await (const item of member) await output.write(`${count++ === 0 ? `${head}\n` : ''}${formatYaml([item])}`)
    if (count === 0) await output.write(`${head} []\n`)
  }
  if (isEmpty) await output.write('{}\n')
}

/** The value with its sequences as lists. */
async function materialized(value: unknown): Promise<unknown> {
  if (!isJsonObject(value)) return value
  const result: { [name: string]: unknown } = {}
  for (const [name, member] of Object.entries(value as { [name: string]: unknown })) {
    if (Array.isArray(member) || !isSequence(member)) result[name] = member
    else {
      const items: unknown[] = []
      for await (const item of member) items.push(item)
      result[name] = items
    }
  }
  return result
}

function isSequence(value: unknown): value is Sequence<unknown> {
  return typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
}
