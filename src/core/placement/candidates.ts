import { allBits, type Bits, clearBit, hasBit, intersect, listBits, noBits, setBit, subtract } from './bits.ts'
import { canRun } from './filters/api-support.ts'
import type { Filter } from './filters/filter.ts'
import { filters } from './filters/registry.ts'
import type { Conflict } from './placed.ts'
import type { Scratch } from './ranking.ts'
import type { Subject } from './subject.ts'

/** The sets of passing targets that filters found, kept for workloads that share them. */
export class FilterCache {
  readonly #sets = new Map<string, Bits>()
  readonly #joined = new Map<string, Bits>()

  /** Targets that pass every filter that does not depend on how full they are. Not to be changed. */
  passing(subject: Subject): Bits {
    let joint = ''
    let isShared = true
    const keys: (string | null | undefined)[] = []
    for (const [name, filter] of filters) {
      const key = filter.key(subject)
      keys.push(key)
      if (key === null) isShared = false
      else if (key !== undefined) joint += `${name}=${key}\n`
    }
    const known = isShared ? this.#joined.get(joint) : undefined
    if (known !== undefined) return known
    const { size } = subject.world.fleet
    const bits = allBits(size)
    let position = 0
    for (const [name, filter] of filters) {
      const key = keys[position++]
      if (key !== undefined) intersect(bits, this.#set(name, filter, key, subject))
    }
    if (isShared) this.#joined.set(joint, bits)
    return bits
  }

  #set(name: string, filter: Filter, key: string | null, subject: Subject): Bits {
    const known = key === null ? undefined : this.#sets.get(`${name}=${key}`)
    if (known !== undefined) return known
    const bits = filter.passing?.(subject) ?? passingOneByOne(filter, subject)
    if (key !== null) this.#sets.set(`${name}=${key}`, bits)
    return bits
  }
}

function passingOneByOne(filter: Filter, subject: Subject): Bits {
  const { size } = subject.world.fleet
  const bits = noBits(size)
  for (let target = 0; target < size; target++) if (filter.reasons(subject, target).length === 0) setBit(bits, target)
  return bits
}

/** Targets a workload may go to. */
export type Candidates = {
  /** Those that pass what does not depend on how full they are. */
  readonly eligible: Bits
  /** How many of the scratch list are candidates. */
  readonly count: number
  readonly forced: ReadonlyMap<number, number | undefined>
  /** Those that keep what they have and take nothing more. */
  readonly frozen: ReadonlySet<number>
  readonly conflicts: readonly Conflict[]
}

/** Finds the candidates; leaves their numbers in `scratch.list` and what fits on each in `scratch.room`. */
export function findCandidates(subject: Subject, cache: FilterCache, scratch: Scratch): Candidates {
  const { world, columns, workload, limits, moment } = subject
  let eligible = cache.passing(subject)
  if (columns.refused !== undefined) subtract((eligible = eligible.slice()), columns.refused)
  const conflicts = world.placed.conflicts(workload, limits, moment)
  const open = eligible.slice()
  closeDomains(subject, conflicts, open)
  const forced = forcedTargets(subject)
  for (const target of forced.keys()) setBit(open, target)
  const frozen = new Set<number>()
  for (const target of subject.current?.keys() ?? [])
    if (!hasBit(open, target) && mayStay(subject, conflicts, target)) {
      frozen.add(target)
      setBit(open, target)
    }
  const listed = listBits(open, scratch.list)
  return { eligible, count: fillRoom(subject, scratch, listed, forced, frozen), forced, frozen, conflicts }
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
