import { deepEqual, type JsonValue } from '../apimachinery/index.ts'
import {
  type ErrorPlace,
  type FieldError,
  invalid,
  noField,
  notSupported,
  tooLong,
  tooMany,
  wrongType,
} from './field-error.ts'
import { enforcedFormat, formatTest } from './formats.ts'
import { isNearInteger, jsonType, numberFormat } from './json-type.ts'
import type { Place } from './place.ts'
import type { RuleEngine } from './rule-engine.ts'
import type { StructuralSchema } from './structural.ts'
import { formatFloat, formatNumber, quote } from './wording.ts'

/** Everything one validation of a value gathers. */
export type Validating = {
  readonly place: Place
  readonly errors: FieldError[]
  /** Where a status is validated on its own: the field its errors are reported under, though their texts leave it out. */
  readonly under: string
  /** What branches of combinations came to, so that none is run twice over one value. */
  readonly branches: Map<StructuralSchema, BranchResult>
}

/** What a branch came to, over a value at a place. */
export type BranchResult = { readonly value: JsonValue; readonly at: string; readonly errors: readonly FieldError[] }

/**
 * Checks one value and adds what is wrong.
 *
 * @param old the value it replaces; undefined when there is none that can be told to be the same
 */
export type Check = (value: JsonValue, validating: Validating, old: JsonValue | undefined) => void

/** Gives the check of a schema, compiled once. */
export type CheckOf = (schema: StructuralSchema) => Check

/** The place of an error of the schema, and the text the sentence repeats it with. */
export function placeOf({ place, under }: Validating): ErrorPlace & { readonly text: string } {
  const text = place.dotted
  const field = under === '' ? text : text === '' ? under : `${under}.${text}`
  return { field, path: under === '' ? place.path : [under, ...place.path], text }
}

/** Where the server reports errors it gives no field. */
export function nowhere(validating: Validating): ErrorPlace {
  return { field: validating.under === '' ? noField : validating.under, path: placeOf(validating).path }
}

/** The names of the types a schema allows, as the server lists them. */
export function typeNames(schema: StructuralSchema): readonly string[] {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string']
  return schema.type === undefined ? [] : [schema.type]
}

/** The type of the value. */
export function typeCheck(schema: StructuralSchema): Check | undefined {
  const types = typeNames(schema)
  const format = enforcedFormat(schema)
  if (types.length === 0 && format === undefined) return undefined
  const isNullable = schema.nullable === true
  const takes = new Set<string>(types)
  const takesInteger = takes.has('integer')
  const takesNumber = takes.has('number')
  return (value, validating) => {
    const type = jsonType(value)
    if (takes.has(type)) return
    if (type === 'null') {
      if (types.length > 0 && !isNullable) fail(validating, 'null', types.join(','))
      return
    }
    if (takesNumber && type === 'integer') return
    if (takesInteger && type === 'number' && isNearInteger(value as number | bigint)) return
    if (format !== undefined && type !== 'string' && type !== 'array') fail(validating, numberFormat(type), format)
    // The server does not look at the type of texts and lists that have a format.
    else if (format === undefined || takesNumber || takesInteger) fail(validating, type, types.join(','))
  }

  function fail(validating: Validating, found: string, expected: string): void {
    const at = placeOf(validating)
    validating.errors.push(wrongType(at, found, `${at.text} in body must be of type ${expected}: ${quote(found)}`))
  }
}

