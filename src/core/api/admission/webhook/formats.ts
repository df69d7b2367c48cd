import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  Quantity,
  tryParseDuration,
} from '../../../apimachinery/index.ts'
import {
  isDurationSchema,
  isLabelSelectorSchema,
  isQuantitySchema,
  labelValueProblems,
  qualifiedNameProblems,
  type StructuralSchema,
} from '../../../schema/index.ts'
import type { Findings } from './findings.ts'

/**
 * Checks every quantity, duration and label selector of an object, wherever its schema has one: that they parse, which a
 * pattern alone cannot promise.
 */
export function checkFormats(schema: StructuralSchema, value: JsonValue, findings: Findings): void {
  walk(schema, value, [], findings)
}

function walk(schema: StructuralSchema, value: JsonValue, path: (string | number)[], findings: Findings): void {
  if (value === null || !holdsFormats(schema)) return
  if (isQuantitySchema(schema)) return checkQuantity(value, path, findings)
  if (isDurationSchema(schema)) return checkDuration(value, path, findings)
  if (isLabelSelectorSchema(schema)) return checkSelector(value, path, findings)
  const { properties, additionalProperties, items } = schema
  if (Array.isArray(value)) {
    if (items === undefined) return
    value.forEach((item, index) => walk(items, item, [...path, index], findings))
  } else if (isJsonObject(value))
    for (const key of Object.keys(value)) {
      const isDeclared = properties !== undefined && Object.hasOwn(properties, key)
      const field = isDeclared ? properties[key] : additionalProperties
      if (typeof field === 'object') walk(field, value[key] ?? null, [...path, key], findings)
    }
}

const holding = new WeakMap<StructuralSchema, boolean>()

function holdsFormats(schema: StructuralSchema): boolean {
  const known = holding.get(schema)
  if (known !== undefined) return known
  const { properties, additionalProperties, items } = schema
  const holds =
    isQuantitySchema(schema) ||
    isDurationSchema(schema) ||
    isLabelSelectorSchema(schema) ||
    (items !== undefined && holdsFormats(items)) ||
    (typeof additionalProperties === 'object' && holdsFormats(additionalProperties)) ||
    Object.values(properties ?? {}).some(holdsFormats)
  holding.set(schema, holds)
  return holds
}

function checkQuantity(value: JsonValue, path: readonly (string | number)[], findings: Findings): void {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return
  const quantity = Quantity.tryParse(value)
  if (quantity === undefined)
    findings.invalid(path, value, 'must be a quantity: a number with a suffix such as m, k, M, G, Ki, Mi or Gi')
  else if (quantity.nanos < 0n) findings.invalid(path, value, 'must be greater than or equal to 0')
}

function checkDuration(value: JsonValue, path: readonly (string | number)[], findings: Findings): void {
  if (typeof value !== 'string') return
  const nanoseconds = tryParseDuration(value)
  if (nanoseconds === undefined)
    findings.invalid(path, value, 'must be a duration of at most 292 years, such as 30s, 10m or 1h30m')
  else if (nanoseconds <= 0n) findings.invalid(path, value, 'must be greater than 0s')
}

/** The server's own checks of a LabelSelector, in its words. */
function checkSelector(value: JsonValue, path: readonly (string | number)[], findings: Findings): void {
  if (!isJsonObject(value)) return
  const { matchLabels, matchExpressions } = value
  if (isJsonObject(matchLabels)) checkLabels(matchLabels, [...path, 'matchLabels'], findings)
  if (!Array.isArray(matchExpressions)) return
  matchExpressions.forEach((expression, index) => {
    if (isJsonObject(expression)) checkExpression(expression, [...path, 'matchExpressions', index], findings)
  })
}

function checkExpression(expression: JsonObject, path: readonly (string | number)[], findings: Findings): void {
  const { key, operator, values } = expression
  const count = Array.isArray(values) ? values.length : 0
  if ((operator === 'In' || operator === 'NotIn') && count === 0)
    findings.required([...path, 'values'], "must be specified when `operator` is 'In' or 'NotIn'")
  if ((operator === 'Exists' || operator === 'DoesNotExist') && count > 0)
    findings.forbidden([...path, 'values'], "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
  if (typeof key === 'string') findings.problems([...path, 'key'], key, qualifiedNameProblems(key))
  if (Array.isArray(values))
    values.forEach((one, index) => {
      if (typeof one === 'string') findings.problems([...path, 'values', index], one, labelValueProblems(one))
    })
}

/** Checks labels: keys that are qualified names, values that are label values. */
export function checkLabels(labels: JsonObject, path: readonly (string | number)[], findings: Findings): void {
  for (const [key, value] of Object.entries(labels)) {
    findings.problems([...path, key], key, qualifiedNameProblems(key))
    if (typeof value === 'string') findings.problems([...path, key], value, labelValueProblems(value))
  }
}
