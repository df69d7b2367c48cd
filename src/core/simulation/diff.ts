import {
  type Decision,
  type Fleet,
  type Outcome,
  type Placements,
  type Reason,
  type WorkloadRef,
} from '../placement/index.ts'
import { decideAll, type OnDecision } from './decide-all.ts'
import { reportVersion } from './report.ts'
import type { Scenario } from './scenario.ts'
import { replicasByTarget, type Shift, shifts } from './shift.ts'
import { workloadLabel } from './workload-name.ts'

/** Replicas before and after in one domain of a topology key. */
export type DomainShift = Shift & { readonly key: string }

/** What becomes of one workload. Workloads without replicas count one per target. */
export type WorkloadDiff = {
  readonly workload: WorkloadRef
  readonly change: 'Added' | 'Removed' | 'Changed'
  readonly outcome: { readonly before: Outcome | null; readonly after: Outcome | null }
  readonly policy: { readonly before: string | null; readonly after: string | null }
  /** Replicas that leave one target for another. */
  readonly moved: number
  /** Replicas that come without another leaving. */
  readonly added: number
  /** Replicas that go without another coming. */
  readonly removed: number
  /** Targets whose replicas change, in name order. */
  readonly targets: readonly Shift[]
  readonly domains: readonly DomainShift[]
  /** Why replicas leave targets: the reasons after the change. */
  readonly because: readonly { readonly clusterName: string; readonly reasons: readonly Reason[] }[]
}

/** Where a workload would go if it were decided anew, when that is not where it is left. */
export type Preference = {
  readonly workload: WorkloadRef
  readonly targets: readonly Shift[]
}

/** The sums of a comparison, in replicas unless said otherwise. */
export type DiffTotals = {
  /** Workloads that are placed somewhere before or after. */
  readonly workloads: number
  readonly changed: number
  readonly before: number
  readonly after: number
  readonly moved: number
  readonly added: number
  readonly removed: number
  /** Workloads that are not, or not wholly, placed. */
  readonly unplaced: { readonly before: number; readonly after: number }
  readonly overflow: { readonly before: number; readonly after: number }
}

/** What a change does to placements. */
export type PlacementDiff = {
  readonly apiVersion: typeof reportVersion
  readonly kind: 'PlacementDiff'
  /** Whether everything was decided anew instead of moved as little as possible. */
  readonly fresh: boolean
  readonly workloads: readonly WorkloadDiff[]
  /** Followers whose targets change; they move no replicas. */
  readonly followers: readonly WorkloadDiff[]
  readonly targets: readonly Shift[]
  readonly domains: readonly DomainShift[]
  readonly wouldNowPrefer: readonly Preference[]
  readonly totals: DiffTotals
}

/** How placements are compared. */
export type DiffOptions = {
  /** Decide anew instead of moving as little as possible. */
  readonly fresh?: boolean
  /** Topology keys whose domains are summed up: the region unless told otherwise. */
  readonly topologyKeys?: readonly string[]
  readonly onDecision?: OnDecision
}

/** The key of the region, which domains are by unless told otherwise. */
export const regionKey = 'topology.kubernetes.io/region'
export const zoneKey = 'topology.kubernetes.io/zone'

/**
 * What a changed policy, fleet or workload does to placements, moving as little as possible unless `fresh`. Workloads
 * of the base are where its stored decisions put them, as far as that is still allowed; those of the head count for nothing.
 */
export function diffPlacements(base: Scenario, head: Scenario, options: DiffOptions = {}): PlacementDiff {
  const { onDecision } = options
  const before = standing(base, onDecision)
  const anew = decideAll(head.inputs, { onDecision })
  if (options.fresh === true) return compareRuns(before, anew, options)
  return compareRuns(before, decideAll(head.inputs, { previous: before.decisions, onDecision }), options, anew)
}

/** Where the workloads of a base are: where its stored decisions put them, else where they would go. */
function standing({ inputs }: Scenario, onDecision: OnDecision | undefined): Placements {
  const stored = inputs.decisions ?? []
  return decideAll(inputs, { ...(stored.length === 0 ? {} : { previous: stored }), onDecision })
}

/** Decides a scenario; with another before it, moving as little as possible from there. */
export function comparedRuns(
  head: Scenario,
  base: Scenario | undefined,
  onDecision?: OnDecision,
): { run: Placements; before?: Placements } {
  if (base === undefined) return { run: decideAll(head.inputs, { onDecision }) }
  const before = standing(base, onDecision)
  return { before, run: decideAll(head.inputs, { previous: before.decisions, onDecision }) }
}

