import { TmcError } from './errors.ts'
import { isJsonObject } from './json.ts'

/** One condition on one field, whose path is written with dots. */
export type FieldRequirement = {
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}

/** All requirements must hold; none at all selects everything. */
export type FieldSelector = readonly FieldRequirement[]

/**
 * Reads a field selector as kubectl's `--field-selector` does: comma-separated `field=value`, `field==value`,
 * `field!=value`; `\`, `,` and `=` inside a value are escaped by `\`. Empty terms are skipped.
 *
 * @throws TmcError `InvalidSelector`
 */
export function parseFieldSelector(text: string): FieldSelector {
  const requirements = splitTerms(text).map((term): FieldRequirement => {
    const match = /^([^=]*?)(!=|==|=)(.*)$/s.exec(term)
    if (match === null) throw invalid(text, `${JSON.stringify(term)} compares nothing`)
    const [, field = '', operator = '', value = ''] = match
    return { field, operator: operator === '!=' ? '!=' : '=', value: unescapeValue(text, value) }
  })
  // A term without field and value says nothing, as in Kubernetes.
  return requirements.filter(({ field, value }) => field !== '' || value !== '')
}

/** Prints a field selector; {@link parseFieldSelector} reads it back. */
export function formatFieldSelector(selector: FieldSelector): string {
  return selector
    .map(({ field, operator, value }) => `${field}${operator}${value.replace(/[\\,=]/g, '\\$&')}`)
    .join(',')
}

/**
 * Whether an object's fields satisfy a selector. Any scalar field may be named, such as `metadata.name` or `status.phase`;
 * one that is absent, null or no scalar reads as the empty text.
 */
export function matchesFieldSelector(selector: FieldSelector, object: unknown): boolean {
  return selector.every(({ field, operator, value }) => (fieldText(object, field) === value) === (operator === '='))
}

function fieldText(object: unknown, field: string): string {
  let value = object
  for (const key of field.split('.')) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return ''
    value = value[key]
  }
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : ''
}

/** Splits at commas that no `\` escapes, and drops empty terms. */
function splitTerms(text: string): string[] {
  const terms: string[] = []
  let start = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === ',') {
      terms.push(text.slice(start, at))
      start = at + 1
    }
  }
  terms.push(text.slice(start))
  return terms.filter((term) => term !== '')
}

function unescapeValue(selector: string, value: string): string {
  let text = ''
  for (let at = 0; at < value.length; at++) {
    const character = value[at] ?? ''
    if (character === '\\') {
      const next = value[++at]
      if (next !== '\\' && next !== ',' && next !== '=') throw invalid(selector, `invalid escape "\\${next ?? ''}"`)
      text += next
    } else if (character === '=') throw invalid(selector, 'an unescaped "=" in a value')
    else text += character
  }
  return text
}

function invalid(selector: string, problem: string): TmcError {
  return new TmcError('InvalidSelector', `field selector ${JSON.stringify(selector)}: ${problem}`, {
    hint: 'for example: metadata.name=eu-1,status.phase!=Ready; write "\\," for a comma inside a value',
  })
}
