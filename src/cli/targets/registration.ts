import type { ClusterRegistration, SyncTarget } from '../../core/api/index.ts'
import type { InputOf } from '../../core/schema/index.ts'
import { TmcError } from '../../core/apimachinery/index.ts'
import { applyTaintChanges } from './edits.ts'
import type { SupportedResource, TaintChange, Zone } from './parse-flags.ts'

/** A SyncTarget and a ClusterRegistration as they are written. */
export type WrittenTarget = InputOf<typeof SyncTarget>
export type WrittenCluster = InputOf<typeof ClusterRegistration>

/** What a person says of a target; whatever is absent stays as it is. */
export type Registration = {
  readonly name: string
  readonly labels?: ReadonlyMap<string, string | null>
  /** Of the whole target, when it is one piece. */
  readonly capacity?: ReadonlyMap<string, string>
  readonly zones?: readonly Zone[]
  readonly reserved?: ReadonlyMap<string, string>
  readonly taints?: readonly TaintChange[]
  readonly supports?: readonly SupportedResource[]
  readonly location?: string | undefined
  readonly unschedulable?: boolean | undefined
  readonly evictionStrategy?: 'Graceful' | 'Immediate' | undefined
  readonly syncer?: NonNullable<WrittenTarget['spec']['syncerConfig']>
  /** Name of the ClusterRegistration; the target's own unless told otherwise. */
  readonly cluster?: string | undefined
  readonly clusterSpec?: WrittenCluster['spec']
}

/** What the hub holds already. */
export type RegistrationState = {
  readonly target?: WrittenTarget | undefined
  readonly cluster?: WrittenCluster | undefined
  /** The registrations of other clusters, by name. */
  readonly others: readonly WrittenCluster[]
}

const zoneLabel = 'topology.kubernetes.io/zone'
const onlyCell = 'default'

/**
 * Plans a registration: the two objects as they should be. What is there already and is not mentioned stays, so that a
 * second run with fewer flags removes nothing.
 *
 * @throws TmcError `Usage` when the capacity cannot be assigned, `Conflict` when the cluster is registered under another
 * name already
 */
export function planRegistration(
  wish: Registration,
  state: RegistrationState,
): { target: WrittenTarget; cluster: WrittenCluster } {
  const before = state.target
  const clusterName = wish.cluster ?? before?.spec.clusterRef.name ?? wish.name
  const location = wish.location ?? before?.spec.location ?? wish.name
  const target: WrittenTarget = {
    apiVersion: 'workload.kcp.io/v1alpha1',
    kind: 'SyncTarget',
    metadata: { ...before?.metadata, name: wish.name },
    spec: { ...before?.spec, clusterRef: before?.spec.clusterRef ?? { name: clusterName }, location },
  }
  if (wish.cluster !== undefined) target.spec.clusterRef = { ...target.spec.clusterRef, name: wish.cluster }
  assignLabels(target, wish.labels)
  assignCapacity(target, wish)
  if (wish.reserved !== undefined && wish.reserved.size > 0)
    target.spec.reserved = { ...target.spec.reserved, ...Object.fromEntries(wish.reserved) }
  if (wish.taints !== undefined && wish.taints.length > 0)
    target.spec.taints = applyTaintChanges(target.spec.taints ?? [], wish.taints)
  if (wish.supports !== undefined && wish.supports.length > 0)
    target.spec.supportedAPIResources = withSupported(target.spec.supportedAPIResources ?? [], wish.supports)
  if (wish.unschedulable !== undefined) target.spec.unschedulable = wish.unschedulable
  if (wish.evictionStrategy !== undefined) target.spec.evictionStrategy = wish.evictionStrategy
  if (wish.syncer !== undefined) target.spec.syncerConfig = { ...target.spec.syncerConfig, ...wish.syncer }
  const cluster: WrittenCluster = {
    apiVersion: 'workload.kcp.io/v1alpha1',
    kind: 'ClusterRegistration',
    metadata: { ...state.cluster?.metadata, name: clusterName },
    spec: {
      ...state.cluster?.spec,
      location: wish.location ?? state.cluster?.spec.location ?? location,
      ...wish.clusterSpec,
    },
  }
  refuseSameCluster(cluster, state.others)
  return { target, cluster }
}

function assignLabels(target: WrittenTarget, labels: ReadonlyMap<string, string | null> = new Map()): void {
  if (labels.size === 0) return
  const merged = new Map<string, string | null>([...Object.entries(target.metadata.labels ?? {}), ...labels])
  target.metadata.labels = Object.fromEntries(
    [...merged].filter((entry): entry is [string, string] => entry[1] !== null),
  )
}

function assignCapacity(target: WrittenTarget, { capacity = new Map(), zones = [], name }: Registration): void {
  const cells = [...(target.spec.cells ?? [])]
  const put = (cell: string, more: ReadonlyMap<string, string>, labels?: { [key: string]: string }) => {
    const index = cells.findIndex((one) => one.name === cell)
    const old = cells[index] ?? { name: cell }
    const made = {
      ...old,
      ...(labels === undefined ? {} : { labels: { ...labels, ...old.labels } }),
      ...(more.size === 0 ? {} : { capacity: { ...old.capacity, ...Object.fromEntries(more) } }),
    }
    if (index < 0) cells.push(made)
    else cells[index] = made
  }
  if (zones.length > 0 && cells.some((cell) => cell.name === onlyCell && cell.labels?.[zoneLabel] === undefined))
    throw new TmcError(
      'Usage',
      `target ${JSON.stringify(name)} states its capacity as a whole; zones would count it twice`,
      {
        hint: 'change its cells with `tmcctl apply`',
      },
    )
  for (const zone of zones) put(zone.name, zone.capacity, { [zoneLabel]: zone.name })
  if (capacity.size > 0) {
    const [only, ...more] = cells
    if (more.length > 0)
      throw new TmcError(
        'Usage',
        `target ${JSON.stringify(name)} has ${cells.length} cells, and --capacity does not say whose it is`,
        {
          hint: `state it per zone: --zone ${only?.name}:cpu=32,memory=128Gi`,
        },
      )
    put(only?.name ?? onlyCell, capacity)
  }
  if (cells.length > 0) target.spec.cells = cells
}

function withSupported(
  before: NonNullable<WrittenTarget['spec']['supportedAPIResources']>,
  more: readonly SupportedResource[],
): NonNullable<WrittenTarget['spec']['supportedAPIResources']> {
  const key = ({ group, version, resource }: SupportedResource) => `${group}/${version}/${resource}`
  const known = new Set(before.map(key))
  return [...before, ...more.filter((one) => !known.has(key(one)) && known.add(key(one)))]
}

/** One cluster under two names would be promised its capacity twice. */
function refuseSameCluster(cluster: WrittenCluster, others: readonly WrittenCluster[]): void {
  for (const other of others) {
    if (other.metadata.name === cluster.metadata.name) continue
    for (const field of ['clusterUID', 'server'] as const) {
      const value = cluster.spec[field]
      if (value === undefined || value !== other.spec[field]) continue
      throw new TmcError(
        'Conflict',
        `cluster ${JSON.stringify(cluster.metadata.name)} has the ${field} ${value} of cluster ${JSON.stringify(other.metadata.name)}: its capacity would count twice`,
        { hint: `register the target of that cluster, or give this one its own ${field}` },
      )
    }
  }
}
