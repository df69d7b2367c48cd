import { replicaCounters } from '../choice/assign.ts'
import { formatGrains } from '../fleet/amounts.ts'
import { type Bits, hasBit } from '../fleet/bits.ts'
import type { Choice } from '../choice/choice.ts'
import type { BindingLimit, ClusterPlacement, LeftOver } from './decision.ts'
import type { Spread } from '../policy/limits.ts'
import { some } from './notes.ts'
import { choiceCounters } from '../choice/picking.ts'
import { type Reason, reason } from '../reasons.ts'
import type { SpreadCounter } from '../division/spread-counter.ts'
import type { Subject } from '../subject.ts'

/** A limit that keeps a target from taking one replica more; its sentence is made for all targets it keeps. */
type Bound = Pick<BindingLimit, 'kind' | 'name'> & {
  readonly say: (targets: readonly number[]) => string
  /** What tells it from others of the same kind and name. */
  readonly detail?: string
  /** The spread behind it, if it is one. */
  readonly spread?: Spread
}

/** What a decision knows of its targets, in the state it was made in. */
export type Seen = {
  readonly chosen: ReadonlyMap<number, ClusterPlacement>
  readonly forced: ReadonlyMap<number, unknown>
  /** Targets that pass every filter that does not depend on how full they are. */
  readonly eligible: Bits
  /** Whether a target that was not chosen could have been. */
  isCandidate(target: number): boolean
  refusals(target: number): readonly Reason[]
}

/**
 * What keeps replicas of a divided workload from their targets once it is decided: for every target that could be chosen,
 * the limits that together stop one replica more there. Lifting all limits of one target lets more be placed.
 */
export class Bounds {
  readonly #subject: Subject
  readonly #choice: Choice
  readonly #seen: Seen
  readonly #overflow: number
  readonly #members: ReadonlySet<number>
  /** Hard spreads, each with what is placed counted. */
  readonly #spreads: readonly SpreadCounter[]
  readonly #opens: readonly SpreadCounter[]
  /** What keeps out every target over which nothing was divided, where that is the same for all. */
  #shared: Bound[] | undefined

