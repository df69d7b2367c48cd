import { TmcError } from '../../apimachinery/index.ts'
import type { Scorer } from '../../api/index.ts'
import type { IndexedFleet } from '../fleet/fleet.ts'
import type { Workload } from '../workload/workload.ts'

/**
 * What a scorer gives a target.
 *
 * @throws TmcError `EvaluationFailed` when the scorer fails or gives no number
 */
export function scoreOf(scorer: Scorer, fleet: IndexedFleet, target: number, workload: Workload): number {
  const object = fleet.targets[target]
  if (object === undefined) return 0
  const score = scorer.score(object, workload.object)
  if (typeof score !== 'number' || !Number.isFinite(score))
    throw new TmcError(
      'EvaluationFailed',
      `a scorer gave ${typeof score === 'number' ? score : 'a promise'} for ${workload.kind} "${workload.ref.name}" on target "${object.metadata.name}"`,
      { hint: 'a scorer gives a finite number; one that needs to wait is registered with a Scheduler' },
    )
  return score
}
