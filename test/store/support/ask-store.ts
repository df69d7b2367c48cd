import { kinds } from '../../../src/core/api/index.ts'
import { applyMergePatch, type JsonObject, TmcError } from '../../../src/core/apimachinery/index.ts'
import type { ObjectStore } from '../../../src/core/store/index.ts'
import type { Answer, Step } from './contract.ts'

/** Asks a store what a step asks. */
export async function askStore(store: ObjectStore, step: Step): Promise<Answer> {
  const kind =
    step.kind === 'PlacementPolicy'
      ? kinds.placementPolicies
      : step.kind === 'ClusterRegistration'
        ? kinds.clusterRegistrations
        : kinds.syncTargets
  const key = (name: string) => ({ name, ...(kind.scope === 'Namespaced' ? { namespace: 'default' } : {}) })
  const changed = async (name: string, to: JsonObject) =>
    applyMergePatch((await store.get(kind, key(name))) as JsonObject, to) as JsonObject
  const { dryRun } = step
  const act = async (): Promise<object> => {
    if ('create' in step) return store.create(kind, step.create, { dryRun })
    if ('get' in step) return store.get(kind, key(step.get))
    if ('update' in step) return store.update(kind, await changed(step.update, step.to))
    if ('updateStatus' in step) return store.updateStatus(kind, await changed(step.updateStatus, step.to))
    if ('patch' in step)
      return store.patch(
        kind,
        key(step.patch),
        Array.isArray(step.with)
          ? { type: 'json', patch: step.with }
          : { type: 'merge', patch: step.with as JsonObject },
        { dryRun },
      )
    if ('patchStatus' in step)
      return store.patchStatus(kind, key(step.patchStatus), { type: 'merge', patch: step.with }, { dryRun })
    if ('apply' in step)
      return (await store.apply(kind, step.apply, { fieldManager: step.by ?? 'A', force: step.force ?? false, dryRun }))
        .object
    return (await store.delete(kind, key(step.delete), { ...step.if, dryRun })).object
  }
  try {
    return { object: (await act()) as JsonObject }
  } catch (error) {
    if (!(error instanceof TmcError)) throw error
    return { refused: error.code, message: error.message, fields: fieldsOf(error) }
  }
}

/** Each field error without the object, each conflict as its field. */
function fieldsOf({ code, details }: TmcError): string[] {
  if (code === 'Conflict') return details.map(({ field = '' }) => field)
  return details.map(({ message }) => message.replace(/^\w+ "[^"]*" is invalid: /, ''))
}