/** Length and pattern of a text; the first that fails is reported. */
export function stringCheck(schema: StructuralSchema, rules: RuleEngine | undefined): Check | undefined {
  const { maxLength, minLength, pattern } = schema
  if (maxLength === undefined && minLength === undefined && (pattern === undefined || pattern === '')) return undefined
  const matches = pattern === undefined || pattern === '' ? undefined : rules?.pattern(pattern)
  const isBroken = pattern !== undefined && pattern !== '' && rules !== undefined && matches === undefined
  return (value, validating) => {
    if (typeof value !== 'string') return
    if (maxLength !== undefined && value.length > maxLength && characters(value) > maxLength) {
      validating.errors.push(tooLong(placeOf(validating), maxLength))
    } else if (minLength !== undefined && value.length < 2 * minLength && characters(value) < minLength) {
      const at = placeOf(validating)
      validating.errors.push(invalid(at, value, `${at.text} in body should be at least ${minLength} chars long`))
    } else if (isBroken || matches?.(value) === false) {
      const at = placeOf(validating)
      validating.errors.push(invalid(at, value, `${at.text} in body should match '${pattern}'`))
    }
  }
}

/** The number of characters (code points) of a text. */
function characters(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    const isPair = unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
    if (isPair) at++
    count++
  }
  return count
}

/** The format of a text. */
export function formatCheck(schema: StructuralSchema): Check | undefined {
  const format = enforcedFormat(schema)
  const test = format === undefined ? undefined : formatTest(format)
  if (format === undefined || test === undefined) return undefined
  return (value, validating) => {
    if (typeof value !== 'string' || test(value)) return
    const at = placeOf(validating)
    validating.errors.push(wrongType(at, value, `${at.text} in body must be of type ${format}: ${quote(value)}`))
  }
}

/** Range, bounds and divisor of a number. */
export function numberCheck(schema: StructuralSchema): Check | undefined {
  const { exclusiveMaximum = false, exclusiveMinimum = false } = schema
  const fits = rangeOf(schema)
  const factor = boundOf(schema.multipleOf, 'MultipleOf', fits)
  const maximum = boundOf(schema.maximum, 'Maximum boundary', fits)
  const minimum = boundOf(schema.minimum, 'Minimum boundary', fits)
  if (fits === undefined && factor === undefined && maximum === undefined && minimum === undefined) return undefined
  return (value, validating) => {
    if (typeof value !== 'number' && typeof value !== 'bigint') return
    checkRange(value, 'Checked', fits, validating)
    const isWhole = jsonType(value) === 'integer'
    if (factor !== undefined) checkFactor(value, limitFor(factor, isWhole, fits, validating), validating)
    if (maximum !== undefined) {
      const { limit, text } = limitFor(maximum, isWhole, fits, validating)
      if (exclusiveMaximum ? value >= limit : value > limit)
        bad(`should be less than ${exclusiveMaximum ? '' : 'or equal to '}${text}`, value, validating)
    }
    if (minimum !== undefined) {
      const { limit, text } = limitFor(minimum, isWhole, fits, validating)
      if (exclusiveMinimum ? value <= limit : value < limit)
        bad(`should be greater than ${exclusiveMinimum ? '' : 'or equal to '}${text}`, value, validating)
    }
  }
}

type Limit = { readonly limit: number; readonly text: string }

/**
 * A bound of a schema. It is cut to a whole number where the value is one, unless the type of the field cannot hold the
 * bound: then both are compared as doubles.
 */
type Bound = {
  readonly what: string
  readonly value: number
  readonly isHeld: boolean
  readonly whole: Limit
  readonly real: Limit
}

function boundOf(value: number | undefined, what: string, fits: Range | undefined): Bound | undefined {
  if (value === undefined) return undefined
  const cut = Math.trunc(value)
  return {
    what,
    value,
    isHeld: fits === undefined || fits.holds(value),
    whole: { limit: cut, text: formatNumber(cut) },
    real: { limit: value, text: formatFloat(value) },
  }
}

function limitFor(bound: Bound, isWhole: boolean, fits: Range | undefined, validating: Validating): Limit {
  if (bound.isHeld) return isWhole ? bound.whole : bound.real
  checkRange(bound.value, bound.what, fits, validating)
  return bound.real
}

function checkFactor(value: number | bigint, { limit, text }: Limit, validating: Validating): void {
  if (limit <= 0) {
    const at = placeOf(validating)
    validating.errors.push(invalid(at, limit, `factor MultipleOf declared for ${at.text} must be positive: ${text}`))
  } else if (!isMultiple(value, limit)) bad(`should be a multiple of ${text}`, value, validating)
}

