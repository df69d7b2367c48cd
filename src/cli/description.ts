import { isJsonObject, type JsonObject, type JsonValue, type KubeObject, own } from '../core/apimachinery/index.ts'
import type { StructuralSchema } from '../core/schema/index.ts'
import { formatTable, sanitize, type Table } from './printers/index.ts'

/** A part of a description that is not in the object itself. */
export type DescriptionSection = { readonly title: string; readonly table?: Table; readonly text?: string }

const maxDepth = 32

/**
 * Describes an object for reading, as kubectl does: who it is first, then every field, indented; conditions as a table.
 * Names of fields become words; keys of maps, such as labels and resources, stay as they are.
 */
export function formatDescription(
  object: KubeObject,
  schema: StructuralSchema,
  sections: readonly DescriptionSection[] = [],
): string {
  const { metadata } = object
  const lines: string[] = []
  const head = (title: string, value: string) => lines.push(`${`${title}:`.padEnd(14)}${value}`)
  head('Name', sanitize(metadata.name ?? ''))
  if (metadata.namespace !== undefined) head('Namespace', sanitize(metadata.namespace))
  mapLines('Labels', metadata.labels, lines)
  mapLines('Annotations', metadata.annotations, lines)
  head('API Version', sanitize(object.apiVersion))
  head('Kind', sanitize(object.kind))
  if (typeof metadata.creationTimestamp === 'string') head('Created', sanitize(metadata.creationTimestamp))
  if (typeof metadata.deletionTimestamp === 'string')
    head('Terminating', `since ${sanitize(metadata.deletionTimestamp)}`)
  if (metadata.finalizers !== undefined && metadata.finalizers.length > 0)
    head('Finalizers', metadata.finalizers.map(sanitize).join(', '))
  if (metadata.generation !== undefined) head('Generation', String(metadata.generation))
  const json = object as JsonObject
  for (const part of ['spec', 'status']) {
    const value = own(json, part)
    if (!isJsonObject(value)) continue
    lines.push(`${titleOf(part)}:`)
    const { conditions, ...rest } = value
    lines.push(...valueLines(rest, schema.properties?.[part] ?? {}, 1))
    if (Array.isArray(conditions)) lines.push('  Conditions:', ...indent(formatTable(conditionTable(conditions)), 4))
  }
  for (const { title, table, text } of sections) {
    if (text !== undefined) head(title, text)
    else if (table !== undefined)
      lines.push(`${title}:`, ...indent(table.rows.length === 0 ? '<none>' : formatTable(table), 2))
  }
  return `${lines.join('\n')}\n`
}

function mapLines(title: string, map: { [key: string]: string } | undefined, lines: string[]): void {
  const entries = Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  const values =
    entries.length === 0 ? ['<none>'] : entries.map(([key, value]) => `${sanitize(key)}=${sanitize(value)}`)
  values.forEach((value, index) => lines.push(`${(index === 0 ? `${title}:` : '').padEnd(14)}${value}`))
}

function conditionTable(conditions: readonly JsonValue[]): Table {
  const text = (condition: JsonValue, field: string) => {
    const value = isJsonObject(condition) ? own(condition, field) : undefined
    return typeof value === 'string' ? value : ''
  }
  const fields = ['type', 'status', 'reason', 'lastTransitionTime', 'message']
  return {
    columns: ['Type', 'Status', 'Reason', 'Since', 'Message'].map((name) => ({ name })),
    rows: conditions.map((condition) => fields.map((field) => text(condition, field))),
  }
}

function valueLines(value: JsonObject, schema: StructuralSchema, depth: number): string[] {
  const margin = '  '.repeat(depth)
  const names = Object.keys(value).sort(byName)
  const isMap = schema.properties === undefined
  const titles = names.map((name) => (isMap ? sanitize(name) : titleOf(name)))
  const scalars = names.filter((name) => isScalar(own(value, name)))
  const width = Math.max(
    0,
    ...titles.filter((_, index) => scalars.includes(names[index] ?? '')).map((title) => title.length),
  )
  return names.flatMap((name, index) => {
    const child = own(value, name) ?? null
    const title = `${titles[index]}:`
    if (isScalar(child)) return [`${margin}${title.padEnd(width + 3)}${scalarText(child)}`]
    if (depth >= maxDepth) return [`${margin}${title} …`]
    const inner = (isMap ? schema.additionalProperties : own(schema.properties ?? {}, name)) ?? {}
    const next = typeof inner === 'object' ? inner : {}
    if (isJsonObject(child)) return [`${margin}${title}`, ...valueLines(child, next, depth + 1)]
    return [`${margin}${title}`, ...listLines(child as JsonValue[], next.items ?? {}, depth + 1)]
  })
}

/** Alphabetical, but what a thing is called comes first. */
function byName(a: string, b: string): number {
  if ((a === 'name') !== (b === 'name')) return a === 'name' ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

function listLines(items: readonly JsonValue[], schema: StructuralSchema, depth: number): string[] {
  const margin = '  '.repeat(depth)
  return items.flatMap((item) => {
    if (isScalar(item)) return [`${margin}- ${scalarText(item)}`]
    if (depth >= maxDepth) return [`${margin}- …`]
    const lines = isJsonObject(item)
      ? valueLines(item, schema, depth + 1)
      : listLines(item as JsonValue[], schema.items ?? {}, depth + 1)
    const [first = '', ...rest] = lines
    return [`${margin}- ${first.trimStart()}`, ...rest]
  })
}

/** Whether a value fits on the line of its name; empty lists and maps do. */
function isScalar(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.length === 0
  return isJsonObject(value) ? Object.keys(value).length === 0 : true
}

function scalarText(value: JsonValue): string {
  if (Array.isArray(value) || isJsonObject(value)) return '<none>'
  return value === null ? '<nil>' : sanitize(String(value))
}

const acronyms = new Set(['api', 'cel', 'uid', 'url', 'ca'])

/** A field's name in words: `syncerConfig` reads `Syncer Config`, `virtualWorkspaceURL` reads `Virtual Workspace URL`. */
function titleOf(field: string): string {
  return field
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .map((word) =>
      acronyms.has(word.toLowerCase()) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1),
    )
    .join(' ')
}

function indent(text: string, by: number): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `${' '.repeat(by)}${line}`)
}
