import { manyReplicas } from './amounts.ts'
import type { Demand, ScoredLine } from './demand.ts'
import type { Ledger } from './ledger.ts'
import { leastAllocated, mostAllocated } from './scores.ts'
import type { Strategy } from './strategies/strategy.ts'
import type { Subject } from './subject.ts'

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
  const isUsed = points === mostAllocated
  if ((!isUsed && points !== leastAllocated) || !scored.every(isPlain)) {
    fillOneByOne(points, combines, scored, pods, ledger, room, list, count, into)
    return
  }
  const isMean = combines === 'mean'
  for (let index = 0; index < scored.length; index++) {
    const line = scored[index]
    if (line === undefined) continue
    const shares = isMean && index === scored.length - 1 ? scored.length : 1
    addPortions(isUsed, isMean, index === 0, shares, line, ledger.free(line.column), pods, room, list, count, into)
  }
}

function isPlain({ column }: ScoredLine): boolean {
  return column.isPlain
}

/** As {@link leastAllocated}, where a hundred times the capacity is exact. */
function plainPortion(part: number, whole: number): number {
  return whole <= 0 || part <= 0 ? 0 : part < whole ? Math.floor((part * 100) / whole) : 100
}

/**
 * The points of one resource that every target states, and no more of it than doubles count exactly: added to `into` where
 * the mean counts, else the least stays. The last to be added makes `shares` parts of the sum.
 */
function addPortions(
  isUsed: boolean,
  isMean: boolean,
  isFirst: boolean,
  shares: number,
  { column: { capacity }, asked }: ScoredLine,
  free: Float64Array,
  { copies, most }: Pods,
  room: Float64Array,
  list: Int32Array,
  count: number,
  into: Float64Array,
): void {
  const least = copies ?? 0
  for (let position = 0; position < count; position++) {
    const target = list[position] ?? 0
    const fitting = room[target] ?? 0
    const counted = fitting < most ? (fitting > least ? fitting : least) : most
    const whole = capacity[target] ?? 0
    const left = (free[target] ?? 0) - asked * counted
    const points = plainPortion(isUsed ? whole - left : left, whole)
    const before = isFirst ? (isMean ? 0 : 100) : (into[target] ?? 0)
    const together = isMean ? before + points : points < before ? points : before
    into[target] = shares === 1 ? together : Math.floor(together / shares)
  }
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
