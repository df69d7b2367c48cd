import type { Conflict } from '../usage/placed.ts'
import type { Subject } from '../subject.ts'

/**
 * What a target would break softly before any other is chosen: soft spread constraints whose key it has no value for, and
 * preferred terms of anti-affinity by their weights.
 *
 * @returns the column, or undefined where no target breaks anything
 */
export function softColumn(
  subject: Subject,
  conflicts: readonly Conflict[],
  list: Int32Array,
  count: number,
  into: Float64Array,
): Float64Array | undefined {
  if (subject.limits.softSpreads.length === 0 && conflicts.every(({ distance }) => distance.isHard)) return undefined
  for (let position = 0; position < count; position++) {
    const target = list[position] ?? 0
    into[target] = softOf(subject, conflicts, target)
  }
  return into
}

/** The same for one target. */
export function softOf({ limits, world }: Subject, conflicts: readonly Conflict[], target: number): number {
  let count = 0
  for (const { topologyKey } of limits.softSpreads)
    if (world.fleet.topologyValue(topologyKey, target) === undefined) count++
  if (conflicts.length === 0) return count
  return count + softConflictsOf(world.fleet, conflicts, target).reduce((sum, { distance }) => sum + distance.weight, 0)
}

/** Preferred terms that a target would break; each term once, however many workloads are in the way. */
export function softConflictsOf(
  fleet: Subject['world']['fleet'],
  conflicts: readonly Conflict[],
  target: number,
): readonly Conflict[] {
  const broken = new Map<object, Conflict>()
  for (const conflict of conflicts)
    if (!conflict.distance.isHard && fleet.topology(conflict.topologyKey).domainOf[target] === conflict.domain)
      broken.set(conflict.distance, conflict)
  return [...broken.values()]
}
