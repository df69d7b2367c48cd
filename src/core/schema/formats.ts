import { tryParseDuration } from '../apimachinery/index.ts'
import type { StructuralSchema } from './structural.ts'

type Test = (text: string) => boolean

/**
 * The formats an API server enforces on strings, by name without dashes. Any other format is ignored, as the server
 * ignores it.
 *
 * @see kube-openapi's strfmt registry and apiextensions' list of supported formats (Kubernetes 1.36)
 */
const stringFormats = new Map<string, Test>([
  ['bsonobjectid', (text) => /^[0-9a-fA-F]{24}$/.test(text)],
  ['uri', isRequestUri],
  ['email', (text) => /^[^\s@<>()[\],;:\\"]+@[^\s@<>()[\],;:\\"]+$/.test(text)],
  ['hostname', isHostname],
  ['ipv4', (text) => text.includes('.') && (isIpv4(text, true) || isIpv6(text))],
  ['ipv6', (text) => text.includes(':') && isIpv6(text)],
  ['cidr', isCidr],
  ['mac', isMac],
  ['uuid', matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i)],
  ['uuid3', matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i)],
  ['uuid4', matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i)],
  ['uuid5', matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i)],
  ['isbn', (text) => isIsbn10(text) || isIsbn13(text)],
  ['isbn10', isIsbn10],
  ['isbn13', isIsbn13],
  ['creditcard', isCreditCard],
  ['ssn', (text) => text.length === 11 && /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text)],
  ['hexcolor', matches(/^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/)],
  ['rgbcolor', isRgbColor],
  ['byte', matches(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/)],
  ['password', () => true],
  ['date', isDate],
  ['datetime', isDateTime],
  ['duration', isLooseDuration],
  ['k8sshortname', (text) => text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text)],
  [
    'k8slongname',
    (text) => text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text),
  ],
])

/** The format of a schema where the API server enforces it; undefined where it ignores it. */
export function enforcedFormat({ type, format, ...schema }: StructuralSchema): string | undefined {
  if (format === undefined || format === '' || schema['x-kubernetes-int-or-string'] === true) return undefined
  switch (type) {
    case undefined:
    case 'string':
      return stringFormats.has(format.replaceAll('-', '')) ? format : undefined
    case 'integer':
      return format === 'int32' || format === 'int64' ? format : undefined
    case 'number':
      return format === 'float' || format === 'double' ? format : undefined
    default:
      return undefined
  }
}

/** The test of a string format; undefined for numbers and for what is not enforced. */
export function formatTest(format: string): Test | undefined {
  return stringFormats.get(format.replaceAll('-', ''))
}

function matches(pattern: RegExp): Test {
  return (text) => pattern.test(text)
}

/** An absolute URI or an absolute path, as Go's url.ParseRequestURI takes it. */
function isRequestUri(text: string): boolean {
  if (text === '' || /[\u0000-\u001f\u007f]/.test(text)) return false
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:/.test(text)) return text.startsWith('/') && hasGoodEscapes(text)
  const rest = text.slice(text.indexOf(':') + 1)
  if (!rest.startsWith('//')) return !rest.startsWith('/') || hasGoodEscapes(rest)
  const authority = /^\/\/([^/?]*)/.exec(rest)?.[1] ?? ''
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  if (/[ "<>\\^`{|}]/.test(host)) return false
  const port = /^(?:\[[^\]]*\]|[^:[\]]*)(?::(\d*))?$/.exec(host)
  return port !== null && hasGoodEscapes(rest)
}

function hasGoodEscapes(text: string): boolean {
  return !/%(?![0-9a-fA-F]{2})/.test(text.split('?', 1)[0] ?? '')
}

function isHostname(text: string): boolean {
  if (new TextEncoder().encode(text).length > 255) return false
  if (text.split('.').some((label) => new TextEncoder().encode(label).length > 63)) return false
  hostname ??= hostnamePattern()
  return hostname.test(text)
}

let hostname: RegExp | undefined

/** Made when it is needed: the engine works out classes of Unicode while it reads the file, which takes a millisecond. */
function hostnamePattern(): RegExp {
  const one = '[a-zA-Z0-9\\p{S}\\p{L}]'
  const inner = '[a-zA-Z0-9\\-\\p{S}\\p{L}]'
  const single = `${one}(?:-?${one}{0,62})?`
  const domain = `(?:${one}(?:${inner}{0,61}${one})?\\.)+[a-zA-Z\\p{L}]{2,63}`
  return new RegExp(`^(?:${single}|${domain})$`, 'u')
}

