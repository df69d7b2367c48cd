import { type Bits, clearBit, hasBit, listBits, setBit } from '../fleet/bits.ts'
import { canRun } from '../filters/api-support.ts'
import type { FilterCache } from '../filters/filter-cache.ts'
import { filters } from '../filters/registry.ts'
import type { Conflict } from '../usage/placed.ts'
import type { Scratch } from '../ranking/ranking.ts'
import type { Shape, ShapeBook } from '../ranking/shapes.ts'
import type { Override, Subject } from '../subject.ts'

/** Targets a workload may go to. */
export type Candidates = {
  /** Those that pass what does not depend on how full they are. */
  readonly eligible: Bits
  /** How many of the scratch list are candidates. */
  readonly count: number
  /** Pods that fit, by target number. Not to be changed. */
  readonly room: Float64Array
  /** What it shares with workloads of the same shape; undefined where its candidates are its own. */
  readonly shape: Shape | undefined
  readonly forced: ReadonlyMap<number, number | undefined>
  /** Those that keep what they have and take nothing more. */
  readonly frozen: ReadonlySet<number>
  readonly conflicts: readonly Conflict[]
}

/**
 * Finds the candidates; leaves their numbers in `scratch.list`. Where nothing but the filters decides who is one, what fits
 * is what every workload of the same shape sees.
 */
export function findCandidates(subject: Subject, cache: FilterCache, shapes: ShapeBook, scratch: Scratch): Candidates {
  const { world, workload, limits, moment, overrides, current } = subject
  const passing = cache.passing(subject)
  const { bits: eligible, list } = passing
  const conflicts = world.placed.conflicts(workload, limits, moment)
  const forced = overrides.length === 0 ? noForced : forcedTargets(subject)
  const isShared = conflicts.length === 0 && forced.size === 0 && current === undefined
  if (isShared && world.fleet.withQuotas.length === 0) {
    const shape = shapes.shape(subject.demand, passing)
    const count = fitting(shape.room, subject.leastPods, list, scratch.list)
    return { eligible, count, room: shape.room, shape, forced, frozen: noFrozen, conflicts }
  }
  const open = eligible.slice()
  closeDomains(subject, conflicts, open)
  for (const target of forced.keys()) setBit(open, target)
  const frozen = new Set<number>()
  for (const target of current?.keys() ?? [])
    if (!hasBit(open, target) && mayStay(subject, conflicts, target)) {
      frozen.add(target)
      setBit(open, target)
    }
  const listed = listBits(open, scratch.list)
  const count = fillRoom(subject, scratch, listed, forced, frozen)
  return { eligible, count, room: scratch.room, shape: undefined, forced, frozen, conflicts }
}

const noForced: ReadonlyMap<number, undefined> = new Map()
const noFrozen: ReadonlySet<number> = new Set()

/** Lists the targets on which so many pods fit, and returns how many there are. */
function fitting(room: Float64Array, least: number, list: Int32Array, into: Int32Array): number {
  let count = 0
  for (let position = 0; position < list.length; position++) {
    const target = list[position] ?? 0
    into[count] = target
    if ((room[target] ?? 0) >= least) count++
  }
  return count
}

/** Finds how many pods fit, and drops the targets that hold too few to be of use. */
function fillRoom(
  subject: Subject,
  scratch: Scratch,
  listed: number,
  forced: ReadonlyMap<number, unknown>,
  frozen: ReadonlySet<number>,
): number {
  const { world, demand, leastPods, workload, moment, current, mode } = subject
  const { list, room } = scratch
  world.ledger.fillRoom(demand, list, listed, room)
  if (world.fleet.withQuotas.length > 0)
    for (let position = 0; position < listed; position++) {
      const target = list[position] ?? 0
      const allowed = world.quotas.room(target, workload, demand, world.ledger, moment, leastPods)
      if (allowed < (room[target] ?? 0)) room[target] = allowed
    }
  let count = 0
  for (let position = 0; position < listed; position++) {
    const target = list[position] ?? 0
    // Replicas that run there already may stay where less fits than a new target would need; a copy stays whole or not.
    const stays = mode !== 'Duplicated' && (current?.has(target) === true || frozen.has(target))
    const least = stays ? Math.min(1, leastPods, current?.get(target) ?? 1) : leastPods
    if ((room[target] ?? 0) >= least || forced.has(target)) list[count++] = target
  }
  return count
}

function closeDomains({ world }: Subject, conflicts: readonly Conflict[], open: Bits): void {
  for (const { topologyKey, domain, distance } of conflicts) {
    if (!distance.isHard) continue
    const { domainOf } = world.fleet.topology(topologyKey)
    for (let target = 0; target < domainOf.length; target++) if (domainOf[target] === domain) clearBit(open, target)
  }
}

/** Targets that an override forces, and that can run the workload. */
export function forcedTargets(subject: Subject): ReadonlyMap<number, number | undefined> {
  const forced = new Map<number, number | undefined>()
  for (const { clusterName, effect, replicas } of subject.overrides) {
    if (effect !== 'Force') continue
    const target = subject.world.fleet.indexOf(clusterName)
    if (target !== undefined && canRun(subject, target)) forced.set(target, replicas)
  }
  return forced
}

/** The override that forces a target, the last where several do: that is the one whose replicas count. */
export function forcingOverride({ overrides, world }: Subject, target: number): Override | undefined {
  const name = world.fleet.names[target]
  return overrides.findLast(({ clusterName, effect }) => clusterName === name && effect === 'Force')
}

/** Whether replicas that run on a target that takes nothing new may stay. */
function mayStay(subject: Subject, conflicts: readonly Conflict[], target: number): boolean {
  const { world, columns } = subject
  if (columns.refused !== undefined && hasBit(columns.refused, target)) return false
  for (const { topologyKey, domain, distance } of conflicts)
    if (distance.isHard && world.fleet.topology(topologyKey).domainOf[target] === domain) return false
  for (const filter of filters.values()) {
    if (filter.key(subject) === undefined) continue
    const reasons = filter.leaving === undefined ? filter.reasons(subject, target) : filter.leaving(subject, target)
    if (reasons.length > 0) return false
  }
  return true
}
