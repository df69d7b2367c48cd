import { countsReplicas, type Field, replicaCounters } from './assign.ts'

/** Whether the choice or the division is bound by a hard spread. */
export function hasSkew({ subject }: Field): boolean {
  return subject.limits.hardSpreads.length > 0
}

/** Whether a hard spread counts targets. */
export function hasTargetSkew(field: Field): boolean {
  return field.subject.limits.hardSpreads.some((spread) => !countsReplicas(spread, field.subject))
}

/** Most replicas that one target alone may have under hard spreads of replicas. */
export function soloLimit(field: Field): number {
  let limit = Infinity
  for (const counter of replicaCounters(field)) {
    if (!counter.isHard) continue
    let eligible = 0
    for (let domain = 0; domain < counter.counts.length; domain++) if (counter.isEligible(domain)) eligible++
    if (eligible > 1 || counter.mayCountAsEmpty) limit = Math.min(limit, counter.spread.maxSkew)
  }
  return limit
}
