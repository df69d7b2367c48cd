import { TmcError } from '../../apimachinery/index.ts'
import { DivisionTable } from './division.ts'
import { seatBySeat } from './seat-by-seat.ts'
import type { SpreadCounter } from './spread-counter.ts'

/** Seats that may be handed out one at a time; beyond, a division over several hard spread constraints is refused. */
const mostSingleSeats = 1_000_000

/** Seats up to which one hard spread is divided seat by seat; above, by levels, with the same result. */
const fewSeats = 4096

/**
 * A division that keeps spread constraints in replicas: the next seat goes to the Webster-best target that keeps every hard
 * skew; of those, to one that breaks the fewest soft ones. Floors count as handed out already.
 *
 * @param table members in rank order
 * @param members target numbers in the same order
 * @param spreads counters whose unit is replicas, empty when the division begins
 * @returns the overflow
 * @throws TmcError `TooLarge` for more than a million seats over several hard constraints
 */
export function divideSpread(
  table: DivisionTable,
  members: readonly number[],
  total: number,
  spreads: readonly SpreadCounter[],
): number {
  let rest = total
  for (let index = 0; index < members.length; index++) {
    const floor = table.floors[index] ?? 0
    table.seats[index] = floor
    if (floor === 0) continue
    rest -= floor
    for (const spread of spreads) spread.add(spread.domainOf[members[index] ?? 0] ?? -1, floor)
  }
  if (rest <= 0) return 0
  if (rest > fewSeats) {
    const hard = spreads.filter(({ isHard }) => isHard)
    const [only] = hard
    if (only === undefined) return table.divide(total)
    if (hard.length === 1 && rest === total) return divideByLevels(table, members, total, only)
    if (rest > mostSingleSeats)
      throw new TmcError('TooLarge', `${total} replicas cannot be divided over several hard spread constraints`, {
        hint: `at most ${mostSingleSeats} replicas, or one constraint with unit Replicas`,
      })
  }
  return seatBySeat(table, members, rest, spreads)
}

/**
 * One hard spread over any number of seats: the end of the seat-by-seat division is Webster's with every domain capped at
 * the same level, the highest whose emptiest domain is not more than maxSkew below it.
 */
function divideByLevels(
  table: DivisionTable,
  members: readonly number[],
  total: number,
  spread: SpreadCounter,
): number {
  const domains = new Map<number, number[]>()
  for (let domain = 0; domain < spread.counts.length; domain++) if (spread.isEligible(domain)) domains.set(domain, [])
  for (const [index, target] of members.entries()) domains.get(spread.domainOf[target] ?? -1)?.push(index)
  const { maxSkew } = spread.spread
  const least = (counts: ReadonlyMap<number, number>) =>
    spread.domains.countsAsEmpty
      ? 0
      : [...domains.keys()].reduce((low, domain) => Math.min(low, counts.get(domain) ?? 0), Infinity)
  let low = Math.min(maxSkew, total)
  let high = total
  while (low < high) {
    const level = low + Math.ceil((high - low) / 2)
    if (least(divideCapped(table, domains, total, level).counts) >= level - maxSkew) low = level
    else high = level - 1
  }
  const { overflow } = divideCapped(table, domains, total, low)
  if (overflow === 0) return 0
  // At this level the emptiest domain may have come so far that others may go on.
  for (const [index, target] of members.entries()) spread.add(spread.domainOf[target] ?? -1, table.seats[index] ?? 0)
  return seatBySeat(table, members, overflow, [spread])
}

/** Webster with every domain capped at `level`: domains that would have more are closed at it, and the rest divided anew. */
function divideCapped(
  table: DivisionTable,
  domains: ReadonlyMap<number, readonly number[]>,
  total: number,
  level: number,
): { readonly counts: ReadonlyMap<number, number>; readonly overflow: number } {
  const seats = new Float64Array(table.size)
  const counts = new Map<number, number>()
  const open = new Map(domains)
  let rest = total
  let overflow = total
  for (;;) {
    const indexes = [...open.values()].flat()
    const part = partOf(table, indexes)
    overflow = part.divide(rest)
    indexes.forEach((index, position) => (seats[index] = part.seats[position] ?? 0))
    let isClosing = false
    for (const [domain, list] of open) {
      const count = list.reduce((sum, index) => sum + (seats[index] ?? 0), 0)
      counts.set(domain, count)
      if (count <= level) continue
      isClosing = true
      open.delete(domain)
      const inner = partOf(table, list)
      inner.divide(level)
      list.forEach((index, position) => (seats[index] = inner.seats[position] ?? 0))
      counts.set(domain, level)
      rest -= level
    }
    if (!isClosing) break
  }
  table.seats.set(seats)
  return { counts, overflow }
}

function partOf(table: DivisionTable, indexes: readonly number[]): DivisionTable {
  const part = new DivisionTable(indexes.length)
  indexes.forEach((index, position) => part.set(position, table.weights[index] ?? 0, 0, table.caps[index] ?? 0))
  return part
}
