import {
  ageOf,
  formatApiVersion,
  formatGo,
  formatJson,
  type JsonPath,
  type JsonValue,
  type KubeObject,
  parseApiVersion,
  parseJsonPath,
  sortedKeys,
} from '../../core/apimachinery/index.ts'
import type { ObjectColumn, ObjectPrintOptions } from './object-options.ts'
import type { Cell, Table, TableColumn } from './table.ts'

/** What `-o name` prints of an object, and what stands before its name where kinds are mixed: `synctarget.workload.kcp.io`. */
export function kindName({ apiVersion, kind }: KubeObject): string {
  const { group } = parseApiVersion(apiVersion)
  return group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`
}

/** The tables of objects: one per kind, in the order the kinds appear. */
export function objectTables(objects: readonly KubeObject[], options: ObjectPrintOptions): Table[] {
  const byKind = new Map<string, KubeObject[]>()
  for (const object of objects) {
    const kind = `${formatApiVersion(parseApiVersion(object.apiVersion))} ${object.kind}`
    const others = byKind.get(kind)
    if (others === undefined) byKind.set(kind, [object])
    else others.push(object)
  }
  return [...byKind.values()].map((block) => objectTable(block, options, byKind.size > 1))
}

/** The table of objects of one kind. */
export function objectTable(block: readonly KubeObject[], options: ObjectPrintOptions, withKind: boolean): Table {
  const { withNamespace = false, labelColumns = [], showLabels = false, now } = options
  const [first] = block
  const columns = compiled((first === undefined ? undefined : options.columnsOf?.(first)) ?? ageColumn)
  const hasNamespaces = withNamespace && block.some(({ metadata }) => metadata.namespace !== undefined)
  const heads: TableColumn[] = [
    ...(hasNamespaces ? [{ name: 'Namespace' }] : []),
    { name: 'Name' },
    ...columns.map(({ column }) => column),
    ...labelColumns.map((label) => ({ name: label.slice(label.lastIndexOf('/') + 1) })),
    ...(showLabels ? [{ name: 'Labels' }] : []),
  ]
  const rows = block.map((object): Cell[] => {
    const { name = '', namespace, labels = {} } = object.metadata
    return [
      ...(hasNamespaces ? [namespace] : []),
      withKind ? `${kindName(object)}/${name}` : name,
      ...columns.map(({ column, path }) => cellOf(object, column, path, now)),
      ...labelColumns.map((label) => (Object.hasOwn(labels, label) ? labels[label] : undefined)),
      ...(showLabels ? [formatLabels(labels)] : []),
    ]
  })
  return { columns: heads, rows }
}

const ageColumn: readonly ObjectColumn[] = [{ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }]

type Compiled = { readonly column: ObjectColumn; readonly path: JsonPath }

/** Columns with their paths, compiled once for each list of columns. */
const compilations = new WeakMap<readonly ObjectColumn[], readonly Compiled[]>()

function compiled(columns: readonly ObjectColumn[]): readonly Compiled[] {
  const known = compilations.get(columns)
  if (known !== undefined) return known
  const fresh = columns.map((column) => ({ column, path: parseJsonPath(`{${column.jsonPath}}`) }))
  compilations.set(columns, fresh)
  return fresh
}

/** One value of an object, in the type of its column; what is not there or of another type is empty, as on a server. */
function cellOf(object: KubeObject, column: ObjectColumn, path: JsonPath, now: number): Cell {
  if (column.textOf !== undefined) return column.textOf(object)
  const { type, jsonPath } = column
  const value = firstOf(path, object)
  if (type === 'date') {
    const isBirth = jsonPath === '.metadata.creationTimestamp'
    if (value === undefined || value === null) return isBirth ? ageOf(undefined, now) : undefined
    return typeof value === 'string' ? ageOf(value, now) : undefined
  }
  if (value === undefined || value === null) return undefined
  switch (type) {
    case 'string':
      return typeof value === 'object' ? formatJson(sortedKeys(value)) : formatGo(value)
    case 'integer':
      return typeof value === 'bigint' ? value : typeof value === 'number' ? Math.trunc(value) : undefined
    case 'number':
      return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : undefined
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
  }
}

function firstOf(path: JsonPath, object: KubeObject): JsonValue | undefined {
  try {
    return path.find(object)[0]?.[0]
  } catch {
    // A path that cannot be walked on this object, such as an index beyond its list, leaves the cell empty.
    return undefined
  }
}

function formatLabels(labels: { readonly [key: string]: string }): string {
  const entries = Object.entries(labels).map(([key, value]) => `${key}=${value}`)
  return entries.length === 0 ? '<none>' : entries.sort().join(',')
}
