import { isJsonObject, type KubeObject, own } from '../apimachinery/index.ts'
import type { PlacementPolicy, SchedulingConstraint, SyncTarget } from '../api/index.ts'
import { buildFleet, type Decision, type PlacementInputs, type Reason, scheduleAll } from '../placement/index.ts'
import { isSame, withReplicas } from './headroom.ts'
import { unplacedReplicas } from './losses.ts'
import { disturbanceOf, indexPlacements } from './disturbance.ts'
import { runTime } from './run-time.ts'
import type { Scenario } from './scenario.ts'
import type { Suggestion, Suggestions } from './suggestion.ts'

/** One change to the inputs; `cost` orders edits that help equally: what touches less comes first. */
type Edit = {
  readonly edit: string
  readonly object: string
  readonly cost: number
  /** The inputs with it; made only for an edit that is tried. */
  readonly inputs: () => PlacementInputs
}

/** Edits tried for one workload: at the most, and where runs take long at the least. Those reported. */
const manyEdits = 200
const someEdits = 10
const fewEdits = 5
/** What an int32 field holds at the most. */
const manyReplicas = 2147483647
/** Milliseconds of one core that trying all of them may take, about. */
const longTrial = 60_000

/**
 * Looks for single edits that would place what is not, or not wholly, placed: of a taint, label, cordon, rule, selector,
 * constraint, request or replica count. Each edit is tried by deciding everything again; only what helps is returned, what
 * places all of a workload apart from what only places more of it, with what it does to other workloads.
 *
 * @param previous the placements that `decisions` began with; each edit is tried from the same
 */
export function suggestEdits(
  scenario: Scenario,
  decisions: readonly Decision[],
  previous: readonly Decision[] = [],
): Suggestions[] {
  return suggestionsOf([tryEdits(scenario, decisions, { previous })])
}

/** Which of the edits are tried, and from which placements. */
export type EditOptions = {
  readonly part?: number
  readonly of?: number
  readonly previous?: readonly Decision[]
}

/** What came of some of the edits: for each workload that needs one, those that help. */
export type TriedEdits = readonly (Pick<Suggestions, 'workload' | 'outcome' | 'tried' | 'untried'> & {
  readonly edits: readonly (Suggestion & { readonly cost: number })[]
})[]

/** Tries every `of`th of the edits, beginning with number `part`; all of them unless told otherwise. */
export function tryEdits(
  { inputs }: Scenario,
  decisions: readonly Decision[],
  { part = 0, of = 1, previous = [] }: EditOptions = {},
  onStep?: (done: number, total: number) => void,
): TriedEdits {
  const before = indexPlacements(decisions)
  const plans = editPlans(inputs, decisions)
  const shares = plans.map(({ edits }) => edits.filter((_, index) => index % of === part))
  const total = shares.reduce((sum, { length }) => sum + length, 0)
  let done = 0
  onStep?.(0, total)
  return plans.map(({ decision, edits, untried }, index) => ({
    workload: decision.workload,
    outcome: decision.outcome,
    tried: edits.length,
    untried,
    edits: (shares[index] ?? []).flatMap((edit) => {
      const helps = triedEdit(edit, decision, before, previous)
      onStep?.(++done, total)
      return helps
    }),
  }))
}

/** How many edits {@link tryEdits} tries for all workloads together. */
export function plannedEdits(inputs: PlacementInputs, decisions: readonly Decision[]): number {
  return editPlans(inputs, decisions).reduce((sum, { edits }) => sum + edits.length, 0)
}

/** The best of the edits that were tried, in parts about the same workloads. */
export function suggestionsOf(parts: readonly TriedEdits[]): Suggestions[] {
  return (parts[0] ?? []).map(({ workload, outcome, tried, untried }, index) => {
    const edits = parts.flatMap((part) => part[index]?.edits ?? [])
    edits.sort(compareEdits)
    const isWhole = ({ outcome, unplacedReplicas }: Suggestion) => outcome === 'Placed' && unplacedReplicas === 0
    const few = (ordered: typeof edits) =>
      ordered.slice(0, fewEdits).map(({ cost: _cost, ...suggestion }) => suggestion)
    return {
      workload,
      outcome,
      edits: few(edits.filter(isWhole)),
      partialEdits: few(edits.filter((edit) => !isWhole(edit))),
      tried,
      untried,
    }
  })
}

