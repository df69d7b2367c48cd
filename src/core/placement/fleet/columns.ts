import type { SyncTarget } from '../../api/index.ts'
import { mostPlain, offeredGrains, type QuantityReader } from './amounts.ts'

/** One resource over all targets, in grains; NaN where nobody states it. */
export class Column {
  readonly resource: string
  /** Position among the columns of a fleet. */
  readonly index: number
  readonly capacity: Float64Array
  /** What is free before anything is decided; may be negative. */
  readonly free: Float64Array
  /** Targets whose amounts leave the 53 bits of a double, with the exact amounts. */
  readonly wide = new Map<number, { readonly capacity: bigint | undefined; readonly free: bigint | undefined }>()

  constructor(resource: string, index: number, size: number) {
    this.resource = resource
    this.index = index
    this.capacity = new Float64Array(size).fill(NaN)
    this.free = new Float64Array(size).fill(NaN)
  }

  set(target: number, capacity: bigint | undefined, free: bigint | undefined): void {
    if (isWide(capacity) || isWide(free)) this.wide.set(target, { capacity, free })
    if (capacity !== undefined) this.capacity[target] = Number(capacity)
    if (free !== undefined) this.free[target] = Number(free)
  }

  #isStated: boolean | undefined

  /** Whether every target states how much is free; asked once everything is read. */
  get isStated(): boolean {
    return (this.#isStated ??= !this.free.some((free) => Number.isNaN(free)))
  }

  #isPlain: boolean | undefined

  /** Whether every target states a capacity, and none so large that percents of it need care; asked once all is read. */
  get isPlain(): boolean {
    return (this.#isPlain ??= this.capacity.every((capacity) => capacity <= mostPlain))
  }

  /** The exact amounts, or undefined when nobody states any. */
  at(target: number): { readonly capacity?: bigint; readonly free?: bigint } | undefined {
    const wide = this.wide.get(target)
    if (wide !== undefined) return compact(wide.capacity, wide.free)
    const capacity = this.capacity[target] ?? NaN
    const free = this.free[target] ?? NaN
    return compact(Number.isNaN(capacity) ? undefined : BigInt(capacity), Number.isNaN(free) ? undefined : BigInt(free))
  }
}

function compact(
  capacity: bigint | undefined,
  free: bigint | undefined,
): { readonly capacity?: bigint; readonly free?: bigint } | undefined {
  if (capacity === undefined) return free === undefined ? undefined : { free }
  return free === undefined ? { capacity } : { capacity, free }
}

function isWide(amount: bigint | undefined): boolean {
  return amount !== undefined && (amount > 9007199254740991n || amount < -9007199254740991n)
}

/**
 * Reads what every target has and has free. Capacity is the sum of its cells less what is reserved; free is what the target
 * reports as available, else capacity less what it reports as allocated. A target that reports only what is available is
 * taken to be empty otherwise.
 */
export function readColumns(targets: readonly SyncTarget[], reader: QuantityReader): Map<string, Column> {
  const columns = new Map<string, Column>()
  const column = (resource: string) => {
    let found = columns.get(resource)
    if (found === undefined) columns.set(resource, (found = new Column(resource, columns.size, targets.length)))
    return found
  }
  const capacity = new Map<string, bigint>()
  for (const [index, { spec, status }] of targets.entries()) {
    capacity.clear()
    for (const cell of spec.cells ?? [])
      for (const [resource, text] of Object.entries(cell.capacity ?? {})) {
        const nanos = reader.read(text)
        if (nanos !== undefined) capacity.set(resource, (capacity.get(resource) ?? 0n) + nanos)
      }
    for (const [resource, text] of Object.entries(spec.reserved ?? {})) {
      const whole = capacity.get(resource)
      if (whole !== undefined) capacity.set(resource, whole - (reader.read(text) ?? 0n))
    }
    const available = status?.availableResources ?? {}
    const allocated = status?.allocatedResources ?? {}
    for (const [resource, nanos] of capacity) {
      const reported = Object.hasOwn(available, resource) ? reader.read(available[resource]) : undefined
      const used = Object.hasOwn(allocated, resource) ? reader.read(allocated[resource]) : undefined
      const free = reported ?? nanos - (used ?? 0n)
      column(resource).set(index, offeredGrains(resource, nanos), offeredGrains(resource, free))
    }
    for (const [resource, text] of Object.entries(available)) {
      const nanos = capacity.has(resource) ? undefined : reader.read(text)
      if (nanos === undefined) continue
      const grains = offeredGrains(resource, nanos)
      column(resource).set(index, grains < 0n ? 0n : grains, grains)
    }
  }
  return columns
}
