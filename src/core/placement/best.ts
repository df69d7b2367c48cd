import { compareRank, type Ranking, sortedByRank } from './ranking.ts'
import { Groups, type SpreadCounter } from './spread-counter.ts'

/** The best of those that are fit, by `size` first where it is given; −1 when none is. */
export function bestOf(
  ranking: Ranking,
  list: Int32Array,
  count: number,
  isFit: (target: number) => boolean,
  size?: (target: number) => number,
): number {
  let best = -1
  for (let position = 0; position < count; position++) {
    const target = list[position] ?? 0
    if (!isFit(target)) continue
    if (best < 0) best = target
    else {
      const order = size === undefined ? 0 : size(best) - size(target)
      if ((order || compareRank(ranking, target, best)) < 0) best = target
    }
  }
  return best
}

/** The `count` best of a list, in rank order: each target is compared with the last of them, and few get further. */
export function firstInRank(ranking: Ranking, list: ArrayLike<number>, count: number): number[] {
  const first: number[] = []
  for (let position = 0; position < list.length; position++) keepFirst(ranking, first, count, list[position] ?? 0)
  return first
}

/** Puts a target in its place among the `count` best so far, if it is one of them. */
function keepFirst(ranking: Ranking, first: number[], count: number, target: number): void {
  const { length } = first
  if (length === count) {
    if (count === 0 || compareRank(ranking, target, first[length - 1] ?? 0) > 0) return
  } else first.push(target)
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareRank(ranking, target, first[middle] ?? 0) < 0) high = middle
    else low = middle + 1
  }
  // By hand: a splice would make an array each time.
  for (let place = first.length - 1; place > low; place--) first[place] = first[place - 1] ?? 0
  first[low] = target
}

/**
 * As many targets of every domain as it can have replicas, in rank order; with equal weights no other of the domain can get
 * one.
 *
 * @param spreads counters of the replicas to divide, empty
 */
export function firstOfDomains(
  spreads: readonly SpreadCounter[],
  ranking: Ranking,
  list: Int32Array,
  total: number,
): number[] {
  let most = total
  for (const spread of spreads) if (spread.isHard) most = Math.min(most, spread.most(total))
  const groups = new Groups(spreads.map(({ domainOf }) => domainOf))
  const firsts: number[][] = []
  for (let position = 0; position < list.length; position++) {
    const target = list[position] ?? 0
    const number = groups.of(target)
    const first = firsts[number]
    if (first === undefined) firsts[number] = most > 0 ? [target] : []
    else keepFirst(ranking, first, most, target)
  }
  const all: number[] = []
  for (const first of firsts) for (const target of first) all.push(target)
  return all.length <= fewToInsert ? firstInRank(ranking, all, all.length) : sortedByRank(ranking, Int32Array.from(all))
}

/** Up to so many, putting each in its place is faster than a merge sort. */
const fewToInsert = 64
