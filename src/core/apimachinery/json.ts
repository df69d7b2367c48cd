/**
 * A JSON value as this project holds it in memory. Integers that a double cannot hold exactly (beyond ±(2^53 − 1))
 * are `bigint`, so that they leave as they came; every other number is a `number`.
 */
export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | JsonObject

/** A JSON object: own enumerable properties only. Keys come from outside, so read them with {@link own}. */
export type JsonObject = { [key: string]: JsonValue }

/**
 * Reads an own property; `undefined` when the object has none of that name, also for names such as `constructor` or
 * `__proto__` that every object inherits.
 */
export function own<T>(object: { readonly [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** Whether a value is a JSON object: neither null nor a list nor a scalar. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Sets an own property whatever its name: `__proto__` becomes data, never a prototype. */
export function setOwn<T>(object: { [key: string]: T }, key: string, value: T): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
  else object[key] = value
}
