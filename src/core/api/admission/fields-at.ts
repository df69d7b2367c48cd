import { isJsonObject, type JsonObject, type JsonValue, own } from '../../apimachinery/index.ts'

/** The text at a path; empty when there is none. */
export function textAt(object: JsonObject, ...path: string[]): string {
  const value = valueAt(object, ...path)
  return typeof value === 'string' ? value : ''
}

/** The value at a path of fields. */
export function valueAt(object: JsonObject, ...path: string[]): JsonValue | undefined {
  let value: JsonValue | undefined = object
  for (const key of path) value = isJsonObject(value) ? own(value, key) : undefined
  return value
}
