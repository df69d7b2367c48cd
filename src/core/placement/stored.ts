import { parseApiVersion, tryParseTime } from '../apimachinery/index.ts'
import type { PlacementDecision } from '../api/index.ts'
import type { Decision } from './decision/decision.ts'
import type { IndexedFleet } from './fleet/fleet.ts'
import type { Override } from './subject.ts'

/** Where a workload was before a run. */
export type Previous = {
  /** Names of the targets, those that are gone included. */
  readonly names: readonly string[]
  /** Replicas by target number, null for a copy without replicas. */
  readonly replicas: ReadonlyMap<number, number | null>
  /** Targets whose status does not count it yet, so that it is charged before the run. */
  readonly uncounted: ReadonlySet<number>
}

/** What stored decisions say of each workload, by its key. */
export type Stored = {
  readonly previous: ReadonlyMap<string, Previous>
  readonly overrides: ReadonlyMap<string, readonly Override[]>
}

/** Reads decisions of this program or stored objects. Decisions of this program are in no target's status. */
export function readPrevious(
  decisions: readonly Decision[] | readonly PlacementDecision[],
  fleet: IndexedFleet,
  defaultNamespace: string,
): Stored {
  const previous = new Map<string, Previous>()
  const overrides = new Map<string, readonly Override[]>()
  for (const decision of decisions)
    if ('spec' in decision) readObject(decision, fleet, defaultNamespace, previous, overrides)
    else readDecision(decision, fleet, previous)
  return { previous, overrides }
}

function readDecision(
  { workload, clusters, outcome }: Decision,
  fleet: IndexedFleet,
  into: Map<string, Previous>,
): void {
  if (outcome !== 'Placed' && outcome !== 'Partial') return
  const { group } = parseApiVersion(workload.apiVersion)
  const replicas = new Map<number, number | null>()
  for (const { clusterName, replicas: count } of clusters) {
    const target = fleet.indexOf(clusterName)
    if (target !== undefined) replicas.set(target, count)
  }
  into.set(`${group}/${workload.kind}/${workload.namespace ?? ''}/${workload.name}`, {
    names: clusters.map(({ clusterName }) => clusterName),
    replicas,
    uncounted: new Set(replicas.keys()),
  })
}

function readObject(
  { metadata, spec, status }: PlacementDecision,
  fleet: IndexedFleet,
  defaultNamespace: string,
  previous: Map<string, Previous>,
  overrides: Map<string, readonly Override[]>,
): void {
  const ref = spec.workloadRef
  if (ref === undefined) return
  const { group } = parseApiVersion(ref.apiVersion)
  const isNamespaced = fleet.kinds.info(ref.apiVersion, ref.kind).isNamespaced
  const namespace = isNamespaced ? (ref.namespace ?? metadata.namespace ?? defaultNamespace) : ''
  const key = `${group}/${ref.kind}/${namespace}/${ref.name}`
  const decided = tryParseTime(status?.lastScheduleTime ?? '')
  const replicas = new Map<number, number | null>()
  const uncounted = new Set<number>()
  for (const cluster of spec.clusters) {
    const target = fleet.indexOf(cluster.clusterName)
    if (target === undefined) continue
    replicas.set(target, cluster.replicas ?? null)
    const synced = fleet.lastSync[target] ?? NaN
    if (decided === undefined || Number.isNaN(synced) || decided > synced) uncounted.add(target)
  }
  previous.set(key, { names: spec.clusters.map(({ clusterName }) => clusterName), replicas, uncounted })
  if (spec.overrides !== undefined && spec.overrides.length > 0)
    overrides.set(
      key,
      spec.overrides.filter((override) => !isExpired(override, fleet.now)),
    )
}

/** Without a time nothing has expired. */
function isExpired({ expiresAt }: Override, now: number | undefined): boolean {
  const end = tryParseTime(expiresAt ?? '')
  return end !== undefined && now !== undefined && end <= now
}
