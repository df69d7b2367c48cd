import { fail } from '../failure.ts'
import { formatDouble } from '../standard/conversions.ts'
import { formatSeconds, formatTimestamp, plainDecimal } from '../time.ts'
import {
  CelDuration,
  isDouble,
  doubleOf,
  isInt,
  isList,
  isMap,
  mapEntries,
  Timestamp,
  typeName,
  TypeValue,
  Uint,
  type Value,
} from '../values.ts'
import { fixedPoint, scientific } from './decimal-text.ts'
import { quoteGo } from './go-text.ts'
import { compareText, type Meter } from '../equality.ts'

/**
 * Two ways to print: `plain` is the current strings library's; `kubernetes` is that of the version the API server pins,
 * which quotes what is inside lists and groups digits the English way.
 */
export type FormatDialect = 'plain' | 'kubernetes'

const maxDepth = 250
/** More digits after the point than any double has. */
const maxPrecision = 1_100
const maxLength = 10_000_000

/** Fills a format such as `%d of %s`. @see github.com/google/cel-go/ext/formatting.go */
export function formatText(meter: Meter, format: string, args: readonly Value[], dialect: FormatDialect): string {
  let [text, next, at] = ['', 0, 0]
  for (;;) {
    const percent = format.indexOf('%', at)
    if (percent < 0) return text + format.slice(at)
    text += format.slice(at, percent)
    if (text.length > maxLength) return fail('BudgetExceeded', `a text of more than ${maxLength} characters`)
    if (format[percent + 1] === '%') {
      text += '%'
      at = percent + 2
      continue
    }
    const argument = args[next]
    if (argument === undefined) return invalid(`index ${next} out of range`)
    if (percent + 1 >= format.length) return invalid('unexpected end of string')
    const clause = readClause(format, percent + 1)
    // Digits are made from the exact value, however small it is.
    meter.charge('fe'.includes(clause.letter) ? 150 + 2 * clause.precision : 20)
    text += formatClause(clause, argument, dialect)
    at = clause.end
    next++
  }
}

/** The letters of a format's clauses, one for each argument it asks for; a failure when it is malformed. */
export function clausesOf(format: string): string[] {
  const letters: string[] = []
  for (let at = format.indexOf('%'); at >= 0; at = format.indexOf('%', at)) {
    if (format[at + 1] === '%') {
      at += 2
      continue
    }
    if (at + 1 >= format.length) return invalid('unexpected end of string')
    const clause = readClause(format, at + 1)
    letters.push(clause.letter)
    at = clause.end
  }
  return letters
}

type Clause = { readonly letter: string; readonly precision: number; readonly end: number }

function readClause(format: string, start: number): Clause {
  let at = start
  let precision = 6
  if (format[at] === '.') {
    let digits = ''
    for (at++; /^[0-9]$/.test(format.charAt(at)); at++) digits += format.charAt(at)
    const where = 'could not parse formatting clause: error while parsing precision: '
    if (at >= format.length) return invalid(`${where}could not find end of precision specifier`)
    if (digits === '')
      return invalid(`${where}error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax`)
    precision = Number(digits)
    if (precision > maxPrecision) return fail('BudgetExceeded', `a precision of more than ${maxPrecision} digits`)
  }
  const letter = String.fromCodePoint(format.codePointAt(at) ?? 0)
  if (!'sdfebxXo'.includes(letter))
    return invalid(`could not parse formatting clause: unrecognized formatting clause "${letter}"`)
  return { letter, precision, end: at + 1 }
}

function invalid(message: string): never {
  return fail('InvalidArgument', message)
}

/** What each clause can print, as its errors say it. */
export function ruleOf(letter: string): string {
  switch (letter) {
    case 's':
      return 'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps'
    case 'd':
      return 'decimal clause can only be used on integers'
    case 'o':
      return 'octal clause can only be used on integers'
    case 'b':
      return 'only integers and bools can be formatted as binary'
    case 'f':
      return 'fixed-point clause can only be used on doubles'
    case 'e':
      return 'scientific clause can only be used on doubles'
    default:
      return 'only integers, byte buffers, and strings can be formatted as hex'
  }
}

function refuse(letter: string, value: Value): never {
  return invalid(`error during formatting: ${ruleOf(letter)}, was given ${typeName(value)}`)
}

function formatClause({ letter, precision }: Clause, value: Value, dialect: FormatDialect): string {
  switch (letter) {
    case 's':
      return dialect === 'plain' ? plainText(value) : kubernetesText(value)
    case 'd':
      if (dialect === 'plain' && isDouble(value)) return plainDouble(doubleOf(value))
      return integerText(value, 10) ?? refuse(letter, value)
    case 'o':
      return integerText(value, 8) ?? refuse(letter, value)
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0'
      return integerText(value, 2) ?? refuse(letter, value)
    case 'x':
      return hex(value)
    case 'X':
      return hex(value).toUpperCase()
    case 'f':
      return formatFixed(value, precision, dialect)
    default:
      return formatScientific(value, precision, dialect)
  }
}

function integerText(value: Value, radix: number): string | undefined {
  if (isInt(value)) return value.toString(radix)
  return value instanceof Uint ? value.value.toString(radix) : undefined
}

