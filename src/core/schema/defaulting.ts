import { isJsonObject, type JsonObject, type JsonValue, setOwn } from '../apimachinery/index.ts'
import type { StructuralSchema } from './structural.ts'

/**
 * Fills in defaults, in place: a field that is absent, or null though not nullable, gets its schema's default; then what
 * is inside is defaulted too, list items and map values included. Idempotent.
 *
 * @returns the same value
 * @see the API server's defaulting of custom resources, which runs on every write and on every read from storage
 */
export function applyDefaults<T extends JsonValue>(schema: StructuralSchema, value: T): T {
  defaulterOf(schema)?.(value)
  return value
}

/** Fills in defaults below one value. */
type Defaulter = (value: JsonValue) => void

const defaulters = new WeakMap<StructuralSchema, Defaulter | null>()

/** The compiled defaults of a schema; undefined when it has none anywhere, so that nothing needs to be walked. */
function defaulterOf(schema: StructuralSchema): Defaulter | undefined {
  let defaulter = defaulters.get(schema)
  if (defaulter === undefined) {
    defaulter = compile(schema) ?? null
    defaulters.set(schema, defaulter)
  }
  return defaulter ?? undefined
}

function compile(schema: StructuralSchema): Defaulter | undefined {
  const fields = fieldsDefaulter(schema)
  const items = schema.items === undefined ? undefined : itemDefaulter(schema.items)
  const values =
    typeof schema.additionalProperties === 'object'
      ? mapDefaulter(schema.additionalProperties, schema.properties)
      : undefined
  if (fields === undefined && items === undefined && values === undefined) return undefined
  return (value) => {
    if (Array.isArray(value)) items?.(value)
    else if (isJsonObject(value)) {
      fields?.(value)
      values?.(value)
    }
  }
}

function fieldsDefaulter({ properties }: StructuralSchema): ((object: JsonObject) => void) | undefined {
  const steps: ((object: JsonObject) => void)[] = []
  for (const [name, schema] of Object.entries(properties ?? {})) {
    const inner = defaulterOf(schema)
    const fill = schema.default
    if (fill === undefined && inner === undefined) continue
    const refills = schema.nullable !== true
    steps.push((object) => {
      let current = Object.hasOwn(object, name) ? object[name] : undefined
      if (fill !== undefined && (current === undefined || (current === null && refills))) {
        current = copyJson(fill)
        setOwn(object, name, current)
      }
      if (inner !== undefined && current !== undefined) inner(current)
    })
  }
  if (steps.length === 0) return undefined
  return (object) => {
    for (const step of steps) step(object)
  }
}

function itemDefaulter(items: StructuralSchema): ((list: JsonValue[]) => void) | undefined {
  const inner = defaulterOf(items)
  const fill = items.nullable === true ? undefined : items.default
  if (inner === undefined && fill === undefined) return undefined
  return (list) => {
    for (let index = 0; index < list.length; index++) {
      let item = list[index] ?? null
      if (item === null && fill !== undefined) {
        item = copyJson(fill)
        list[index] = item
      }
      inner?.(item)
    }
  }
}

function mapDefaulter(
  values: StructuralSchema,
  properties: StructuralSchema['properties'],
): ((object: JsonObject) => void) | undefined {
  const inner = defaulterOf(values)
  const fill = values.nullable === true ? undefined : values.default
  if (inner === undefined && fill === undefined) return undefined
  return (object) => {
    for (const key of Object.keys(object)) {
      if (properties !== undefined && Object.hasOwn(properties, key)) continue
      let value = object[key] ?? null
      if (value === null && fill !== undefined) {
        value = copyJson(fill)
        setOwn(object, key, value)
      }
      inner?.(value)
    }
  }
}

/** A copy of a JSON value that shares nothing with it. */
export function copyJson<T extends JsonValue>(value: T): T
export function copyJson(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item) => copyJson(item))
  if (!isJsonObject(value)) return value
  const copy: JsonObject = {}
  for (const key of Object.keys(value)) setOwn(copy, key, copyJson(value[key] ?? null))
  return copy
}
