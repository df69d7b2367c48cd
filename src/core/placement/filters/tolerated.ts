import { tryParseTime } from '../../apimachinery/index.ts'
import type { SyncTarget } from '../../api/index.ts'
import type { Toleration } from '../policies.ts'
import { type Reason, reason } from '../reasons.ts'
import type { Subject } from '../subject.ts'
import type { Filter } from './filter.ts'

type Taint = NonNullable<SyncTarget['spec']['taints']>[number]

/**
 * Taints of effect NoSchedule and NoExecute that the policy does not tolerate, or no longer: a NoExecute taint past the time
 * it is tolerated for drives out what is there, and what is not there yet would have to leave at once.
 */
export const tolerated: Filter = {
  stage: 'Taints',
  key: ({ plan }) => (plan.tolerations.length === 0 ? 'none' : String(plan.id)),
  reasons(subject, target) {
    return taintsOf(subject, target)
      .filter(
        (taint) =>
          (taint.effect === 'NoSchedule' && !isTolerated(taint, subject.plan.tolerations)) ||
          (taint.effect === 'NoExecute' && !mayStay(taint, subject)),
      )
      .map((taint) => refusal(taint, subject))
  },
  /** NoSchedule keeps away what is not there yet; NoExecute drives out, when the time it is tolerated for is over. */
  leaving(subject, target) {
    return taintsOf(subject, target)
      .filter((taint) => taint.effect === 'NoExecute' && !mayStay(taint, subject))
      .map((taint) => refusal(taint, subject))
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

function refusal(taint: Taint, { plan }: Subject): Reason {
  const { key, value, effect } = taint
  const written = `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`
  const seconds = isTolerated(taint, plan.tolerations) ? secondsOf(taint, plan.tolerations) : undefined
  const how = seconds === undefined ? 'does not tolerate' : `tolerated for ${seconds} s, until now`
  return reason('UntoleratedTaint', key, `it has the taint ${written}, which the policy ${how}`)
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
  if (!isTolerated(taint, plan.tolerations)) return false
  const seconds = secondsOf(taint, plan.tolerations)
  const since = tryParseTime(taint.timeAdded ?? '')
  if (seconds === undefined || since === undefined || fleet.now === undefined) return true
  return fleet.now < since + seconds * 1000
}

/** How long a taint is tolerated: the shortest that a matching toleration states, as in Kubernetes; undefined: for ever. */
function secondsOf(taint: Taint, tolerations: readonly Toleration[]): number | undefined {
  let least: number | undefined
  for (const toleration of tolerations)
    if (toleration.tolerationSeconds !== undefined && tolerates(toleration, taint))
      least = Math.min(least ?? Infinity, toleration.tolerationSeconds)
  return least
}
