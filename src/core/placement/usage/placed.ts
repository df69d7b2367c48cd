import { matchesSelector } from '../../apimachinery/index.ts'
import type { IndexedFleet } from '../fleet/fleet.ts'
import type { Moment } from './charge-log.ts'
import type { Ledger } from './ledger.ts'
import type { Distance, Limits } from '../policy/limits.ts'
import type { QuotaBook } from './quotas.ts'
import type { Workload } from '../workload/workload.ts'

/** A workload on some targets, from one moment to another. */
type Placed = {
  readonly workload: Workload
  readonly limits: Limits
  readonly targets: readonly number[]
  readonly from: Moment
  until: Moment
}

/** Placements by domain, and the domain of every target. Not to be changed. */
export type DomainCounts = { readonly counts: Float64Array; readonly domains: Int32Array }

/** Placements per domain of the first `position` of all. */
type Walk = DomainCounts & { position: number }

function addTo({ counts, domains }: DomainCounts, targets: readonly number[], change: number): void {
  for (let index = 0; index < targets.length; index++) {
    const domain = domains[targets[index] ?? 0] ?? 0
    counts[domain] = (counts[domain] ?? 0) + change
  }
}

/** Why a domain is closed, or less liked, for a workload: another that is to be kept apart from it runs there. */
export type Conflict = {
  readonly topologyKey: string
  readonly domain: number
  /** The workload in the way. */
  readonly with: Workload
  readonly distance: Distance
  /** Whose term it is. */
  readonly asker: 'own' | 'other'
}

/** Where everything runs as the run goes on, and what keeps apart from what. */
export class PlacedBook {
  readonly #fleet: IndexedFleet
  readonly #ledger: Ledger
  readonly #quotas: QuotaBook
  readonly #all: Placed[] = []
  readonly #byNamespace = new Map<string, Placed[]>()
  /** Those whose own terms keep others away. */
  readonly #asking: Placed[] = []
  readonly #latest = new Map<string, Placed>()
  readonly #counts = new Map<string, DomainCounts>()
  readonly #counted: DomainCounts[] = []
  /** Where the last reader of a past moment stopped: readers mostly go on from there. */
  readonly #walks = new Map<string, Walk>()
  #hasRemovals = false
  #placements = 0

  constructor(fleet: IndexedFleet, ledger: Ledger, quotas: QuotaBook) {
    this.#fleet = fleet
    this.#ledger = ledger
    this.#quotas = quotas
  }

  add(workload: Workload, limits: Limits, targets: readonly number[]): void {
    const placed: Placed = { workload, limits, targets, from: this.#ledger.tick(), until: Infinity }
    this.#latest.set(workload.key, placed)
    this.#all.push(placed)
    const namespace = workload.namespace ?? ''
    const local = this.#byNamespace.get(namespace)
    if (local === undefined) this.#byNamespace.set(namespace, [placed])
    else local.push(placed)
    if (limits.distances.length > 0) this.#asking.push(placed)
    this.#recount(placed, 1)
  }

  remove(workload: Workload): void {
    const placed = this.#latest.get(workload.key)
    if (placed === undefined || placed.until !== Infinity) return
    placed.until = this.#ledger.tick()
    this.#hasRemovals = true
    this.#recount(placed, -1)
  }

  /** How often a target was placed on so far: no domain counts more. */
  get placements(): number {
    return this.#placements
  }

  #recount({ targets }: Placed, change: number): void {
    if (change > 0) this.#placements += targets.length
    for (let index = 0; index < this.#counted.length; index++) {
      const counts = this.#counted[index]
      if (counts !== undefined) addTo(counts, targets, change)
    }
  }

