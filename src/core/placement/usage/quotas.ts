import { type KubeObject, type Labels, matchesSelector, type Selector, selectorOf } from '../../apimachinery/index.ts'
import { manyReplicas } from '../fleet/amounts.ts'
import type { Demand } from './demand.ts'
import type { IndexedFleet } from '../fleet/fleet.ts'
import type { Moment } from './charge-log.ts'
import type { Ledger } from './ledger.ts'
import { type Reason, reason } from '../reasons.ts'
import type { Workload } from '../workload/workload.ts'

/** One line of a quota: how much of what. */
type QuotaLine = {
  readonly key: string
  /** Pods and objects in whole numbers, amounts in billionths. */
  readonly hard: bigint
  readonly counts: { readonly what: 'pods' | 'objects' | 'requests' | 'limits'; readonly name: string }
  /** What the target reports as used before the run, for quotas over all of it. */
  readonly used: bigint
}

type Quota = {
  readonly scope: 'Namespace' | 'Workspace' | 'SyncTarget'
  readonly selector: Selector | undefined
  readonly lines: readonly QuotaLine[]
}

const unit = 1_000_000_000n

/** What a quota is a limit for, in words. */
const scopes = {
  Namespace: 'for one namespace',
  Workspace: 'for the whole hub',
  SyncTarget: 'for the whole target',
} as const

/** Object counts that Kubernetes knows without the `count/` prefix. */
const countedByName = new Set([
  'services',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'replicationcontrollers',
  'resourcequotas',
])

/** The quotas of all targets, and what counts against them. */
export class QuotaBook {
  readonly #quotas = new Map<number, readonly Quota[]>()
  readonly #namespaceLabels: ReadonlyMap<string, Labels>

  constructor(fleet: IndexedFleet, namespaces: readonly KubeObject[]) {
    this.#namespaceLabels = new Map(namespaces.map(({ metadata }) => [metadata.name ?? '', metadata.labels ?? {}]))
    for (const target of fleet.withQuotas) this.#quotas.set(target, readQuotas(fleet, target))
  }

  /** Labels of a namespace; Kubernetes labels every namespace with its name. */
  labelsOf(namespace: string | undefined): Labels {
    if (namespace === undefined) return {}
    return { ...(this.#namespaceLabels.get(namespace) ?? {}), 'kubernetes.io/metadata.name': namespace }
  }

  /** How many more pods the quotas of a target allow, and why not more than `wanted`. */
  room(
    target: number,
    workload: Workload,
    demand: Demand,
    ledger: Ledger,
    moment: Moment,
    wanted: number,
    reasons?: Reason[],
  ): number {
    let room = manyReplicas
    for (const quota of this.#quotas.get(target) ?? []) {
      if (!this.#isCounted(quota, workload.namespace)) continue
      for (const line of quota.lines) {
        const each = perPod(line, workload, demand)
        const once = perObject(line, workload)
        if (each === 0n && once === 0n) continue
        const used = this.#used(quota, line, target, workload, ledger, moment)
        const left = line.hard - used - once
        const fitting = left < 0n ? 0 : each === 0n ? manyReplicas : clamp(left / each)
        if (fitting < room) room = fitting
        if (fitting < wanted)
          reasons?.push(
            reason(
              'QuotaExceeded',
              line.key,
              `its quota ${scopes[quota.scope]} allows ${show(line, line.hard)} ${line.key}; ${show(line, used)} used, ${show(line, each * BigInt(wanted) + once)} more needed`,
            ),
          )
      }
    }
    return room
  }

  #isCounted(quota: Quota, namespace: string | undefined): boolean {
    return quota.selector === undefined || matchesSelector(quota.selector, this.labelsOf(namespace))
  }

  #used(
    quota: Quota,
    line: QuotaLine,
    target: number,
    { namespace }: Workload,
    ledger: Ledger,
    moment: Moment,
  ): bigint {
    let used = line.used
    for (const { tick, workload, demand, pods, objects } of ledger.chargesOf(target)) {
      if (tick >= moment) break
      const isSame = quota.scope !== 'Namespace' || workload.namespace === namespace
      if (!isSame || !this.#isCounted(quota, workload.namespace)) continue
      used += perPod(line, workload, demand) * BigInt(pods) + perObject(line, workload) * BigInt(objects)
    }
    return used
  }
}

function readQuotas(fleet: IndexedFleet, target: number): Quota[] {
  const { spec, status } = fleet.targets[target] ?? {}
  return (spec?.resourceQuotas ?? []).map(({ scope, hard, scopeSelector }) => ({
    scope,
    selector: scopeSelector === undefined ? undefined : selectorOf(scopeSelector),
    lines: Object.entries(hard).flatMap(([key, text]) => {
      const nanos = fleet.reader.read(text)
      const counts = countsOf(key)
      if (nanos === undefined || counts === undefined) return []
      const isWhole = counts.what === 'pods' || counts.what === 'objects'
      const allocated = status?.allocatedResources ?? {}
      const reported = counts.what === 'pods' ? 'pods' : counts.what === 'requests' ? counts.name : undefined
      const used =
        scope === 'SyncTarget' && reported !== undefined && Object.hasOwn(allocated, reported)
          ? (fleet.reader.read(allocated[reported]) ?? 0n)
          : 0n
      return [{ key, counts, hard: isWhole ? nanos / unit : nanos, used: isWhole ? used / unit : used }]
    }),
  }))
}

/** What a key of Kubernetes' ResourceQuota counts; undefined for what no placement uses. */
function countsOf(key: string): QuotaLine['counts'] | undefined {
  if (key === 'pods' || key === 'count/pods') return { what: 'pods', name: 'pods' }
  if (key.startsWith('count/')) return { what: 'objects', name: key.slice('count/'.length) }
  if (countedByName.has(key)) return { what: 'objects', name: key }
  if (key.startsWith('requests.')) return { what: 'requests', name: key.slice('requests.'.length) }
  if (key.startsWith('limits.')) return { what: 'limits', name: key.slice('limits.'.length) }
  if (key === 'cpu' || key === 'memory' || key === 'ephemeral-storage' || key.startsWith('hugepages-'))
    return { what: 'requests', name: key }
  return undefined
}

function perPod({ counts }: QuotaLine, workload: Workload, demand: Demand): bigint {
  if (counts.what === 'pods') return workload.pod === undefined ? 0n : 1n
  if (counts.what === 'requests') return demand.requests.get(counts.name) ?? 0n
  return counts.what === 'limits' ? (demand.limits.get(counts.name) ?? 0n) : 0n
}

function perObject({ counts }: QuotaLine, { resource, group }: Workload): bigint {
  return counts.what === 'objects' && counts.name === (group === '' ? resource : `${resource}.${group}`) ? 1n : 0n
}

function clamp(pods: bigint): number {
  return pods > BigInt(manyReplicas) ? manyReplicas : Number(pods)
}

function show({ counts }: QuotaLine, amount: bigint): string {
  if (counts.what === 'pods' || counts.what === 'objects') return String(amount)
  const whole = amount / unit
  return whole * unit === amount ? String(whole) : String(Number(amount) / 1e9)
}
