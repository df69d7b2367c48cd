import { isJsonObject, type JsonValue } from '../apimachinery/index.ts'
import { type Check, type CheckOf, nowhere, typeNames, type Validating } from './checks.ts'
import { distinct, type FieldError, invalid } from './field-error.ts'
import { enforcedFormat, formatTest } from './formats.ts'
import { jsonType } from './json-type.ts'
import type { StructuralSchema } from './structural.ts'
import { quote } from './wording.ts'

/** anyOf, oneOf, allOf and not. Where no branch fits, the errors of the branch that came nearest are told. */
export function compositionCheck(schema: StructuralSchema, checkOf: CheckOf): Check | undefined {
  const checks = [
    anyOfCheck(schema.anyOf ?? [], checkOf),
    oneOfCheck(schema.oneOf ?? [], checkOf),
    allOfCheck(schema.allOf ?? [], checkOf),
    notCheck(schema.not, checkOf),
  ].filter((check) => check !== undefined)
  if (checks.length === 0) return undefined
  return (value, validating, old) => {
    for (const check of checks) check(value, validating, old)
  }
}

function anyOfCheck(branches: readonly StructuralSchema[], checkOf: CheckOf): Check | undefined {
  if (branches.length === 0) return undefined
  const isPlain = isIntegerOrString(branches)
  return (value, validating, old) => {
    if (isPlain && (typeof value === 'string' || jsonType(value) === 'integer')) return
    for (const branch of branches) if (errorsOf(branch, checkOf, value, validating, old).length === 0) return
    report(validating, 'must validate at least one schema (anyOf)')
    const nearest = nearestBranch(branches, checkOf, value, validating)
    validating.errors.push(...errorsOf(nearest, checkOf, value, validating, old))
  }
}

/** Whether these are the two branches that every int-or-string has, and nothing more. */
function isIntegerOrString([first, second, ...rest]: readonly StructuralSchema[]): boolean {
  const isBare = (schema: StructuralSchema | undefined, type: string): boolean =>
    schema?.type === type && Object.keys(schema).length === 1
  return rest.length === 0 && isBare(first, 'integer') && isBare(second, 'string')
}

