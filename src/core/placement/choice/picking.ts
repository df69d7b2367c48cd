import { capOf, countsReplicas, type Field } from './assign.ts'
import { fewest } from './fewest.ts'
import { Picker } from './picker.ts'
import { domainsFor } from '../usage/placed.ts'
import { compareRank, domainKey, type Ranking } from '../ranking/ranking.ts'
import { hasTargetSkew } from './skew.ts'
import { SpreadCounter } from '../division/spread-counter.ts'
import { spreadDomains } from '../division/spread-domains.ts'

/** Counters for the spread constraints that order or close the choice of targets. */
export function choiceCounters(field: Pick<Field, 'subject' | 'eligible'>): SpreadCounter[] {
  const { subject, eligible } = field
  const { limits, world, mode, podsPerUnit } = subject
  const counters: SpreadCounter[] = []
  for (const spread of [...limits.hardSpreads, ...limits.softSpreads]) {
    const inReplicas = countsReplicas(spread, subject)
    // The division itself keeps a hard skew of replicas.
    if (mode !== 'Duplicated' && inReplicas && spread.whenUnsatisfiable === 'DoNotSchedule') continue
    const domains = spreadDomains(spread, world.fleet, eligible)
    counters.push(new SpreadCounter(domains, mode === 'Duplicated' && inReplicas ? podsPerUnit : 1))
  }
  return counters
}

/** A picker over the targets of `list` that are not taken yet. */
export function pickerOver(field: Field, ranking: Ranking, list: Int32Array, taken: readonly number[]): Picker {
  const { subject } = field
  const counted = subject.strategy.countsDomains ? domainsFor(subject.world.fleet, domainKey(subject)) : undefined
  const rest = taken.length === 0 ? list : list.filter((target) => !taken.includes(target))
  return new Picker(ranking, rest, rest.length, choiceCounters(field), counted, taken)
}

/**
 * What is taken before anything is picked, in rank order: what overrides force, and what is kept. Where maxClusters allows
 * less of the kept, those stay that run most, then those that can take most; what is forced is never left out.
 */
export function keptInOrder(field: Field, ranking: Ranking, kept: ReadonlyMap<number, number> | undefined): number[] {
  const { forced } = field
  if (kept === undefined && forced.size === 0) return []
  const byRank = (left: number, right: number) => compareRank(ranking, left, right)
  const order = [...new Set([...forced.keys(), ...(kept?.keys() ?? [])])].sort(byRank)
  const most = Math.max(field.subject.maxClusters, forced.size)
  if (order.length <= most) return order
  const running = (target: number) => (forced.has(target) ? Infinity : (kept?.get(target) ?? 0))
  const cap = (target: number) => capOf(field, target, kept?.get(target) ?? 0)
  return order
    .sort((left, right) => moreFirst(running, left, right) || cap(right) - cap(left) || byRank(left, right))
    .slice(0, most)
    .sort(byRank)
}

function moreFirst(of: (target: number) => number, left: number, right: number): number {
  return of(left) === of(right) ? 0 : of(right) - of(left)
}

/** Targets in the order they are picked, at most `limit`; no more than there are replicas where targets are counted. */
export function pick(
  field: Field,
  ranking: Ranking,
  list: Int32Array,
  total: number,
  limit: number,
  kept: ReadonlyMap<number, number> | undefined,
): { readonly members: number[]; readonly isClosed: boolean } {
  const members = keptInOrder(field, ranking, kept)
  const picks = pickerOver(field, ranking, list, members)
  const most = Math.min(limit, hasTargetSkew(field) ? Math.max(total, members.length) : Infinity)
  while (members.length < most) {
    const target = picks.next()
    if (target < 0) break
    members.push(target)
  }
  return { members, isClosed: picks.isClosed }
}

/** What is kept, and as few others as hold the rest within maxClusters: nothing that runs makes room for what does not. */
export function completed(
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
