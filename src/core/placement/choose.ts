import { type Assignment, assign, capOf, countsReplicas, type Field, replicaCounters } from './assign.ts'
import { fewest } from './fewest.ts'
import { Picker } from './picker.ts'
import { domainsFor } from './placed.ts'
import { compareRank, domainKey, type Ranking, sortedByRank } from './ranking.ts'
import { SkewRoom, SpreadCounter } from './spread-counter.ts'

/** How the targets were chosen, which explains why others were not. */
export type Manner =
  /** Every feasible target of the tiers used. */
  | 'Every'
  /** The first that holds all of it. */
  | 'Single'
  /** The shortest beginning of the ranking that holds it. */
  | 'Prefix'
  /** As few as hold it. */
  | 'Fewest'
  /** What the strategy of a library user selected. */
  | 'Custom'
  /** What it had already. */
  | 'Kept'

/** Targets chosen, best first. */
export type Choice = {
  readonly members: readonly number[]
  readonly manner: Manner
  /** Worst tier that was used. */
  readonly tier: number
  /** Whether more would have been chosen but for maxClusters. */
  readonly isLimited: boolean
  /** Whether a hard spread kept out targets that were left. */
  readonly isClosed: boolean
  readonly assignment?: Assignment
}

const nobody: Choice = { members: [], manner: 'Every', tier: 0, isLimited: false, isClosed: false }

/** Counters for the spread constraints that order or close the choice of targets. */
function choiceCounters(field: Field): SpreadCounter[] {
  const { subject, eligible } = field
  const { limits, world, mode, podsPerUnit } = subject
  const counters: SpreadCounter[] = []
  for (const spread of [...limits.hardSpreads, ...limits.softSpreads]) {
    const inReplicas = countsReplicas(spread, subject)
    // The division itself keeps a hard skew of replicas.
    if (mode !== 'Duplicated' && inReplicas && spread.whenUnsatisfiable === 'DoNotSchedule') continue
    counters.push(
      new SpreadCounter(spread, world.fleet, eligible, mode === 'Duplicated' && inReplicas ? podsPerUnit : 1),
    )
  }
  return counters
}

/** A picker over the targets of `list` that are not taken yet. */
function picker(field: Field, ranking: Ranking, list: Int32Array, taken: readonly number[]): Picker {
  const { subject } = field
  const counted = subject.strategy.countsDomains ? domainsFor(subject.world.fleet, domainKey(subject)) : undefined
  const rest = taken.length === 0 ? list : list.filter((target) => !taken.includes(target))
  return new Picker(ranking, rest, rest.length, choiceCounters(field), counted, taken)
}

/** What is kept, in rank order, as much of it as maxClusters allows. */
function keptInOrder({ subject }: Field, ranking: Ranking, kept: ReadonlyMap<number, number> | undefined): number[] {
  const order = [...(kept?.keys() ?? [])].sort((left, right) => compareRank(ranking, left, right))
  return order.slice(0, Math.min(order.length, subject.maxClusters))
}

/** Chooses targets that each run all of the workload. @param kept targets that run it already and may go on */
export function chooseCopies(
  field: Field,
  ranking: Ranking,
  list: Int32Array,
  count: number,
  kept?: ReadonlyMap<number, number>,
): Choice {
  const { subject } = field
  const [tier] = tiersOf(ranking, list, count)
  if (tier === undefined) return nobody
  const best = within(ranking, list, count, tier, kept)
  const members = keptInOrder(field, ranking, kept)
  const limit = Math.min(subject.maxClusters, subject.takesEvery ? Infinity : Math.max(1, members.length))
  if (members.length >= limit && members.length > 0)
    return { members, manner: 'Kept', tier, isLimited: subject.takesEvery, isClosed: false }
  if (limit === 1 && subject.limits.hardSpreads.length === 0) {
    const target = bestOf(ranking, best, best.length, () => true)
    return { members: [target], manner: 'Single', tier, isLimited: subject.takesEvery, isClosed: false }
  }
  const isPlain = limit >= best.length && subject.limits.hardSpreads.length === 0 && !needsPicking(field)
  if (isPlain) return { members: sortedByRank(ranking, best), manner: 'Every', tier, isLimited: false, isClosed: false }
  const picks = picker(field, ranking, best, members)
  while (members.length < limit) {
    const target = picks.next()
    if (target < 0) break
    members.push(target)
  }
  const isLimited = members.length < best.length && members.length >= limit
  const manner = subject.takesEvery ? 'Every' : 'Single'
  return { members, manner, tier, isLimited: isLimited && subject.takesEvery, isClosed: !isLimited && picks.isClosed }
}

