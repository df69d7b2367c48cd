import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '../apimachinery/index.ts'
import {
  type Check,
  enumCheck,
  formatCheck,
  itemCountCheck,
  numberCheck,
  placeOf,
  propertyCountCheck,
  stringCheck,
  typeCheck,
  type Validating,
} from './checks.ts'
import { compositionCheck } from './composition.ts'
import { invalid, required } from './field-error.ts'
import { oldItems } from './list-keys.ts'
import type { RuleEngine } from './rule-engine.ts'
import type { StructuralSchema } from './structural.ts'
import { formatGoJson } from './wording.ts'

const withoutRules = new WeakMap<StructuralSchema, Check>()
const withRules = new WeakMap<RuleEngine, WeakMap<StructuralSchema, Check>>()

/**
 * The check of a schema, compiled once per schema and rule engine. Errors come in the order of an API server: the type,
 * then combinations, text, number, items, enum, fields, missing fields.
 *
 * @param rules compiles patterns; without it patterns are not checked
 */
export function validatorOf(schema: StructuralSchema, rules: RuleEngine | undefined): Check {
  let compiled = rules === undefined ? withoutRules : withRules.get(rules)
  if (compiled === undefined) {
    compiled = new WeakMap()
    if (rules !== undefined) withRules.set(rules, compiled)
  }
  let check = compiled.get(schema)
  if (check === undefined) {
    check = compile(schema, rules)
    compiled.set(schema, check)
  }
  return check
}

function compile(schema: StructuralSchema, rules: RuleEngine | undefined): Check {
  const type = typeCheck(schema)
  const options = enumCheck(schema)
  const others = [
    compositionCheck(schema, (branch) => validatorOf(branch, rules)),
    stringCheck(schema, rules),
    formatCheck(schema),
    numberCheck(schema),
    listCheck(schema, rules),
    options,
    objectCheck(schema, rules),
  ].filter((check) => check !== undefined)
  return (value, validating, old) => {
    const before = validating.errors.length
    type?.(value, validating, old)
    if (value === null) options?.(value, validating, old)
    else for (const check of others) check(value, validating, old)
    // What an update leaves as it was is not held against it.
    if (old !== undefined && validating.errors.length > before && deepEqual(old, value))
      validating.errors.length = before
  }
}

function listCheck(schema: StructuralSchema, rules: RuleEngine | undefined): Check | undefined {
  const { items, uniqueItems } = schema
  const check = items === undefined ? undefined : validatorOf(items, rules)
  const count = itemCountCheck(schema)
  if (check === undefined && count === undefined && uniqueItems !== true) return undefined
  return (value, validating, old) => {
    if (!Array.isArray(value)) return
    if (check !== undefined) {
      const oldOf = Array.isArray(old) ? oldItems(schema, old) : undefined
      for (let index = 0; index < value.length; index++) {
        const item = value[index] ?? null
        validating.place.index(index)
        check(item, validating, oldOf?.(item))
        validating.place.leave()
      }
    }
    count?.(value.length, validating)
    if (uniqueItems === true && hasRepeated(value)) {
      const at = placeOf(validating)
      validating.errors.push(invalid(at, '', `${at.text} in body shouldn't contain duplicates`))
    }
  }
}

function hasRepeated(list: readonly JsonValue[]): boolean {
  return new Set(list.map(formatGoJson)).size < list.length
}

function objectCheck(schema: StructuralSchema, rules: RuleEngine | undefined): Check | undefined {
  const count = propertyCountCheck(schema)
  const values = valuesCheck(schema, rules)
  const fields = fieldsCheck(schema, rules)
  if (count === undefined && values === undefined && fields === undefined) return undefined
  return (value, validating, old) => {
    if (!isJsonObject(value)) return
    const oldObject = isJsonObject(old) ? old : undefined
    count?.(Object.keys(value).length, validating)
    values?.(value, validating, oldObject)
    fields?.(value, validating, oldObject)
  }
}

type ObjectCheck = (object: JsonObject, validating: Validating, old: JsonObject | undefined) => void

/** The values of keys that are no declared fields, in the order of the keys where any of them is wrong. */
function valuesCheck(
  { properties, additionalProperties }: StructuralSchema,
  rules: RuleEngine | undefined,
): ObjectCheck | undefined {
  const isDeclared = (key: string): boolean => properties !== undefined && Object.hasOwn(properties, key)
  if (additionalProperties === false)
    return (object, validating) => {
      for (const key of Object.keys(object).sort())
        if (!isDeclared(key)) {
          const at = placeOf(validating)
          validating.errors.push(invalid(at, key, `${at.text}.${key} in body is a forbidden property`))
        }
    }
  if (typeof additionalProperties !== 'object') return undefined
  const check = validatorOf(additionalProperties, rules)
  const run = (keys: readonly string[], object: JsonObject, validating: Validating, old?: JsonObject): void => {
    for (const key of keys) {
      if (isDeclared(key)) continue
      validating.place.key(key)
      check(object[key] ?? null, validating, oldField(old, key))
      validating.place.leave()
    }
  }
  return (object, validating, old) => {
    const before = validating.errors.length
    const keys = Object.keys(object)
    run(keys, object, validating, old)
    if (validating.errors.length <= before + 1) return
    validating.errors.length = before
    run(keys.sort(), object, validating, old)
  }
}

/** Declared fields in the order of their names, then what is missing in the order the schema lists it. */
function fieldsCheck(schema: StructuralSchema, rules: RuleEngine | undefined): ObjectCheck | undefined {
  const { properties, required: needed = [] } = schema
  const checks = Object.entries(properties ?? {})
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, field]) => ({ name, check: validatorOf(field, rules) }))
  if (checks.length === 0 && needed.length === 0) return undefined
  return (object, validating, old) => {
    for (const { name, check } of checks) {
      if (!Object.hasOwn(object, name)) continue
      validating.place.field(name)
      check(object[name] ?? null, validating, oldField(old, name))
      validating.place.leave()
    }
    for (const name of needed)
      if (!Object.hasOwn(object, name)) {
        validating.place.field(name)
        validating.errors.push(required(placeOf(validating)))
        validating.place.leave()
      }
  }
}

function oldField(old: JsonObject | undefined, name: string): JsonValue | undefined {
  return old !== undefined && Object.hasOwn(old, name) ? old[name] : undefined
}