  /** Placements per domain of a key now; a target without the key is a domain of its own. */
  counts(key: string): DomainCounts {
    let counts = this.#counts.get(key)
    if (counts === undefined) {
      counts = { counts: this.#countAll(key, Infinity), domains: domainsFor(this.#fleet, key) }
      this.#counts.set(key, counts)
      this.#counted.push(counts)
    }
    return counts
  }

  /** As {@link PlacedBook.counts}, at a moment that is over. */
  countsAt(key: string, moment: Moment): Float64Array {
    if (this.#hasRemovals) return this.#countAll(key, moment)
    let walk = this.#walks.get(key)
    if (walk === undefined)
      this.#walks.set(
        key,
        (walk = { counts: this.#countAll(key, 0), position: 0, domains: domainsFor(this.#fleet, key) }),
      )
    const all = this.#all
    for (let next = all[walk.position]; next !== undefined && next.from < moment; next = all[++walk.position])
      addTo(walk, next.targets, 1)
    for (let last = all[walk.position - 1]; last !== undefined && last.from >= moment; last = all[walk.position - 1]) {
      walk.position--
      addTo(walk, last.targets, -1)
    }
    return walk.counts.slice()
  }

  #countAll(key: string, moment: Moment): Float64Array {
    const domains = domainsFor(this.#fleet, key)
    const counts = new Float64Array(this.#fleet.topology(key).values.length + this.#fleet.size)
    for (const placed of this.#all)
      if (isThere(placed, moment))
        for (const target of placed.targets) {
          const domain = domains[target] ?? 0
          counts[domain] = (counts[domain] ?? 0) + 1
        }
    return counts
  }

  /** The domains closed to a workload, or less liked by it, at a moment; in both directions. */
  conflicts(workload: Workload, limits: Limits, moment: Moment): Conflict[] {
    const found: Conflict[] = []
    for (const distance of limits.distances)
      for (const other of this.#seenBy(workload, distance))
        if (isThere(other, moment) && other.workload.key !== workload.key)
          if (matchesSelector(distance.workloads, other.workload.labels)) this.#add(found, other, distance, 'own')
    for (const other of this.#asking)
      if (isThere(other, moment) && other.workload.key !== workload.key)
        for (const distance of other.limits.distances)
          if (this.#sees(other.workload, distance, workload) && matchesSelector(distance.workloads, workload.labels))
            this.#add(found, other, distance, 'other')
    return found
  }

  #add(found: Conflict[], other: Placed, distance: Distance, asker: 'own' | 'other'): void {
    const { topologyKey } = distance.term
    const { domainOf } = this.#fleet.topology(topologyKey)
    for (const target of other.targets) {
      const domain = domainOf[target] ?? -1
      if (domain >= 0) found.push({ topologyKey, domain, with: other.workload, distance, asker })
    }
  }

  *#seenBy(workload: Workload, { namespaces }: Distance): IterableIterator<Placed> {
    if (namespaces === undefined) {
      yield* this.#byNamespace.get(workload.namespace ?? '') ?? []
      return
    }
    for (const [namespace, placed] of this.#byNamespace)
      if (namespace !== '' && matchesSelector(namespaces, this.#quotas.labelsOf(namespace))) yield* placed
  }

  #sees(asker: Workload, { namespaces }: Distance, other: Workload): boolean {
    if (namespaces === undefined) return asker.namespace === other.namespace
    return other.namespace !== undefined && matchesSelector(namespaces, this.#quotas.labelsOf(other.namespace))
  }
}

function isThere({ from, until }: Placed, moment: Moment): boolean {
  return from < moment && moment <= until
}

const domainsByFleet = new WeakMap<IndexedFleet, Map<string, Int32Array>>()

/** The domain of every target for counting placements: that of the key, else one of its own behind the others. */
export function domainsFor(fleet: IndexedFleet, key: string): Int32Array {
  let byKey = domainsByFleet.get(fleet)
  if (byKey === undefined) domainsByFleet.set(fleet, (byKey = new Map<string, Int32Array>()))
  let domains = byKey.get(key)
  if (domains === undefined) {
    const { domainOf, values } = fleet.topology(key)
    domains = domainOf.map((domain, target) => (domain >= 0 ? domain : values.length + target))
    byKey.set(key, domains)
  }
  return domains
}
