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
 * The weight of a target for a workload in rendezvous hashing: the largest wins. A target that comes or goes changes the
 * order of no two others, so of many workloads only a fair share moves.
 *
 * @returns an integer from 0 to 2^53 − 1
 * @see Thaler & Ravishankar, A Name-Based Mapping Scheme for Rendezvous (1996)
 */
export function rendezvous(workload: Hash, target: Hash): number {
  const high = mix(workload.high ^ target.high)
  const low = mix((workload.low + target.low) ^ high)
  return (low & 0x1fffff) * 0x100000000 + (high >>> 0)
}
