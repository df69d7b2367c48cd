import type { Decision, Outcome, WorkloadRef } from '../placement/index.ts'
import { replicasByTarget, type Shift, shifts } from './shift.ts'

/** What an edit does to workloads it is not for. Replicas, unless said otherwise; a copy of what has none counts one. */
export type Disturbance = {
  /** Workloads that are placed otherwise. */
  readonly workloads: number
  /** Those that leave one target for another. */
  readonly moved: number
  /** Those that come without another leaving. */
  readonly added: number
  /** Those that lose their place. */
  readonly removed: number
  /** The workloads that change, those that lose most first; no more than ten. */
  readonly changes: readonly OtherChange[]
}

/** What becomes of one of them. */
export type OtherChange = {
  readonly workload: WorkloadRef
  readonly outcome: { readonly before: Outcome; readonly after: Outcome }
  readonly moved: number
  readonly added: number
  readonly removed: number
  /** Targets whose replicas change, in name order; no more than ten. */
  readonly targets: readonly Shift[]
}

/** Changes that are listed, and targets of each. */
const many = 10

/** Placements in which the disturbance of others is looked for, read once for many comparisons. */
export function indexPlacements(decisions: readonly Decision[]): ReadonlyMap<string, Decision> {
  return new Map(decisions.filter(isPlaced).map((decision) => [keyOf(decision.workload), decision]))
}

/** How the workloads other than `own` differ between two runs over the same workloads. Followers go with what they follow. */
export function disturbanceOf(
  before: ReadonlyMap<string, Decision>,
  after: readonly Decision[],
  own: WorkloadRef,
): Disturbance {
  const changes: OtherChange[] = []
  const ownKey = keyOf(own)
  for (const now of after) {
    const key = keyOf(now.workload)
    const then = key === ownKey || !isPlaced(now) ? undefined : before.get(key)
    if (then === undefined || isSame(then, now)) continue
    const targets = shifts(replicasByTarget(then), replicasByTarget(now))
    const lost = targets.reduce((sum, shift) => sum + Math.max(0, shift.before - shift.after), 0)
    const gained = targets.reduce((sum, shift) => sum + Math.max(0, shift.after - shift.before), 0)
    const moved = Math.min(lost, gained)
    const outcome = { before: then.outcome, after: now.outcome }
    changes.push({ workload: now.workload, outcome, moved, added: gained - moved, removed: lost - moved, targets })
  }
  // What is decided first stays first among equals.
  changes.sort((left, right) => right.removed - left.removed || right.moved - left.moved || right.added - left.added)
  const sum = (field: 'moved' | 'added' | 'removed') => changes.reduce((all, change) => all + change[field], 0)
  return {
    workloads: changes.length,
    moved: sum('moved'),
    added: sum('added'),
    removed: sum('removed'),
    changes: changes.slice(0, many).map(({ targets, ...change }) => ({ ...change, targets: targets.slice(0, many) })),
  }
}

function isPlaced({ outcome }: Decision): boolean {
  return outcome !== 'Follows' && outcome !== 'Ignored'
}

/** Whether two decisions place the same on the same targets; the rank of these does not count. */
function isSame(then: Decision, now: Decision): boolean {
  if (then.outcome !== now.outcome || then.clusters.length !== now.clusters.length) return false
  const replicas = replicasByTarget(then)
  return now.clusters.every((cluster) => replicas.get(cluster.clusterName) === (cluster.replicas ?? 1))
}

function keyOf({ apiVersion, kind, namespace = '', name }: WorkloadRef): string {
  return `${apiVersion}/${kind}/${namespace}/${name}`
}
