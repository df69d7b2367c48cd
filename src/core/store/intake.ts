import type { AnyResource } from '../api/index.ts'
import { isJsonObject, type JsonObject, type JsonValue, own, setOwn, TmcError } from '../apimachinery/index.ts'
import type { Input, ObjectKey } from './object-store.ts'
import { badRequest } from './refusals.ts'

/** Most characters of JSON that one object may have: an API server's limit of a request. */
export const maxObjectSize = 3_145_728

/** Deepest nesting of lists and objects that is stored. */
const maxDepth = 1_000

/**
 * Sees to it that a value, which the caller no longer touches, is an object of a kind and has metadata.
 *
 * @throws TmcError `Usage` when it is not of the kind
 */
export function takeIn(kind: AnyResource, object: Input | JsonValue): JsonObject {
  if (!isJsonObject(object)) throw badRequest(`a ${kind.kind} is an object, not ${describe(object)}`)
  const expected = { apiVersion: `${kind.group}/${kind.version}`, kind: kind.kind }
  for (const key of ['apiVersion', 'kind'] as const)
    if (own(object, key) !== expected[key])
      throw badRequest(
        `the ${key} in the data (${JSON.stringify(own(object, key) ?? null)}) does not match the expected ${key} (${expected[key]})`,
      )
  const metadata = own(object, 'metadata')
  if (metadata === undefined || metadata === null) setOwn(object, 'metadata', {})
  else if (!isJsonObject(metadata))
    throw badRequest(`metadata of a ${kind.kind} is an object, not ${describe(metadata)}`)
  return object
}

/**
 * Copies a value on its way in: nothing of it is shared with the caller, members that are `undefined` are left out.
 *
 * @param what how messages name it
 * @throws TmcError `InvalidObject` for what is not JSON or is nested too deep; `TooLarge`
 */
export function copyChecked(value: unknown, what: string): JsonValue {
  const copying = { what, room: maxObjectSize }
  return copyValue(value, copying, 0)
}

type Copying = { readonly what: string; room: number }

function copyValue(value: unknown, copying: Copying, depth: number): JsonValue {
  if (depth > maxDepth) throw new TmcError('InvalidObject', `${copying.what}: nested more than ${maxDepth} deep`)
  switch (typeof value) {
    case 'string':
      spend(copying, value.length + 2)
      return value
    case 'boolean':
    case 'bigint':
      spend(copying, 5)
      return value
    case 'number':
      spend(copying, 5)
      if (Number.isFinite(value)) return value
      break
    case 'object':
      if (value === null) return value
      spend(copying, 2)
      if (Array.isArray(value)) return value.map((item: unknown) => copyValue(item, copying, depth + 1))
      return copyObject(value, copying, depth)
    default:
  }
  throw new TmcError('InvalidObject', `${copying.what}: ${describe(value)} is not JSON`)
}

function copyObject(object: object, copying: Copying, depth: number): JsonObject {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null)
    throw new TmcError('InvalidObject', `${copying.what}: ${describe(object)} is not JSON`)
  const copy: JsonObject = {}
  for (const [key, member] of Object.entries(object) as [string, unknown][]) {
    if (member === undefined) continue
    spend(copying, key.length + 4)
    setOwn(copy, key, copyValue(member, copying, depth + 1))
  }
  return copy
}

function spend(copying: Copying, characters: number): void {
  copying.room -= characters
  if (copying.room < 0)
    throw new TmcError('TooLarge', `${copying.what}: more than ${maxObjectSize} characters of JSON cannot be stored`)
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) {
    const { constructor: made } = value as { constructor?: { name?: string } }
    return made?.name === undefined || made.name === 'Object' ? 'an object' : `a ${made.name}`
  }
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : String(value)
}

/** The metadata of an object that {@link takeIn} let in. */
export function metadataOf(object: JsonObject): JsonObject {
  const metadata = own(object, 'metadata')
  return isJsonObject(metadata) ? metadata : {}
}

/** A text of the metadata; empty when it is absent or no text. */
export function metadataText(object: JsonObject, key: string): string {
  const value = own(metadataOf(object), key)
  return typeof value === 'string' ? value : ''
}

/** The finalizers of an object. */
export function finalizersOf(object: JsonObject): readonly JsonValue[] {
  const finalizers = own(metadataOf(object), 'finalizers')
  return Array.isArray(finalizers) ? finalizers : []
}

/** How an object is called in its kind. */
export function keyOf(object: JsonObject): ObjectKey {
  const namespace = metadataText(object, 'namespace')
  return { name: metadataText(object, 'name'), ...(namespace === '' ? {} : { namespace }) }
}

/**
 * Under what an object is kept: `namespace/name`, or `/name` without a namespace. In code-unit order, as an API server
 * lists them.
 */
export function idOf({ name, namespace = '' }: ObjectKey): string {
  return `${namespace}/${name}`
}
