import type { AnyResource } from '../../../src/core/api/index.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/core/apimachinery/index.ts'
import { crdOf, type FieldError } from '../../../src/core/schema/index.ts'
import type { Answer, ApiServer } from './api-server.ts'

/** Where CustomResourceDefinitions are. */
export const crdsPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

/** Installs the CRDs of kinds, where they are not installed yet, and waits until their objects can be written. */
export async function installKinds(server: ApiServer, resources: readonly AnyResource[]): Promise<void> {
  for (const resource of resources) {
    const answer = await server.request('POST', crdsPath, crdOf(resource))
    if (answer.status !== 201 && answer.status !== 409) throw new Error(JSON.stringify(answer.body))
  }
  for (const resource of resources) await isServed(server, pathOf(resource))
}

/** Waits until a path answers. */
export async function isServed(server: ApiServer, path: string): Promise<void> {
  for (;;) {
    const answer = await server.request('GET', path)
    if (answer.status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The path of the objects of a kind; of a namespaced one in the namespace `default` unless told otherwise. */
export function pathOf({ group, version, plural, scope }: AnyResource, namespace = 'default'): string {
  const within = scope === 'Namespaced' ? `namespaces/${namespace}/` : ''
  return `/apis/${group}/${version}/${within}${plural}`
}

/** What is said of an object, in one comparable form. */
export type Verdict =
  | { readonly accepted: JsonObject }
  /** Each `reason field: message`, sorted. */
  | { readonly refused: readonly string[] }
  /** Refused before it was validated, with this sentence. */
  | { readonly unreadable: string }

/** Reads an answer to a write. */
export function verdictOf({ status, body }: Answer): Verdict {
  if (!isJsonObject(body)) throw new Error(`${status} ${JSON.stringify(body)}`)
  if (status < 300) return { accepted: withoutServerFields(body) }
  if (status !== 422) return { unreadable: word(body['message']) }
  const details = isJsonObject(body['details']) ? body['details'] : {}
  const causes = Array.isArray(details['causes']) ? details['causes'].filter(isJsonObject) : []
  const lines = causes.map(({ reason, field, message }) => `${word(reason)} ${word(field)}: ${word(message)}`)
  return { refused: [...new Set(lines)].sort() }
}

/** Errors in the form of a refusal. */
export function causeLines(errors: readonly FieldError[]): readonly string[] {
  return [...new Set(errors.map(({ type, field, message }) => `FieldValue${type} ${field}: ${message}`))].sort()
}

function word(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

const serverFields = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'namespace']

/** An object without what only a server sets. */
export function withoutServerFields(object: JsonObject): JsonObject {
  const { metadata, ...rest } = object
  if (!isJsonObject(metadata)) return object
  return {
    ...rest,
    metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => !serverFields.includes(key))),
  }
}
