import type { DivisionTable } from './division.ts'
import type { GroupColumns } from './group-columns.ts'
import { compareQuotients } from './quotients.ts'
import { Groups, type SpreadCounter } from './spread-counter.ts'

/** What a group would break that may have no more seats. */
const closed = 0x7fffffff

/** Up to so many groups, looking at each for every seat is faster than keeping a tournament up to date. */
const fewGroups = 16

/**
 * Hands out seats one by one, on top of those that `table` and `spreads` have already: the next goes to the Webster-best
 * member that keeps every hard spread; of those, to one that breaks the fewest soft ones. Members that are alike in every
 * domain make a group, and only the first of each can be next.
 *
 * @param members target numbers in rank order, as in `table`
 * @returns how many found no place
 */
export function seatBySeat(
  table: DivisionTable,
  members: readonly number[],
  rest: number,
  spreads: readonly SpreadCounter[],
): number {
  const { weights, seats, columns } = table
  const only = spreads.length === 1 ? spreads[0] : undefined
  const count = gather(table, members, spreads, only)
  const isPlayed = count > fewGroups
  const { broken, winners } = columns
  for (let group = 0; group < count; group++) winners[count + group] = group
  while (rest > 0) {
    const open = lookAtAll(columns, count, spreads, only)
    if (only !== undefined && open <= rest && isRound(columns, count, only)) {
      if (open === 0) return rest
      for (let group = 0; group < count; group++)
        if (broken[group] !== closed) only.add(only.domainOf[members[give(table, group)] ?? 0] ?? -1)
      rest -= open
      continue
    }
    if (isPlayed) play(table, count)
    for (let hasChanged = false; rest > 0 && !hasChanged; rest--) {
      const group = isPlayed ? (winners[1] ?? 0) : first(weights, seats, columns, count)
      if (count === 0 || broken[group] === closed) return rest
      const target = members[give(table, group)] ?? 0
      hasChanged = only === undefined ? addToAll(spreads, target) : only.add(only.domainOf[target] ?? -1)
      if (hasChanged) continue
      broken[group] = columns.lengths[group] === 0 ? closed : brokenBy(target, spreads, only)
      if (isPlayed)
        for (let node = (count + group) >> 1; node > 0; node >>= 1)
          winners[node] = winner(weights, seats, columns, winners[2 * node] ?? 0, winners[2 * node + 1] ?? 0)
    }
  }
  return 0
}

/** Finds anew what one more seat in each group would break, and returns how many groups may have one. */
function lookAtAll(
  { lengths, samples, broken }: GroupColumns,
  count: number,
  spreads: readonly SpreadCounter[],
  only: SpreadCounter | undefined,
): number {
  let open = 0
  for (let group = 0; group < count; group++) {
    const breaks = lengths[group] === 0 ? closed : brokenBy(samples[group] ?? 0, spreads, only)
    broken[group] = breaks
    if (breaks !== closed) open++
  }
  return open
}

/**
 * Whether every group that may have a seat may have just one before it closes, none of them opening another before the last
 * has its own: then all get one, whatever the order.
 */
function isRound({ samples, broken }: GroupColumns, count: number, spread: SpreadCounter): boolean {
  if (!spread.isHard) return false
  for (let group = 0; group < count; group++) {
    if (broken[group] === closed) continue
    const domain = spread.domainOf[samples[group] ?? 0] ?? -1
    if (spread.keeps(domain, 2) || !spread.isEligible(domain)) return false
  }
  return true
}

/** Gives a seat to the first of a group, and returns which member that was. */
function give({ caps, weights, seats, columns }: DivisionTable, group: number): number {
  const { items, starts, lengths } = columns
  const start = starts[group] ?? 0
  const index = items[start] ?? 0
  const held = (seats[index] ?? 0) + 1
  seats[index] = held
  if (held >= (caps[index] ?? 0)) {
    const length = (lengths[group] ?? 0) - 1
    lengths[group] = length
    items[start] = items[start + length] ?? 0
  }
  sink(weights, seats, items, start, lengths[group] ?? 0, 0)
  return index
}