function needsPicking({ subject }: Field): boolean {
  return subject.limits.softSpreads.length > 0 || subject.strategy.countsDomains
}

/** Chooses targets to divide replicas over, and divides them. */
export function chooseShares(
  field: Field,
  ranking: Ranking,
  list: Int32Array,
  count: number,
  total: number,
  kept?: ReadonlyMap<number, number>,
): Choice {
  let choice = nobody
  for (const tier of tiersOf(ranking, list, count)) {
    choice = chooseWithin(field, ranking, within(ranking, list, count, tier, kept), total, tier, kept)
    if (choice.assignment?.overflow === 0) return choice
  }
  return choice
}

function chooseWithin(
  field: Field,
  ranking: Ranking,
  list: Int32Array,
  total: number,
  tier: number,
  kept: ReadonlyMap<number, number> | undefined,
): Choice {
  const { subject } = field
  const { maxClusters, mode, takesOne, takesEvery } = subject
  const make = (members: readonly number[], manner: Manner, isLimited = false, isClosed = false): Choice => ({
    members,
    manner,
    tier,
    isLimited,
    isClosed,
    assignment: assign(field, members, total, kept),
  })
  const cap = (target: number) => capOf(field, target, kept?.get(target) ?? 0)
  if (takesOne || maxClusters === 1) {
    const [first] = keptInOrder(field, ranking, kept)
    const whole = first ?? bestOf(ranking, list, list.length, (target) => cap(target) >= total)
    if (whole >= 0) return make([whole], 'Single', !takesOne)
    return make([bestOf(ranking, list, list.length, () => true, cap)], 'Single', !takesOne)
  }
  if (takesEvery && mode !== 'Aggregated') {
    if (maxClusters >= list.length && !hasTargetSkew(field)) return make(orderFor(field, ranking, list, total), 'Every')
    const { members, isClosed } = pick(field, ranking, list, total, maxClusters, kept)
    const choice = make(members, 'Every', members.length >= maxClusters && members.length < list.length, isClosed)
    if (choice.assignment?.overflow === 0 || hasSkew(field)) return choice
    return better(choice, make(completed(field, ranking, list, total, kept, cap), 'Every', true))
  }
  if (kept === undefined && mode !== 'Aggregated' && total <= soloLimit(field)) {
    const whole = bestOf(ranking, list, list.length, (target) => cap(target) >= total)
    if (whole >= 0) return make([whole], 'Single')
  }
  if (mode === 'Aggregated' && !hasSkew(field) && kept === undefined)
    return make(fewest(ranking, list, total, cap, maxClusters), 'Fewest', false)
  return prefix(field, ranking, list, total, kept, make, cap)
}

type Make = (members: readonly number[], manner: Manner, isLimited?: boolean, isClosed?: boolean) => Choice

/** The shortest beginning of the ranking over which all replicas divide. */
function prefix(
  field: Field,
  ranking: Ranking,
  list: Int32Array,
  total: number,
  kept: ReadonlyMap<number, number> | undefined,
  make: Make,
  cap: (target: number) => number,
): Choice {
  const { maxClusters, mode } = field.subject
  const members = keptInOrder(field, ranking, kept)
  const picks = picker(field, ranking, list, members)
  let sum = members.reduce((all, target) => all + cap(target), 0)
  const longest = Math.min(maxClusters, list.length)
  const grow = (until: (size: number) => boolean) => {
    while (members.length < longest && !until(members.length)) {
      const target = picks.next()
      if (target < 0) return
      members.push(target)
      const more = cap(target)
      skewed?.add(target, more)
      sum = skewed?.seats ?? sum + more
    }
  }
  const begin = members.length
  const skewed = skewRoom(field, kept)
  // Where capacities do not tell whether all fits, it is tried: twice as many targets each time.
  const tries = skewed === undefined && (hasSkew(field) || field.subject.minReplicas > 1)
  let choice: Choice
  for (let size = Math.max(1, begin); ; size *= 2) {
    grow((length) => (tries ? length >= size : sum >= total))
    const isAll = members.length >= longest || picks.isClosed || !tries
    choice = make([...members], 'Prefix', members.length >= longest && longest < list.length, picks.isClosed)
    if (choice.assignment?.overflow === 0 || isAll || members.length < size) break
  }
  if (choice.assignment?.overflow === 0)
    return tries || skewed !== undefined
      ? (shortest(members, tries ? begin : members.length, make, mode === 'Aggregated' && kept === undefined) ?? choice)
      : choice
  if (hasSkew(field) || longest >= list.length) return choice
  return better(choice, make(completed(field, ranking, list, total, kept, cap), 'Prefix', true))
}

