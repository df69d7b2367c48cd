import { TmcError } from '../../apimachinery/index.ts'
import { manyReplicas } from '../fleet/amounts.ts'
import { GroupColumns } from './group-columns.ts'
import { compareQuotients, narrow } from './quotients.ts'

/** What one target brings to a division; all numbers are integers from 0 to 2^31 − 1, counted in replicas. */
export type Share = {
  /** Part of the replicas relative to the other weights; 0 takes nothing beyond its floor. */
  readonly weight: number
  /** Floor: seats it gets before any other gets a seat beyond its own floor; 0 unless told otherwise. */
  readonly min?: number
  /** Cap: most seats it can have; no limit unless told otherwise. */
  readonly max?: number
}

/** Seats in the order of the shares, and the replicas that no cap or weight left room for. */
export type Division = { readonly seats: number[]; readonly overflow: number }

/**
 * Divides `total` replicas over targets in proportion to their weights by Webster's (Sainte-Laguë) method: each next
 * replica goes to the target with the largest weight / (2 × seats + 1); of equals to the one with fewer seats, then to the
 * first in order. Floors are filled first, in the same order; caps close a target.
 *
 * Monotone: raising `total` never takes a replica from a target, floors and caps included. Found by bisection on the
 * divisor, so the cost hardly depends on `total`; ties and near ties are settled with exact integers.
 *
 * @param total replicas to place, an integer from 0 to 2^31 − 1
 * @throws TmcError `InvalidShare` when a number is none of these, or a floor exceeds its cap
 * @see Balinski & Young, Fair Representation (1982)
 */
export function divideReplicas(total: number, shares: readonly Share[]): Division {
  if (!isCount(total)) throw invalid(`a total of ${total}`)
  const division = new DivisionTable(shares.length)
  for (let index = 0; index < shares.length; index++) {
    const { weight, min = 0, max = manyReplicas } = shares[index] ?? nothing
    if (!isCount(weight)) throw invalid(`share ${index}: a weight of ${weight}`)
    if (!isCount(min)) throw invalid(`share ${index}: a floor of ${min}`)
    if (!isCount(max)) throw invalid(`share ${index}: a cap of ${max}`)
    if (min > max)
      throw new TmcError('InvalidShare', `share ${index}: the floor of ${min} exceeds the cap of ${max}`, {
        hint: 'lower min or raise max',
      })
    division.set(index, weight, min, max)
  }
  const overflow = division.divide(total)
  return { seats: division.listSeats(), overflow }
}

const nothing: Share = { weight: 0 }

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= manyReplicas
}

function invalid(what: string): TmcError {
  return new TmcError('InvalidShare', `${what} is not an integer from 0 to ${manyReplicas}`)
}

/**
 * A division in columns. {@link DivisionTable.reset} begins another in the same memory, so that thousands allocate nothing;
 * columns may be longer than `size`.
 */
export class DivisionTable {
  size: number
  weights: Float64Array
  floors: Float64Array
  caps: Float64Array
  seats: Float64Array
  /** Working memory of divisions that keep a spread. */
  readonly columns = new GroupColumns()
  #heap: Int32Array

  constructor(size: number) {
    this.size = size
    this.weights = new Float64Array(size)
    this.floors = new Float64Array(size)
    this.caps = new Float64Array(size)
    this.seats = new Float64Array(size)
    this.#heap = new Int32Array(size)
  }

  /** Begins a division over `size` shares, all zero. */
  reset(size: number): void {
    this.resize(size)
    this.weights.fill(0, 0, size)
    this.floors.fill(0, 0, size)
    this.caps.fill(0, 0, size)
    this.seats.fill(0, 0, size)
  }

  /** Begins a division over `size` shares, each of which the caller sets; seats come with the division. */
  resize(size: number): void {
    this.size = size
    if (size <= this.weights.length) return
    const room = Math.max(size, 2 * this.weights.length)
    this.weights = new Float64Array(room)
    this.floors = new Float64Array(room)
    this.caps = new Float64Array(room)
    this.seats = new Float64Array(room)
    this.#heap = new Int32Array(room)
  }

  set(index: number, weight: number, floor: number, cap: number): void {
    this.weights[index] = weight
    this.floors[index] = floor
    this.caps[index] = cap
  }

