import { type Bits, hasBit } from './bits.ts'
import type { IndexedFleet } from './fleet.ts'
import type { Spread } from './limits.ts'

/**
 * How many of one workload are in each domain of one spread constraint, as kube-scheduler counts: the emptiest eligible
 * domain is what the others are compared with, and counts as empty while fewer than `minDomains` are eligible.
 */
export class SpreadCounter {
  readonly spread: Spread
  readonly domainOf: Int32Array
  readonly counts: Float64Array
  /** What one seat, or one chosen target, adds. */
  readonly step: number
  readonly #eligible: Uint8Array
  readonly #countsAsEmpty: boolean
  #least = 0

  /** @param eligible targets that pass every filter that does not depend on how full they are */
  constructor(spread: Spread, fleet: IndexedFleet, eligible: Bits, step: number) {
    this.spread = spread
    this.step = step
    const { domainOf, values } = fleet.topology(spread.topologyKey)
    this.domainOf = domainOf
    this.counts = new Float64Array(values.length)
    this.#eligible = new Uint8Array(values.length)
    let domains = 0
    for (let target = 0; target < fleet.size; target++) {
      const domain = domainOf[target] ?? -1
      if (domain < 0 || this.#eligible[domain] === 1 || !hasBit(eligible, target)) continue
      this.#eligible[domain] = 1
      domains++
    }
    this.#countsAsEmpty = domains < (spread.minDomains ?? 1)
  }

  get isHard(): boolean {
    return this.spread.whenUnsatisfiable === 'DoNotSchedule'
  }

  /** What the emptiest eligible domain counts. */
  get least(): number {
    return this.#countsAsEmpty ? 0 : this.#least
  }

  /** Whether one more in a domain keeps the skew. A target without a domain breaks it. */
  keeps(domain: number): boolean {
    return domain >= 0 && (this.counts[domain] ?? 0) + this.step - this.least <= this.spread.maxSkew
  }

  /** Adds `steps` to a domain. */
  add(domain: number, steps = 1): void {
    if (domain < 0) return
    const before = this.counts[domain] ?? 0
    this.counts[domain] = before + steps * this.step
    if (before > this.#least) return
    let least = Infinity
    for (let other = 0; other < this.counts.length; other++)
      if (this.#eligible[other] === 1) least = Math.min(least, this.counts[other] ?? 0)
    this.#least = least === Infinity ? 0 : least
  }

  isEligible(domain: number): boolean {
    return this.#eligible[domain] === 1
  }

  get mayCountAsEmpty(): boolean {
    return this.#countsAsEmpty
  }
}
