import { type Bits, hasBit } from '../fleet/bits.ts'
import type { IndexedFleet } from '../fleet/fleet.ts'
import type { Spread } from '../policy/limits.ts'

/**
 * What one spread constraint counts over: the domains that eligible targets make of its key. Nothing here changes as
 * replicas are handed out, so all decisions over the same targets share it.
 */
export class SpreadDomains {
  readonly spread: Spread
  readonly isHard: boolean
  /** The domain of every target; −1 where it has none. */
  readonly domainOf: Int32Array
  /** By domain how many eligible targets it has; there may be none. */
  readonly targets: Int32Array
  /** How many domains have eligible targets. */
  readonly eligibleCount: number
  /** Whether the emptiest domain counts as empty, as it does while fewer than `minDomains` are eligible. */
  readonly countsAsEmpty: boolean

  constructor(spread: Spread, domainOf: Int32Array, targets: Int32Array) {
    this.spread = spread
    this.isHard = spread.whenUnsatisfiable === 'DoNotSchedule'
    this.domainOf = domainOf
    this.targets = targets
    this.eligibleCount = targets.reduce((count, size) => (size > 0 ? count + 1 : count), 0)
    this.countsAsEmpty = this.eligibleCount < (spread.minDomains ?? 1)
  }

  /** Most of `total` seats that a domain can end with where nothing is handed out beforehand; the emptiest has its part at most. */
  most(total: number): number {
    return (this.countsAsEmpty ? 0 : Math.floor(total / this.eligibleCount)) + this.spread.maxSkew
  }
}

const domainsByTargets = new WeakMap<Bits, Map<Spread, SpreadDomains>>()

/**
 * The domains of a spread constraint; found once for a set of targets.
 *
 * @param eligible targets that pass every filter that does not depend on how full they are; not to be changed afterwards
 */
export function spreadDomains(spread: Spread, fleet: IndexedFleet, eligible: Bits): SpreadDomains {
  let bySpread = domainsByTargets.get(eligible)
  if (bySpread === undefined) domainsByTargets.set(eligible, (bySpread = new Map<Spread, SpreadDomains>()))
  let domains = bySpread.get(spread)
  if (domains === undefined) {
    const { domainOf, values } = fleet.topology(spread.topologyKey)
    domains = new SpreadDomains(spread, domainOf, countTargets(domainOf, values.length, eligible))
    bySpread.set(spread, domains)
  }
  return domains
}

function countTargets(domainOf: Int32Array, domains: number, eligible: Bits): Int32Array {
  const counts = new Int32Array(domains)
  for (const [target, domain] of domainOf.entries())
    if (domain >= 0 && hasBit(eligible, target)) counts[domain] = (counts[domain] ?? 0) + 1
  return counts
}
