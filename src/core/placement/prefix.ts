import { type Field, replicaCounters } from './assign.ts'
import { better, type Choice, type Make } from './choice.ts'
import { completed, keptInOrder, pickerOver } from './picking.ts'
import type { Ranking } from './ranking.ts'
import { hasSkew, hasTargetSkew } from './skew.ts'
import { SkewRoom } from './spread-counter.ts'

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
  const members = keptInOrder(field, ranking, kept)
  const picks = pickerOver(field, ranking, list, members)
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
      ? (shortest(members, tries ? begin : members.length, make, mode === 'Aggregated' && begin === 0) ?? choice)
      : choice
  if (hasSkew(field) || longest >= list.length) return choice
  return better(choice, make(completed(field, ranking, list, total, kept, cap), 'Prefix', true))
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
