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
  for (let position = 0; position < list.length; position++) {
    const target = list[position] ?? 0
    const { length } = first
    if (length < count) first.push(target)
    else if (count === 0 || compareRank(ranking, target, first[length - 1] ?? 0) > 0) continue
    settleLast(ranking, first, 0, first.length - 1, target)
  }
  return first
}

/** Puts a target in its place among those from `start` on, which are in rank order up to `last`; the one there is dropped. */
function settleLast(ranking: Ranking, first: number[], start: number, last: number, target: number): void {
  let place = last
  if (last - start <= fewToPass) {
    for (; place > start; place--) {
      const before = first[place - 1] ?? 0
      if (compareRank(ranking, target, before) > 0) break
      first[place] = before
    }
    first[place] = target
    return
  }
  let low = start
  while (low < place) {
    const middle = (low + place) >> 1
    if (compareRank(ranking, target, first[middle] ?? 0) < 0) place = middle
    else low = middle + 1
  }
  // By hand: a splice would make an array each time.
  for (let other = last; other > place; other--) first[other] = first[other - 1] ?? 0
  first[place] = target
}

/** Up to so many, comparing with one after another on the way is faster than a binary search. */
const fewToPass = 24

/**
 * As many targets of every domain as it can have replicas, in rank order; with equal weights no other of the domain can get
 * one.
 *
 * @param spreads counters of the replicas to divide, empty
 * @param list targets that are eligible, as the counters have it
 */
export function firstOfDomains(
  spreads: readonly SpreadCounter[],
  ranking: Ranking,
  list: Int32Array,
  total: number,
): number[] {
  let most = total
  for (const spread of spreads) if (spread.isHard) most = Math.min(most, spread.most(total))
  const [only] = spreads
  const all =
    spreads.length === 1 && only !== undefined
      ? firstOfEach(only, ranking, list, most)
      : firstOfGroups(spreads, ranking, list, most)
  return rankInPlace(ranking, all)
}

/** Puts a list in rank order; the list itself may change. */
export function rankInPlace(ranking: Ranking, list: number[]): number[] {
  if (list.length > fewToInsert) return sortedByRank(ranking, Int32Array.from(list))
  for (let last = 1; last < list.length; last++) settleLast(ranking, list, 0, last, list[last] ?? 0)
  return list
}

/** The best `most` of every domain of one spread, domain by domain in one list. */
function firstOfEach(spread: SpreadCounter, ranking: Ranking, list: Int32Array, most: number): number[] {
  const { domainOf, counts } = spread
  // Every domain has a place for as many as it may need, one behind the other.
  const starts: number[] = []
  const lengths: number[] = []
  let size = 0
  for (let domain = 0; domain < counts.length; domain++) {
    starts.push(size)
    lengths.push(0)
    size += Math.min(most, spread.sizeOf(domain))
  }
  starts.push(size)
  const first = new Array<number>(size)
  for (let position = 0; position < list.length; position++) {
    const target = list[position] ?? 0
    const domain = domainOf[target] ?? -1
    const start = starts[domain] ?? 0
    const length = lengths[domain] ?? 0
    if (start + length < (starts[domain + 1] ?? 0)) {
      lengths[domain] = length + 1
      settleLast(ranking, first, start, start + length, target)
    } else if (length > 0 && compareRank(ranking, target, first[start + length - 1] ?? 0) < 0)
      settleLast(ranking, first, start, start + length - 1, target)
  }
  let filled = 0
  for (let domain = 0; domain < counts.length; domain++) {
    const start = starts[domain] ?? 0
    const length = lengths[domain] ?? 0
    for (let place = 0; place < length; place++) first[filled++] = first[start + place] ?? 0
  }
  first.length = filled
  return first
}

/** The best `most` of every group of targets alike in all domains, group by group. */
function firstOfGroups(spreads: readonly SpreadCounter[], ranking: Ranking, list: Int32Array, most: number): number[] {
  const groups = new Groups(spreads.map(({ domainOf }) => domainOf))
  const members: number[][] = []
  for (let position = 0; position < list.length; position++) {
    const target = list[position] ?? 0
    const number = groups.of(target)
    const alike = members[number]
    if (alike === undefined) members[number] = [target]
    else alike.push(target)
  }
  return members.flatMap((alike) => firstInRank(ranking, alike, most))
}

/** Up to so many, putting each in its place is faster than a merge sort. */
const fewToInsert = 64