  /** Fills `seats`; see {@link divideReplicas}. @returns the overflow */
  divide(total: number): number {
    const { size, weights, floors, caps, seats } = this
    const first = weights[0] ?? 0
    let isEqual = first > 0
    let weightSum = 0
    let floorSum = 0
    let leastCap = Infinity
    // Without a weight, none goes beyond the floor.
    let capSum = 0
    for (let index = 0; index < size; index++) {
      const weight = weights[index] ?? 0
      const floor = floors[index] ?? 0
      const cap = caps[index] ?? 0
      if (weight !== first) isEqual = false
      weightSum += weight
      floorSum += floor
      if (cap < leastCap) leastCap = cap
      capSum += weight > 0 ? cap : floor
    }
    if (isEqual && floorSum === 0 && total <= leastCap * size) {
      // Equals take turns, the first first.
      const all = Math.floor(total / size)
      const more = total - all * size
      for (let index = 0; index < size; index++) seats[index] = index < more ? all + 1 : all
      return 0
    }
    if (total < floorSum) {
      this.#fillFloors(total, weightSum)
      return 0
    }
    const isFull = total >= capSum
    for (let index = 0; index < size; index++)
      seats[index] = isFull && (weights[index] ?? 0) > 0 ? (caps[index] ?? 0) : (floors[index] ?? 0)
    if (isFull) return total - capSum
    this.#hand(total - floorSum, total, weightSum, caps)
    return 0
  }

  /** The seats as a list of its own. */
  listSeats(): number[] {
    const { size, seats } = this
    const all = new Array<number>(size)
    for (let index = 0; index < size; index++) all[index] = seats[index] ?? 0
    return all
  }