  constructor(subject: Subject, choice: Choice, seen: Seen) {
    this.#subject = subject
    this.#choice = choice
    this.#seen = seen
    this.#overflow = subject.mode === 'Duplicated' ? 0 : (choice.assignment?.overflow ?? subject.requested ?? 0)
    this.#members = new Set(choice.members)
    const { eligible, chosen } = seen
    this.#spreads = replicaCounters({ subject, eligible }).filter(({ isHard }) => isHard)
    this.#opens = choiceCounters({ subject, eligible }).filter(({ isHard }) => isHard)
    for (const spread of this.#spreads)
      for (const [target, { replicas }] of chosen) spread.add(spread.domainOf[target] ?? -1, replicas ?? 0)
    for (const spread of this.#opens) for (const target of chosen.keys()) spread.add(spread.domainOf[target] ?? -1)
  }

  /** The limits of every target that could be chosen, targets with the same ones together; most targets first. */
  groups(): LeftOver[] {
    const groups = new Map<string, { bounds: readonly Bound[]; targets: number[] }>()
    const { fleet } = this.#subject.world
    for (let target = 0; target < fleet.size; target++) {
      if (!this.#seen.chosen.has(target) && !this.#seen.isCandidate(target)) continue
      const bounds = this.of(target)
      if (bounds.length === 0) continue
      const key = bounds.map(({ kind, name, detail = '' }) => `${kind}\n${name}\n${detail}`).join('\n\n')
      const group = groups.get(key)
      if (group === undefined) groups.set(key, { bounds, targets: [target] })
      else group.targets.push(target)
    }
    return [...groups.values()]
      .sort((left, right) => right.targets.length - left.targets.length)
      .map(({ bounds, targets }) => ({
        limits: bounds.map(({ kind, name, say }) => ({ kind, name, message: say(targets) })),
        clusterNames: targets.map((target) => fleet.names[target] ?? ''),
      }))
  }

  /** Why a target that could be chosen was kept out, or has no replica while some are left over; undefined where rank decided. */
  reasonFor(target: number): Reason | undefined {
    if (this.#overflow === 0) {
      const closed = this.#opens.find((counter) => !counter.keeps(counter.domainOf[target] ?? -1))
      return closed && reason('SkewExceeded', closed.spread.topologyKey, skew(closed, this.#subject).say([target]))
    }
    const bounds = this.of(target)
    const say = bounds.map(({ say }) => say([target])).join(', and ')
    for (const { kind, name, spread } of bounds) {
      if (spread !== undefined) return reason('SkewExceeded', spread.topologyKey, say)
      if (kind === 'MinReplicas') return reason('NoReplicaLeft', name, `${this.#overflow} left over, but ${say}`)
    }
    return undefined
  }

  /** The limits that together stop one replica more on a target. */
  of(target: number): Bound[] {
    const { forced, chosen } = this.#seen
    const seats = chosen.get(target)?.replicas ?? 0
    const isMember = this.#members.has(target)
    if (!isMember && this.#shared !== undefined) return this.#shared
    const bounds = isMember ? (forced.has(target) ? [] : this.#full(target, seats)) : this.#outside(target)
    const stated = isMember ? this.#stated(target, seats, bounds.length > 0) : undefined
    if (stated !== undefined) return [stated]
    for (const counter of this.#spreads)
      if (!counter.keeps(counter.domainOf[target] ?? -1)) bounds.push(skew(counter, this.#subject))
    if (seats > 0 || forced.has(target)) return bounds
    const all = this.#withMinimum(target, bounds)
    if (!isMember && this.#spreads.length + this.#opens.length === 0) this.#shared = all
    return all
  }

  /** Adds the minimum, which comes all at once or not at all, where it keeps a target without replicas from some. */
  #withMinimum(target: number, bounds: Bound[]): Bound[] {
    const { minReplicas, minFrom } = this.#subject
    const isEnough = this.#overflow >= minReplicas
    if (minReplicas <= 1 || (isEnough && bounds.length > 0)) return bounds
    if (isEnough)
      for (const counter of this.#spreads)
        if (
          (counter.counts[counter.domainOf[target] ?? -1] ?? 0) + minReplicas - counter.least >
          counter.spread.maxSkew
        )
          bounds.push(skew(counter, this.#subject))
    const owner = ownerOf(this.#subject, minFrom, 'minReplicas')
    const say = () => `${owner} asks for ${minReplicas} replicas on a target, or none`
    return [{ kind: 'MinReplicas', name: minFrom, say }, ...bounds]
  }

  /** What keeps out a target over which nothing was divided. */
  #outside(target: number): Bound[] {
    const subject = this.#subject
    const { takesOne, workload, maxClusters, maxClustersFrom, strategy } = subject
    if (this.#choice.manner === 'Custom' && this.#members.size < maxClusters)
      return [
        { kind: 'Strategy', name: strategy.name, say: () => `strategy ${strategy.name} selected no more targets` },
      ]
    const bounds: Bound[] = []
    const say = () => `a ${workload.kind} goes to one target unless a WorkloadDistribution says otherwise`
    if (takesOne) bounds.push({ kind: 'OneTarget', name: workload.kind, say })
    if (this.#members.size >= maxClusters) {
      const owner = ownerOf(subject, maxClustersFrom, 'maxClusters')
      const say = () => `${owner} allows ${maxClusters} ${maxClusters === 1 ? 'target' : 'targets'}`
      bounds.push({ kind: 'MaxClusters', name: maxClustersFrom, say })
    }
    for (const counter of this.#opens)
      if (!counter.keeps(counter.domainOf[target] ?? -1)) bounds.push(skew(counter, subject))
    return bounds
  }

  /** Where the number of replicas is not for the division to find. */
  #stated(target: number, seats: number, isFull: boolean): Bound | undefined {
    const { distribution, overrides, world, current } = this.#subject
    const { forced, eligible } = this.#seen
    if (forced.get(target) !== undefined) {
      const name = overrides.find(({ clusterName }) => clusterName === world.fleet.names[target])?.reason ?? ''
      return { kind: 'Override', name, say: () => `an override states how many replicas: ${name}` }
    }
    const share = distribution?.shares?.get(target)
    if (distribution?.shares !== undefined) {
      const { replicas, percent, weight = 0 } = share ?? {}
      const isStated = replicas === undefined ? percent !== undefined && !isFull : seats >= replicas
      if (isStated || (replicas === undefined && percent === undefined && distribution.hasWeights && weight === 0)) {
        const { name } = distribution
        const say = () => `WorkloadDistribution "${name}" states how many replicas each gets`
        return { kind: 'Distribution', name, say }
      }
    }
    if (forced.has(target) || current?.has(target) !== true || hasBit(eligible, target)) return undefined
    const because = this.#seen.refusals(target)[0]?.message ?? ''
    return { kind: 'TakesNothingNew', name: because, say: () => `it keeps what it runs and takes no more: ${because}` }
  }

  /** Room and bounds that a target has come to the end of. */
  #full(target: number, seats: number): Bound[] {
    const { demand, world, moment, workload, maxReplicas, maxFrom } = this.#subject
    const bounds: Bound[] = []
    for (const line of demand.lines) {
      const room = world.ledger.roomAt(line, target, moment)
      if (Number.isNaN(room) || room > seats) continue
      const { resource } = line
      const each = resource === 'pods' ? '' : `, which needs ${formatGrains(resource, line.wide ?? line.asked)}`
      const what =
        resource === 'pods' ? 'no slot for one more pod is free' : `too little ${resource} is left for one more${each}`
      bounds.push({ kind: 'Resource', name: resource, say: () => what })
    }
    if (world.fleet.withQuotas.length > 0) {
      const reasons: Reason[] = []
      world.quotas.room(target, workload, demand, world.ledger, moment, seats + 1, reasons)
      for (const { name, message } of reasons) bounds.push({ kind: 'Quota', name, say: () => message, detail: message })
    }
    if (maxReplicas <= seats) {
      const owner = ownerOf(this.#subject, maxFrom, 'maxReplicas')
      const say = () => `${owner} allows ${maxReplicas} ${maxReplicas === 1 ? 'replica' : 'replicas'} on a target`
      bounds.push({ kind: 'MaxReplicas', name: maxFrom, say })
    }
    return bounds
  }
}

/** One group of targets as a sentence. */
export function leftOverText({ limits, clusterNames }: LeftOver): string {
  return `${limits.map(({ message }) => message).join(', and ')} (${some(clusterNames)})`
}

/** Who set a bound: a constraint, or the distribution where it is the stricter. */
function ownerOf(
  { limits, distribution }: Subject,
  name: string,
  bound: 'minReplicas' | 'maxReplicas' | 'maxClusters',
): string {
  const from = { minReplicas: limits.minFrom, maxReplicas: limits.maxFrom, maxClusters: limits.maxClustersFrom }[bound]
  return distribution !== undefined && from !== name ? `WorkloadDistribution "${name}"` : `constraint "${name}"`
}

function skew(counter: SpreadCounter, { world: { fleet } }: Subject): Bound {
  const { spread, domainOf, counts, least, domains } = counter
  const { topologyKey, maxSkew, from, minDomains = 1, unit } = spread
  const { values } = fleet.topology(topologyKey)
  const counted = unit === 'Clusters' ? 'target' : 'replica'
  const namesOf = (domains: readonly number[]) => some(domains.map((domain) => values[domain] ?? ''))
  const say = (targets: readonly number[]) => {
    const ahead = [...new Set(targets.map((target) => domainOf[target] ?? -1))].filter((domain) => domain >= 0)
    const emptiest = counts.flatMap((count, domain) => (counter.isEligible(domain) && count === least ? [domain] : []))
    const beside = domains.countsAsEmpty
      ? `fewer than ${minDomains} domains can take any, so that each may have ${maxSkew} at most`
      : `${namesOf(ahead)} would be further ahead of ${namesOf(emptiest)} with ${least} ${least === 1 ? counted : `${counted}s`}`
    return `constraint "${from}" allows a skew of ${maxSkew} over ${topologyKey}: ${beside}`
  }
  return { kind: 'Skew', name: `${from}/${topologyKey}`, say, spread }
}
