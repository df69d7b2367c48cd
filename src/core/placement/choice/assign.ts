import { manyReplicas } from '../fleet/amounts.ts'
import type { Bits } from '../fleet/bits.ts'
import { DivisionTable } from '../division/division.ts'
import type { Spread } from '../policy/limits.ts'
import { SpreadCounter } from '../division/spread-counter.ts'
import { type SpreadDomains, spreadDomains } from '../division/spread-domains.ts'
import { divideSpread } from '../division/spread-division.ts'
import type { Subject } from '../subject.ts'

/** Targets a workload may go to, and what each can hold. */
export type Field = {
  readonly subject: Subject
  /** Targets that pass every filter that does not depend on how full they are; they make the domains of spreads. */
  readonly eligible: Bits
  /** Pods that fit, by target number. */
  readonly room: Float64Array
  /** Targets an override forces, with the replicas it states. */
  readonly forced: ReadonlyMap<number, number | undefined>
  /** When rescheduling: targets that keep what they have but take nothing more. */
  readonly frozen: ReadonlySet<number>
  /** Working memory of divisions. */
  readonly table: DivisionTable
}

/** Replicas given to targets, in the order of the members. */
export type Assignment = {
  readonly members: readonly number[]
  readonly seats: readonly number[]
  readonly weights: readonly number[]
  readonly overflow: number
}

/** Whether a spread constraint counts replicas rather than targets. */
export function countsReplicas({ unit }: Spread, subject: Subject): boolean {
  return unit === undefined ? subject.mode !== 'Duplicated' : unit === 'Replicas'
}

/** Most replicas a target may have. */
export function capOf({ subject, room, forced, frozen }: Field, target: number, kept: number): number {
  if (forced.size > 0 && forced.has(target)) return forced.get(target) ?? manyReplicas
  const cap = Math.min(room[target] ?? 0, subject.maxReplicas)
  return frozen.size > 0 && frozen.has(target) ? Math.min(cap, kept) : cap
}

/** What a target weighs in the division. */
export function weightOf({ subject, room }: Field, target: number, total: number): number {
  const { distribution, strategy } = subject
  const division = distribution?.distribution.spec.placement.division
  if (distribution !== undefined && division !== 'Available') {
    if (distribution.shares !== undefined && distribution.hasWeights)
      return distribution.shares.get(target)?.weight ?? 0
    if (distribution.shares !== undefined || division === 'Weighted') return 1
  }
  if (division !== 'Available' && strategy.sharesEqually) return 1
  const free = room[target] ?? 0
  // Nobody states how much fits: then as much as is asked for does.
  return free >= manyReplicas ? Math.max(1, total) : free
}

/**
 * Divides `total` replicas over `members`, which are in rank order.
 *
 * @param kept replicas that stay where they are: floors when there are at most `total` of them, else caps
 */
export function assign(
  field: Field,
  members: readonly number[],
  total: number,
  kept?: ReadonlyMap<number, number>,
): Assignment {
  const { subject, table } = field
  let closed = noneClosed
  for (;;) {
    const weights = new Array<number>(members.length)
    fillTable(field, members, total, kept, closed, weights)
    const spreads = replicaCounters(field)
    const overflow = spreads.length === 0 ? table.divide(total) : divideSpread(table, members, total, spreads)
    // A skew may have kept a target from reaching its minimum: then it gets none at all.
    const short = subject.minReplicas > 1 ? worstShort(field, members, subject.minReplicas) : -1
    // Minimums come all at once, so that they may have gone past a skew: then one that came to its own gets none.
    const target = short < 0 && subject.minReplicas > 1 ? worstTilted(field, members, table, kept) : members[short]
    if (target === undefined) return { members, seats: table.listSeats(), weights, overflow }
    closed = new Set(closed).add(target)
  }
}

const noneClosed: ReadonlySet<number> = new Set()
const noSpreads: SpreadDomains[] = []
const noCounters: SpreadCounter[] = []

/** The spread constraints that bound a division, hard ones first. */
export function replicaSpreads({ subject, eligible }: Pick<Field, 'subject' | 'eligible'>): readonly SpreadDomains[] {
  const { limits, mode, world } = subject
  const { hardSpreads, softSpreads } = limits
  if (mode === 'Duplicated' || hardSpreads.length + softSpreads.length === 0) return noSpreads
  const spreads: SpreadDomains[] = []
  for (const spread of hardSpreads)
    if (countsReplicas(spread, subject)) spreads.push(spreadDomains(spread, world.fleet, eligible))
  for (const spread of softSpreads)
    if (countsReplicas(spread, subject)) spreads.push(spreadDomains(spread, world.fleet, eligible))
  return spreads
}

/** Empty counters for the spread constraints that bound a division. */
export function replicaCounters(field: Pick<Field, 'subject' | 'eligible'>): SpreadCounter[] {
  const spreads = replicaSpreads(field)
  return spreads.length === 0 ? noCounters : spreads.map((domains) => new SpreadCounter(domains, 1))
}

/** The last member in rank whose domain has more than a hard skew allows, and that gives up nothing it ran before. */
function worstTilted(
  field: Field,
  members: readonly number[],
  { seats }: DivisionTable,
  kept: ReadonlyMap<number, number> | undefined,
): number | undefined {
  for (const spread of replicaCounters(field)) {
    if (!spread.isHard) continue
    members.forEach((target, index) => spread.add(spread.domainOf[target] ?? -1, seats[index] ?? 0))
    const tilted = members.findLast((target, index) => {
      const count = spread.counts[spread.domainOf[target] ?? -1] ?? 0
      const isFree = (kept?.get(target) ?? 0) === 0 && !field.forced.has(target)
      return (seats[index] ?? 0) > 0 && isFree && count - spread.least > spread.spread.maxSkew
    })
    if (tilted !== undefined) return tilted
  }
  return undefined
}

