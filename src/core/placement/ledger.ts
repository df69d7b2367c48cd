import type { Column } from './columns.ts'
import { type Demand, podsThatFit, widePodsThatFit } from './demand.ts'
import { manyReplicas } from './amounts.ts'
import type { IndexedFleet } from './fleet.ts'
import type { Workload } from './workload.ts'

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

/** How many pods fit by one resource, and what is free of it in grains; a bigint where a double cannot hold it. */
export type Fit = { readonly room: number; readonly free: number | bigint }

/** A moment of a run: what was charged before it. */
export type Moment = number

/**
 * What is free on every target as a run goes on. It remembers every charge, so that what was free at any moment can be
 * told afterwards.
 */
export class Ledger {
  readonly #live: readonly Float64Array[]
  readonly #wide: readonly (Map<number, bigint> | undefined)[]
  readonly #histories: readonly History[]
  /** The target of every charge, in order. */
  readonly #charged: number[] = []
  #tick = 0

  constructor(fleet: IndexedFleet) {
    const columns = [...fleet.columns.values()]
    this.#live = columns.map(({ free }) => free.slice())
    this.#wide = columns.map(({ wide }) => {
      if (wide.size === 0) return undefined
      const amounts = new Map<number, bigint>()
      for (const [target, { free }] of wide) if (free !== undefined) amounts.set(target, free)
      return amounts
    })
    this.#histories = fleet.names.map(() => new History(columns.length))
  }

  /** The moment after everything charged so far. */
  get now(): Moment {
    return this.#tick
  }

  /** Marks an event that comes after everything so far, and returns when it is. */
  tick(): Moment {
    return this.#tick++
  }

  /** What is free now, by target. */
  free({ index, resource }: Column): Float64Array {
    const live = this.#live[index]
    if (live === undefined) throw new RangeError(`no column ${resource}`)
    return live
  }

  /** The target of every charge so far, in order; what was read at one length is out of date on the targets behind it. */
  get charged(): readonly number[] {
    return this.#charged
  }

  /** Charges of one target, oldest first. */
  chargesOf(target: number): readonly Charge[] {
    return this.#histories[target]?.charges ?? []
  }

  /** A charge that happens now. One object serves all targets of a decision that are charged alike. */
  chargeOf(workload: Workload, demand: Demand, pods: number, objects: number): Charge {
    return { tick: this.tick(), workload, demand, pods, objects }
  }

  charge(target: number, charge: Charge): void {
    const { demand, pods } = charge
    this.#histories[target]?.add(charge, this.#live, target)
    this.#charged.push(target)
    const { lines } = demand
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index]
      if (line?.column === undefined) continue
      const { column, asked, wide } = line
      const live = this.free(column)
      live[target] = (live[target] ?? NaN) - asked * pods
      const exact = this.#wide[column.index]
      const before = exact?.get(target)
      if (exact !== undefined && before !== undefined)
        exact.set(target, before - (wide ?? BigInt(asked)) * BigInt(pods))
    }
  }

  /** What was free at a moment; NaN when nobody states it. */
  freeAt(column: Column, target: number, moment: Moment): number {
    return this.#histories[target]?.freeAt(column.index, moment) ?? this.free(column)[target] ?? NaN
  }

  #wideFreeAt(column: Column, target: number, moment: Moment): bigint | undefined {
    let free = this.#wide[column.index]?.get(target)
    if (free === undefined) return undefined
    for (const { tick, demand, pods } of this.chargesOf(target))
      if (tick >= moment)
        for (const line of demand.lines)
          if (line.column === column) free += (line.wide ?? BigInt(line.asked)) * BigInt(pods)
    return free
  }

  /** Fills how many more pods fit now, by resources alone, on `count` targets of `list`, into `room` by target. */
  fillRoom(demand: Demand, list: Int32Array, count: number, room: Float64Array): void {
    for (let position = 0; position < count; position++) room[list[position] ?? 0] = manyReplicas
    for (const { column, asked, wide } of demand.lines) {
      if (column === undefined) continue
      const live = this.free(column)
      if (wide === undefined && column.wide.size === 0)
        for (let position = 0; position < count; position++) {
          const target = list[position] ?? 0
          // What nobody states is NaN, which is never the smaller.
          const fitting = podsThatFit(live[target] ?? NaN, asked)
          if (fitting < (room[target] ?? 0)) room[target] = fitting
        }
      else
        for (let position = 0; position < count; position++) {
          const target = list[position] ?? 0
          const free = live[target] ?? NaN
          if (Number.isNaN(free)) continue
          const fitting = this.#wideRoom(column, target, wide ?? BigInt(asked), free)
          if (fitting < (room[target] ?? 0)) room[target] = fitting
        }
    }
  }

  #wideRoom({ index }: Column, target: number, asked: bigint, free: number): number {
    return widePodsThatFit(this.#wide[index]?.get(target) ?? BigInt(Math.floor(free)), asked)
  }

  /** How many more pods of one resource fitted on a target at a moment; undefined when nobody states the resource. */
  roomAt(line: Demand['lines'][number], target: number, moment: Moment): Fit | undefined {
    const { column, asked, wide } = line
    if (column === undefined) return undefined
    const free = this.freeAt(column, target, moment)
    if (Number.isNaN(free)) return undefined
    const exact = column.wide.size === 0 ? undefined : this.#wideFreeAt(column, target, moment)
    if (wide === undefined && exact === undefined && Math.abs(free) <= Number.MAX_SAFE_INTEGER)
      return { room: podsThatFit(free, asked), free }
    const amount = exact ?? BigInt(Math.floor(free))
    return { room: widePodsThatFit(amount, wide ?? BigInt(asked)), free: amount }
  }
}

/** The charges of one target, and what was free of every column before each. */
class History {
  readonly charges: Charge[] = []
  readonly #columns: number
  /** As many numbers per charge as there are columns. */
  readonly #free: number[] = []

  constructor(columns: number) {
    this.#columns = columns
  }

  /** @param live what is free just before, by column and target */
  add(charge: Charge, live: readonly Float64Array[], target: number): void {
    this.charges.push(charge)
    for (let index = 0; index < live.length; index++) this.#free.push(live[index]?.[target] ?? NaN)
  }

  /** What was free at a moment; undefined when nothing was charged since. */
  freeAt(column: number, moment: Moment): number | undefined {
    const { charges } = this
    let low = 0
    let high = charges.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((charges[middle]?.tick ?? 0) < moment) low = middle + 1
      else high = middle
    }
    return low === charges.length ? undefined : this.#free[low * this.#columns + column]
  }
}
