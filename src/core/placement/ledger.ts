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

/** A moment of a run: what was charged before it. */
export type Moment = number

/**
 * What is free on every target as a run goes on. It remembers every charge, so that what was free at any moment can be
 * told afterwards.
 */
export class Ledger {
  readonly #live = new Map<Column, Float64Array>()
  readonly #wide = new Map<Column, Map<number, bigint>>()
  readonly #charges: Charge[][]
  #tick = 0

  constructor(fleet: IndexedFleet) {
    this.#charges = fleet.names.map(() => [])
    for (const column of fleet.columns.values()) {
      this.#live.set(column, column.free.slice())
      if (column.wide.size === 0) continue
      const wide = new Map<number, bigint>()
      for (const [target, { free }] of column.wide) if (free !== undefined) wide.set(target, free)
      this.#wide.set(column, wide)
    }
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
  free(column: Column): Float64Array {
    const live = this.#live.get(column)
    if (live === undefined) throw new RangeError(`no column ${column.resource}`)
    return live
  }

  /** Charges of one target, oldest first. */
  chargesOf(target: number): readonly Charge[] {
    return this.#charges[target] ?? []
  }

  charge(target: number, workload: Workload, demand: Demand, pods: number, objects: number): void {
    this.#charges[target]?.push({ tick: this.tick(), workload, demand, pods, objects })
    for (const { column, asked, wide } of demand.lines) {
      if (column === undefined) continue
      const live = this.free(column)
      live[target] = (live[target] ?? NaN) - asked * pods
      const exact = this.#wide.get(column)
      const before = exact?.get(target)
      if (exact !== undefined && before !== undefined)
        exact.set(target, before - (wide ?? BigInt(asked)) * BigInt(pods))
    }
  }

  /** What was free at a moment; NaN when nobody states it. */
  freeAt(column: Column, target: number, moment: Moment): number {
    let free = this.free(column)[target] ?? NaN
    const charges = this.chargesOf(target)
    for (let index = charges.length - 1; index >= 0; index--) {
      const charge = charges[index]
      if (charge === undefined || charge.tick < moment) break
      for (const line of charge.demand.lines) if (line.column === column) free += line.asked * charge.pods
    }
    return free
  }

  #wideFreeAt(column: Column, target: number, moment: Moment): bigint | undefined {
    let free = this.#wide.get(column)?.get(target)
    if (free === undefined) return undefined
    for (const { demand, pods } of this.#since(target, moment))
      for (const line of demand.lines)
        if (line.column === column) free += (line.wide ?? BigInt(line.asked)) * BigInt(pods)
    return free
  }

  *#since(target: number, moment: Moment): IterableIterator<Charge> {
    const charges = this.chargesOf(target)
    for (let index = charges.length - 1; index >= 0; index--) {
      const charge = charges[index]
      if (charge === undefined || charge.tick < moment) return
      yield charge
    }
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

  #wideRoom(column: Column, target: number, asked: bigint, free: number): number {
    return widePodsThatFit(this.#wide.get(column)?.get(target) ?? BigInt(Math.floor(free)), asked)
  }

  /** How many more pods of one resource fitted on a target at a moment; undefined when nobody states the resource. */
  roomAt(line: Demand['lines'][number], target: number, moment: Moment): { room: number; free: bigint } | undefined {
    const { column, asked, wide } = line
    if (column === undefined) return undefined
    const free = this.freeAt(column, target, moment)
    if (Number.isNaN(free)) return undefined
    const exact = this.#wideFreeAt(column, target, moment)
    if (wide === undefined && exact === undefined && Math.abs(free) <= Number.MAX_SAFE_INTEGER)
      return { room: podsThatFit(free, asked), free: BigInt(free) }
    const amount = exact ?? BigInt(Math.floor(free))
    return { room: widePodsThatFit(amount, wide ?? BigInt(asked)), free: amount }
  }
}
