import type { Demand } from './demand.ts'
import type { Workload } from '../workload/workload.ts'

/** Pods taken from, or given back to, one target. */
export type Charge = {
  /** When: charges count up through a run. */
  readonly tick: number
  readonly workload: Workload
  readonly demand: Demand
  /** Pods; negative when they are given back. */
  readonly pods: number
  /** Objects; 1, or −1 when given back. */
  readonly objects: number
}

/** A moment of a run: what was charged before it. */
export type Moment = number

/** The charges of one target, oldest first, when each was, where it stands in the log, and which was found last. */
type History = { readonly charges: Charge[]; readonly ticks: number[]; readonly places: number[]; found: number }

/**
 * Every charge of a run, and what was free of every column before it. Writing is an append to columns; who asks about one
 * target has the log sorted by target first, as far as it has grown since.
 */
export class ChargeLog {
  /** The target of every charge, in order. */
  readonly targets: number[] = []
  readonly #charges: Charge[] = []
  readonly #columns: number
  /** As many numbers per charge as there are columns. */
  #free = new Float64Array(256)
  readonly #histories: History[] = []
  #sorted = 0

  constructor(columns: number) {
    this.#columns = columns
  }

  /**
   * Adds charges of different targets.
   *
   * @param live what is free just before, by column and target
   */
  add(targets: readonly number[], charges: readonly Charge[], live: readonly Float64Array[]): void {
    const columns = this.#columns
    const start = this.targets.length * columns
    const end = start + targets.length * columns
    if (end > this.#free.length) this.#grow(end)
    const free = this.#free
    for (let column = 0; column < columns; column++) {
      const amounts = live[column]
      if (amounts === undefined) continue
      let place = start + column
      for (let index = 0; index < targets.length; index++, place += columns)
        free[place] = amounts[targets[index] ?? 0] ?? NaN
    }
    for (let index = 0; index < targets.length; index++) {
      const charge = charges[index]
      if (charge === undefined) continue
      this.targets.push(targets[index] ?? 0)
      this.#charges.push(charge)
    }
  }

  #grow(size: number): void {
    const free = new Float64Array(Math.max(size, 2 * this.#free.length))
    free.set(this.#free)
    this.#free = free
  }

  /** Charges of one target, oldest first. */
  chargesOf(target: number): readonly Charge[] {
    return this.#historyOf(target)?.charges ?? none
  }

  /** Where the log tells what was free on a target at a moment: at the first charge since. −1 when there is none. */
  placeAt(target: number, moment: Moment): number {
    const history = this.#historyOf(target)
    if (history === undefined) return -1
    const { ticks, places, found } = history
    // Decisions are mostly explained one after another, so that it is where it was, or next to it.
    const isBehind = found > 0 && (ticks[found - 1] ?? 0) >= moment
    const next = found < ticks.length && (ticks[found] ?? 0) < moment ? found + 1 : found
    const isNear = !isBehind && (next === ticks.length || (ticks[next] ?? 0) >= moment)
    history.found = isNear ? next : firstSince(ticks, moment)
    return places[history.found] ?? -1
  }

  /** What was free of a column just before the charge at a place. */
  freeBefore(place: number, column: number): number {
    return this.#free[place * this.#columns + column] ?? NaN
  }

  #historyOf(target: number): History | undefined {
    const { targets } = this
    for (; this.#sorted < targets.length; this.#sorted++) {
      const place = this.#sorted
      const charge = this.#charges[place]
      const charged = targets[place]
      if (charge === undefined || charged === undefined) continue
      const history = (this.#histories[charged] ??= { charges: [], ticks: [], places: [], found: 0 })
      history.charges.push(charge)
      history.ticks.push(charge.tick)
      history.places.push(place)
    }
    return this.#histories[target]
  }
}

const none: readonly Charge[] = []

/** The position of the first of ascending ticks that is not before a moment; their number when there is none. */
function firstSince(ticks: readonly number[], moment: Moment): number {
  let low = 0
  let high = ticks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ticks[middle] ?? 0) < moment) low = middle + 1
    else high = middle
  }
  return low
}
