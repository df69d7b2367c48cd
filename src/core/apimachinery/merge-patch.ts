import { deepEqual } from './deep-equal.ts'
import { isJsonObject, type JsonObject, type JsonValue, setOwn } from './json.ts'

/** Applies an RFC 7386 merge patch and returns the result; neither argument changes. Null removes a member. */
export function applyMergePatch(target: JsonValue, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch
  const result: JsonObject = {}
  if (isJsonObject(target)) for (const [key, value] of Object.entries(target)) setOwn(result, key, value)
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else setOwn(result, key, applyMergePatch(Object.hasOwn(result, key) ? (result[key] ?? null) : null, value))
  }
  return result
}

/**
 * The smallest RFC 7386 merge patch that turns one object into another. Nulls inside `after` cannot be expressed and read
 * as removals, as the RFC says.
 */
export function createMergePatch(before: JsonObject, after: JsonObject): JsonObject {
  const patch: JsonObject = {}
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) setOwn(patch, key, null)
  for (const [key, value] of Object.entries(after)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined
    if (deepEqual(old, value)) continue
    setOwn(patch, key, isJsonObject(old) && isJsonObject(value) ? createMergePatch(old, value) : value)
  }
  return patch
}