/** The most effective first; of those, what takes nothing from others, then what moves nothing of theirs, then the smallest. */
function compareEdits(left: TriedEdits[number]['edits'][number], right: typeof left): number {
  const [here, there] = [left.alsoChanges, right.alsoChanges]
  return (
    left.unplacedReplicas - right.unplacedReplicas ||
    here.removed - there.removed ||
    Math.sign(here.moved) - Math.sign(there.moved) ||
    left.cost - right.cost ||
    here.moved - there.moved ||
    (left.edit < right.edit ? -1 : 1)
  )
}

type EditPlan = { readonly decision: Decision; readonly edits: readonly Edit[]; readonly untried: number }

/** The edits that are tried for each workload that is not, or not wholly, placed: fewer the longer a run takes. */
function editPlans(inputs: PlacementInputs, decisions: readonly Decision[]): EditPlan[] {
  const stuck = decisions.filter(({ outcome }) => outcome === 'Unplaced' || outcome === 'Partial')
  const affordable = Math.max(someEdits, Math.floor(longTrial / runTime(inputs)))
  const each = Math.min(manyEdits, Math.max(someEdits, Math.floor(affordable / stuck.length)))
  let left = affordable
  return stuck.map((decision) => {
    const known = new Map<string, Edit>()
    for (const edit of candidates(inputs, decision)) if (!known.has(edit.edit)) known.set(edit.edit, edit)
    const edits = [...known.values()].slice(0, Math.min(each, left))
    left -= edits.length
    return { decision, edits, untried: known.size - edits.length }
  })
}

/** What an edit comes to; nothing when it does not help. */
function triedEdit(
  { edit, object, cost, inputs: edited }: Edit,
  decision: Decision,
  before: ReadonlyMap<string, Decision>,
  previous: readonly Decision[],
): TriedEdits[number]['edits'] {
  const inputs = edited()
  const fleet = buildFleet(inputs)
  const { decisions } = scheduleAll(inputs, previous.length === 0 ? { fleet } : { fleet, previous })
  const after = decisions.find((one) => isOf(one, decision))
  if (after === undefined) return []
  const placed = placedReplicas(after)
  if (after.outcome !== 'Placed' && placed <= placedReplicas(decision)) return []
  const where = after.clusters.map(({ clusterName, replicas }) =>
    replicas === null ? clusterName : `${clusterName}=${replicas}`,
  )
  const result = `${after.outcome}: ${where.slice(0, 4).join(' ')}${where.length > 4 ? ` (${where.length - 4} more)` : ''}`
  const figures = { placedReplicas: placed, unplacedReplicas: unplacedReplicas(after) }
  const alsoChanges = disturbanceOf(before, decisions, decision.workload)
  return [{ edit, object, cost, result, outcome: after.outcome, ...figures, alsoChanges }]
}

/** Replicas with a place; one for a workload without replicas. What is in error has none. */
function placedReplicas(decision: Decision): number {
  const { outcome, requested } = decision
  return outcome === 'Placed' || outcome === 'Partial' ? (requested ?? 1) - unplacedReplicas(decision) : 0
}

function isOf(one: Decision, other: Decision): boolean {
  return (
    one.workload.name === other.workload.name &&
    one.workload.kind === other.workload.kind &&
    one.workload.apiVersion === other.workload.apiVersion &&
    one.workload.namespace === other.workload.namespace
  )
}

/** Edits worth trying: targets that one reason alone keeps out come first. */
function* candidates(inputs: PlacementInputs, decision: Decision): Generator<Edit> {
  const rejected = [...decision.rejected()].sort((left, right) => left.reasons.length - right.reasons.length)
  const policy = inputs.policies?.find(
    ({ metadata }) =>
      metadata.name === decision.policy &&
      (metadata.namespace === undefined || metadata.namespace === decision.workload.namespace),
  )
  for (const { clusterName, reasons } of rejected) {
    const target = inputs.targets.find(({ metadata }) => metadata.name === clusterName)
    if (target === undefined) continue
    for (const reason of reasons) {
      yield* targetEdits(inputs, target, reason)
      if (policy !== undefined) yield* policyEdits(inputs, policy, target, reason)
    }
  }
  yield* constraintEdits(inputs, decision)
  yield* workloadEdits(inputs, decision)
}