/** What is kept, and as few others as hold the rest within maxClusters: nothing that runs makes room for what does not. */
function completed(
  field: Field,
  ranking: Ranking,
  list: Int32Array,
  total: number,
  kept: ReadonlyMap<number, number> | undefined,
  cap: (target: number) => number,
): number[] {
  const { maxClusters } = field.subject
  const members = keptInOrder(field, ranking, kept)
  const rest = members.length === 0 ? list : list.filter((target) => !members.includes(target))
  const missing = total - members.reduce((sum, target) => sum + cap(target), 0)
  if (missing <= 0) return members
  return [...members, ...fewest(ranking, rest, missing, cap, maxClusters - members.length)]
}

/** What tells whether a beginning holds everything under one hard spread of replicas, where nothing else bounds it. */
function skewRoom(field: Field, kept: ReadonlyMap<number, number> | undefined): SkewRoom | undefined {
  const { subject, forced } = field
  const isBound = kept !== undefined || forced.size > 0 || subject.distribution?.shares !== undefined
  if (isBound || subject.minReplicas > 1 || subject.limits.hardSpreads.length !== 1 || hasTargetSkew(field))
    return undefined
  const counter = replicaCounters(field).find(({ isHard }) => isHard)
  return counter === undefined ? undefined : new SkewRoom(counter)
}

/** Bisects the shortest beginning that holds everything; Aggregated drops what is not needed in its middle as well. */
function shortest(members: readonly number[], begin: number, make: Make, drops: boolean): Choice | undefined {
  let low = Math.max(1, begin)
  let high = members.length
  let found: Choice | undefined
  while (low < high) {
    const middle = (low + high) >> 1
    const choice = make(members.slice(0, middle), 'Prefix')
    if (choice.assignment?.overflow === 0) {
      found = choice
      high = middle
    } else low = middle + 1
  }
  if (!drops) return found
  let needed = members.slice(0, high)
  for (let index = needed.length - 1; index >= 0 && needed.length > 1; index--) {
    const choice = make(
      needed.filter((_, position) => position !== index),
      'Fewest',
    )
    if (choice.assignment?.overflow !== 0) continue
    found = choice
    needed = [...choice.members]
  }
  return found
}

/** Targets in the order they are picked, at most `limit`; no more than there are replicas where targets are counted. */
function pick(
  field: Field,
  ranking: Ranking,
  list: Int32Array,
  total: number,
  limit: number,
  kept: ReadonlyMap<number, number> | undefined,
): { readonly members: number[]; readonly isClosed: boolean } {
  const members = keptInOrder(field, ranking, kept)
  const picks = picker(field, ranking, list, members)
  const most = Math.min(limit, hasTargetSkew(field) ? Math.max(total, members.length) : Infinity)
  while (members.length < most) {
    const target = picks.next()
    if (target < 0) break
    members.push(target)
  }
  return { members, isClosed: picks.isClosed }
}

function better(left: Choice, right: Choice): Choice {
  return (right.assignment?.overflow ?? 0) < (left.assignment?.overflow ?? 0) ? right : left
}

/** Members in rank order, as far as the order matters: with equal weights only the first `total` can get a replica. */
function orderFor(field: Field, ranking: Ranking, list: Int32Array, total: number): readonly number[] {
  const { subject } = field
  const isEqual =
    subject.strategy.sharesEqually &&
    subject.distribution === undefined &&
    subject.current === undefined &&
    subject.minReplicas <= 1
  if (!isEqual || total >= list.length || field.forced.size > 0) return sortedByRank(ranking, list)
  if (hasSkew(field)) return sortedByRank(ranking, firstOfDomains(replicaCounters(field), ranking, list, total))
  return firstInRank(ranking, list, Math.max(1, total))
}

