/**
 * A 64-bit hash in two 32-bit lanes. Made for breaking ties: well mixed, the same everywhere, not for secrets.
 */
export type Hash = { readonly high: number; readonly low: number }

/** Spreads every input bit over the whole word: two multiplications by odd constants between shifts. */
function mix(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x7feb352d)
  word = Math.imul(word ^ (word >>> 15), 0x846ca68b)
  return word ^ (word >>> 16)
}

/** Hashes a text by its UTF-16 units. */
export function hashText(text: string): Hash {
  let high = 0x243f6a88
  let low = 0x13198a2e
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 0x01000193)
    low = Math.imul(low + unit, 0x5bd1e995) ^ (low >>> 13)
  }
  high = mix(high ^ text.length)
  low = mix(low ^ high)
  return { high: mix(high + low), low }
}

/**
 * The hashes of all targets, as columns, for rendezvous hashing: the target of the largest weight for a workload wins. A
 * target that comes or goes changes the order of no two others, so of many workloads only a fair share moves.
 *
 * @see Thaler & Ravishankar, A Name-Based Mapping Scheme for Rendezvous (1996)
 */
export class HashColumn {
  readonly #high: Int32Array
  readonly #low: Int32Array

  constructor(texts: readonly string[]) {
    const hashes = texts.map(hashText)
    this.#high = Int32Array.from(hashes, ({ high }) => high)
    this.#low = Int32Array.from(hashes, ({ low }) => low)
  }

  /** The weight of one target for a workload, an integer from 0 to 2^53 − 1. */
  weight({ high, low }: Hash, target: number): number {
    return weigh(high, low, this.#high[target] ?? 0, this.#low[target] ?? 0)
  }

  /** Fills the weights of `count` targets of `list`. */
  fill({ high, low }: Hash, list: Int32Array, count: number, into: Float64Array): void {
    const highs = this.#high
    const lows = this.#low
    for (let position = 0; position < count; position++) {
      const target = list[position] ?? 0
      into[target] = weigh(high, low, highs[target] ?? 0, lows[target] ?? 0)
    }
  }
}

function weigh(workloadHigh: number, workloadLow: number, targetHigh: number, targetLow: number): number {
  const high = mix(workloadHigh ^ targetHigh)
  const low = mix((workloadLow + targetLow) ^ high)
  return (low & 0x1fffff) * 0x100000000 + (high >>> 0)
}
