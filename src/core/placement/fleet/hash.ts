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

/** Hashes a text by its UTF-16 units. @param prefix what stands before it, so that the two need not be joined */
export function hashText(text: string, prefix = ''): Hash {
  let high = 0x243f6a88
  let low = 0x13198a2e
  for (let index = 0; index < prefix.length; index++) {
    const unit = prefix.charCodeAt(index)
    high = stepHigh(high, unit)
    low = stepLow(low, unit)
  }
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    high = stepHigh(high, unit)
    low = stepLow(low, unit)
  }
  high = mix(high ^ (prefix.length + text.length))
  low = mix(low ^ high)
  return { high: mix(high + low), low }
}

function stepHigh(high: number, unit: number): number {
  return Math.imul(high ^ unit, 0x01000193)
}

function stepLow(low: number, unit: number): number {
  return Math.imul(low + unit, 0x5bd1e995) ^ (low >>> 13)
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
    const hashes = texts.map((text) => hashText(text))
    this.#high = Int32Array.from(hashes, ({ high }) => high)
    this.#low = Int32Array.from(hashes, ({ low }) => low)
  }

  /** The weight of one target for a workload, an integer from 0 to 2^53 − 1. */
  weight({ high, low }: Hash, target: number): number {
    return weigh(high, low, this.#high[target] ?? 0, this.#low[target] ?? 0)
  }
}

/** The weights of all targets for one workload after another. Few comparisons come to a tie, so each is found when asked for. */
export class TieHashes {
  readonly #column: HashColumn
  /** Below 0 where it was not asked for yet. */
  readonly #known: Float64Array
  #workload: Hash = { high: 0, low: 0 }

  constructor(column: HashColumn, size: number) {
    this.#column = column
    this.#known = new Float64Array(size)
  }

  /** Begins anew for a workload. */
  begin(workload: Hash): void {
    this.#workload = workload
    this.#known.fill(-1)
  }

  of(target: number): number {
    const known = this.#known[target] ?? -1
    return known >= 0 ? known : (this.#known[target] = this.#column.weight(this.#workload, target))
  }
}

function weigh(workloadHigh: number, workloadLow: number, targetHigh: number, targetLow: number): number {
  const high = mix(workloadHigh ^ targetHigh)
  const low = mix((workloadLow + targetLow) ^ high)
  return (low & 0x1fffff) * 0x100000000 + (high >>> 0)
}