/** The `count` best of a list, in rank order: each target is compared with the last of them, and few get further. */
function firstInRank(ranking: Ranking, list: ArrayLike<number>, count: number): number[] {
  const first: number[] = []
  for (let position = 0; position < list.length; position++) {
    const target = list[position] ?? 0
    if (first.length === count && compareRank(ranking, target, first[count - 1] ?? 0) > 0) continue
    let low = 0
    let high = first.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareRank(ranking, target, first[middle] ?? 0) < 0) high = middle
      else low = middle + 1
    }
    // By hand: a splice would make an array each time.
    if (first.length < count) first.push(target)
    for (let place = first.length - 1; place > low; place--) first[place] = first[place - 1] ?? 0
    first[low] = target
  }
  return first
}

/** As many targets of every domain as it can have replicas; with equal weights no other of the domain can get one. */
function firstOfDomains(
  spreads: readonly SpreadCounter[],
  ranking: Ranking,
  list: Int32Array,
  total: number,
): Int32Array {
  let most = total
  for (const spread of spreads) if (spread.isHard) most = Math.min(most, spread.most(total))
  const groups = new Map<number, number[]>()
  for (const target of list) {
    let group = 0
    for (const { domainOf, counts } of spreads) group = group * (counts.length + 1) + (domainOf[target] ?? -1) + 1
    const members = groups.get(group)
    if (members === undefined) groups.set(group, [target])
    else members.push(target)
  }
  const first: number[] = []
  for (const members of groups.values()) {
    for (const target of members.length <= most ? members : firstInRank(ranking, members, most)) first.push(target)
  }
  return Int32Array.from(first)
}

function hasSkew({ subject }: Field): boolean {
  return subject.limits.hardSpreads.length > 0
}

/** Whether a hard spread counts targets. */
function hasTargetSkew(field: Field): boolean {
  return field.subject.limits.hardSpreads.some((spread) => !countsReplicas(spread, field.subject))
}

/** Most replicas that one target alone may have under hard spreads of replicas. */
function soloLimit(field: Field): number {
  let limit = Infinity
  for (const counter of replicaCounters(field)) {
    if (!counter.isHard) continue
    let eligible = 0
    for (let domain = 0; domain < counter.counts.length; domain++) if (counter.isEligible(domain)) eligible++
    if (eligible > 1 || counter.mayCountAsEmpty) limit = Math.min(limit, counter.spread.maxSkew)
  }
  return limit
}

/** The tiers there are among candidates, best first. */
function tiersOf({ tier, worstTier }: Ranking, list: Int32Array, count: number): number[] {
  if (worstTier === 0) return count === 0 ? [] : [0]
  const found = new Set<number>()
  let last = -1
  for (let position = 0; position < count; position++) {
    const one = tier[list[position] ?? 0] ?? 0
    if (one === last) continue
    last = one
    found.add(one)
  }
  return [...found].sort((left, right) => left - right)
}

/** Targets of the tiers up to `worst`, and those that are kept whatever their tier. */
function within(
  { tier, worstTier }: Ranking,
  list: Int32Array,
  count: number,
  worst: number,
  kept: ReadonlyMap<number, number> | undefined,
): Int32Array {
  if (worst >= worstTier) return list.subarray(0, count)
  return list.subarray(0, count).filter((target) => (tier[target] ?? 0) <= worst || kept?.has(target) === true)
}

/** The best of those that are fit, by `size` first where it is given; −1 when none is. */
function bestOf(
  ranking: Ranking,
  list: Int32Array,
  count: number,
  isFit: (target: number) => boolean,
  size?: (target: number) => number,
): number {
  let best = -1
  for (let position = 0; position < count; position++) {
    const target = list[position] ?? 0
    if (!isFit(target)) continue
    if (best < 0) best = target
    else {
      const order = size === undefined ? 0 : size(best) - size(target)
      if ((order || compareRank(ranking, target, best)) < 0) best = target
    }
  }
  return best
}