/** Sorts members into their groups, those out that can have no seat, and returns how many groups there may be. */
function gather(
  { weights, seats, caps, columns }: DivisionTable,
  members: readonly number[],
  spreads: readonly SpreadCounter[],
  only: SpreadCounter | undefined,
): number {
  const { length } = members
  // The domains of one spread are the groups, unless they are too many to look at one by one.
  const domainOf = only !== undefined && only.counts.length < 2 * length + 16 ? only.domainOf : undefined
  const groups = domainOf === undefined ? new Groups(spreads.map((spread) => spread.domainOf)) : undefined
  let count = domainOf === undefined ? length : (only?.counts.length ?? 0) + 1
  columns.reserve(length, count)
  const { groupOf, items, starts, lengths, samples } = columns
  for (let group = 0; group < count; group++) lengths[group] = 0
  const weight = weights[0] ?? 0
  const held = seats[0] ?? 0
  let isEven = true
  for (let index = 0; index < length; index++) {
    const target = members[index] ?? 0
    const own = weights[index] ?? 0
    const has = seats[index] ?? 0
    if (own !== weight || has !== held) isEven = false
    const isFull = own === 0 || has >= (caps[index] ?? 0)
    const group = isFull ? -1 : groups === undefined ? (domainOf?.[target] ?? -1) + 1 : groups.of(target)
    groupOf[index] = group
    if (group < 0) continue
    samples[group] = target
    lengths[group] = (lengths[group] ?? 0) + 1
  }
  if (groups !== undefined) count = groups.count
  let end = 0
  for (let group = 0; group < count; group++) starts[group] = end += lengths[group] ?? 0
  // From the last to the first, so that every start comes to where it belongs.
  for (let index = length - 1; index >= 0; index--) {
    const group = groupOf[index] ?? -1
    if (group < 0) continue
    const place = (starts[group] ?? 0) - 1
    starts[group] = place
    items[place] = index
  }
  // Equals are in order already.
  for (let group = 0; group < count && !isEven; group++) {
    const size = lengths[group] ?? 0
    for (let node = (size >> 1) - 1; node >= 0; node--) sink(weights, seats, items, starts[group] ?? 0, size, node)
  }
  return count
}

/** The group that gets the next seat; 0 where none may. */
function first(weights: Float64Array, seats: Float64Array, columns: GroupColumns, count: number): number {
  const { items, starts, broken } = columns
  let best = 0
  let fewest = closed
  let top = 0
  for (let group = 0; group < count; group++) {
    const breaks = broken[group] ?? 0
    if (breaks > fewest || breaks === closed) continue
    const item = items[starts[group] ?? 0] ?? 0
    if (breaks === fewest && !isBefore(weights, seats, item, top)) continue
    best = group
    fewest = breaks
    top = item
  }
  return best
}

/** Plays all groups out against each other. */
function play({ weights, seats, columns }: DivisionTable, count: number): void {
  const { winners } = columns
  for (let node = count - 1; node > 0; node--)
    winners[node] = winner(weights, seats, columns, winners[2 * node] ?? 0, winners[2 * node + 1] ?? 0)
}

/** Which of two groups gets the next seat. */
function winner(
  weights: Float64Array,
  seats: Float64Array,
  { items, starts, broken }: GroupColumns,
  left: number,
  right: number,
): number {
  const breaks = broken[left] ?? 0
  const others = broken[right] ?? 0
  if (breaks !== others) return breaks < others ? left : right
  if (breaks === closed) return left
  return isBefore(weights, seats, items[starts[left] ?? 0] ?? 0, items[starts[right] ?? 0] ?? 0) ? left : right
}

/** Whether the next seat goes to member `left` rather than to `right`. */
function isBefore(weights: Float64Array, seats: Float64Array, left: number, right: number): boolean {
  const weight = weights[left] ?? 0
  const other = weights[right] ?? 0
  const held = seats[left] ?? 0
  const others = seats[right] ?? 0
  const order = weight === other ? held - others : compareQuotients(weight, held, other, others)
  return order === 0 ? left < right : order < 0
}

function sink(
  weights: Float64Array,
  seats: Float64Array,
  items: Int32Array,
  start: number,
  length: number,
  node: number,
): void {
  const moved = items[start + node] ?? 0
  for (;;) {
    let child = 2 * node + 1
    if (child >= length) break
    if (child + 1 < length && isBefore(weights, seats, items[start + child + 1] ?? 0, items[start + child] ?? 0))
      child++
    const other = items[start + child] ?? 0
    if (!isBefore(weights, seats, other, moved)) break
    items[start + node] = other
    node = child
  }
  items[start + node] = moved
}

function addToAll(spreads: readonly SpreadCounter[], target: number): true {
  for (const spread of spreads) spread.add(spread.domainOf[target] ?? -1)
  return true
}

/** How many soft spreads one more seat of a target would break; `closed` where it would break a hard one. */
function brokenBy(target: number, spreads: readonly SpreadCounter[], only: SpreadCounter | undefined): number {
  if (only !== undefined) return only.keeps(only.domainOf[target] ?? -1) ? 0 : only.isHard ? closed : 1
  let broken = 0
  for (const spread of spreads) {
    if (spread.keeps(spread.domainOf[target] ?? -1)) continue
    if (spread.isHard) return closed
    broken++
  }
  return broken
}
