import type { Demand } from '../usage/demand.ts'
import type { Passing } from '../filters/filter-cache.ts'
import type { IndexedFleet } from '../fleet/fleet.ts'
import type { Ledger } from '../usage/ledger.ts'
import { fillPoints, type Pods } from './points.ts'
import type { Strategy } from '../strategies/strategy.ts'

/** Numbers kept for one run: of 8 bytes each. */
const mostNumbers = 4_000_000

/**
 * What workloads of one shape share: how much fits, and the points a strategy gives. Between two decisions only the targets
 * that were charged have changed, so only they are looked at again.
 */
export class ShapeBook {
  readonly #fleet: IndexedFleet
  readonly #ledger: Ledger
  readonly #changes: Changes
  readonly #mostColumns: number
  #shapes = new Map<Passing, Map<Demand, Shape>>()
  #columns = 0

  constructor(fleet: IndexedFleet, ledger: Ledger) {
    this.#fleet = fleet
    this.#ledger = ledger
    this.#changes = new Changes(fleet.size)
    this.#mostColumns = Math.max(16, Math.floor(mostNumbers / Math.max(1, fleet.size)))
  }

  /** The shape of pods that count alike, on targets that pass alike; what fits is up to date until something is charged. */
  shape(demand: Demand, passing: Passing): Shape {
    if (this.#columns >= this.#mostColumns) {
      this.#shapes = new Map()
      this.#columns = 0
    }
    let byDemand = this.#shapes.get(passing)
    if (byDemand === undefined) this.#shapes.set(passing, (byDemand = new Map<Demand, Shape>()))
    let shape = byDemand.get(demand)
    if (shape === undefined) {
      byDemand.set(demand, (shape = new Shape(demand, passing, this.#fleet, this.#ledger, this.#changes)))
      this.#columns++
    } else shape.refresh()
    return shape
  }

  /** The points of a strategy for a shape; the same lifetime. */
  points(shape: Shape, strategy: Strategy, pods: Pods): Float64Array {
    const { points, isNew } = shape.points(strategy, pods)
    if (isNew) this.#columns++
    return points
  }
}

export class Shape {
  /** Pods that fit, by target. */
  readonly room: Float64Array
  readonly #demand: Demand
  readonly #passing: Passing
  readonly #fleet: IndexedFleet
  readonly #ledger: Ledger
  readonly #changes: Changes
  readonly #points = new Map<Strategy, Map<number, { readonly points: Float64Array; seen: number }>>()
  #seen: number

  constructor(demand: Demand, passing: Passing, fleet: IndexedFleet, ledger: Ledger, changes: Changes) {
    this.#demand = demand
    this.#passing = passing
    this.#fleet = fleet
    this.#ledger = ledger
    this.#changes = changes
    this.room = new Float64Array(fleet.size)
    this.#seen = ledger.charged.length
    ledger.fillRoom(demand, passing.list, passing.list.length, this.room)
  }

  refresh(): void {
    const { charged } = this.#ledger
    const { list, count } = this.#changes.since(this.#seen, charged, this.#passing)
    this.#seen = charged.length
    this.#ledger.fillRoom(this.#demand, list, count, this.room)
  }

  /** The points of a strategy, once what fits is up to date. */
  points(strategy: Strategy, pods: Pods): { readonly points: Float64Array; readonly isNew: boolean } {
    const { charged } = this.#ledger
    let byPods = this.#points.get(strategy)
    if (byPods === undefined) this.#points.set(strategy, (byPods = new Map<number, never>()))
    const key = pods.copies === undefined ? pods.most : -1 - pods.copies
    const known = byPods.get(key)
    const points = known?.points ?? new Float64Array(this.#fleet.size)
    const { list, count } =
      known === undefined
        ? { list: this.#passing.list, count: this.#passing.list.length }
        : this.#changes.since(known.seen, charged, this.#passing)
    fillPoints(strategy, this.#demand, pods, this.#ledger, this.room, list, count, points)
    if (known === undefined) byPods.set(key, { points, seen: charged.length })
    else known.seen = charged.length
    return { points, isNew: known === undefined }
  }
}

/** Tells which targets were charged since some position, each once. */
class Changes {
  readonly #marks: Uint32Array
  readonly #list: Int32Array
  #mark = 0

  constructor(size: number) {
    this.#marks = new Uint32Array(size)
    this.#list = new Int32Array(size)
  }

  /** All that pass, where that is about as many. */
  since(position: number, charged: readonly number[], { list }: Passing): { list: Int32Array; count: number } {
    if (charged.length - position >= list.length) return { list, count: list.length }
    const marks = this.#marks
    if (this.#mark === 0xffffffff) {
      marks.fill(0)
      this.#mark = 0
    }
    const mark = ++this.#mark
    let count = 0
    for (; position < charged.length; position++) {
      const target = charged[position] ?? 0
      if (marks[target] === mark) continue
      marks[target] = mark
      this.#list[count++] = target
    }
    return { list: this.#list, count }
  }
}
