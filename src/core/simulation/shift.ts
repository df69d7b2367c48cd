import type { Decision } from '../placement/index.ts'

/** Replicas before and after, of a target or of a domain. */
export type Shift = { readonly name: string; readonly before: number; readonly after: number }

/** Replicas by target; one for a copy of what has no replicas. */
export function replicasByTarget(decision: Decision | undefined): Map<string, number> {
  return new Map(decision?.clusters.map(({ clusterName, replicas }) => [clusterName, replicas ?? 1]) ?? [])
}

/** What differs between two counts by name, in name order. */
export function shifts(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Shift[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names
    .map((name) => ({ name, before: before.get(name) ?? 0, after: after.get(name) ?? 0 }))
    .filter((shift) => shift.before !== shift.after)
}
