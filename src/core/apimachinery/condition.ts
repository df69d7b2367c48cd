/** One observed aspect of an object: Kubernetes' `metav1.Condition`, with reason and message optional, and kcp's severity. */
export type Condition = {
  type: string
  status: 'True' | 'False' | 'Unknown'
  reason?: string
  message?: string
  lastTransitionTime: string
  observedGeneration?: number
  severity?: 'Error' | 'Warning' | 'Info'
}

/** A condition as its observer states it; the time of its last change is kept by {@link setCondition}. */
export type ConditionUpdate = Omit<Condition, 'lastTransitionTime'>

/** The condition of a type, or undefined. */
export function findCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type)
}

/** Whether a condition is there and True. */
export function isConditionTrue(conditions: readonly Condition[] | undefined, type: string): boolean {
  return findCondition(conditions, type)?.status === 'True'
}

/**
 * The conditions with one of them set. The transition time moves only when the status changes. Order is kept, a new
 * condition goes last, and the very same list comes back when nothing changes.
 *
 * @param now RFC 3339, the time of the transition if there is one
 */
export function setCondition(
  conditions: readonly Condition[] | undefined,
  update: ConditionUpdate,
  now: string,
): readonly Condition[] {
  const old = findCondition(conditions, update.type)
  const lastTransitionTime = old?.status === update.status ? old.lastTransitionTime : now
  if (conditions === undefined || old === undefined) return [...(conditions ?? []), { ...update, lastTransitionTime }]
  if (isSame(old, update)) return conditions
  return conditions.map((condition) => (condition === old ? { ...update, lastTransitionTime } : condition))
}

/** The conditions without one of them; the very same list when it was not there. */
export function removeCondition(conditions: readonly Condition[], type: string): readonly Condition[] {
  return findCondition(conditions, type) === undefined
    ? conditions
    : conditions.filter((condition) => condition.type !== type)
}

const severities = ['Error', 'Warning', 'Info']

/**
 * One condition that sums up others: False when any is False (the one of the gravest severity speaks, an absent severity
 * being Error; of equals the first in `types`), else Unknown when any is Unknown or missing, else True.
 *
 * @param type of the summary
 * @param types of what it sums up, most telling first
 */
export function summarizeConditions(
  conditions: readonly Condition[] | undefined,
  type: string,
  types: readonly string[],
): ConditionUpdate {
  const found = types.map((one) => ({ one, condition: findCondition(conditions, one) }))
  const failed = found
    .flatMap(({ condition }) => (condition?.status === 'False' ? [condition] : []))
    .sort((left, right) => gravity(left) - gravity(right))[0]
  if (failed !== undefined) return { ...spoken(failed), type, status: 'False' }
  const open = found.find(({ condition }) => condition?.status !== 'True')
  if (open === undefined) return { type, status: 'True' }
  if (open.condition !== undefined) return { ...spoken(open.condition), type, status: 'Unknown' }
  return { type, status: 'Unknown', reason: 'NotReported', message: `${open.one} is not reported yet` }
}

function gravity(condition: Condition): number {
  return severities.indexOf(condition.severity ?? 'Error')
}

/** What a summary repeats of the condition that decided it. */
function spoken({ type, reason, message, severity }: Condition): Omit<ConditionUpdate, 'type' | 'status'> {
  return {
    reason: reason ?? type,
    ...(message === undefined ? {} : { message }),
    ...(severity === undefined ? {} : { severity }),
  }
}

function isSame(old: Condition, update: ConditionUpdate): boolean {
  return (
    old.status === update.status &&
    old.reason === update.reason &&
    old.message === update.message &&
    old.severity === update.severity &&
    old.observedGeneration === update.observedGeneration
  )
}
