import { type Charge, ChargeLog, type Moment } from './charge-log.ts'
import type { Column } from '../fleet/columns.ts'
import { type Demand, type DemandLine, podsThatFit, widePodsThatFit } from './demand.ts'
import { manyReplicas } from '../fleet/amounts.ts'
import type { IndexedFleet } from '../fleet/fleet.ts'
import type { Workload } from '../workload/workload.ts'

/**
 * What is free on every target as a run goes on. It remembers every charge, so that what was free at any moment can be
 * told afterwards.
 */
export class Ledger {
  readonly #live: readonly Float64Array[]
  readonly #wide: readonly (Map<number, bigint> | undefined)[]
  readonly #log: ChargeLog
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
    this.#log = new ChargeLog(columns.length)
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
    return this.#log.targets
  }

  /** Charges of one target, oldest first. */
  chargesOf(target: number): readonly Charge[] {
    return this.#log.chargesOf(target)
  }

  /** A charge that happens now. One object serves all targets of a decision that are charged alike. */
  chargeOf(workload: Workload, demand: Demand, pods: number, objects: number): Charge {
    return { tick: this.tick(), workload, demand, pods, objects }
  }

  charge(target: number, charge: Charge): void {
    this.chargeAll(charge.demand, [target], [charge])
  }

  /** Charges one demand to different targets. @param charges in the order of the targets */
  chargeAll({ lines }: Demand, targets: readonly number[], charges: readonly Charge[]): void {
    this.#log.add(targets, charges, this.#live)
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index]
      if (line?.column === undefined) continue
      const { column, asked, wide } = line
      const live = this.free(column)
      for (let place = 0; place < targets.length; place++) {
        const target = targets[place] ?? 0
        const pods = charges[place]?.pods ?? 0
        live[target] = (live[target] ?? NaN) - asked * pods
        if (column.wide.size > 0) this.#chargeWide(column, target, (wide ?? BigInt(asked)) * BigInt(pods))
      }
    }
  }

  #chargeWide({ index }: Column, target: number, grains: bigint): void {
    const exact = this.#wide[index]
    const before = exact?.get(target)
    if (exact !== undefined && before !== undefined) exact.set(target, before - grains)
  }

  /**
   * Where the log tells what was free on a target at a moment; −1 where that is what is free now. Found once, it serves all
   * resources of the target.
   */
  placeAt(target: number, moment: Moment): number {
    return this.#log.placeAt(target, moment)
  }

  /** What was free at a place of the log; NaN when nobody states it. */
  freeAt(column: Column, target: number, place: number): number {
    return place < 0 ? (this.free(column)[target] ?? NaN) : this.#log.freeBefore(place, column.index)
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
  fillRoom({ lines }: Demand, list: Int32Array, count: number, room: Float64Array): void {
    let isFilled = false
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index]
      if (line?.column === undefined) continue
      const { column, asked, wide } = line
      if (wide === undefined && column.wide.size === 0) lower(this.free(column), asked, list, count, room, isFilled)
      else {
        if (!isFilled) fillAll(manyReplicas, list, count, room)
        this.#lowerWide(column, wide ?? BigInt(asked), list, count, room)
      }
      isFilled = true
    }
    if (!isFilled) fillAll(manyReplicas, list, count, room)
  }

  #lowerWide(column: Column, asked: bigint, list: Int32Array, count: number, room: Float64Array): void {
    const live = this.free(column)
    for (let position = 0; position < count; position++) {
      const target = list[position] ?? 0
      const free = live[target] ?? NaN
      if (Number.isNaN(free)) continue
      const fitting = this.#wideRoom(column, target, asked, free)
      if (fitting < (room[target] ?? 0)) room[target] = fitting
    }
  }

  #wideRoom({ index }: Column, target: number, asked: bigint, free: number): number {
    return widePodsThatFit(this.#wide[index]?.get(target) ?? BigInt(Math.floor(free)), asked)
  }

  /** How many more pods of one resource fitted on a target at a moment; NaN when nobody states the resource. */
  roomAt(line: DemandLine, target: number, moment: Moment, place = this.placeAt(target, moment)): number {
    const { column, asked, wide } = line
    if (column === undefined) return NaN
    const free = this.freeAt(column, target, place)
    if (Number.isNaN(free)) return NaN
    if (wide === undefined && column.wide.size === 0 && Math.abs(free) <= Number.MAX_SAFE_INTEGER)
      return podsThatFit(free, asked)
    const grains = this.grainsAt(line, target, moment, place)
    return typeof grains === 'number' ? podsThatFit(grains, asked) : widePodsThatFit(grains, wide ?? BigInt(asked))
  }

  /** What was free of one resource, which is stated, in grains; a bigint where a double cannot hold it. */
  grainsAt({ column, wide }: DemandLine, target: number, moment: Moment, place: number): number | bigint {
    if (column === undefined) return 0
    const free = this.freeAt(column, target, place)
    const exact = column.wide.size === 0 ? undefined : this.#wideFreeAt(column, target, moment)
    if (wide === undefined && exact === undefined && Math.abs(free) <= Number.MAX_SAFE_INTEGER) return free
    return exact ?? BigInt(Math.floor(free))
  }
}

/**
 * Lowers `room`, as far as it is filled already, to what fits by one resource, as {@link podsThatFit} has it; what nobody
 * states is NaN, which is never less.
 */
function lower(
  live: Float64Array,
  asked: number,
  list: Int32Array,
  count: number,
  room: Float64Array,
  isFilled: boolean,
): void {
  for (let position = 0; position < count; position++) {
    const target = list[position] ?? 0
    const free = live[target] ?? NaN
    const fitting = free < asked ? 0 : Math.floor(free / asked)
    const most = isFilled ? (room[target] ?? 0) : manyReplicas
    room[target] = fitting < most ? fitting : most
  }
}

function fillAll(value: number, list: Int32Array, count: number, column: Float64Array): void {
  for (let position = 0; position < count; position++) column[list[position] ?? 0] = value
}
