import type { Spread } from '../policy/limits.ts'
import type { SpreadDomains } from './spread-domains.ts'

/**
 * How many of one workload are in each domain of one spread constraint, as kube-scheduler counts: the emptiest eligible
 * domain is what the others are compared with, and counts as empty while fewer than `minDomains` are eligible.
 */
export class SpreadCounter {
  readonly domains: SpreadDomains
  readonly spread: Spread
  readonly domainOf: Int32Array
  readonly counts: number[]
  /** What one seat, or one chosen target, adds. */
  readonly step: number
  readonly isHard: boolean
  #least = 0
  /** How many eligible domains count the least. */
  #emptiest: number
  /** What a domain may count at most for one more to keep the skew. */
  #ceiling: number

  constructor(domains: SpreadDomains, step: number) {
    this.domains = domains
    this.spread = domains.spread
    this.step = step
    this.isHard = domains.isHard
    this.domainOf = domains.domainOf
    this.counts = zeros(domains.targets.length)
    this.#emptiest = domains.eligibleCount
    this.#ceiling = domains.spread.maxSkew - step
  }

  /** What the emptiest eligible domain counts. */
  get least(): number {
    return this.domains.countsAsEmpty ? 0 : this.#least
  }

  /** Whether `steps` more in a domain keep the skew, the others as they are. A target without a domain breaks it. */
  keeps(domain: number, steps = 1): boolean {
    return domain >= 0 && (this.counts[domain] ?? 0) + (steps - 1) * this.step <= this.#ceiling
  }

  /** Adds `steps` to a domain. @returns whether that changes what keeps the skew in other domains */
  add(domain: number, steps = 1): boolean {
    if (domain < 0 || steps <= 0) return false
    const before = this.counts[domain] ?? 0
    this.counts[domain] = before + steps * this.step
    const { targets, countsAsEmpty } = this.domains
    if (before > this.#least || (targets[domain] ?? 0) === 0 || --this.#emptiest > 0) return false
    let least = Infinity
    let emptiest = 0
    for (let other = 0; other < this.counts.length; other++) {
      if ((targets[other] ?? 0) === 0) continue
      const count = this.counts[other] ?? 0
      if (count > least) continue
      emptiest = count < least ? 1 : emptiest + 1
      least = count
    }
    this.#least = least
    this.#emptiest = emptiest
    if (countsAsEmpty) return false
    this.#ceiling = least + this.spread.maxSkew - this.step
    return true
  }

  /** Whether a domain has eligible targets. */
  isEligible(domain: number): boolean {
    return (this.domains.targets[domain] ?? 0) > 0
  }
}

/**
 * How many seats a growing set of targets holds under one hard constraint. Seats handed out one by one come to an end where
 * the emptiest eligible domain is full, and every other is full or `maxSkew` above it.
 */
export class SkewRoom {
  readonly #counter: SpreadCounter
  #level = 0
  #seats = 0

  /** @param counter empty, of step 1; taken over */
  constructor(counter: SpreadCounter) {
    this.#counter = counter
    this.#level = this.#highest()
  }

  get seats(): number {
    return this.#seats
  }

  /** Adds a target that can have `cap` seats. One without a domain can have none. */
  add(target: number, cap: number): void {
    const { counts, domainOf } = this.#counter
    const domain = domainOf[target] ?? -1
    if (domain < 0) return
    const before = counts[domain] ?? 0
    this.#counter.add(domain, cap)
    const level = this.#highest()
    if (level === this.#level) {
      this.#seats += Math.min(before + cap, level) - Math.min(before, level)
      return
    }
    this.#level = level
    this.#seats = counts.reduce((sum, count) => sum + Math.min(count, level), 0)
  }

  #highest(): number {
    return this.#counter.least + this.#counter.spread.maxSkew
  }
}

/** The domains a target is in, one per constraint; −1 where it has none. */
export function domainsOf(spreads: readonly SpreadCounter[], target: number): number[] {
  return spreads.map(({ domainOf }) => domainOf[target] ?? -1)
}

/** Numbers the groups of targets that are in the same domains, from 0 in the order they are met. */
export class Groups {
  readonly #domains: readonly Int32Array[]
  readonly #first: Int32Array | undefined
  /** Where there is one topology: numbers by domain, those without one first. */
  readonly #byDomain: number[] = []
  #byDomains: Map<number | string, number> | undefined
  /** How many were met so far. */
  count = 0

  /** @param domains per topology the domain of every target */
  constructor(domains: readonly Int32Array[]) {
    this.#domains = domains
    this.#first = domains.length === 1 ? domains[0] : undefined
  }

  /** The group of a target. */
  of(target: number): number {
    const first = this.#first
    if (first === undefined) return this.#ofSeveral(target)
    const place = (first[target] ?? -1) + 1
    const byDomain = this.#byDomain
    while (byDomain.length <= place) byDomain.push(-1)
    const known = byDomain[place] ?? -1
    return known >= 0 ? known : (byDomain[place] = this.count++)
  }

  #ofSeveral(target: number): number {
    const [first, second] = this.#domains
    const key =
      this.#domains.length === 2
        ? ((first?.[target] ?? -1) + 1) * 0x100000000 + (second?.[target] ?? -1) + 1
        : this.#domains.map((domainOf) => domainOf[target] ?? -1).join()
    this.#byDomains ??= new Map<number | string, number>()
    let number = this.#byDomains.get(key)
    if (number === undefined) this.#byDomains.set(key, (number = this.count++))
    return number
  }
}

function zeros(length: number): number[] {
  const all: number[] = []
  for (let index = 0; index < length; index++) all.push(0)
  return all
}