function isIpv4(text: string, allowsLeadingZeros: boolean): boolean {
  const parts = text.split('.')
  return (
    parts.length === 4 &&
    parts.every(
      (part) =>
        /^\d+$/.test(part) && Number(part) <= 255 && (allowsLeadingZeros || part === '0' || !part.startsWith('0')),
    )
  )
}

function isIpv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2 || !text.includes(':')) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1) ?? ''
  const hasIpv4 = last.includes('.')
  if (hasIpv4 && (!isIpv4(last, false) || text.endsWith(':'))) return false
  const hex = hasIpv4 ? groups.slice(0, -1) : groups
  if (!hex.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false
  const count = hex.length + (hasIpv4 ? 2 : 0)
  return halves.length === 2 ? count < 8 : count === 8
}

function isCidr(text: string): boolean {
  const slash = text.indexOf('/')
  if (slash < 0) return false
  const address = text.slice(0, slash)
  const bits = text.slice(slash + 1)
  if (!/^\d{1,3}$/.test(bits)) return false
  if (isIpv4(address, true)) return Number(bits) <= 32
  return isIpv6(address) && Number(bits) <= 128
}

/** EUI-48, EUI-64 and 20-octet addresses, in pairs after colons or dashes, or in fours after dots. */
function isMac(text: string): boolean {
  const octets = [6, 8, 20]
  for (const separator of [':', '-'])
    if (text[2] === separator) {
      const pairs = text.split(separator)
      return octets.includes(pairs.length) && pairs.every((pair) => /^[0-9a-fA-F]{2}$/.test(pair))
    }
  const fours = text.split('.')
  return octets.includes(fours.length * 2) && fours.every((four) => /^[0-9a-fA-F]{4}$/.test(four))
}

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '')
  if (!/^(?:\d{9}X|\d{10})$/.test(digits)) return false
  let sum = 0
  for (let at = 0; at < 10; at++) sum += (at + 1) * (digits[at] === 'X' ? 10 : Number(digits[at]))
  return sum % 11 === 0
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '')
  if (!/^\d{13}$/.test(digits)) return false
  let sum = 0
  for (let at = 0; at < 13; at++) sum += (at % 2 === 0 ? 1 : 3) * Number(digits[at])
  return sum % 10 === 0
}

function isCreditCard(text: string): boolean {
  const digits = text.replace(/\D+/g, '')
  const issuers =
    /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/
  if (!issuers.test(digits)) return false
  let sum = 0
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at])
    const doubled = digit * 2
    sum += at % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

function isRgbColor(text: string): boolean {
  const channel = '\\s*(?:0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*'
  return new RegExp(`^rgb\\(${channel},${channel},${channel}\\)$`).test(text)
}

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (month < 1 || month > 12 || day < 1) return false
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return day <= (days[month - 1] ?? 0)
}

/** A date and a time of day with a zone. The server compares the time in lower case and lets the zone be any two digits. */
export function isDateTime(text: string): boolean {
  const [date = '', time] = text.toLowerCase().split('t')
  if (time === undefined || !isDate(date)) return false
  const match = /^(\d{2}):(\d{2}):(\d{2})(?:.\d+)?(?:z|[+-]\d{2}:\d{2})$/.exec(time)
  return match !== null && Number(match[1]) <= 23 && Number(match[2]) <= 59 && Number(match[3]) <= 59
}

/** Go's durations, and numbers with units up to weeks anywhere in the text. */
function isLooseDuration(text: string): boolean {
  if (tryParseDuration(text) !== undefined) return true
  const exact = ['ns', 'us', 'µs', 'ms', 's', 'm', 'h', 'hr', 'd', 'w', 'wk']
  const prefixes = ['nano', 'micro', 'milli', 'sec', 'min', 'hour', 'day', 'week']
  for (const [, digits = '', unit = ''] of text.matchAll(/(\d+)\s*([A-Za-zµ]+)/g)) {
    if (BigInt(digits) > 2n ** 63n - 1n) return false
    const word = unit.toLowerCase()
    if (exact.includes(word) || prefixes.some((prefix) => word.startsWith(prefix))) return true
  }
  return false
}
