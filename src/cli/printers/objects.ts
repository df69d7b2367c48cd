import { formatJson, formatYaml, type JsonValue, type KubeObject, sortedKeys } from '../../core/apimachinery/index.ts'
import { customCells, customHeaders } from './custom-columns.ts'
import type { ObjectPrintOptions } from './object-options.ts'
import { kindName, objectTable, objectTables } from './object-table.ts'
import type { Output } from './output.ts'
import { sanitize } from './sanitize.ts'
import { sortObjects } from './sort-objects.ts'
import { formatTable, TableWriter } from './table.ts'

type Objects = Iterable<KubeObject> | AsyncIterable<KubeObject>

/**
 * Prints objects in any format and flushes. Formats that need no whole list are streamed. In a table, objects of several kinds
 * come in one block per kind, and their names carry the kind. JSON and YAML have their keys sorted, as kubectl's.
 *
 * @returns how many there were; a table or list of names of none prints nothing, custom columns of none their heads
 * @throws TmcError `InvalidJsonPath` as kubectl's, `Usage` when nothing has the field of `--sort-by`
 */
export async function printObjects(output: Output, objects: Objects, options: ObjectPrintOptions): Promise<number> {
  const ordered = options.sortBy === undefined ? objects : sortObjects(await collect(objects), options.sortBy)
  const count = await printAs(output, ordered, options)
  await output.flush()
  return count
}

async function printAs(output: Output, objects: Objects, options: ObjectPrintOptions): Promise<number> {
  const { format, single = false, noHeaders = false } = options
  switch (format.kind) {
    case 'json':
      return printJson(output, objects, single)
    case 'yaml':
      return printYaml(output, objects, single)
    case 'name':
    case 'jsonl':
      return printEach(output, objects, format.kind === 'name' ? nameLine : jsonLine)
    case 'jsonpath': {
      const list = await collect(objects)
      await output.write(format.path.print(single && list.length === 1 ? list[0] : listOf(list)))
      return list.length
    }
    case 'custom-columns': {
      const lines = noHeaders ? [] : [customHeaders(format.columns)]
      const list = await collect(objects)
      for (const object of list) lines.push(customCells(format.columns, object))
      await output.write(new TableWriter().align(lines))
      return list.length
    }
    case 'table': {
      const list = await collect(objects)
      const tables = objectTables(list, options)
      await output.write(tables.map((table) => formatTable(table, { wide: format.wide, noHeaders })).join('\n'))
      return list.length
    }
  }
}

async function printJson(output: Output, objects: Objects, single: boolean): Promise<number> {
  let count = 0
  if (single) {
    for await (const object of objects) {
      await output.write(`${formatJson(sorted(object), 4)}\n`)
      count++
    }
    return count
  }
  await output.write('{\n    "apiVersion": "v1",\n    "items": [')
  for await (const object of objects) {
    const text = formatJson(sorted(object), 4).replaceAll('\n', '\n        ')
    await output.write(`${count === 0 ? '' : ','}\n        ${text}`)
    count++
  }
  const end = count === 0 ? ']' : '\n    ]'
  await output.write(`${end},\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n`)
  return count
}

async function printYaml(output: Output, objects: Objects, single: boolean): Promise<number> {
  let count = 0
  if (!single) await output.write('apiVersion: v1\n')
  for await (const object of objects) {
    if (single) await output.write(`${count === 0 ? '' : '---\n'}${formatYaml(sorted(object))}`)
    else await output.write(`${count === 0 ? 'items:\n' : ''}${formatYaml([sorted(object)])}`)
    count++
  }
  const empty = count === 0 ? 'items: []\n' : ''
  if (!single) await output.write(`${empty}kind: List\nmetadata:\n  resourceVersion: ""\n`)
  return count
}

async function printEach(output: Output, objects: Objects, line: (object: KubeObject) => string): Promise<number> {
  let count = 0
  for await (const object of objects) {
    const waited = output.write(line(object))
    if (waited !== undefined) await waited
    if (output.isClosed) break
    count++
  }
  return count
}

/** Prints objects as they come, for `-w`: rows are appended under one head, JSON and YAML documents follow each other. */
export interface ObjectStream {
  print(object: KubeObject): Promise<void>
}

/** An {@link ObjectStream} to an output. Each object is flushed at once; columns never get narrower. */
export function objectStream(output: Output, options: ObjectPrintOptions): ObjectStream {
  const { format, noHeaders = false } = options
  const writer = new TableWriter()
  let count = 0
  let lastKind = ''
  const text = (object: KubeObject): string => {
    switch (format.kind) {
      case 'json':
        return `${formatJson(sorted(object), 4)}\n`
      case 'yaml':
        return `${count === 0 ? '' : '---\n'}${formatYaml(sorted(object))}`
      case 'name':
        return nameLine(object)
      case 'jsonl':
        return jsonLine(object)
      case 'jsonpath':
        return format.path.print(object)
      case 'custom-columns': {
        const cells = customCells(format.columns, object)
        return writer.align(noHeaders || count > 0 ? [cells] : [customHeaders(format.columns), cells])
      }
      case 'table': {
        const kind = `${object.apiVersion} ${object.kind}`
        const isContinued = kind === lastKind
        lastKind = kind
        const table = objectTable([object], options, false)
        return writer.write(table, { wide: format.wide, noHeaders: noHeaders || isContinued })
      }
    }
  }
  return {
    print: async (object) => {
      await output.write(text(object))
      count++
      await output.flush()
    },
  }
}

function nameLine(object: KubeObject): string {
  return `${sanitize(kindName(object))}/${sanitize(object.metadata.name ?? '<unknown>')}\n`
}

function jsonLine(object: KubeObject): string {
  return `${formatJson(sorted(object))}\n`
}

/** The Kubernetes List that JSONPath templates are applied to. */
function listOf(items: readonly KubeObject[]): object {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }
}

function sorted(object: KubeObject): JsonValue {
  return sortedKeys(object as JsonValue)
}

async function collect(objects: Objects): Promise<KubeObject[]> {
  if (Symbol.iterator in objects) return [...objects]
  const list: KubeObject[] = []
  for await (const object of objects) list.push(object)
  return list
}