function* targetEdits(inputs: PlacementInputs, target: SyncTarget, { code, name }: Reason): Generator<Edit> {
  const { name: called } = target.metadata
  const object = `SyncTarget/${called}`
  const edited = (spec: Partial<SyncTarget['spec']>) => (): PlacementInputs => ({
    ...inputs,
    targets: inputs.targets.map((one) => (one === target ? { ...one, spec: { ...one.spec, ...spec } } : one)),
  })
  if (code === 'Cordoned')
    yield { edit: `uncordon ${called}`, object, cost: 1, inputs: edited({ unschedulable: false }) }
  if (code === 'UntoleratedTaint') {
    const taints = target.spec.taints ?? []
    const left = taints.filter(({ key, effect }) => key !== name || effect === 'PreferNoSchedule')
    yield { edit: `take the taint ${name} from ${called}`, object, cost: 3, inputs: edited({ taints: left }) }
  }
}

function* policyEdits(
  inputs: PlacementInputs,
  policy: PlacementPolicy,
  target: SyncTarget,
  { code, name }: Reason,
): Generator<Edit> {
  const object = `PlacementPolicy/${policy.metadata.name}`
  const edited = (spec: Partial<PlacementPolicy['spec']>) => (): PlacementInputs => ({
    ...inputs,
    policies: (inputs.policies ?? []).map((one) => (one === policy ? { ...one, spec: { ...one.spec, ...spec } } : one)),
  })
  const { spec } = policy
  switch (code) {
    case 'UntoleratedTaint':
      for (const { key, value, effect } of target.spec.taints ?? [])
        if (effect !== 'PreferNoSchedule')
          yield {
            edit: `tolerate the taint ${key}${value === undefined ? '' : `=${value}`}:${effect} in policy ${policy.metadata.name}`,
            object,
            cost: 1,
            inputs: edited({
              tolerations: [
                ...(spec.tolerations ?? []),
                value === undefined ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect },
              ],
            }),
          }
      return
    case 'RequireUnmatched':
    case 'ForbidMatched':
    case 'RuleError':
      yield {
        edit: `take rule "${name}" out of policy ${policy.metadata.name}`,
        object,
        cost: 3,
        inputs: edited({ rules: spec.rules.filter((rule) => rule.name !== name) }),
      }
      if (spec.enforcement === 'Required')
        yield {
          edit: `set enforcement of policy ${policy.metadata.name} to Preferred`,
          object,
          cost: 2,
          inputs: edited({ enforcement: 'Preferred' }),
        }
      return
    case 'LabelMismatch':
    case 'LocationMismatch':
    case 'NameMismatch': {
      const { clusterSelector: _removed, ...rest } = spec
      yield {
        edit: `take the clusterSelector out of policy ${policy.metadata.name}`,
        object,
        cost: 4,
        inputs: () => ({
          ...inputs,
          policies: (inputs.policies ?? []).map((one) => (one === policy ? { ...one, spec: rest } : one)),
        }),
      }
      return
    }
    default:
      return
  }
}