/** Compares two runs; `anew` is the second one without memory of the first. */
export function compareRuns(
  before: Placements,
  after: Placements,
  { fresh = false, topologyKeys = [regionKey] }: DiffOptions = {},
  anew?: Placements,
): PlacementDiff {
  const pairs = pair(before.decisions, after.decisions)
  const diffs = pairs.map((one) => diffOf(one, before.fleet, after.fleet, topologyKeys))
  const leaders = diffs.filter((_, index) => !isFollower(pairs[index]))
  const counted = pairs.filter((one) => !isFollower(one))
  const total = (count: (decision: Decision) => number, side: 'before' | 'after') =>
    counted.reduce((sum, one) => sum + (one[side] === undefined ? 0 : count(one[side])), 0)
  const sum = (field: 'moved' | 'added' | 'removed') => leaders.reduce((all, diff) => all + diff[field], 0)
  return {
    apiVersion: reportVersion,
    kind: 'PlacementDiff',
    fresh,
    workloads: leaders.filter(isChange),
    followers: diffs.filter((diff, index) => isFollower(pairs[index]) && isChange(diff)),
    targets: shiftsOf(counted),
    domains: topologyKeys.flatMap((key) => domainShifts(key, counted, before.fleet, after.fleet)),
    wouldNowPrefer: anew === undefined ? [] : preferences(after, anew),
    totals: {
      workloads: counted.length,
      changed: leaders.filter(isChange).length,
      before: total(replicasOf, 'before'),
      after: total(replicasOf, 'after'),
      moved: sum('moved'),
      added: sum('added'),
      removed: sum('removed'),
      unplaced: { before: total(isMissing, 'before'), after: total(isMissing, 'after') },
      overflow: {
        before: total(({ overflow }) => overflow ?? 0, 'before'),
        after: total(({ overflow }) => overflow ?? 0, 'after'),
      },
    },
  }
}

type Pair = { readonly before?: Decision; readonly after?: Decision }

function pair(before: readonly Decision[], after: readonly Decision[]): Pair[] {
  const pairs = new Map<string, { before?: Decision; after?: Decision }>()
  for (const decision of before) pairs.set(keyOf(decision.workload), { before: decision })
  for (const decision of after) {
    const key = keyOf(decision.workload)
    const known = pairs.get(key)
    if (known === undefined) pairs.set(key, { after: decision })
    else known.after = decision
  }
  return [...pairs.values()]
}

/** Versions of a group do not make another workload. */
function keyOf({ apiVersion, ...workload }: WorkloadRef): string {
  return `${apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''}/${workloadLabel(workload)}`
}

function isFollower(one: Pair | undefined): boolean {
  const outcome = one?.after?.outcome ?? one?.before?.outcome
  return outcome === 'Follows' || outcome === 'Ignored'
}

function isMissing({ outcome }: Decision): number {
  return outcome === 'Unplaced' || outcome === 'Partial' || outcome === 'Error' ? 1 : 0
}

function isChange({ change, targets, outcome }: WorkloadDiff): boolean {
  return change !== 'Changed' || targets.length > 0 || outcome.before !== outcome.after
}

function diffOf({ before, after }: Pair, base: Fleet, head: Fleet, keys: readonly string[]): WorkloadDiff {
  const targets = shifts(replicasByTarget(before), replicasByTarget(after))
  const lost = targets.reduce((sum, shift) => sum + Math.max(0, shift.before - shift.after), 0)
  const gained = targets.reduce((sum, shift) => sum + Math.max(0, shift.after - shift.before), 0)
  const moved = Math.min(lost, gained)
  const workload = (after ?? before)?.workload
  if (workload === undefined) throw new Error('a pair of nothing')
  return {
    workload,
    change: before === undefined ? 'Added' : after === undefined ? 'Removed' : 'Changed',
    outcome: { before: before?.outcome ?? null, after: after?.outcome ?? null },
    policy: { before: before?.policy ?? null, after: after?.policy ?? null },
    moved,
    added: gained - moved,
    removed: lost - moved,
    targets,
    domains: keys.flatMap((key) =>
      domainShifts(key, [{ ...(before && { before }), ...(after && { after }) }], base, head),
    ),
    because: targets
      .filter((shift) => shift.after === 0 && after !== undefined && after.mode !== null)
      .map(({ name }) => ({
        clusterName: name,
        reasons: head.indexOf(name) === undefined ? [] : (after?.reasonsFor(name) ?? []),
      })),
  }
}

function replicasOf({ clusters }: Decision): number {
  return clusters.reduce((sum, { replicas }) => sum + (replicas ?? 1), 0)
}

function shiftsOf(pairs: readonly Pair[]): Shift[] {
  const sums = { before: new Map<string, number>(), after: new Map<string, number>() }
  for (const one of pairs)
    for (const side of ['before', 'after'] as const)
      for (const [name, replicas] of replicasByTarget(one[side]))
        sums[side].set(name, (sums[side].get(name) ?? 0) + replicas)
  return shifts(sums.before, sums.after)
}

function domainShifts(key: string, pairs: readonly Pair[], base: Fleet, head: Fleet): DomainShift[] {
  const sums = { before: new Map<string, number>(), after: new Map<string, number>() }
  for (const one of pairs)
    for (const side of ['before', 'after'] as const)
      for (const [name, replicas] of replicasByTarget(one[side])) {
        const fleet = side === 'before' ? base : head
        const number = fleet.indexOf(name)
        const domain = (number === undefined ? undefined : fleet.topologyValue(key, number)) ?? '<none>'
        sums[side].set(domain, (sums[side].get(domain) ?? 0) + replicas)
      }
  return shifts(sums.before, sums.after).map((shift) => ({ key, ...shift }))
}

function preferences(kept: Placements, anew: Placements): Preference[] {
  return pair(kept.decisions, anew.decisions)
    .filter((one) => !isFollower(one))
    .flatMap(({ before, after }) => {
      const targets = shifts(replicasByTarget(before), replicasByTarget(after))
      return targets.length === 0 || after === undefined ? [] : [{ workload: after.workload, targets }]
    })
}
