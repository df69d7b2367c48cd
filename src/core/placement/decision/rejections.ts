import type { RejectedTarget, RejectionGroup } from './decision.ts'
import { stages } from '../reasons.ts'

/** Groups refusals by reason, most frequent first; a target counts once for a code. @param names most names of a group */
export function groupRejections(rejected: readonly RejectedTarget[], names: number): RejectionGroup[] {
  const groups = new Map<string, RejectionGroup & { count: number; clusterNames: string[] }>()
  for (const { clusterName, reasons } of rejected)
    for (const [index, { stage, code, message }] of reasons.entries()) {
      if (reasons.findIndex((other) => other.code === code) < index) continue
      const group = groups.get(code)
      if (group === undefined) {
        groups.set(code, { stage, code, message, count: 1, clusterNames: names > 0 ? [clusterName] : [] })
        continue
      }
      group.count++
      if (group.clusterNames.length < names) group.clusterNames.push(clusterName)
    }
  return [...groups.values()].sort(
    (left, right) => right.count - left.count || stages.indexOf(left.stage) - stages.indexOf(right.stage),
  )
}
