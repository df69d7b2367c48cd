import { ranked, rankInPlace } from './best.ts'
import type { GroupColumns } from '../division/group-columns.ts'
import { compareRank, type Ranking } from '../ranking/ranking.ts'
import type { SpreadDomains } from '../division/spread-domains.ts'

/**
 * The shortest beginning of the ranking over which all replicas divide under one hard spread, where each target alone could
 * hold them: then only the domains count. While one is missing each may have `maxSkew` replicas; with the last the limit is
 * gone. So the beginning ends with the first target of the last domain that is needed, which is found without sorting.
 *
 * @param cap most replicas that a target may have
 * @param columns working memory
 * @returns undefined where that cannot be said, or all targets are not enough
 */
export function reachOverDomains(
  list: Int32Array,
  ranking: Ranking,
  cap: (target: number) => number,
  total: number,
  domains: SpreadDomains,
  columns: GroupColumns,
): number[] | undefined {
  const { eligibleCount, countsAsEmpty } = domains
  const needed = Math.ceil(total / domains.spread.maxSkew)
  if (needed > eligibleCount && countsAsEmpty) return undefined
  const count = firstsOfDomains(list, ranking, cap, total, domains, columns)
  const place = Math.min(needed, eligibleCount) - 1
  if (place >= count) return undefined
  const last = columns.samples[place] ?? 0
  const { items } = columns
  let reached = 0
  for (let position = 0; position < list.length; position++) {
    const target = list[position] ?? 0
    if (target === last || compareRank(ranking, target, last) < 0) items[reached++] = target
  }
  return ranked(ranking, items, reached)
}

/**
 * Leaves the best of every domain in the samples of `columns`, in rank order, and returns how many there are; none where
 * some target has no domain, or cannot hold all.
 */
function firstsOfDomains(
  list: Int32Array,
  ranking: Ranking,
  cap: (target: number) => number,
  total: number,
  { domainOf, targets }: SpreadDomains,
  columns: GroupColumns,
): number {
  columns.reserve(list.length, targets.length)
  const firsts = columns.samples
  firsts.fill(-1, 0, targets.length)
  for (let position = 0; position < list.length; position++) {
    const target = list[position] ?? 0
    const domain = domainOf[target] ?? -1
    if (domain < 0 || cap(target) < total) return 0
    const first = firsts[domain] ?? -1
    if (first < 0 || compareRank(ranking, target, first) < 0) firsts[domain] = target
  }
  let count = 0
  for (let domain = 0; domain < targets.length; domain++) {
    const first = firsts[domain] ?? -1
    if (first >= 0) firsts[count++] = first
  }
  rankInPlace(ranking, firsts, count)
  return count
}
