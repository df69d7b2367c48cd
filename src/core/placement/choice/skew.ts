import { countsReplicas, type Field, replicaSpreads } from './assign.ts'

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
  for (const { isHard, eligibleCount, countsAsEmpty, spread } of replicaSpreads(field))
    if (isHard && (eligibleCount > 1 || countsAsEmpty)) limit = Math.min(limit, spread.maxSkew)
  return limit
}
