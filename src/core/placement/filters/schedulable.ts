import { tryParseTime } from '../../apimachinery/index.ts'
import { type Reason, reason } from '../reasons.ts'
import type { Subject } from '../subject.ts'
import type { Filter } from './filter.ts'

/** Cordoned and drained targets take nothing new; what a drain finds leaves when it is due. */
export const schedulable: Filter = {
  stage: 'Schedulable',
  key: () => 'all',
  reasons({ world: { fleet } }, target) {
    const { metadata, spec, status } = fleet.targets[target] ?? {}
    const reasons: Reason[] = []
    if (spec?.unschedulable === true) reasons.push(reason('Cordoned', 'unschedulable', 'it is cordoned'))
    if (spec?.evictAfter !== undefined)
      reasons.push(reason('Draining', 'evictAfter', `it is drained: workloads leave from ${spec.evictAfter} on`))
    if (metadata?.deletionTimestamp !== undefined && metadata.deletionTimestamp !== null)
      reasons.push(
        reason('Terminating', 'deletionTimestamp', `it is being deleted since ${metadata.deletionTimestamp}`),
      )
    else if (status?.phase === 'Terminating') reasons.push(reason('Terminating', 'phase', 'its phase is Terminating'))
    return reasons
  },
  leaving(subject, target) {
    return schedulable
      .reasons(subject, target)
      .filter(({ code }) => code === 'Terminating' || (code === 'Draining' && isDue(subject, target)))
  },
  inputs({ world: { fleet } }, target) {
    const { spec } = fleet.targets[target] ?? {}
    return { unschedulable: spec?.unschedulable ?? false, evictAfter: spec?.evictAfter ?? null }
  },
}

/** Whether a drain has begun; without a time it has, because somebody wants the target empty. */
function isDue({ world: { fleet } }: Subject, target: number): boolean {
  const after = tryParseTime(fleet.targets[target]?.spec.evictAfter ?? '')
  return fleet.now === undefined || after === undefined || after <= fleet.now
}
