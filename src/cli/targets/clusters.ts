import { kinds, type SyncTarget } from '../../core/api/index.ts'
import type { FoundObject } from '../find-objects.ts'
import type { Hub } from '../hub.ts'

/** The registrations of the clusters behind some targets, those left out that other targets use as well. */
export async function clustersOf(hub: Hub, targets: readonly FoundObject[]): Promise<FoundObject[]> {
  const leaving = new Set(targets.map(({ object }) => object.metadata.name))
  const clusterOf = ({ spec: { clusterRef } }: SyncTarget) =>
    clusterRef.kind === undefined || clusterRef.kind === 'ClusterRegistration' ? clusterRef.name : undefined
  const { items } = await hub.client.syncTargets.list()
  const kept = new Set(items.filter(({ metadata }) => !leaving.has(metadata.name)).map(clusterOf))
  const freed = new Set(items.filter(({ metadata }) => leaving.has(metadata.name)).map(clusterOf))
  const clusters = await hub.client.clusterRegistrations.list()
  return clusters.items
    .filter(({ metadata: { name } }) => freed.has(name) && !kept.has(name))
    .map((object) => ({ kind: kinds.clusterRegistrations, object: object }))
}