function oneOfCheck(branches: readonly StructuralSchema[], checkOf: CheckOf): Check | undefined {
  if (branches.length === 0) return undefined
  return (value, validating, old) => {
    const results = branches.map((branch) => errorsOf(branch, checkOf, value, validating, old))
    const valid = results.filter((errors) => errors.length === 0).length
    if (valid === 1) return
    const found = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`
    report(validating, `must validate one and only one schema (oneOf). ${found}`)
    if (valid > 0) return
    const nearest = nearestBranch(branches, checkOf, value, validating)
    validating.errors.push(...errorsOf(nearest, checkOf, value, validating, old))
  }
}

function allOfCheck(branches: readonly StructuralSchema[], checkOf: CheckOf): Check | undefined {
  if (branches.length === 0) return undefined
  return (value, validating, old) => {
    let valid = 0
    for (const branch of branches) {
      const errors = errorsOf(branch, checkOf, value, validating, old)
      if (errors.length === 0) valid++
      validating.errors.push(...errors)
    }
    if (valid < branches.length)
      report(validating, `must validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`)
  }
}

function notCheck(schema: StructuralSchema | undefined, checkOf: CheckOf): Check | undefined {
  if (schema === undefined) return undefined
  return (value, validating, old) => {
    if (errorsOf(schema, checkOf, value, validating, old).length === 0)
      report(validating, 'must not validate the schema (not)')
  }
}

/** The server gives these errors no field, only the text of one. */
function report(validating: Validating, detail: string): void {
  validating.errors.push(invalid(nowhere(validating), '', `${quote(validating.place.dotted)} ${detail}`))
}

function errorsOf(
  schema: StructuralSchema,
  checkOf: CheckOf,
  value: JsonValue,
  { place, under, branches }: Validating,
  old: JsonValue | undefined,
): readonly FieldError[] {
  const known = branches.get(schema)
  if (known !== undefined && known.value === value && known.at === place.dotted) return known.errors
  const found: FieldError[] = []
  checkOf(schema)(value, { place, errors: found, under, branches }, old)
  const errors = distinct(found)
  // Finding the nearest branch asks again, at every level: without this a schema that nests them would never end.
  if (errors.length > 0) branches.set(schema, { value, at: place.dotted, errors })
  return errors
}

/** The branch with the most passed checks, the first of several. */
function nearestBranch(
  branches: readonly StructuralSchema[],
  checkOf: CheckOf,
  value: JsonValue,
  validating: Validating,
): StructuralSchema {
  let best: { readonly branch: StructuralSchema; readonly count: number } | undefined
  for (const branch of branches) {
    const count = matchCount(branch, checkOf, value, validating)
    if (best === undefined || count > best.count) best = { branch, count }
  }
  return best?.branch ?? {}
}

/**
 * How many checks of a schema a value passes, as kube-openapi counts them: each kind of check that applies counts one,
 * and most count one more when they pass.
 */
function matchCount(schema: StructuralSchema, checkOf: CheckOf, value: JsonValue, validating: Validating): number {
  const passes = (part: StructuralSchema): boolean => errorsOf(part, checkOf, value, validating, undefined).length === 0
  const typed = typeOnly(schema)
  const hasType = typeNames(schema).length > 0 || enforcedFormat(schema) !== undefined
  if (value === null) return !hasType || passes(typed) ? 1 : 0
  let count = 1
  if (hasType) count += passes(typed) ? 2 : 1
  count += 2 + compositionCount(schema, checkOf, value, validating)
  count += 1 // the enum, whether there is one or not
  const type = jsonType(value)
  if (type === 'string') count += 1 + (formatTest(enforcedFormat(schema) ?? '') === undefined ? 0 : 1)
  if (type === 'integer' || type === 'number') count += 2
  if (Array.isArray(value)) {
    count += 2
    const { items } = schema
    if (items !== undefined) for (const item of value) count += matchCount(items, checkOf, item, validating)
  } else if (isJsonObject(value)) {
    count += 1
    for (const [key, member] of Object.entries(value)) {
      const { properties, additionalProperties } = schema
      const field =
        properties !== undefined && Object.hasOwn(properties, key)
          ? properties[key]
          : typeof additionalProperties === 'object'
            ? additionalProperties
            : undefined
      if (field !== undefined) count += matchCount(field, checkOf, member, validating)
    }
  }
  return count
}

function typeOnly(schema: StructuralSchema): StructuralSchema {
  const { type, format, nullable } = schema
  return {
    ...(type === undefined ? {} : { type }),
    ...(format === undefined ? {} : { format }),
    ...(nullable === undefined ? {} : { nullable }),
    ...(schema['x-kubernetes-int-or-string'] === true ? { 'x-kubernetes-int-or-string': true } : {}),
  }
}

function compositionCount(
  { anyOf = [], oneOf = [], allOf = [] }: StructuralSchema,
  checkOf: CheckOf,
  value: JsonValue,
  validating: Validating,
): number {
  const count = (branch: StructuralSchema): number => matchCount(branch, checkOf, value, validating)
  const fits = (branch: StructuralSchema): boolean =>
    errorsOf(branch, checkOf, value, validating, undefined).length === 0
  let total = 0
  if (anyOf.length > 0) {
    const first = anyOf.find(fits)
    total += first === undefined ? Math.max(...anyOf.map(count)) : count(first)
  }
  if (oneOf.length > 0) {
    const valid = oneOf.filter(fits)
    if (valid.length === 0) total += Math.max(...oneOf.map(count))
    else if (valid.length === 1 && valid[0] !== undefined) total += count(valid[0])
  }
  for (const branch of allOf) total += count(branch)
  return total
}
