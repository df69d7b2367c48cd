import { tryParseTime } from '../../apimachinery/index.ts'
import type { SyncTarget } from '../../api/index.ts'
import { noBits, setBit } from '../fleet/bits.ts'
import type { Toleration } from '../policy/policies.ts'
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
      .filter((taint) => refuses(taint, subject))
      .map((taint) => refusal(taint, subject, nearMiss(taint, subject.plan.tolerations)))
  },
  passing(subject) {
    const { size } = subject.world.fleet
    const bits = noBits(size)
    for (let target = 0; target < size; target++)
      if (!taintsOf(subject, target).some((taint) => refuses(taint, subject))) setBit(bits, target)
    return bits
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

function refuses(taint: Taint, subject: Subject): boolean {
  if (taint.effect === 'NoSchedule') return !isTolerated(taint, subject.plan.tolerations)
  return taint.effect === 'NoExecute' && !mayStay(taint, subject)
}

function refusal(taint: Taint, { plan }: Subject, near = ''): Reason {
  const { key } = taint
  const seconds = isTolerated(taint, plan.tolerations) ? secondsOf(taint, plan.tolerations) : undefined
  const how = seconds === undefined ? 'does not tolerate' : `tolerated for ${seconds} s, until now`
  return reason('UntoleratedTaint', key, `it has the taint ${written(taint)}, which the policy ${how}${near}`)
}

/** `key=value:effect`, as kubectl writes taints. */
function written({ key = '', value, effect }: { readonly [field in keyof Taint]?: string | undefined }): string {
  const what = value === undefined || value === '' ? key : `${key}=${value}`
  return effect === undefined ? what : `${what}:${effect}`
}

/** Of the tolerations with the key of a taint, the one that comes nearest, and what keeps it from matching. */
function nearMiss(taint: Taint, tolerations: readonly Toleration[]): string {
  if (isTolerated(taint, tolerations)) return ''
  let least = Infinity
  let told = ''
  for (const { key, operator, value, effect } of tolerations) {
    if (key !== taint.key) continue
    const isOtherValue = operator !== 'Exists' && (value ?? '') !== (taint.value ?? '')
    const isOtherEffect = effect !== undefined && effect !== taint.effect
    const differences = Number(isOtherValue) + Number(isOtherEffect)
    if (differences >= least) continue
    least = differences
    const hasNone = (value ?? '') === ''
    const otherValue = isOtherValue ? [hasNone ? 'no value' : 'another value'] : []
    const differs = [...otherValue, ...(isOtherEffect ? ['another effect'] : [])].join(' and ')
    const accepted = operator === 'Exists' ? { key, effect } : { key, value, effect }
    told = `: it tolerates ${written(accepted)}, which has ${differs}`
  }
  return told
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
