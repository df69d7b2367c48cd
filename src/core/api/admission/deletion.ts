import type { JsonObject } from '../../apimachinery/index.ts'
import { type FieldError, forbidden } from '../../schema/index.ts'
import type { AnyResource } from '../kinds.ts'
import { type ApiObject, asJson } from './admission.ts'
import { textAt, valueAt } from './fields-at.ts'
import { type Reference, referencesOf } from './references.ts'
import type { Verdict } from './verdict.ts'

/** How a deletion is judged. */
export type DeletionOptions = {
  /** Objects of the hub that may refer to the one that goes; a reference from one of them keeps it. None unless given. */
  readonly related?: readonly ApiObject[] | undefined
}

/**
 * Judges the deletion of an object: what other objects still refer to it, and what would be lost with it. The schema has
 * nothing to say about deletions, so a bare API server lets every one pass.
 */
export function validateDelete(kind: AnyResource, object: ApiObject, { related = [] }: DeletionOptions = {}): Verdict {
  const json = asJson(object)
  const name = textAt(json, 'metadata', 'name')
  const namespace = textAt(json, 'metadata', 'namespace')
  const errors: FieldError[] = []
  for (const other of related.map(asJson)) {
    const isTo = (one: Reference): boolean => one.kind === kind.kind && one.name === name && one.namespace === namespace
    const what = referencesOf(other).find(isTo)?.field
    if (what === undefined) continue
    const place = [textAt(other, 'metadata', 'namespace'), textAt(other, 'metadata', 'name')]
    const otherName = place.filter((part) => part !== '').join('/')
    const at = { field: 'metadata.name', path: ['metadata', 'name'] }
    errors.push(forbidden(at, `${textAt(other, 'kind')} ${otherName} refers to it in ${what}`))
  }
  return { errors, warnings: warningsOf(kind.kind, json) }
}

function warningsOf(kind: string, object: JsonObject): string[] {
  if (kind === 'SyncTarget') {
    const synced = valueAt(object, 'status', 'syncerStatus', 'syncedResources')
    if (typeof synced === 'number' && synced > 0)
      return [`status.syncerStatus.syncedResources: ${synced} objects are still synced to the target; drain it first`]
  }
  if (kind === 'NegotiatedAPIResource' && valueAt(object, 'spec', 'publish') === true)
    return ['spec.publish: the resource is offered to users, who lose it with this object']
  return []
}
