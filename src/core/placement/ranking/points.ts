import { manyReplicas } from '../fleet/amounts.ts'
import type { Demand, ScoredLine } from '../usage/demand.ts'
import type { Ledger } from '../usage/ledger.ts'
import { leastAllocated, mostAllocated } from '../scorers/scores.ts'
import type { Strategy } from '../strategies/strategy.ts'
import type { Subject } from '../subject.ts'

/** Pods a score counts with: all of a copy, or as many as fit up to a most. */
export type Pods = { readonly copies: number | undefined; readonly most: number }

export function podsOf({ mode, podsPerUnit, requested }: Subject): Pods {
  return mode === 'Duplicated'
    ? { copies: podsPerUnit, most: podsPerUnit }
    : { copies: undefined, most: Math.min(Math.max(1, requested ?? 1), manyReplicas) }
}

/** Pods a score counts with on a target where so many fit. */
export function podsCounted({ copies, most }: Pods, room: number): number {
  return copies ?? (room < most ? room : most)
}

/**
 * Fills the points that a strategy gives for resources, as things are now, on `count` targets of `list`.
 *
 * @param room pods that fit, by target
 */
export function fillPoints(
  { points, combines }: Strategy,
  { scored }: Demand,
  pods: Pods,
  ledger: Ledger,
  room: Float64Array,
  list: Int32Array,
  count: number,
  into: Float64Array,
): void {
  if (points === undefined || scored.length === 0) {
    for (let position = 0; position < count; position++) into[list[position] ?? 0] = 0
    return
  }
  const [one, other = one] = scored
  const isUsed = points === mostAllocated
  const isKnown = isUsed || points === leastAllocated
  if (isKnown && one !== undefined && other !== undefined && scored.length <= 2 && scored.every(isPlain))
    fillPlainly(isUsed, combines, one, other, pods, ledger, room, list, count, into)
  else fillOneByOne(points, combines, scored, pods, ledger, room, list, count, into)
}

function isPlain({ column }: ScoredLine): boolean {
  return column.isPlain
}

/**
 * The points of two resources, or one given twice, of which every target states some, and no more than doubles count
 * exactly: what most workloads ask for, on most fleets.
 */
function fillPlainly(
  isUsed: boolean,
  combines: Strategy['combines'],
  one: ScoredLine,
  other: ScoredLine,
  { copies, most }: Pods,
  ledger: Ledger,
  room: Float64Array,
  list: Int32Array,
  count: number,
  into: Float64Array,
): void {
  const isMean = combines === 'mean'
  const least = copies ?? 0
  const { capacity } = one.column
  const { capacity: otherCapacity } = other.column
  const free = ledger.free(one.column)
  const otherFree = ledger.free(other.column)
  const { asked } = one
  const { asked: otherAsked } = other
  for (let position = 0; position < count; position++) {
    const target = list[position] ?? 0
    const fitting = room[target] ?? 0
    const counted = fitting < most ? (fitting > least ? fitting : least) : most
    const points = plainPoints(isUsed, (free[target] ?? 0) - asked * counted, capacity[target] ?? 0)
    const others = plainPoints(isUsed, (otherFree[target] ?? 0) - otherAsked * counted, otherCapacity[target] ?? 0)
    into[target] = isMean ? Math.floor((points + others) / 2) : points < others ? points : others
  }
}

/** As {@link mostAllocated} or {@link leastAllocated}, where a hundred times the capacity is exact. */
function plainPoints(isUsed: boolean, left: number, whole: number): number {
  const part = isUsed ? whole - left : left
  return whole <= 0 || part <= 0 ? 0 : part < whole ? Math.floor((part * 100) / whole) : 100
}

/** Where a target may state nothing of a resource, which does not count for it then. */
function fillOneByOne(
  formula: NonNullable<Strategy['points']>,
  combines: Strategy['combines'],
  scored: readonly ScoredLine[],
  pods: Pods,
  ledger: Ledger,
  room: Float64Array,
  list: Int32Array,
  count: number,
  into: Float64Array,
): void {
  for (let position = 0; position < count; position++) {
    const target = list[position] ?? 0
    const counted = podsCounted(pods, room[target] ?? 0)
    let sum = 0
    let least = Infinity
    let stated = 0
    for (const { column, asked } of scored) {
      const whole = column.capacity[target] ?? NaN
      if (Number.isNaN(whole)) continue
      const points = formula((ledger.free(column)[target] ?? 0) - asked * counted, whole)
      sum += points
      if (points < least) least = points
      stated++
    }
    into[target] = stated === 0 ? 0 : combines === 'mean' ? Math.floor(sum / stated) : least
  }
}
