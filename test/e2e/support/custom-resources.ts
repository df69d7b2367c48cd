import type { AnyResource } from '../../../src/core/api/index.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/core/apimachinery/index.ts'
import { crdOf } from '../../../src/core/schema/index.ts'
import type { Answer, ApiServer } from './api-server.ts'

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

/** Installs the CRDs of kinds, where they are not installed yet, and waits until their objects can be written. */
export async function installKinds(server: ApiServer, resources: readonly AnyResource[]): Promise<void> {
  for (const resource of resources) {
    const answer = await server.request('POST', crds, crdOf(resource))
    if (answer.status !== 201 && answer.status !== 409) throw new Error(JSON.stringify(answer.body))
  }
  for (const resource of resources) await served(server, resource)
}

async function served(server: ApiServer, resource: AnyResource): Promise<void> {
  for (;;) {
    const answer = await server.request('GET', pathOf(resource))
    if (answer.status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The path of the objects of a kind; of a namespaced one in the namespace `default` unless told otherwise. */
export function pathOf({ group, version, plural, scope }: AnyResource, namespace = 'default'): string {
  const within = scope === 'Namespaced' ? `namespaces/${namespace}/` : ''
  return `/apis/${group}/${version}/${within}${plural}`
}

/** What a server says of an object, in one comparable form. */
export type ServerVerdict =
  | { readonly accepted: JsonObject }
  /** Each `reason field: message`, sorted. */
  | { readonly refused: readonly string[] }
  /** Refused before it was validated, with this sentence. */
  | { readonly unreadable: string }

/** Reads an answer to a write. */
export function verdictOf({ status, body }: Answer): ServerVerdict {
  if (!isJsonObject(body)) throw new Error(`${status} ${JSON.stringify(body)}`)
  if (status < 300) return { accepted: withoutServerFields(body) }
  if (status !== 422) return { unreadable: String(body['message']) }
  const details = isJsonObject(body['details']) ? body['details'] : {}
  const causes = Array.isArray(details['causes']) ? details['causes'].filter(isJsonObject) : []
  return { refused: [...new Set(causes.map(causeText))].sort() }
}

function causeText(cause: JsonObject): string {
  return `${word(cause['reason'])} ${word(cause['field'])}: ${word(cause['message'])}`
}

function word(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** An object without what only a server sets. */
export function withoutServerFields(object: JsonObject): JsonObject {
  const { metadata, ...rest } = object
  if (!isJsonObject(metadata)) return object
  const kept = Object.entries(metadata).filter(
    ([key]) =>
      !['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'namespace'].includes(key),
  )
  return { ...rest, metadata: Object.fromEntries(kept) }
}
