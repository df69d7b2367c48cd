import { type Reason, reason } from '../reasons.ts'
import type { Subject } from '../subject.ts'
import type { Filter } from './filter.ts'

/** Bounds on replicas per target that the workload cannot keep anywhere. */
export const bounded: Filter = {
  stage: 'Constraint',
  key: (subject) => (problemOf(subject) === undefined ? undefined : null),
  reasons(subject) {
    const problem = problemOf(subject)
    return problem === undefined ? [] : [problem]
  },
}

function problemOf({ minReplicas, maxReplicas, minFrom, maxFrom, mode, requested }: Subject): Reason | undefined {
  if (minReplicas > maxReplicas)
    return reason(
      'BoundsContradict',
      minFrom,
      `"${minFrom}" wants at least ${minReplicas} replicas on a target and "${maxFrom}" at most ${maxReplicas}`,
    )
  if (requested === null || requested === 0) return undefined
  if (mode === 'Duplicated') {
    if (requested < minReplicas)
      return reason(
        'ReplicasOutOfBounds',
        minFrom,
        `each target would run ${requested} replicas; "${minFrom}" wants at least ${minReplicas}`,
      )
    if (requested > maxReplicas)
      return reason(
        'ReplicasOutOfBounds',
        maxFrom,
        `each target would run ${requested} replicas; "${maxFrom}" wants at most ${maxReplicas}`,
      )
    return undefined
  }
  if (maxReplicas === 0) return reason('ReplicasOutOfBounds', maxFrom, `"${maxFrom}" allows no replicas on any target`)
  if (requested < minReplicas)
    return reason(
      'TooFewReplicas',
      minFrom,
      `the workload has ${requested} replicas; "${minFrom}" wants at least ${minReplicas} on a target`,
    )
  return undefined
}