/** The last member in rank with less than its minimum, to which an override that forces it is no subject. */
function worstShort({ table: { seats, size }, forced }: Field, members: readonly number[], min: number): number {
  for (let index = size - 1; index >= 0; index--) {
    const count = seats[index] ?? 0
    if (count > 0 && count < min && !forced.has(members[index] ?? 0)) return index
  }
  return -1
}

function fillTable(
  field: Field,
  members: readonly number[],
  total: number,
  kept: ReadonlyMap<number, number> | undefined,
  closed: ReadonlySet<number>,
  weights: number[],
): void {
  const { subject, forced, table } = field
  const stated = statedReplicas(field, members, total)
  if (kept === undefined && closed.size + stated.size === 0 && isUnbound(field)) {
    fillPlainly(field, members, total, weights)
    return
  }
  table.reset(members.length)
  let keptSum = 0
  if (kept !== undefined) for (const count of kept.values()) keptSum += count
  const shrinks = keptSum > total
  let budget = total
  // What an override or a distribution states comes first, then what is kept, then the minimum of each.
  for (let index = 0; index < members.length; index++) {
    const target = members[index] ?? 0
    const exact = stated.size === 0 ? undefined : stated.get(target)
    const staying = kept?.get(target) ?? 0
    const weight = weightOf(field, target, total)
    weights[index] = weight
    if (closed.size > 0 && closed.has(target)) continue
    const cap = capOf(field, target, staying)
    if (exact !== undefined) {
      const count = Math.min(exact, budget, cap)
      table.set(index, weight, count, count)
      budget -= count
    } else if (forced.size > 0 && forced.has(target)) {
      // An override that states no number is good for one at least.
      const floor = Math.min(1, budget)
      table.set(index, weight, floor, cap)
      budget -= floor
    } else table.set(index, weight, 0, shrinks ? Math.min(cap, staying) : cap)
  }
  if (kept !== undefined && !shrinks)
    for (const [index, target] of members.entries()) {
      if (closed.has(target) || stated.has(target)) continue
      const floor = table.floors[index] ?? 0
      const staying = Math.min((kept.get(target) ?? 0) - floor, (table.caps[index] ?? 0) - floor, budget)
      if (staying <= 0) continue
      table.floors[index] = floor + staying
      budget -= staying
    }
  const min = forced.size > 0 ? 0 : subject.minReplicas
  const opens = subject.limits.hardSpreads.some((spread) => !countsReplicas(spread, subject)) ? 1 : 0
  const least = Math.max(min > 1 ? min : 0, total >= members.length ? opens : 0)
  if (least === 0) return
  for (const [index, target] of members.entries()) {
    if (stated.has(target) || closed.has(target)) continue
    const floor = table.floors[index] ?? 0
    const more = Math.max(0, least - floor)
    if ((table.caps[index] ?? 0) >= floor + more && more <= budget) {
      table.floors[index] = floor + more
      budget -= more
    } else if (min > 1) table.set(index, 0, 0, 0)
  }
}

/** Whether nothing but capacity and the largest number of replicas bounds what a target gets. */
function isUnbound({ subject, forced, frozen }: Field): boolean {
  const { distribution, minReplicas, limits } = subject
  return (
    distribution === undefined &&
    forced.size + frozen.size === 0 &&
    minReplicas <= 1 &&
    limits.hardSpreads.every((spread) => countsReplicas(spread, subject))
  )
}

/** The same where nothing is stated, kept or closed, in one short loop. */
function fillPlainly(
  { subject, room, table }: Field,
  members: readonly number[],
  total: number,
  weights: number[],
): void {
  table.resize(members.length)
  const { weights: shares, floors, caps } = table
  const { maxReplicas } = subject
  const { sharesEqually } = subject.strategy
  const whole = Math.max(1, total)
  for (let index = 0; index < members.length; index++) {
    const free = room[members[index] ?? 0] ?? 0
    const weight = sharesEqually ? 1 : free < manyReplicas ? free : whole
    weights[index] = weight
    shares[index] = weight
    floors[index] = 0
    caps[index] = free < maxReplicas ? free : maxReplicas
  }
}

const noneStated: ReadonlyMap<number, number> = new Map()

/** Exact numbers: those of overrides, and those of the distribution, percentages divided so that none is lost. */
function statedReplicas(
  { subject, forced }: Field,
  members: readonly number[],
  total: number,
): ReadonlyMap<number, number> {
  const shares = subject.distribution?.shares
  if (forced.size === 0 && shares === undefined) return noneStated
  const stated = new Map<number, number>()
  const percents: { target: number; percent: number }[] = []
  for (const target of members) {
    const share = shares?.get(target)
    const override = forced.get(target)
    if (override !== undefined) stated.set(target, override)
    else if (share?.replicas !== undefined) stated.set(target, share.replicas)
    else if (share?.percent !== undefined) percents.push({ target, percent: share.percent })
  }
  if (percents.length === 0) return stated
  const sum = percents.reduce((all, { percent }) => all + percent, 0)
  const table = new DivisionTable(percents.length)
  percents.forEach(({ percent }, index) => table.set(index, percent, 0, manyReplicas))
  table.divide(Math.min(total, Math.floor((total * sum) / 100 + 0.5)))
  percents.forEach(({ target }, index) => stated.set(target, table.seats[index] ?? 0))
  return stated
}
