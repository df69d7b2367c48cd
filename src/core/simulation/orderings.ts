import { buildFleet, type Decision, scheduleAll } from '../placement/index.ts'
import { reportVersion } from './report.ts'
import type { Scenario } from './scenario.ts'
import { randomNumbers, shuffled } from './shuffle.ts'
import { unplacedReplicas } from './losses.ts'

/** What the order in which workloads arrive changes. */
export type OrderingReport = {
  readonly apiVersion: typeof reportVersion
  readonly kind: 'PlacementOrderingReport'
  readonly seed: string
  /** Orders tried, the order of decision first. */
  readonly orderings: number
  /** Different results among them. */
  readonly results: number
  readonly dependsOnOrder: boolean
  /** Fewest and most replicas without a place. */
  readonly unplacedReplicas: { readonly least: number; readonly most: number }
  /** Workloads whose targets or replicas differ between orders. */
  readonly workloads: readonly OrderedWorkload[]
}

/** How one workload fares under different orders. */
export type OrderedWorkload = {
  readonly workload: Decision['workload']
  /** Each placement that came about, the most frequent first, as `target=replicas`. */
  readonly placements: readonly { readonly clusters: readonly string[]; readonly count: number }[]
}

/**
 * Decides the workloads in `count` orders: that of decision, and random ones that the seed determines. Capacity is consumed
 * step by step, so orders matter where room is short.
 *
 * @param count orders to try, at least 2
 */
export function tryOrderings(
  scenario: Scenario,
  count: number,
  onStep?: (done: number, total: number) => void,
): OrderingReport {
  return orderingReport(scenario, count, [decideOrders(scenario, { from: 0, to: count }, onStep)])
}

/** What came of some of the orders. */
export type TriedOrders = {
  /** Each whole result, once. */
  readonly results: readonly string[]
  readonly workloads: readonly {
    readonly workload: Decision['workload']
    readonly placements: readonly (readonly [text: string, count: number])[]
  }[]
  readonly least: number
  readonly most: number
}

/** Decides the orders from `from` up to but not including `to` of those that {@link tryOrderings} tries. */
export function decideOrders(
  { inputs }: Scenario,
  { from, to }: { readonly from: number; readonly to: number },
  onStep?: (done: number, total: number) => void,
): TriedOrders {
  const fleet = buildFleet(inputs)
  const random = randomNumbers(seedNumber(inputs.seed ?? ''))
  const results = new Set<string>()
  const seen = new Map<string, { workload: Decision['workload']; counts: Map<string, number> }>()
  let [least, most] = [Infinity, 0]
  for (let order = 0; order < to; order++) {
    // Every order is drawn, for the next one to be the same whoever decides this one.
    const workloads = order === 0 ? inputs.workloads : shuffled(inputs.workloads, random)
    if (order < from) continue
    const { decisions } = scheduleAll(order === 0 ? inputs : { ...inputs, workloads, keepsOrder: true }, { fleet })
    const whole: string[] = []
    let missing = 0
    for (const decision of decisions) {
      if (decision.outcome === 'Follows' || decision.outcome === 'Ignored') continue
      const key = keyOf(decision.workload)
      const placement = placementText(decision)
      let entry = seen.get(key)
      if (entry === undefined) seen.set(key, (entry = { workload: decision.workload, counts: new Map() }))
      entry.counts.set(placement, (entry.counts.get(placement) ?? 0) + 1)
      whole.push(`${key} ${placement}`)
      missing += unplacedReplicas(decision)
    }
    results.add(whole.sort().join('\n'))
    least = Math.min(least, missing)
    most = Math.max(most, missing)
    onStep?.(order + 1 - from, to - from)
  }
  return {
    results: [...results],
    workloads: [...seen.values()].map(({ workload, counts }) => ({ workload, placements: [...counts] })),
    least,
    most,
  }
}

/** The report of orders that were decided, the first of them in the first part. */
export function orderingReport(
  { inputs }: Pick<Scenario, 'inputs'>,
  count: number,
  parts: readonly TriedOrders[],
): OrderingReport {
  const results = new Set(parts.flatMap((part) => part.results))
  const seen = new Map<string, { workload: Decision['workload']; counts: Map<string, number> }>()
  for (const { workload, placements } of parts.flatMap((part) => part.workloads)) {
    const entry = seen.get(keyOf(workload)) ?? { workload, counts: new Map<string, number>() }
    seen.set(keyOf(workload), entry)
    for (const [text, times] of placements) entry.counts.set(text, (entry.counts.get(text) ?? 0) + times)
  }
  const least = Math.min(...parts.map((part) => part.least))
  return {
    apiVersion: reportVersion,
    kind: 'PlacementOrderingReport',
    seed: inputs.seed ?? '',
    orderings: count,
    results: results.size,
    dependsOnOrder: results.size > 1,
    unplacedReplicas: { least: least === Infinity ? 0 : least, most: Math.max(0, ...parts.map((part) => part.most)) },
    workloads: [...seen.values()]
      .filter(({ counts }) => counts.size > 1)
      .map(({ workload, counts }) => ({
        workload,
        placements: [...counts]
          .map(([text, times]) => ({ clusters: text === '' ? [] : text.split(' '), count: times }))
          .sort((left, right) => right.count - left.count || (left.clusters.join() < right.clusters.join() ? -1 : 1)),
      })),
  }
}

function keyOf({ apiVersion, kind, namespace = '', name }: Decision['workload']): string {
  return `${apiVersion}/${kind}/${namespace}/${name}`
}

/** Targets and replicas of a decision in name order: `eu-1=3 us-1=2`. */
export function placementText({ clusters }: Decision): string {
  return clusters
    .map(({ clusterName, replicas }) => (replicas === null ? clusterName : `${clusterName}=${replicas}`))
    .sort()
    .join(' ')
}

/** A number out of a seed (FNV-1a). */
function seedNumber(seed: string): number {
  let hash = 2166136261
  for (let index = 0; index < seed.length; index++) hash = Math.imul(hash ^ seed.charCodeAt(index), 16777619)
  return hash >>> 0
}
