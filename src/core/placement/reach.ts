import { rankInPlace } from './best.ts'
import { compareRank, type Ranking } from './ranking.ts'
import type { SpreadCounter } from './spread-counter.ts'

/**
 * The shortest beginning of the ranking over which all replicas divide under one hard spread, where each target alone could
 * hold them: then only the domains count. While one is missing each may have `maxSkew` replicas; with the last the limit is
 * gone. So the beginning ends with the first target of the last domain that is needed, which is found without sorting.
 *
 * @param cap most replicas that a target may have
 * @param counter of the spread, empty
 * @returns undefined where that cannot be said, or all targets are not enough
 */
export function reachOverDomains(
  list: Int32Array,
  ranking: Ranking,
  cap: (target: number) => number,
  total: number,
  counter: SpreadCounter,
): number[] | undefined {
  const { domainOf, eligibleCount, mayCountAsEmpty } = counter
  const perDomain = counter.spread.maxSkew
  const needed = Math.ceil(total / perDomain)
  if (needed > eligibleCount && mayCountAsEmpty) return undefined
  for (let position = 0; position < list.length; position++) if (cap(list[position] ?? 0) < total) return undefined
  const firsts: number[] = []
  for (let domain = 0; domain < counter.counts.length; domain++) firsts.push(-1)
  for (let position = 0; position < list.length; position++) {
    const target = list[position] ?? 0
    const domain = domainOf[target] ?? -1
    if (domain < 0) return undefined
    const first = firsts[domain] ?? -1
    if (first < 0 || compareRank(ranking, target, first) < 0) firsts[domain] = target
  }
  const ranked = rankInPlace(
    ranking,
    firsts.filter((first) => first >= 0),
  )
  const last = ranked[Math.min(needed, eligibleCount) - 1]
  if (last === undefined) return undefined
  const reach: number[] = []
  for (let position = 0; position < list.length; position++) {
    const target = list[position] ?? 0
    if (target === last || compareRank(ranking, target, last) < 0) reach.push(target)
  }
  return rankInPlace(ranking, reach)
}
