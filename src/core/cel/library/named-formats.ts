import { OpaqueValue } from '../values.ts'
import { decodeBase64 } from './encoders.ts'
import { utf8Length } from './measures.ts'
import { parseRequestUri, UrlError } from './url.ts'

/** A format that Kubernetes has a name for. */
export class NamedFormat extends OpaqueValue {
  readonly name: string
  /** Length of the pattern that validation costs as much as. */
  readonly patternLength: number
  /** Everything that is wrong with a text; nothing when it is in this format. */
  readonly validate: (this: void, text: string) => readonly string[]

  constructor(name: string, patternLength: number, validate: (this: void, text: string) => readonly string[]) {
    super()
    this.name = name
    this.patternLength = patternLength
    this.validate = validate
  }

  get typeName(): string {
    return 'kubernetes.NamedFormat'
  }

  equals(other: OpaqueValue): boolean {
    return other instanceof NamedFormat && other.name === this.name
  }

  toString(): string {
    return this.name
  }
}

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomain = `${label}(\\.${label})*`
const oldLabel = '[a-z]([-a-z0-9]*[a-z0-9])?'
const key = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const value = `(${key})?`

/** Whether a text is one label: letters and digits, hyphens only between them. */
function isLabel(text: string): boolean {
  return /^[a-z0-9][-a-z0-9]*$/.test(text) && !text.endsWith('-')
}

function isSubdomain(text: string): boolean {
  return text.split('.').every(isLabel)
}

function isKeyName(text: string): boolean {
  return /^[A-Za-z0-9][-A-Za-z0-9_.]*$/.test(text) && /[A-Za-z0-9]$/.test(text)
}

function tooLong(text: string, most: number, unit: 'bytes' | 'characters'): string[] {
  return utf8Length(text) > most ? [`must be no more than ${most} ${unit}`] : []
}

function unmatched(message: string, pattern: string, ...examples: string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ')
  return `${message} (e.g. ${shown}regex used for validation is '${pattern}')`
}

function dns1123Label(text: string): string[] {
  const errors = tooLong(text, 63, 'characters')
  if (isLabel(text)) return errors
  if (isSubdomain(text)) return [...errors, 'must not contain dots']
  const message =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character"
  return [...errors, unmatched(message, label, 'my-name', '123-abc')]
}

function dns1123Subdomain(text: string, unit: 'bytes' | 'characters' = 'characters'): string[] {
  const errors = tooLong(text, 253, unit)
  if (isSubdomain(text)) return errors
  const message =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
  return [...errors, unmatched(message, subdomain, 'example.com')]
}

function dns1035Label(text: string): string[] {
  const errors = tooLong(text, 63, 'characters')
  if (isLabel(text) && /^[a-z]/.test(text)) return errors
  const message =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character"
  return [...errors, unmatched(message, oldLabel, 'my-name', 'abc-123')]
}

/** A prefix is a name with more to come: a hyphen at its end is let pass, together with what stands before it. */
function asPrefix(validate: (text: string) => string[]): (text: string) => string[] {
  return (text) => validate(text.length > 1 && text.endsWith('-') ? `${dropTwoBytes(text)}a` : text)
}

/** Kubernetes cuts bytes; a cut character is no letter either way. */
function dropTwoBytes(text: string): string {
  const before = text.at(-2) ?? ''
  return before > '\x7f' ? `${text.slice(0, -2)}\ufffd` : text.slice(0, -2)
}

function qualifiedName(text: string): string[] {
  const parts = text.split('/')
  const message =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
  const examples = ['MyName', 'my.name', '123-abc']
  if (parts.length > 2)
    return [
      `a valid label key ${unmatched(message, key, ...examples)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  const errors: string[] = []
  const name = parts.at(-1) ?? ''
  if (parts.length === 2) {
    const [prefix = ''] = parts
    if (prefix === '') errors.push('prefix part must be non-empty')
    else errors.push(...dns1123Subdomain(prefix, 'bytes').map((error) => `prefix part ${error}`))
  }
  if (name === '') errors.push('name part must be non-empty')
  else errors.push(...tooLong(name, 63, 'bytes').map((error) => `name part ${error}`))
  if (!isKeyName(name)) errors.push(`name part ${unmatched(message, key, ...examples)}`)
  return errors
}

function labelValue(text: string): string[] {
  const errors = tooLong(text, 63, 'bytes')
  if (text === '' || isKeyName(text)) return errors
  const message =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
  return [...errors, unmatched(message, value, 'MyValue', 'my_value', '12345')]
}

function uri(text: string): string[] {
  const parsed = parseRequestUri(text)
  return parsed instanceof UrlError ? [parsed.message] : []
}

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

function isDateTime(text: string): boolean {
  const parts = text.toLowerCase().split('t')
  const [date = '', time = ''] = parts
  if (text.length < 4 || parts.length < 2 || !isDate(date)) return false
  // The character before the fraction may be any, and hours and minutes of the zone are not looked at.
  const match = /^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|[+-][0-9]{2}:[0-9]{2})$/u.exec(time)
  return match !== null && Number(match[1]) <= 23 && Number(match[2]) <= 59 && Number(match[3]) <= 59
}

const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i

/** Padded, and not empty. */
function isBase64(text: string): boolean {
  return text !== '' && /^[A-Za-z0-9+/=]*$/.test(text) && typeof decodeBase64(text, true) !== 'number'
}

function unless(isValid: (text: string) => boolean, complaint: string): (text: string) => string[] {
  return (text) => (isValid(text) ? [] : [complaint])
}

let formats: ReadonlyMap<string, NamedFormat> | undefined

/** All formats, by the name that `format.named` takes. */
export function namedFormats(): ReadonlyMap<string, NamedFormat> {
  formats ??= makeFormats()
  return formats
}

/** @see k8s.io/apiserver/pkg/cel/library/format.go */
const makeFormats = (): Map<string, NamedFormat> =>
  new Map(
    (
      [
        ['dns1123Label', 'DNS1123Label', 30, dns1123Label],
        ['dns1123Subdomain', 'DNS1123Subdomain', 60, (text: string) => dns1123Subdomain(text)],
        ['dns1035Label', 'DNS1035Label', 30, dns1035Label],
        ['qualifiedName', 'QualifiedName', 60, qualifiedName],
        ['dns1123LabelPrefix', 'DNS1123LabelPrefix', 30, asPrefix(dns1123Label)],
        ['dns1123SubdomainPrefix', 'DNS1123SubdomainPrefix', 60, asPrefix((text: string) => dns1123Subdomain(text))],
        ['dns1035LabelPrefix', 'DNS1035LabelPrefix', 30, asPrefix(dns1035Label)],
        ['labelValue', 'LabelValue', 40, labelValue],
        ['uri', 'URI', 1103, uri],
        ['uuid', 'uuid', 70, unless((text) => uuid.test(text), 'does not match the UUID format')],
        ['byte', 'byte', 84, unless(isBase64, 'invalid base64')],
        ['date', 'date', 71, unless(isDate, 'invalid date')],
        ['datetime', 'datetime', 71, unless(isDateTime, 'invalid datetime')],
      ] as const
    ).map(([name, printed, patternLength, validate]) => [name, new NamedFormat(printed, patternLength, validate)]),
  )
