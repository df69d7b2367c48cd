import { type AnyResource, kinds } from '../../../src/core/api/index.ts'
import { applyMergePatch, isJsonObject, type JsonObject, type JsonValue } from '../../../src/core/apimachinery/index.ts'
import type { Answer as StoreAnswer, Step } from '../../store/support/contract.ts'
import type { Answer, ApiServer } from './api-server.ts'
import { pathOf } from './custom-resources.ts'

/** Asks an API server what a step asks of a store, and puts the answer in the same form. */
export async function askServer(server: ApiServer, step: Step): Promise<StoreAnswer> {
  const kind: AnyResource =
    step.kind === 'PlacementPolicy'
      ? kinds.placementPolicies
      : step.kind === 'ClusterRegistration'
        ? kinds.clusterRegistrations
        : kinds.syncTargets
  const dry = step.dryRun === true ? 'dryRun=All' : ''
  const at = (name: string): string => `${pathOf(kind)}/${name}`
  const merge = 'application/merge-patch+json'
  const changed = async (name: string, to: JsonObject): Promise<JsonValue> =>
    applyMergePatch(withoutManagers(await server.get(at(name))), to)
  if ('create' in step) return answerOf(await server.request('POST', `${pathOf(kind)}?${dry}`, step.create))
  if ('get' in step) return answerOf(await server.request('GET', at(step.get)))
  if ('update' in step)
    return answerOf(await server.request('PUT', at(step.update), await changed(step.update, step.to)))
  if ('updateStatus' in step) {
    const path = `${at(step.updateStatus)}/status`
    return answerOf(await server.request('PUT', path, await changed(step.updateStatus, step.to)))
  }
  if ('patch' in step) {
    const isList = Array.isArray(step.with)
    const type = isList ? 'application/json-patch+json' : merge
    return answerOf(await server.request('PATCH', `${at(step.patch)}?${dry}`, step.with as JsonValue, type))
  }
  if ('patchStatus' in step)
    return answerOf(
      await server.request('PATCH', `${at(step.patchStatus)}/status?${dry}`, { status: step.with }, merge),
    )
  if ('apply' in step) {
    const { name } = step.apply['metadata'] as { name: string }
    const query = `?fieldManager=${step.by ?? 'A'}&force=${step.force ?? false}&${dry}`
    return answerOf(await server.request('PATCH', at(name) + query, step.apply, 'application/apply-patch+yaml'))
  }
  const before = await server.request('GET', at(step.delete))
  const options = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    preconditions: { ...step.if },
    ...(step.dryRun ? { dryRun: ['All'] } : {}),
  }
  const answer = await server.request('DELETE', at(step.delete), options)
  // What is gone at once is answered by a Status alone.
  const isGone = isJsonObject(answer.body) && answer.body['status'] === 'Success'
  return answerOf(isGone ? before : answer)
}

const codes = new Map<JsonValue | undefined, string>([
  ['NotFound', 'NotFound'],
  ['AlreadyExists', 'AlreadyExists'],
  ['Conflict', 'Conflict'],
  ['Invalid', 'InvalidObject'],
])

function answerOf({ status, body }: Answer): StoreAnswer {
  if (!isJsonObject(body)) throw new Error(`${status} ${JSON.stringify(body)}`)
  if (status < 300) return { object: body }
  const details = isJsonObject(body['details']) ? body['details'] : {}
  const causes = (details['causes'] ?? []) as { field: string; message: string; reason: string }[]
  const fields = causes.map(({ field, message, reason }) =>
    reason === 'FieldManagerConflict' ? field : `${field}: ${message}`,
  )
  return { refused: codes.get(body['reason']) ?? 'Usage', message: body['message'] as string, fields }
}

function withoutManagers(object: JsonObject): JsonObject {
  const { managedFields: _, ...metadata } = object['metadata'] as JsonObject
  return { ...object, metadata }
}