function bad(detail: string, value: number | bigint, validating: Validating): void {
  const at = placeOf(validating)
  validating.errors.push(invalid(at, value, `${at.text} in body ${detail}`))
}

function isMultiple(value: number | bigint, factor: number): boolean {
  if (typeof value === 'bigint') return value % BigInt(Math.trunc(factor)) === 0n
  const times = factor < 1 ? (1 / factor) * value : value / factor
  return Number.isInteger(times) || isNearInteger(Math.abs(times))
}

type Range = { readonly name: string; holds(value: number | bigint): boolean }

/** What the one numeric type of a schema can hold; undefined where the server does not check it. */
function rangeOf(schema: StructuralSchema): Range | undefined {
  if (schema['x-kubernetes-int-or-string'] === true) return undefined
  const format = enforcedFormat(schema)
  if (schema.type === 'integer') {
    const name = format === undefined ? 'integer (default format)' : `integer with format ${format}`
    if (format !== 'int32') return { name, holds: (value) => jsonType(value) === 'integer' }
    return { name, holds: (value) => Number.isInteger(Number(value)) && value >= -2147483648 && value <= 2147483647 }
  }
  if (schema.type === 'number' && format === 'float')
    return { name: 'number with format float', holds: (value) => Number.isFinite(Math.fround(Number(value))) }
  return undefined
}

function checkRange(value: number | bigint, what: string, range: Range | undefined, validating: Validating): void {
  if (range === undefined || range.holds(value)) return
  const detail = `${what} value must be of type ${range.name} in ${validating.place.dotted}`
  validating.errors.push(invalid(nowhere(validating), '', detail))
}

/** Whether the value is one of those listed. */
export function enumCheck({ enum: listed }: StructuralSchema): Check | undefined {
  if (listed === undefined || listed.length === 0) return undefined
  const texts = new Set(listed.filter((one) => typeof one === 'string'))
  return (value, validating) => {
    if (typeof value === 'string' ? texts.has(value) : value !== null && listed.some((one) => isListed(value, one)))
      return
    validating.errors.push(notSupported(placeOf(validating), value, listed))
  }
}

/** Whether a value is one that is listed. The server cuts a fraction before it compares, and reads an integer as a character. */
function isListed(value: JsonValue, one: JsonValue): boolean {
  if (deepEqual(one, value)) return true
  if (typeof value !== 'number') return false
  if (typeof one === 'number') return Number.isInteger(one) && Math.trunc(value) === one
  return (
    typeof one === 'string' &&
    Number.isInteger(value) &&
    value >= 0 &&
    value <= 0x10ffff &&
    String.fromCodePoint(value) === one
  )
}

/** How many keys an object has. */
export function propertyCountCheck({
  minProperties,
  maxProperties,
}: StructuralSchema): ((count: number, validating: Validating) => void) | undefined {
  if (minProperties === undefined && maxProperties === undefined) return undefined
  return (count, validating) => {
    if (minProperties !== undefined && count < minProperties) {
      const at = placeOf(validating)
      validating.errors.push(invalid(at, count, `${at.text} in body should have at least ${minProperties} properties`))
    }
    if (maxProperties !== undefined && count > maxProperties)
      validating.errors.push(tooMany(placeOf(validating), count, maxProperties))
  }
}

/** How many items a list has. */
export function itemCountCheck({
  minItems,
  maxItems,
}: StructuralSchema): ((count: number, validating: Validating) => void) | undefined {
  if (minItems === undefined && maxItems === undefined) return undefined
  return (count, validating) => {
    if (minItems !== undefined && count < minItems) {
      const at = placeOf(validating)
      validating.errors.push(invalid(at, count, `${at.text} in body should have at least ${minItems} items`))
    }
    if (maxItems !== undefined && count > maxItems)
      validating.errors.push(tooMany(placeOf(validating), count, maxItems))
  }
}
