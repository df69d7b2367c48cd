import type { GroupColumns } from '../division/group-columns.ts'
import { compareEqual, compareRank, type Ranking, sortedByRank } from '../ranking/ranking.ts'
import { Groups } from '../division/spread-counter.ts'
import type { SpreadDomains } from '../division/spread-domains.ts'

/** The best of those that are fit, by `size` first where it is given; −1 when none is. */
export function bestOf(
  ranking: Ranking,
  list: Int32Array,
  isFit: (target: number) => boolean,
  size?: (target: number) => number,
): number {
  let best = -1
  for (let position = 0; position < list.length; position++) {
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

/**
 * The `count` best of a list, in rank order: each target is compared with the last of them, and few get further.
 *
 * @param columns working memory
 */
export function firstInRank(ranking: Ranking, list: ArrayLike<number>, count: number, columns: GroupColumns): number[] {
  columns.reserve(list.length, 0)
  const { items } = columns
  let filled = 0
  for (let position = 0; position < list.length; position++) {
    const target = list[position] ?? 0
    if (filled < count) settleLast(ranking, items, 0, filled++, target)
    else if (filled > 0 && comesBefore(ranking, target, items[filled - 1] ?? 0))
      settleLast(ranking, items, 0, filled - 1, target)
  }
  return listOf(items, filled)
}

/** As {@link compareRank}, in the form that loops over many are fastest with. */
function comesBefore(ranking: Ranking, target: number, other: number): boolean {
  const { merit } = ranking
  const own = merit[target] ?? 0
  const theirs = merit[other] ?? 0
  return own > theirs || (own === theirs && compareEqual(ranking, target, other) < 0)
}

/** Puts a target in its place among those from `start` on, which are in rank order up to `last`; the one there is dropped. */
function settleLast(ranking: Ranking, items: Int32Array, start: number, last: number, target: number): void {
  if (last - start > fewToPass) {
    settleFar(ranking, items, start, last, target)
    return
  }
  const { merit } = ranking
  const own = merit[target] ?? 0
  let place = last
  for (; place > start; place--) {
    const before = items[place - 1] ?? 0
    const theirs = merit[before] ?? 0
    if (theirs > own || (theirs === own && compareEqual(ranking, target, before) > 0)) break
    items[place] = before
  }
  items[place] = target
}

/** The same, searching for the place by halves. */
function settleFar(ranking: Ranking, items: Int32Array, start: number, last: number, target: number): void {
  let low = start
  let place = last
  while (low < place) {
    const middle = (low + place) >> 1
    if (comesBefore(ranking, target, items[middle] ?? 0)) place = middle
    else low = middle + 1
  }
  items.copyWithin(place + 1, place, last)
  items[place] = target
}

/** Up to so many, comparing with one after another on the way is faster than a binary search. */
const fewToPass = 24

/**
 * As many targets of every domain as it can have replicas, in rank order; with equal weights no other of the domain can get
 * one.
 *
 * @param spreads those that bound the division
 * @param list targets that are eligible, as the spreads have it
 * @param columns working memory
 */
export function firstOfDomains(
  spreads: readonly SpreadDomains[],
  ranking: Ranking,
  list: Int32Array,
  total: number,
  columns: GroupColumns,
): number[] {
  let most = total
  for (const spread of spreads) if (spread.isHard) most = Math.min(most, spread.most(total))
  const [only] = spreads
  return spreads.length === 1 && only !== undefined
    ? firstOfEach(only, ranking, list, most, columns)
    : firstOfGroups(spreads, ranking, list, most, columns)
}

/** The first `count` of some targets as a list of its own, in rank order. */
export function ranked(ranking: Ranking, items: Int32Array, count: number): number[] {
  if (count > fewToInsert) return sortedByRank(ranking, items.subarray(0, count))
  rankInPlace(ranking, items, count)
  return listOf(items, count)
}

/** Puts the first `count` of some targets in rank order. */
export function rankInPlace(ranking: Ranking, items: Int32Array, count: number): void {
  if (count > fewToInsert) items.set(sortedByRank(ranking, items.subarray(0, count)))
  else for (let last = 1; last < count; last++) settleLast(ranking, items, 0, last, items[last] ?? 0)
}

/** Up to so many, putting each in its place is faster than a merge sort. */
const fewToInsert = 64

function listOf(items: Int32Array, count: number): number[] {
  const list = new Array<number>(count)
  for (let place = 0; place < count; place++) list[place] = items[place] ?? 0
  return list
}

/** The best `most` of every domain of one spread. */
function firstOfEach(
  { domainOf, targets }: SpreadDomains,
  ranking: Ranking,
  list: Int32Array,
  most: number,
  columns: GroupColumns,
): number[] {
  // Every domain has a place for as many as it may need, one behind the other.
  columns.reserve(domainOf.length, targets.length)
  const { items, starts, lengths } = columns
  let end = 0
  for (let domain = 0; domain < targets.length; domain++) {
    starts[domain] = end
    lengths[domain] = 0
    end += Math.min(most, targets[domain] ?? 0)
  }
  for (let position = 0; position < list.length; position++) {
    const target = list[position] ?? 0
    const domain = domainOf[target] ?? 0
    const start = starts[domain] ?? 0
    const length = lengths[domain] ?? 0
    if (length < most) {
      lengths[domain] = length + 1
      settleLast(ranking, items, start, start + length, target)
    } else if (comesBefore(ranking, target, items[start + most - 1] ?? 0))
      settleLast(ranking, items, start, start + most - 1, target)
  }
  let filled = 0
  for (let domain = 0; domain < targets.length; domain++) {
    const start = starts[domain] ?? 0
    const stop = start + (lengths[domain] ?? 0)
    for (let place = start; place < stop; place++) items[filled++] = items[place] ?? 0
  }
  return ranked(ranking, items, filled)
}

/** The best `most` of every group of targets alike in all domains. */
function firstOfGroups(
  spreads: readonly SpreadDomains[],
  ranking: Ranking,
  list: Int32Array,
  most: number,
  columns: GroupColumns,
): number[] {
  const groups = new Groups(spreads.map(({ domainOf }) => domainOf))
  const members: number[][] = []
  for (const target of list) {
    const number = groups.of(target)
    const alike = members[number]
    if (alike === undefined) members[number] = [target]
    else alike.push(target)
  }
  const first = Int32Array.from(members.flatMap((alike) => firstInRank(ranking, alike, most, columns)))
  return ranked(ranking, first, first.length)
}
