import { deepEqual, type ErrorDetail } from '../apimachinery/index.ts'
import type { PlacementDecision } from '../api/index.ts'
import { type Decision, decisionObject } from '../placement/index.ts'
import { decideAll, type OnDecision } from './decide-all.ts'
import { mistakeOf } from './mistake.ts'
import { reportVersion } from './report.ts'
import type { Scenario } from './scenario.ts'

/** What is to become of the stored decision of one workload. */
export type PlannedDecision = {
  readonly action: 'Create' | 'Update' | 'Keep' | 'Remove'
  readonly workload: Decision['workload'] | null
  readonly outcome: Decision['outcome'] | null
  /** Replicas by target before and after, as `target=replicas`. */
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** The object as it is to be; for Keep and Remove as it is. */
  readonly object: PlacementDecision
}

/** What `placement apply` is going to write. */
export type DecisionPlan = {
  readonly apiVersion: typeof reportVersion
  readonly kind: 'PlacementPlan'
  readonly decisions: readonly PlannedDecision[]
  readonly counts: { readonly [A in PlannedDecision['action']]: number }
  /** Stored decisions whose targets or replicas change, or that go. */
  readonly moves: number
  /** Workloads that are not, or not wholly, placed. */
  readonly unplaced: number
  /** Workloads that could not be decided, with what is wrong and where. Such a plan is not to be written. */
  readonly mistakes: readonly ErrorDetail[]
}

/** How decisions are planned. */
export type PlanOptions = {
  /** RFC 3339, for lastScheduleTime and conditions. */
  readonly time: string
  /** Decide anew instead of moving as little as possible from what is stored. */
  readonly fresh?: boolean
  /** Remove stored decisions of workloads that the input does not have. */
  readonly prune?: boolean
  readonly onDecision?: OnDecision
}

/**
 * Plans the decision objects of a hub: the stored decisions of the scenario are moved as little as possible. Writes nothing.
 */
export function planDecisions(
  scenario: Scenario,
  { time, fresh = false, prune = false, onDecision }: PlanOptions,
): DecisionPlan {
  const { inputs } = scenario
  const stored = inputs.decisions ?? []
  const isAnew = fresh || stored.length === 0
  const { decisions } = decideAll(inputs, { ...(isAnew ? {} : { previous: stored }), onDecision })
  const byName = new Map(stored.map((object) => [keyOf(object), object]))
  const planned: PlannedDecision[] = []
  for (const decision of decisions) {
    const draft = decisionObject(decision, { now: time })
    if (draft === undefined) continue
    const previous = byName.get(keyOf(draft))
    byName.delete(keyOf(draft))
    const object = previous === undefined ? draft : (decisionObject(decision, { now: time, previous }) ?? draft)
    const action = previous === undefined ? 'Create' : isSame(previous, object) ? 'Keep' : 'Update'
    planned.push({
      action,
      workload: decision.workload,
      outcome: decision.outcome,
      before: clustersOf(previous),
      after: clustersOf(object),
      object: action === 'Keep' ? (previous ?? object) : object,
    })
  }
  if (prune)
    for (const object of byName.values())
      planned.push({ action: 'Remove', workload: null, outcome: null, before: clustersOf(object), after: [], object })
  const count = (action: PlannedDecision['action']) => planned.filter((one) => one.action === action).length
  return {
    apiVersion: reportVersion,
    kind: 'PlacementPlan',
    decisions: planned,
    counts: { Create: count('Create'), Update: count('Update'), Keep: count('Keep'), Remove: count('Remove') },
    moves: planned.filter((one) => one.action === 'Remove' || (one.action === 'Update' && hasMoved(one))).length,
    unplaced: decisions.filter(({ outcome }) => outcome === 'Unplaced' || outcome === 'Partial').length,
    mistakes: decisions.flatMap((decision) => mistakeOf(decision, scenario) ?? []),
  }
}

function hasMoved({ before, after }: PlannedDecision): boolean {
  return [...before].sort().join(' ') !== [...after].sort().join(' ')
}

function keyOf({ metadata }: PlacementDecision): string {
  return `${metadata.namespace ?? ''}/${metadata.name ?? ''}`
}

function clustersOf(object: PlacementDecision | undefined): string[] {
  return (object?.spec.clusters ?? []).map(({ clusterName, replicas }) =>
    replicas === undefined ? clusterName : `${clusterName}=${replicas}`,
  )
}

/** Whether two objects decide the same for the same reasons; when they were made does not matter. */
function isSame(left: PlacementDecision, right: PlacementDecision): boolean {
  return (
    deepEqual(places(left), places(right)) &&
    left.spec.placementRef.name === right.spec.placementRef.name &&
    left.spec.strategy === right.spec.strategy &&
    deepEqual(obstacles(left), obstacles(right)) &&
    deepEqual(scheduled(left), scheduled(right)) &&
    (left.status?.seed ?? '') === (right.status?.seed ?? '')
  )
}

/** Whether all of it has a place, and if not, how much has none and why. */
function scheduled({ status }: PlacementDecision) {
  const { status: state = '', message = '' } = status?.conditions?.find(({ type }) => type === 'Scheduled') ?? {}
  return { state, message }
}

/** What keeps targets out, lost comparisons apart: they read differently for a workload that is there already. */
function obstacles({ status }: PlacementDecision) {
  return (status?.rejected ?? [])
    .filter(({ stage }) => stage !== 'Ranking')
    .map(({ stage, code, count, clusterNames = [] }) => ({ stage, code, count, clusterNames }))
    .sort((left, right) => (`${left.stage}/${left.code}` < `${right.stage}/${right.code}` ? -1 : 1))
}

/** Where, how much and with which score; why it was chosen reads differently once it is there. */
function places({ spec }: PlacementDecision) {
  return spec.clusters
    .map(({ clusterName, replicas = null }) => ({ clusterName, replicas }))
    .sort((left, right) => (left.clusterName < right.clusterName ? -1 : 1))
}