function* constraintEdits(inputs: PlacementInputs, { workload, requested }: Decision): Generator<Edit> {
  for (const constraint of inputs.constraints ?? []) {
    if (constraint.metadata.namespace !== workload.namespace) continue
    const { spec, metadata } = constraint
    const object = `SchedulingConstraint/${metadata.name}`
    const edited = (changed: SchedulingConstraint['spec']) => (): PlacementInputs => ({
      ...inputs,
      constraints: (inputs.constraints ?? []).map((one) => (one === constraint ? { ...one, spec: changed } : one)),
    })
    for (const field of ['maxClusters', 'maxReplicas', 'minReplicas'] as const) {
      const value = spec[field]
      if (value === undefined) continue
      const twice = value === 0 ? (requested ?? 1) : Math.min(manyReplicas, value * 2)
      const next = field === 'minReplicas' ? Math.floor(value / 2) : twice
      const changed = { ...spec, [field]: next }
      yield { edit: `set ${field} of constraint ${metadata.name} to ${next}`, object, cost: 2, inputs: edited(changed) }
    }
    const spreads = spec.topologySpreadConstraints ?? []
    for (const [index, spread] of spreads.entries()) {
      if (spread.whenUnsatisfiable !== 'DoNotSchedule') continue
      const wider = spreads.map((one, at) => (at === index ? { ...one, maxSkew: one.maxSkew + 1 } : one))
      yield {
        edit: `set maxSkew over ${spread.topologyKey} in constraint ${metadata.name} to ${spread.maxSkew + 1}`,
        object,
        cost: 2,
        inputs: edited({ ...spec, topologySpreadConstraints: wider }),
      }
      const softer = spreads.map((one, at) =>
        at === index ? { ...one, whenUnsatisfiable: 'ScheduleAnyway' as const } : one,
      )
      yield {
        edit: `let the spread over ${spread.topologyKey} in constraint ${metadata.name} be ScheduleAnyway`,
        object,
        cost: 3,
        inputs: edited({ ...spec, topologySpreadConstraints: softer }),
      }
    }
    if (spec.antiAffinity !== undefined) {
      const { antiAffinity: _removed, ...rest } = spec
      yield { edit: `take the anti-affinity out of constraint ${metadata.name}`, object, cost: 4, inputs: edited(rest) }
    }
  }
}

function* workloadEdits(inputs: PlacementInputs, decision: Decision): Generator<Edit> {
  const { workload, requested, overflow } = decision
  const found = inputs.workloads.find((object) => isSame(object, workload, inputs.namespace ?? 'default'))
  if (found === undefined) return
  const object = `${workload.kind}/${workload.name}`
  const edited = (changed: KubeObject) => (): PlacementInputs => ({
    ...inputs,
    workloads: inputs.workloads.map((one) => (one === found ? changed : one)),
  })
  const fitting = (requested ?? 0) - (overflow ?? 0)
  if (decision.outcome === 'Partial' && fitting > 0)
    yield {
      edit: `run ${fitting} replica${fitting === 1 ? '' : 's'} instead of ${requested}`,
      object,
      cost: 6,
      inputs: edited(withReplicas(found, fitting)),
    }
  for (const resource of new Set(decision.rejected().flatMap(({ reasons }) => shortOf(reasons)))) {
    for (const share of [2, 4]) {
      const smaller = withSmallerRequests(found, resource, share)
      if (smaller !== undefined)
        yield { edit: `ask for 1/${share} of the ${resource}`, object, cost: 4 + share, inputs: edited(smaller) }
    }
  }
}

function shortOf(reasons: readonly Reason[]): string[] {
  return reasons
    .filter(({ code }) => code === 'InsufficientResource' || code === 'QuotaExceeded')
    .map(({ name }) => name)
}

/** A copy of a workload whose containers ask for a share of a resource; undefined when none asks for it in whole numbers. */
function withSmallerRequests(object: KubeObject, resource: string, share: number): KubeObject | undefined {
  const copy = structuredClone(object)
  const spec = copy['spec']
  const template = isJsonObject(spec) ? own(spec, 'template') : undefined
  const pod = isJsonObject(template) ? own(template, 'spec') : undefined
  const containers = isJsonObject(pod) ? own(pod, 'containers') : undefined
  if (!Array.isArray(containers)) return undefined
  let isChanged = false
  for (const container of containers) {
    const resources = isJsonObject(container) ? own(container, 'resources') : undefined
    if (!isJsonObject(resources)) continue
    for (const list of ['requests', 'limits']) {
      const amounts = own(resources, list)
      if (!isJsonObject(amounts)) continue
      const amount = own(amounts, resource)
      const match =
        typeof amount === 'string' || typeof amount === 'number' ? /^(\d+)([A-Za-z]*)$/.exec(String(amount)) : null
      if (match === null || Number(match[1]) < share) continue
      amounts[resource] = `${Math.floor(Number(match[1]) / share)}${match[2] ?? ''}`
      isChanged = true
    }
  }
  return isChanged ? copy : undefined
}
