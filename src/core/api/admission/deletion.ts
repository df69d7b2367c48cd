import { isJsonObject, type JsonObject, type JsonValue, own } from '../../apimachinery/index.ts'
import { type FieldError, forbidden } from '../../schema/index.ts'
import type { AnyResource } from '../kinds.ts'
import { type ApiObject, asJson } from './admission.ts'
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
    const what = referenceTo(kind.kind, name, namespace, other)
    if (what === undefined) continue
    const place = [textAt(other, 'metadata', 'namespace'), textAt(other, 'metadata', 'name')]
    const otherName = place.filter((part) => part !== '').join('/')
    const at = { field: 'metadata.name', path: ['metadata', 'name'] }
    errors.push(forbidden(at, `${textAt(other, 'kind')} ${otherName} refers to it in ${what}`))
  }
  return { errors, warnings: warningsOf(kind.kind, json) }
}

/** The field in which an object refers to the one of the given kind and name; undefined when it does not. */
function referenceTo(kind: string, name: string, namespace: string, other: JsonObject): string | undefined {
  const isNeighbour = textAt(other, 'metadata', 'namespace') === namespace
  switch (`${kind} < ${textAt(other, 'kind')}`) {
    case 'ClusterRegistration < SyncTarget': {
      const referred = textAt(other, 'spec', 'clusterRef', 'kind')
      const isOurs = referred === '' || referred === kind
      return isOurs && textAt(other, 'spec', 'clusterRef', 'name') === name ? 'spec.clusterRef' : undefined
    }
    case 'SyncTarget < PlacementDecision':
      return names(other, 'clusters', 'clusterName').includes(name) ? 'spec.clusters' : undefined
    case 'SyncTarget < APIDiscovery':
      return textAt(other, 'spec', 'targetRef', 'name') === name ? 'spec.targetRef' : undefined
    case 'PlacementPolicy < PlacementDecision':
      return isNeighbour && textAt(other, 'spec', 'placementRef', 'name') === name ? 'spec.placementRef' : undefined
    case 'PlacementPolicy < WorkloadDistribution':
      return isNeighbour && textAt(other, 'spec', 'placement', 'policyRef', 'name') === name
        ? 'spec.placement.policyRef'
        : undefined
    case 'SchedulingConstraint < PlacementPolicy':
    case 'CompatibilityConstraint < PlacementPolicy':
      return isNeighbour && refersToConstraint(other, kind, name) ? 'spec.constraintRefs' : undefined
    default:
      return undefined
  }
}

function refersToConstraint(policy: JsonObject, kind: string, name: string): boolean {
  const references = valueAt(policy, 'spec', 'constraintRefs')
  if (!Array.isArray(references)) return false
  return references.some(
    (one) => isJsonObject(one) && own(one, 'name') === name && (own(one, 'kind') ?? 'SchedulingConstraint') === kind,
  )
}

function names(object: JsonObject, list: string, key: string): JsonValue[] {
  const items = valueAt(object, 'spec', list)
  return Array.isArray(items) ? items.map((item) => (isJsonObject(item) ? (own(item, key) ?? null) : null)) : []
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

function textAt(object: JsonObject, ...path: string[]): string {
  const value = valueAt(object, ...path)
  return typeof value === 'string' ? value : ''
}

function valueAt(object: JsonObject, ...path: string[]): JsonValue | undefined {
  let value: JsonValue | undefined = object
  for (const key of path) value = isJsonObject(value) ? own(value, key) : undefined
  return value
}