function hex(value: Value): string {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  if (bytes instanceof Uint8Array) return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return integerText(value, 16) ?? refuse('x', value)
}

/** The number for `%f` and `%e`: a double, or one of the three names of doubles without digits. */
function numberOf(value: Value, dialect: FormatDialect): number | undefined {
  if (isDouble(value)) return doubleOf(value)
  if (dialect === 'plain') {
    if (isInt(value)) return Number(value)
    return value instanceof Uint ? Number(value.value) : undefined
  }
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : undefined
}

function formatFixed(value: Value, precision: number, dialect: FormatDialect): string {
  const number = numberOf(value, dialect)
  if (number === undefined) return refuse('f', value)
  if (!Number.isFinite(number)) return withoutDigits(number, dialect)
  const text = fixedPoint(number, precision)
  if (dialect === 'plain') return text
  const [whole = '', fraction] = text.split('.')
  return whole.replace(/\B(?=(?:\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`)
}

const superscripts = '\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079'

function formatScientific(value: Value, precision: number, dialect: FormatDialect): string {
  const number = numberOf(value, dialect)
  if (number === undefined) return refuse('e', value)
  if (!Number.isFinite(number)) {
    const name = withoutDigits(number, dialect)
    return dialect === 'plain' ? name : name.padStart(precision)
  }
  // The version that Kubernetes pins reads the precision as a width and prints six digits.
  const { mantissa, exponent } = scientific(number, dialect === 'plain' ? precision : 6)
  const digits = String(Math.abs(exponent)).padStart(2, '0')
  if (dialect === 'plain') return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`
  const raised = Array.from(digits, (digit) => superscripts.charAt(Number(digit))).join('')
  return `${mantissa}\u00d710${exponent < 0 ? '\u207b' : ''}${raised}`.padStart(precision)
}

function withoutDigits(value: number, dialect: FormatDialect): string {
  if (Number.isNaN(value)) return 'NaN'
  return `${value < 0 ? '-' : ''}${dialect === 'plain' ? 'Infinity' : '\u221e'}`
}

function plainDouble(value: number): string {
  if (!Number.isFinite(value)) return withoutDigits(value, 'plain')
  return Object.is(value, -0) ? '-0' : plainDecimal(value)
}

/** What prints the same in both ways. */
function simpleText(value: Value): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || value === null) return String(value)
  if (value instanceof TypeValue) return value.name
  if (value instanceof Timestamp) return formatTimestamp(value)
  if (value instanceof CelDuration) return formatSeconds(value)
  return integerText(value, 10)
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

function plainText(value: Value, depth = 0): string {
  const simple = simpleText(value)
  if (simple !== undefined) return simple
  if (isDouble(value)) return plainDouble(doubleOf(value))
  if (value instanceof Uint8Array) return utf8(value)
  if (depth > maxDepth) return invalid(`values nested more than ${maxDepth} deep cannot be formatted`)
  if (isList(value)) return `[${value.map((one) => plainText(one, depth + 1)).join(', ')}]`
  if (!isMap(value)) return refuse('s', value)
  const entries = mapEntries(value).map(([key, one]): [string, string] => [plainText(key), plainText(one, depth + 1)])
  return `{${sorted(entries)
    .map(([key, one]) => `${key}: ${one}`)
    .join(', ')}}`
}

function sorted(entries: [string, string][]): [string, string][] {
  return entries.sort(([one], [other]) => compareText(one, other))
}

function kubernetesText(value: Value, depth = 0): string {
  const simple = simpleText(value)
  if (simple !== undefined) return simple
  if (isDouble(value)) return formatDouble(doubleOf(value))
  if (value instanceof Uint8Array) {
    const text = utf8(value)
    return text.includes('\ufffd') ? invalid('invalid UTF-8 in bytes, cannot convert to string') : text
  }
  if (depth > maxDepth) return invalid(`values nested more than ${maxDepth} deep cannot be formatted`)
  if (isList(value)) return `[${value.map((one) => nestedText(one, depth + 1)).join(', ')}]`
  if (!isMap(value)) return refuse('s', value)
  const entries = mapEntries(value).map(([key, one]): [string, string] => [
    nestedText(key, depth + 1),
    nestedText(one, depth + 1),
  ])
  return `{${sorted(entries)
    .map(([key, one]) => `${key}:${one}`)
    .join(', ')}}`
}

/** A value inside a list or map. */
function nestedText(value: Value, depth: number): string {
  if (typeof value === 'string') return quoteGo(value)
  if (value instanceof Uint8Array) return `b${quoteGo(kubernetesText(value))}`
  if (value instanceof Timestamp) return `timestamp("${formatTimestamp(value)}")`
  if (value instanceof CelDuration) return `duration("${formatSeconds(value)}")`
  if (!isDouble(value)) {
    const isPrintable = simpleText(value) !== undefined || isList(value) || isMap(value)
    return isPrintable
      ? kubernetesText(value, depth)
      : invalid(`error during formatting: no formatting function for ${typeName(value)}`)
  }
  const number = doubleOf(value)
  if (Number.isFinite(number)) return fixedPoint(number, 6)
  return `"${Number.isNaN(number) ? 'NaN' : number > 0 ? '+Inf' : '-Inf'}"`
}
