import { assign, capOf, type Field, replicaSpreads } from './assign.ts'
import { bestOf, firstInRank, firstOfDomains } from './best.ts'
import { better, type Choice, type Make } from './choice.ts'
import { fewest } from './fewest.ts'
import { completed, keptInOrder, pick, pickerOver } from './picking.ts'
import { prefix } from './prefix.ts'
import { type Ranking, sortedByRank } from '../ranking/ranking.ts'
import { hasSkew, hasTargetSkew, soloLimit } from './skew.ts'

const nobody: Choice = { members: [], manner: 'Every', tier: 0, isLimited: false, isClosed: false }

/** Chooses targets that each run all of the workload. @param kept targets that run it already and may go on */
export function chooseCopies(
  field: Field,
  ranking: Ranking,
  list: Int32Array,
  kept?: ReadonlyMap<number, number>,
): Choice {
  const { subject } = field
  const [tier] = tiersOf(ranking, list)
  if (tier === undefined) return nobody
  const best = within(field, ranking, list, tier, kept)
  const members = keptInOrder(field, ranking, kept)
  const limit = Math.min(subject.maxClusters, subject.takesEvery ? Infinity : Math.max(1, members.length))
  if (members.length >= limit && members.length > 0)
    return {
      members,
      manner: kept === undefined ? 'Single' : 'Kept',
      tier,
      isLimited: subject.takesEvery,
      isClosed: false,
    }
  if (limit === 1 && subject.limits.hardSpreads.length === 0) {
    const target = bestOf(ranking, best, () => true)
    return { members: [target], manner: 'Single', tier, isLimited: subject.takesEvery, isClosed: false }
  }
  const isPlain = limit >= best.length && subject.limits.hardSpreads.length === 0 && !needsPicking(field)
  if (isPlain) return { members: sortedByRank(ranking, best), manner: 'Every', tier, isLimited: false, isClosed: false }
  const picks = pickerOver(field, ranking, best, members)
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
  total: number,
  kept?: ReadonlyMap<number, number>,
): Choice {
  let choice = nobody
  for (const tier of tiersOf(ranking, list)) {
    choice = chooseWithin(field, ranking, within(field, ranking, list, tier, kept), total, tier, kept)
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
  const make: Make = (members, manner, isLimited = false, isClosed = false) => ({
    members,
    manner,
    tier,
    isLimited,
    isClosed,
    assignment: assign(field, members, total, kept),
  })
  const cap = (target: number) => capOf(field, target, kept?.get(target) ?? 0)
  if (takesOne || maxClusters === 1) {
    const first = keptInOrder(field, ranking, kept)
    if (first.length > 1) return make(first, 'Prefix', !takesOne)
    const whole = first[0] ?? bestOf(ranking, list, (target) => cap(target) >= total)
    if (whole >= 0) return make([whole], 'Single', !takesOne)
    return make([bestOf(ranking, list, () => true, cap)], 'Single', !takesOne)
  }
  if (takesEvery && mode !== 'Aggregated') {
    if (maxClusters >= list.length && !hasTargetSkew(field)) return make(orderFor(field, ranking, list, total), 'Every')
    const { members, isClosed } = pick(field, ranking, list, total, maxClusters, kept)
    const choice = make(members, 'Every', members.length >= maxClusters && members.length < list.length, isClosed)
    if (choice.assignment?.overflow === 0 || hasSkew(field)) return choice
    return better(choice, make(completed(field, ranking, list, total, kept, cap), 'Every', true))
  }
  const isFree = kept === undefined && field.forced.size === 0
  if (isFree && mode !== 'Aggregated' && total <= soloLimit(field)) {
    const whole = bestOf(ranking, list, (target) => cap(target) >= total)
    if (whole >= 0) return make([whole], 'Single')
  }
  if (mode === 'Aggregated' && !hasSkew(field) && kept === undefined) {
    const members = isFree
      ? fewest(ranking, list, total, cap, maxClusters)
      : completed(field, ranking, list, total, kept, cap)
    return make(members, 'Fewest', false)
  }
  return prefix(field, ranking, list, total, kept, make, cap)
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
  if (hasSkew(field)) return firstOfDomains(replicaSpreads(field), ranking, list, total, field.table.columns)
  return firstInRank(ranking, list, Math.max(1, total), field.table.columns)
}

/** The tiers there are among candidates, best first. */
function tiersOf({ tier, worstTier }: Ranking, list: Int32Array): number[] {
  if (worstTier === 0) return list.length === 0 ? [] : [0]
  const found = new Set<number>()
  let last = -1
  for (const target of list) {
    const one = tier[target] ?? 0
    if (one === last) continue
    last = one
    found.add(one)
  }
  return [...found].sort((left, right) => left - right)
}

/** Targets of the tiers up to `worst`, and those that are forced or kept whatever their tier. */
function within(
  { forced }: Field,
  { tier, worstTier }: Ranking,
  list: Int32Array,
  worst: number,
  kept: ReadonlyMap<number, number> | undefined,
): Int32Array {
  if (worst >= worstTier) return list
  return list.filter((target) => (tier[target] ?? 0) <= worst || kept?.has(target) === true || forced.has(target))
}
