import { formatJson, type JsonValue } from '../core/apimachinery/index.ts'
import type { AnyResource } from '../core/api/index.ts'
import { explain, type FieldExplanation } from '../core/schema/index.ts'
import { kindNamed } from './kinds.ts'

/** Explains a kind, or the field at a path of it. @throws TmcError `NotFound` */
export function explainField(resource: AnyResource, path: string): FieldExplanation {
  return explain(resource, path)
}

/** An explanation as kubectl lays it out: the kind, the field, then the fields in it. */
export function formatExplanation(
  { group, version, kind }: Pick<AnyResource, 'group' | 'version' | 'kind'>,
  field: FieldExplanation,
  recursive: boolean,
): string {
  const lines = [`GROUP:      ${group}`, `KIND:       ${kind}`, `VERSION:    ${version}`, '']
  if (field.path !== '') lines.push(`FIELD: ${field.name} <${field.type}>${marks(field)}`, '')
  lines.push('DESCRIPTION:', ...indented(1, field.description === '' ? '<empty>' : field.description))
  if (field.path !== '') lines.push(...details(field, 1))
  lines.push('')
  if (field.fields.length > 0) {
    lines.push('FIELDS:')
    for (const child of field.fields) lines.push(...(recursive ? tree(child, 1) : entry(child)))
  }
  return `${lines.join('\n').trimEnd()}\n`
}

function entry(field: FieldExplanation): string[] {
  return [
    `  ${field.name}\t<${field.type}>${marks(field)}`,
    ...indented(1, field.description),
    ...details(field, 1),
    '',
  ]
}

function tree(field: FieldExplanation, depth: number): string[] {
  const line = `${'  '.repeat(depth)}${field.name}\t<${field.type}>${marks(field)}`
  return [line, ...field.fields.flatMap((child) => tree(child, depth + 1))]
}

function marks({ isRequired, isNullable }: FieldExplanation): string {
  return `${isRequired ? ' -required-' : ''}${isNullable ? ' -nullable-' : ''}`
}

function details(field: FieldExplanation, depth: number): string[] {
  const lines: string[] = []
  if (field.default !== undefined) lines.push(`default: ${formatJson(field.default)}`)
  if (field.enum !== undefined) lines.push(`one of: ${field.enum.map(word).join(', ')}`)
  if (field.limits.length > 0) lines.push(`limits: ${field.limits.join('; ')}`)
  if (field.keys !== undefined) lines.push(`items are told apart by: ${field.keys.join(', ')}`)
  lines.push(...field.rules.map((rule) => `rule: ${rule}`))
  return lines.flatMap((line) => indented(depth, line))
}

function word(value: JsonValue): string {
  return typeof value === 'string' ? value : formatJson(value)
}

const lineWidth = 96

/** Words set in lines of a readable width. */
function indented(depth: number, text: string): string[] {
  const margin = '    '.repeat(depth)
  const lines: string[] = []
  let line = ''
  for (const one of text.split(/\s+/).filter((piece) => piece !== '')) {
    if (line !== '' && line.length + one.length + 1 > lineWidth) {
      lines.push(margin + line)
      line = one
    } else line = line === '' ? one : `${line} ${one}`
  }
  if (line !== '') lines.push(margin + line)
  return lines
}

/** How `KIND.path` can go on: the fields of what is written up to the last dot. */
export function fieldPaths(typed: string): string[] {
  const parent = typed.slice(0, typed.lastIndexOf('.'))
  const [word = '', ...path] = parent.split('.')
  return explain(kindNamed(word), path.join('.')).fields.map(({ name }) => `${parent}.${name}`)
}
