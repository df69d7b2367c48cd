import { formatJson } from '../apimachinery/index.ts'
import type { DefinedResource } from './crd.ts'
import { explain, type FieldExplanation } from './explain.ts'

/** The reference page of a kind, in Markdown: what it is, how it is called, every field with its limits and rules. */
export function kindReference(resource: DefinedResource): string {
  const { kind, group, version, plural, shortNames, scope, description, hasStatus, printerColumns } = resource
  const sections = sectionsOf(explain(resource, 'spec'))
  const status = resource.schema.properties?.['status']
  const columns = printerColumns.map(({ name, jsonPath, type }) => [name, `\`${jsonPath}\``, type])
  return `${[
    `# ${kind}`,
    description,
    table(
      ['', ''],
      [
        ['apiVersion', `\`${group}/${version}\``],
        ['kind', `\`${kind}\``],
        ['scope', scope === 'Cluster' ? 'cluster-wide' : 'in a namespace'],
        ['plural and short names', [plural, ...shortNames].map((name) => `\`${name}\``).join(', ')],
        ['status', hasStatus ? 'a subresource: written apart from the rest' : 'none'],
      ],
    ),
    ...nameSection(resource),
    ...sections,
    ...(status === undefined ? [] : sectionsOf(explain(resource, 'status'))),
    '## Columns',
    table(['Column', 'Value', 'Type'], columns),
  ].join('\n\n')}\n`
}

/** The page that lists all kinds. */
export function kindsIndex(
  resources: readonly DefinedResource[],
  fileOf: (resource: DefinedResource) => string,
): string {
  const groups = [...new Set(resources.map(({ group }) => group))].sort()
  const parts = groups.map((group) => {
    const rows = resources
      .filter((resource) => resource.group === group)
      .map((resource) => [
        `[${resource.kind}](${fileOf(resource)})`,
        resource.shortNames.map((name) => `\`${name}\``).join(', '),
        resource.scope === 'Cluster' ? 'cluster' : 'namespace',
        resource.description,
      ])
    return `## ${group}\n\n${table(['Kind', 'Short name', 'Scope', 'What it is'], rows)}`
  })
  return `${['# Kinds', 'Made from the kinds themselves by `node scripts/generate.mjs`.', ...parts].join('\n\n')}\n`
}

function nameSection(resource: DefinedResource): string[] {
  const name = resource.schema.properties?.['metadata']?.properties?.['name']
  if (name === undefined) return []
  const { limits } = explain(resource, 'metadata.name')
  return [`\`metadata.name\`: ${limits.map(code).join('; ')}.`]
}

/** A section for an object, and one for every object inside it, depth first. */
function sectionsOf(field: FieldExplanation): string[] {
  const rows = field.fields.map((one) => [`\`${one.name}\``, typeCell(one), meaning(one)])
  const own = [`## ${field.path}`, field.description, ...rulesOf(field)].filter((text) => text !== '')
  const inner = field.fields.filter((one) => one.fields.length > 0 && !isSelector(one))
  return [...own, table(['Field', 'Type', 'Meaning'], rows), ...inner.flatMap(sectionsOf)]
}

function rulesOf({ rules }: FieldExplanation): string[] {
  return rules.map((rule) => `Rule: ${rule}.`)
}

/** A label selector is the same everywhere, and known to everyone. */
function isSelector({ fields }: FieldExplanation): boolean {
  return fields.some(({ name }) => name === 'matchExpressions')
}

function typeCell(field: FieldExplanation): string {
  return isSelector(field) ? 'LabelSelector' : field.type
}

function meaning(field: FieldExplanation): string {
  const parts = [field.description]
  if (field.isRequired) parts.push('**Required.**')
  if (field.default !== undefined) parts.push(`Default \`${formatJson(field.default)}\`.`)
  if (field.enum !== undefined)
    parts.push(`One of ${field.enum.map((one) => `\`${formatJson(one).replaceAll('"', '')}\``).join(', ')}.`)
  if (field.keys !== undefined) parts.push(`One item for each ${field.keys.join(', ')}.`)
  const limits = field.limits.map(code).join('; ')
  if (limits !== '') parts.push(`${limits.charAt(0).toUpperCase()}${limits.slice(1)}.`)
  if (field.fields.length === 0) parts.push(...rulesOf(field))
  return parts.filter((part) => part !== '').join(' ')
}

function code(limit: string): string {
  return limit.startsWith('matches ') ? `matches \`${limit.slice('matches '.length)}\`` : limit
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}