  /** Hands out fewer seats than the floors ask for: those of weightless shares fill last, in order. */
  #fillFloors(total: number, weightSum: number): void {
    const { size, weights, floors, seats } = this
    let weighted = 0
    for (let index = 0; index < size; index++) if ((weights[index] ?? 0) > 0) weighted += floors[index] ?? 0
    seats.fill(0, 0, size)
    if (total <= weighted) {
      this.#hand(total, total, weightSum, floors)
      return
    }
    let more = total - weighted
    for (let index = 0; index < size; index++) {
      const floor = floors[index] ?? 0
      const given = (weights[index] ?? 0) > 0 ? floor : Math.min(more, floor)
      seats[index] = given
      if ((weights[index] ?? 0) === 0) more -= given
    }
  }

  /** Hands out `rest` seats beyond those there are, to make `total`, up to the caps; there is room for them. */
  #hand(rest: number, total: number, weightSum: number, caps: Float64Array): void {
    const { left, next } = this.#handByDivisor(rest, total, weightSum, caps)
    if (left > 0) this.#handOneByOne(left, next, caps)
  }

  /**
   * Hands out, by a common divisor, all seats but a few or those in one tie.
   *
   * @returns how many are left, at most as many as one by one costs little; and a quotient that those probably have at least
   */
  #handByDivisor(
    rest: number,
    total: number,
    weightSum: number,
    caps: Float64Array,
  ): { readonly left: number; readonly next: number } {
    const few = Math.max(8, this.size >> 3)
    // Rounding makes it some more or some fewer seats than a divisor promises, and one that gives too many helps nobody.
    const margin = Math.ceil(Math.sqrt(this.size) / 2)
    const aim = total - margin
    let low = 0
    let high = Infinity
    let divisor = weightSum / (2 * aim)
    for (let round = 0; rest > few; round++) {
      if (round >= 10 && round % 4 === 2) {
        // Many seats at one quotient: settle that one tie exactly, and with it a whole step.
        const level = this.#largestQuotient(caps)
        rest = this.#handTie(rest, level, caps)
        high = Math.min(high, level)
        continue
      }
      const counted = this.#count(divisor, caps)
      if (counted > total) low = divisor
      else {
        high = divisor
        rest -= this.#take(divisor * (1 + narrow), caps)
      }
      const guess = divisor * (counted / aim)
      if (guess > low && guess < high && round < 6) divisor = guess
      else if (high === Infinity) divisor = low * 2
      else divisor = low === 0 ? high / 2 : (low + high) / 2
    }
    return { left: rest, next: high === Infinity ? 0 : high * (aim / (total + margin)) }
  }

  /** Seats there would be when every quotient of at least `divisor` got one. */
  #count(divisor: number, caps: Float64Array): number {
    const { size, weights, seats } = this
    let sum = 0
    for (let index = 0; index < size; index++) {
      const held = seats[index] ?? 0
      const wanted = Math.floor(((weights[index] ?? 0) / divisor + 1) / 2)
      sum += wanted <= held ? held : Math.min(wanted, caps[index] ?? 0)
    }
    return sum
  }

  /** Gives every seat that {@link DivisionTable.#count} counts, and returns how many were given. */
  #take(divisor: number, caps: Float64Array): number {
    const { size, weights, seats } = this
    let given = 0
    for (let index = 0; index < size; index++) {
      const held = seats[index] ?? 0
      const wanted = Math.min(Math.floor(((weights[index] ?? 0) / divisor + 1) / 2), caps[index] ?? 0)
      if (wanted <= held) continue
      seats[index] = wanted
      given += wanted - held
    }
    return given
  }

  /** The largest quotient of a seat not given yet. */
  #largestQuotient(caps: Float64Array): number {
    const { size, weights, seats } = this
    let largest = 0
    for (let index = 0; index < size; index++) {
      const held = seats[index] ?? 0
      if (held < (caps[index] ?? 0)) largest = Math.max(largest, (weights[index] ?? 0) / (2 * held + 1))
    }
    return largest
  }

  /** Gives seats whose quotient is `level`, in exact order, as far as `rest` goes; returns what is left of it. */
  #handTie(rest: number, level: number, caps: Float64Array): number {
    const { size, weights, seats } = this
    const tied: number[] = []
    let isSorted = true
    for (let index = 0; index < size; index++) {
      const held = seats[index] ?? 0
      if (held >= (caps[index] ?? 0) || (weights[index] ?? 0) / (2 * held + 1) < level * (1 - narrow)) continue
      const last = tied.at(-1)
      if (last !== undefined && this.#isBefore(index, last)) isSorted = false
      tied.push(index)
    }
    if (!isSorted && tied.length > rest) tied.sort((left, right) => (this.#isBefore(left, right) ? -1 : 1))
    const given = Math.min(rest, tied.length)
    for (let position = 0; position < given; position++) {
      const index = tied[position] ?? 0
      seats[index] = (seats[index] ?? 0) + 1
    }
    return rest - given
  }

  /**
   * Seat by seat from a heap, with exact comparison.
   *
   * @param next a quotient that the seats to come probably have at least: who has none does not compete
   */
  #handOneByOne(rest: number, next: number, caps: Float64Array): void {
    const { seats } = this
    const heap = this.#heap
    let length = this.#compete(rest, next, caps)
    for (let node = (length >> 1) - 1; node >= 0; node--) this.#sink(heap, node, length)
    for (; rest > 0 && length > 0; rest--) {
      const index = heap[0] ?? 0
      const held = (seats[index] ?? 0) + 1
      seats[index] = held
      if (held >= (caps[index] ?? 0)) heap[0] = heap[--length] ?? 0
      this.#sink(heap, 0, length)
    }
  }

  /** Lists in the heap who can get one of the next seats; all that are open where too few of them have quotients of `least`. */
  #compete(rest: number, least: number, caps: Float64Array): number {
    const { size, weights, seats } = this
    const heap = this.#heap
    let length = 0
    let claimed = 0
    for (let index = 0; index < size; index++) {
      const weight = weights[index] ?? 0
      const held = seats[index] ?? 0
      const quotient = weight / (2 * held + 1)
      if (weight === 0 || held >= (caps[index] ?? 0) || quotient < least * (1 - narrow)) continue
      heap[length++] = index
      if (quotient > least * (1 + narrow)) claimed++
    }
    return claimed >= rest || least === 0 ? length : this.#compete(rest, 0, caps)
  }

  #sink(heap: Int32Array, node: number, length: number): void {
    const moved = heap[node] ?? 0
    for (;;) {
      let child = 2 * node + 1
      if (child >= length) break
      if (child + 1 < length && this.#isBefore(heap[child + 1] ?? 0, heap[child] ?? 0)) child++
      const other = heap[child] ?? 0
      if (!this.#isBefore(other, moved)) break
      heap[node] = other
      node = child
    }
    heap[node] = moved
  }

  /** Whether the next seat goes to `left` rather than to `right`. */
  #isBefore(left: number, right: number): boolean {
    const { weights, seats } = this
    const order = compareQuotients(weights[left] ?? 0, seats[left] ?? 0, weights[right] ?? 0, seats[right] ?? 0)
    return order !== 0 ? order < 0 : left < right
  }
}
