import { Quantity } from '../../apimachinery/index.ts'

/** More replicas than any division can hand out: the largest int32. */
export const manyReplicas = 2147483647

const milli = 1_000_000n
const unit = 1_000_000_000n

/** Billionths in the smallest part of a resource that is counted: thousandths of a CPU, whole bytes, pods and devices. */
export function grain(resource: string): bigint {
  return resource === 'cpu' || resource.endsWith('.cpu') ? milli : unit
}

/** What is asked for, in grains, rounded up as kube-scheduler does. */
export function askedGrains(resource: string, nanos: bigint): bigint {
  const size = grain(resource)
  return nanos >= 0n ? (nanos + size - 1n) / size : nanos / size
}

/** What is offered, in grains, rounded down: half a device holds nothing. */
export function offeredGrains(resource: string, nanos: bigint): bigint {
  const size = grain(resource)
  return nanos >= 0n ? nanos / size : (nanos - size + 1n) / size
}

/** Reads quantities, each text once. What is no quantity counts as absent: objects here are validated. */
export class QuantityReader {
  readonly #known = new Map<string, bigint | undefined>()

  /** Billionths, or undefined. */
  read(text: string | number | bigint | undefined | null): bigint | undefined {
    if (text === undefined || text === null) return undefined
    const key = typeof text === 'string' ? text : String(text)
    let nanos = this.#known.get(key)
    if (nanos === undefined && !this.#known.has(key)) {
      nanos = Quantity.tryParse(text)?.nanos
      if (this.#known.size < 100_000) this.#known.set(key, nanos)
    }
    return nanos
  }
}

/** Prints grains of a resource as a quantity: `1500` of cpu is `1500m`, `1073741824` of memory is `1Gi`. */
export function formatGrains(resource: string, grains: bigint | number): string {
  const amount = typeof grains === 'bigint' ? grains : BigInt(Math.trunc(grains))
  const binary = resource.includes('memory') || resource.includes('storage') || resource.includes('hugepages')
  return new Quantity(amount * grain(resource), binary ? 'BinarySI' : 'DecimalSI').toString()
}

/** Up to so much a hundred times an integer is exact in a double. */
export const mostPlain = 90_071_992_547_409

/**
 * floor(100 × part / whole) for integers 0 ≤ part ≤ whole: exact also where the product leaves the 53 bits of a double.
 */
export function percentOf(part: number, whole: number): number {
  return part <= mostPlain ? Math.floor((part * 100) / whole) : widePercentOf(part, whole)
}

function widePercentOf(part: number, whole: number): number {
  const near = (part / whole) * 100
  // Only next to a whole number can rounding have crossed it.
  if (Math.abs(near - Math.round(near)) > 1e-9) return Math.floor(near)
  return Number((BigInt(part) * 100n) / BigInt(whole))
}
