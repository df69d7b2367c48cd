import { type Field, replicaSpreads } from './assign.ts'
import { better, type Choice, type Make } from './choice.ts'
import { completed, keptInOrder, pickerOver } from './picking.ts'
import type { Ranking } from '../ranking/ranking.ts'
import { reachOverDomains } from './reach.ts'
import { hasSkew, hasTargetSkew } from './skew.ts'
import { SkewRoom, SpreadCounter } from '../division/spread-counter.ts'
import type { SpreadDomains } from '../division/spread-domains.ts'

/** The shortest beginning of the ranking over which all replicas divide. */
export function prefix(
  field: Field,
  ranking: Ranking,
  list: Int32Array,
  total: number,
  kept: ReadonlyMap<number, number> | undefined,
  make: Make,
  cap: (target: number) => number,
): Choice {
  const { maxClusters, mode } = field.subject
  const longest = Math.min(maxClusters, list.length)
  const domains = boundingSpread(field, kept)
  // Where what is taken changes the order of what is left, the ranking alone does not tell.
  const isFixed = field.subject.limits.softSpreads.length === 0 && !field.subject.strategy.countsDomains
  const reach =
    domains !== undefined && isFixed
      ? reachOverDomains(list, ranking, cap, total, domains, field.table.columns)
      : undefined
  if (reach !== undefined && reach.length <= longest) {
    const choice = make(reach, 'Prefix', reach.length === longest && longest < list.length)
    if (choice.assignment?.overflow === 0)
      return mode === 'Aggregated' ? (shortest(reach, reach.length, make, true) ?? choice) : choice
  }
  const members = keptInOrder(field, ranking, kept)
  const picks = pickerOver(field, ranking, list, members)
  let sum = members.reduce((all, target) => all + cap(target), 0)
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
  const skewed = domains === undefined ? undefined : new SkewRoom(new SpreadCounter(domains, 1))
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
      ? (shortest(members, tries ? begin : members.length, make, mode === 'Aggregated' && begin === 0) ?? choice)
      : choice
  if (hasSkew(field) || longest >= list.length) return choice
  return better(choice, make(completed(field, ranking, list, total, kept, cap), 'Prefix', true))
}

/** The one hard spread of replicas, where it alone bounds how much a beginning holds besides capacity. */
function boundingSpread(field: Field, kept: ReadonlyMap<number, number> | undefined): SpreadDomains | undefined {
  const { subject, forced } = field
  const isBound = kept !== undefined || forced.size > 0 || subject.distribution?.shares !== undefined
  if (isBound || subject.minReplicas > 1 || subject.limits.hardSpreads.length !== 1 || hasTargetSkew(field))
    return undefined
  return replicaSpreads(field).find(({ isHard }) => isHard)
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
