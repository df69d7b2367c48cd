import { isJsonObject, type JsonObject, type JsonValue, own } from '../../apimachinery/index.ts'
import { textAt, valueAt } from './fields-at.ts'

/** A reference from one object of ours to another. */
export type Reference = {
  readonly kind: string
  /** Empty for kinds without namespaces. */
  readonly namespace: string
  readonly name: string
  /** Where it is written, such as `spec.clusterRef`. */
  readonly field: string
}

/** What an object refers to, of what a deletion has to look at. */
export function referencesOf(json: JsonObject): Reference[] {
  const namespace = textAt(json, 'metadata', 'namespace')
  const to = (kind: string, name: JsonValue | undefined, field: string, isNear = false): Reference[] =>
    typeof name === 'string' && name !== '' ? [{ kind, namespace: isNear ? namespace : '', name, field }] : []
  switch (textAt(json, 'kind')) {
    case 'SyncTarget': {
      const kind = textAt(json, 'spec', 'clusterRef', 'kind')
      const isOurs = kind === '' || kind === 'ClusterRegistration'
      return isOurs ? to('ClusterRegistration', valueAt(json, 'spec', 'clusterRef', 'name'), 'spec.clusterRef') : []
    }
    case 'APIDiscovery':
      return to('SyncTarget', valueAt(json, 'spec', 'targetRef', 'name'), 'spec.targetRef')
    case 'PlacementDecision':
      return [
        ...to('PlacementPolicy', valueAt(json, 'spec', 'placementRef', 'name'), 'spec.placementRef', true),
        ...itemsAt(json, 'clusters').flatMap((one) => to('SyncTarget', own(one, 'clusterName'), 'spec.clusters')),
      ]
    case 'WorkloadDistribution': {
      const field = 'spec.placement.policyRef'
      return to('PlacementPolicy', valueAt(json, 'spec', 'placement', 'policyRef', 'name'), field, true)
    }
    case 'PlacementPolicy':
      return itemsAt(json, 'constraintRefs').flatMap((one) => {
        const kind = own(one, 'kind') ?? 'SchedulingConstraint'
        return typeof kind === 'string' ? to(kind, own(one, 'name'), 'spec.constraintRefs', true) : []
      })
    default:
      return []
  }
}

function itemsAt(object: JsonObject, list: string): JsonObject[] {
  const items = valueAt(object, 'spec', list)
  return Array.isArray(items) ? items.filter(isJsonObject) : []
}
