import { type ErrorDetail, type JsonValue, type Manifest, manifestProblem, type Path } from '../apimachinery/index.ts'
import { formatBadValue, quote } from './wording.ts'

/** The kinds of field error, as Kubernetes names them. */
export type FieldErrorType =
  | 'Required'
  | 'Invalid'
  | 'TypeInvalid'
  | 'NotSupported'
  | 'Duplicate'
  | 'Forbidden'
  | 'NotFound'
  | 'TooLong'
  | 'TooMany'
  | 'Internal'

/** One thing wrong with one field, in the API server's own words. */
export type FieldError = {
  readonly type: FieldErrorType
  /** The field as the server prints it, such as `spec.rules[0].effect`; `<nil>` where it names none. */
  readonly field: string
  /** Keys and indexes from the root of the object, for finding the place in a file. */
  readonly path: Path
  /** What the server says after the field: `Required value`, `Invalid value: 9: should be …`. */
  readonly message: string
  /** What to do about it, which the server does not say. */
  readonly hint?: string
}

/** What the server prints where it names no field. */
export const noField = '<nil>'

/** Where an error is: the text of the field and the path to it. */
export type ErrorPlace = { readonly field: string; readonly path: Path }

/** The whole line of an error: field, then message. */
export function formatFieldError({ field, message }: Pick<FieldError, 'field' | 'message'>): string {
  return `${field}: ${message}`
}

/** An error of a field of a manifest, with the place where it is written. */
export function locateFieldError(manifest: Manifest, error: FieldError): ErrorDetail {
  const { field, hint } = error
  const problem = { ...manifestProblem(manifest, error.path, formatFieldError(error)), field }
  return hint === undefined ? problem : { ...problem, hint }
}

/** A value is missing. */
export function required(at: ErrorPlace, detail = ''): FieldError {
  return fieldError('Required', at, withDetail('Required value', detail))
}

/** A value is not what it should be; `detail` says what would be right. */
export function invalid(at: ErrorPlace, value: JsonValue, detail: string): FieldError {
  return fieldError('Invalid', at, withDetail(`Invalid value: ${formatBadValue(value)}`, detail))
}

/** As {@link invalid}, without quoting the value: an object or a list would be too long to read. */
export function invalidWhole(at: ErrorPlace, detail: string): FieldError {
  return fieldError('Invalid', at, withDetail('Invalid value', detail))
}

/** A value has the wrong type; `found` is the name of the type it has. */
export function wrongType(at: ErrorPlace, found: string, detail: string): FieldError {
  return fieldError('TypeInvalid', at, `Invalid value: ${quote(found)}: ${detail}`)
}

/** A value is none of those that are allowed. */
export function notSupported(at: ErrorPlace, value: JsonValue, supported: readonly JsonValue[]): FieldError {
  const words = supported.map((one) => quote(typeof one === 'string' ? one : formatBadValue(one)))
  return fieldError(
    'NotSupported',
    at,
    `Unsupported value: ${formatBadValue(value)}: supported values: ${words.join(', ')}`,
  )
}

/** A value that may be there once only is there again. */
export function duplicate(at: ErrorPlace, value: JsonValue): FieldError {
  return fieldError('Duplicate', at, `Duplicate value: ${formatBadValue(value)}`)
}

/** As {@link duplicate}, without quoting the value. */
export function duplicateWhole(at: ErrorPlace): FieldError {
  return fieldError('Duplicate', at, 'Duplicate value')
}

/** A field may not be set here. */
export function forbidden(at: ErrorPlace, detail: string): FieldError {
  return fieldError('Forbidden', at, withDetail('Forbidden', detail))
}

/** A server fails over a value, and says so instead of judging it. */
export function internal(at: ErrorPlace, detail: string): FieldError {
  return fieldError('Internal', at, withDetail('Internal error', detail))
}

/** A value names something that does not exist. */
export function notFound(at: ErrorPlace, value: JsonValue): FieldError {
  return fieldError('NotFound', at, `Not found: ${formatBadValue(value)}`)
}

/** A text is too long. The server says bytes and counts characters. */
export function tooLong(at: ErrorPlace, limit: number): FieldError {
  return fieldError('TooLong', at, `Too long: may not be more than ${counted(limit, 'byte')}`)
}

/** A list or map is too long. */
export function tooMany(at: ErrorPlace, count: number, limit: number): FieldError {
  return fieldError('TooMany', at, `Too many: ${count}: must have at most ${counted(limit, 'item')}`)
}

/** The errors without those that say the same again: one check can be reached on two ways. */
export function distinct(errors: FieldError[]): FieldError[] {
  if (errors.length < 2) return errors
  const seen = new Set<string>()
  return errors.filter((error) => {
    const text = formatFieldError(error)
    if (seen.has(text)) return false
    seen.add(text)
    return true
  })
}

function fieldError(type: FieldErrorType, { field, path }: ErrorPlace, message: string): FieldError {
  return { type, field: field === '' ? noField : field, path, message }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function withDetail(text: string, detail: string): string {
  return detail === '' ? text : `${text}: ${detail}`
}
