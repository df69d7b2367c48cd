import { tryParseTime } from '../../apimachinery/index.ts'
import type { SyncTarget } from '../../api/index.ts'
import type { Toleration } from '../policies.ts'
import { type Reason, reason } from '../reasons.ts'
import type { Subject } from '../subject.ts'
import type { Filter } from './filter.ts'

type Taint = NonNullable<SyncTarget['spec']['taints']>[number]

/** Taints of effect NoSchedule and NoExecute that the policy does not tolerate. */
export const tolerated: Filter = {
  stage: 'Taints',
  key: ({ plan }) => (plan.tolerations.length === 0 ? 'none' : String(plan.id)),
  reasons(subject, target) {
    return taintsOf(subject, target)
      .filter((taint) => taint.effect !== 'PreferNoSchedule' && !isTolerated(taint, subject.plan.tolerations))
      .map(refusal)
  },
  /** NoSchedule keeps away what is not there yet; NoExecute drives out, when the time it is tolerated for is over. */
  leaving(subject, target) {
    return taintsOf(subject, target)
      .filter((taint) => taint.effect === 'NoExecute' && !mayStay(taint, subject))
      .map(refusal)
  },
  inputs: (subject, target) => ({ taints: taintsOf(subject, target), tolerations: subject.plan.tolerations }),
}

/** How many PreferNoSchedule taints of a target the policy does not tolerate. */
export function untoleratedPreferences({ plan, world: { fleet } }: Subject, target: number): number {
  let count = 0
  for (const taint of fleet.targets[target]?.spec.taints ?? [])
    if (taint.effect === 'PreferNoSchedule' && !isTolerated(taint, plan.tolerations)) count++
  return count
}

function taintsOf({ world: { fleet } }: Subject, target: number): readonly Taint[] {
  return fleet.targets[target]?.spec.taints ?? []
}

function refusal({ key, value, effect }: Taint): Reason {
  const taint = `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`
  return reason('UntoleratedTaint', key, `it has the taint ${taint}, which the policy does not tolerate`)
}

/** As Kubernetes compares taint and toleration: an absent effect tolerates every effect, an empty key with Exists every key. */
export function isTolerated(taint: Taint, tolerations: readonly Toleration[]): boolean {
  return tolerations.some((toleration) => tolerates(toleration, taint))
}

function tolerates({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  if (effect !== undefined && effect !== taint.effect) return false
  if (key === undefined || key === '') return operator === 'Exists'
  if (key !== taint.key) return false
  return operator === 'Exists' || (value ?? '') === (taint.value ?? '')
}

function mayStay(taint: Taint, { plan, world: { fleet } }: Subject): boolean {
  const matching = plan.tolerations.filter((toleration) => tolerates(toleration, taint))
  if (matching.length === 0) return false
  const seconds = matching.flatMap(({ tolerationSeconds }) =>
    tolerationSeconds === undefined ? [] : [tolerationSeconds],
  )
  const since = tryParseTime(taint.timeAdded ?? '')
  if (seconds.length === 0 || since === undefined || fleet.now === undefined) return true
  return fleet.now < since + Math.min(...seconds) * 1000
}
