import { TmcError } from '../apimachinery/index.ts'
import type { CompatibilityConstraint } from '../api/index.ts'
import { manyReplicas } from './fleet/amounts.ts'
import type { Mode, Note } from './decision/decision.ts'
import { type Demand, DemandBook } from './usage/demand.ts'
import { DistributionBook, type DistributionPlan } from './policy/distributions.ts'
import type { IndexedFleet } from './fleet/fleet.ts'
import type { PlacementInputs } from './fleet/inputs.ts'
import { ConstraintBook, type Limits, noLimits } from './policy/limits.ts'
import { unknownReference } from './fleet/nearest.ts'
import { compareText, PolicyBook, type PolicyPlan } from './policy/policies.ts'
import type { Override } from './subject.ts'
import type { Workload } from './workload/workload.ts'

/** What applies to one workload, before anything is decided. */
export type Preparation = {
  readonly plan: PolicyPlan
  readonly limits: Limits
  readonly distribution: DistributionPlan | undefined
  readonly compatibility: readonly CompatibilityConstraint[]
  readonly compatibilityKey: string
  readonly demand: Demand
  readonly overrides: readonly Override[]
  readonly mode: Mode
  readonly requested: number | null
  readonly podsPerUnit: number
  readonly leastPods: number
  readonly minReplicas: number
  readonly maxReplicas: number
  readonly maxClusters: number
  readonly minFrom: string
  readonly maxFrom: string
  readonly maxClustersFrom: string
  readonly takesOne: boolean
  readonly takesEveryHere: boolean
  readonly notes: readonly Note[]
  readonly error: TmcError | undefined
  /** Whether a policy decides; not so where one is asked for and there is none. */
  readonly hasPolicy: boolean
}

/** Policies, constraints, distributions and compatibility of a run, and what of them applies to whom. */
export class Rulebook {
  readonly policies: PolicyBook
  readonly constraints: ConstraintBook
  readonly #inputs: PlacementInputs
  readonly #fleet: IndexedFleet
  readonly #distributions: DistributionBook
  readonly #demands: DemandBook
  readonly #compatibility = new Map<string, CompatibilityConstraint[]>()
  readonly #absent: ReadonlySet<string>

  constructor(inputs: PlacementInputs, fleet: IndexedFleet) {
    this.#inputs = inputs
    this.#fleet = fleet
    this.#absent = new Set(inputs.absentTargets)
    this.#demands = new DemandBook(fleet)
    this.policies = new PolicyBook(inputs.policies ?? [], fleet, this.#absent, inputs.policy)
    this.constraints = new ConstraintBook(inputs.constraints ?? [], fleet.reader)
    this.#distributions = new DistributionBook(inputs.distributions ?? [], fleet, this.#absent)
    for (const constraint of [...(inputs.compatibility ?? [])].sort((a, b) =>
      compareText(a.metadata.name, b.metadata.name),
    )) {
      const { group, resource } = constraint.spec.resource
      const key = `${group}/${resource}`
      this.#compatibility.set(key, [...(this.#compatibility.get(key) ?? []), constraint])
    }
  }

  /** What applies to a workload. */
  prepare(workload: Workload, overrides: readonly Override[]): Preparation {
    const notes: Note[] = []
    const found = this.#distributions.planFor(workload)
    const distribution = found?.plan
    if (found !== undefined && found.count > 1)
      notes.push({
        code: 'SeveralDistributions',
        message: `${found.count} WorkloadDistributions name it; "${found.plan.name}" names it most specifically, or comes first`,
      })
    const { plan, error: noPolicy } = this.#policyFor(workload, distribution)
    const refs = plan.policy.spec.constraintRefs
    const limits =
      plan.error === undefined ? this.constraints.limitsFor(workload, namesOf(refs, 'SchedulingConstraint')) : noLimits
    const only = namesOf(refs, 'CompatibilityConstraint')
    const compatibility = (this.#compatibility.get(`${workload.group}/${workload.resource}`) ?? []).filter(
      ({ metadata }) =>
        (metadata.namespace === undefined || metadata.namespace === workload.namespace) &&
        (only === undefined || only.has(metadata.name)),
    )
    const error =
      workload.error ??
      noPolicy ??
      plan.error ??
      distribution?.error ??
      this.#unknownConstraint(workload, plan) ??
      this.#unknownOverride(overrides)
    const numbers = numbersOf(workload, distribution, limits)
    if (noPolicy === undefined) notes.push(...this.#policyNotes(plan))
    for (const { clusterName, effect } of overrides)
      if (effect === 'Exclude' && fleetLacks(this.#fleet, clusterName))
        notes.push({
          code: 'Override',
          message: `the override that excludes "${clusterName}" names no target there is`,
        })
    return {
      plan,
      limits,
      distribution,
      compatibility,
      compatibilityKey: compatibility.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`).join(' '),
      demand: this.#demands.demandOf(workload, limits),
      overrides,
      notes,
      error,
      hasPolicy: noPolicy === undefined,
      mode: numbers.mode,
      requested: numbers.requested,
      podsPerUnit: numbers.podsPerUnit,
      leastPods: numbers.leastPods,
      minReplicas: numbers.minReplicas,
      maxReplicas: numbers.maxReplicas,
      maxClusters: numbers.maxClusters,
      minFrom: numbers.minFrom,
      maxFrom: numbers.maxFrom,
      maxClustersFrom: numbers.maxClustersFrom,
      takesOne: numbers.takesOne,
      takesEveryHere: numbers.takesEveryHere,
    }
  }

  /** What is to be known of the policy that decides. */
  #policyNotes({ name, namespace, isDefault }: PolicyPlan): Note[] {
    if (isDefault) return [{ code: 'DefaultPolicy', message: 'no policy selects it; the built-in <default> decides' }]
    if (namespace !== undefined || this.#inputs.policy !== undefined) return []
    const message = `policy "${name}" has no namespace: it applies to everything here, but will not once it is in a hub`
    return [{ code: 'PolicyWithoutNamespace', message }]
  }

  /** Whether a distribution names a workload. */
  isDistributed(workload: Workload): boolean {
    return this.#distributions.planFor(workload) !== undefined
  }

  #policyFor(
    workload: Workload,
    distribution: DistributionPlan | undefined,
  ): { readonly plan: PolicyPlan; readonly error?: TmcError } {
    const named = distribution?.distribution.spec.placement.policyRef?.name
    if (named !== undefined && this.#inputs.policy === undefined) {
      const plan = this.policies.named(named, workload.namespace)
      if (plan !== undefined) return { plan }
      const known = this.policies.plans.map(({ name }) => name)
      const where = `WorkloadDistribution "${distribution?.name}": spec.placement.policyRef`
      return { plan: this.policies.fallback, error: unknownReference('policy', named, where, known) }
    }
    const plan = this.policies.policyFor(workload)
    if (plan !== undefined) return { plan }
    if (this.#inputs.requiresPolicy !== true) return { plan: this.policies.fallback }
    const error = new TmcError(
      'InvalidPolicy',
      `no policy selects ${workload.kind} "${workload.ref.name}"${workload.namespace === undefined ? '' : ` of namespace "${workload.namespace}"`}`,
      { hint: 'write a PlacementPolicy that selects it, or leave out --require-policy' },
    )
    return { plan: this.policies.fallback, error }
  }

  #unknownConstraint(workload: Workload, plan: PolicyPlan): TmcError | undefined {
    for (const [index, { kind, name }] of (plan.policy.spec.constraintRefs ?? []).entries()) {
      const where = `PlacementPolicy "${plan.name}": spec.constraintRefs[${index}]`
      const isScheduling = kind === 'SchedulingConstraint'
      if (!isScheduling && kind !== 'CompatibilityConstraint')
        return unknownReference('kind of constraint', kind, where, ['SchedulingConstraint', 'CompatibilityConstraint'])
      const known = isScheduling
        ? this.constraints.namesIn(workload.namespace)
        : (this.#inputs.compatibility ?? []).map(({ metadata }) => metadata.name)
      if (!known.includes(name)) return unknownReference(kind, name, where, known)
    }
    return undefined
  }

  #unknownOverride(overrides: readonly Override[]): TmcError | undefined {
    for (const { clusterName, effect } of overrides)
      if (effect === 'Force' && fleetLacks(this.#fleet, clusterName) && !this.#absent.has(clusterName))
        return unknownReference('target', clusterName, 'the override that forces a target', this.#fleet.names)
    return undefined
  }
}

function fleetLacks(fleet: IndexedFleet, name: string): boolean {
  return fleet.indexOf(name) === undefined
}

/** Names a policy restricts a kind of constraint to; undefined when it names none of the kind. */
function namesOf(
  refs: readonly { readonly kind: string; readonly name: string }[] | undefined,
  kind: string,
): ReadonlySet<string> | undefined {
  const named = (refs ?? []).filter((ref) => ref.kind === kind)
  return named.length === 0 ? undefined : new Set(named.map(({ name }) => name))
}

/** How many replicas, in which mode, within which bounds, on how many targets. */
function numbersOf(workload: Workload, distribution: DistributionPlan | undefined, limits: Limits) {
  const placement = distribution?.distribution.spec.placement
  const wanted = placement?.mode
  const divisible =
    workload.replicas ?? (wanted === 'Divided' || wanted === 'Aggregated' ? divisibleJobs(workload) : null)
  const mode: Mode = divisible === null ? 'Duplicated' : (wanted ?? 'Divided')
  const requested = divisible === null ? null : (placement?.totalReplicas ?? divisible)
  const copyPods = workload.goesToEvery ? 1 : (requested ?? workload.podsPerCopy)
  const runsPods = workload.pod !== undefined
  const counts = requested !== null
  const distributionName = distribution?.name ?? ''
  const min = strictest(
    counts,
    limits.minReplicas,
    placement?.minReplicas,
    limits.minFrom,
    distributionName,
    Math.max,
    0,
  )
  const max = strictest(
    counts,
    limits.maxReplicas,
    placement?.maxReplicas,
    limits.maxFrom,
    distributionName,
    Math.min,
    manyReplicas,
  )
  const clusters = strictest(
    true,
    limits.maxClusters,
    placement?.maxClusters,
    limits.maxClustersFrom,
    distributionName,
    Math.min,
    Infinity,
  )
  const isSpelledOut = distribution?.shares !== undefined || wanted === 'Duplicated' || wanted === 'Divided'
  return {
    mode,
    requested,
    podsPerUnit: mode === 'Duplicated' ? copyPods : 1,
    leastPods: !runsPods && !counts ? 0 : mode === 'Duplicated' ? Math.max(1, copyPods) : Math.max(1, min.value),
    minReplicas: min.value,
    maxReplicas: max.value,
    maxClusters: clusters.value,
    minFrom: min.from,
    maxFrom: max.from,
    maxClustersFrom: clusters.from,
    takesOne: workload.goesToOne && !isSpelledOut && wanted === undefined,
    takesEveryHere: workload.goesToEvery || isSpelledOut,
  }
}

/** Jobs can be divided by their parallelism when a distribution says so. */
function divisibleJobs({ kind, podsPerCopy }: Workload): number | null {
  return kind === 'Job' || kind === 'CronJob' ? podsPerCopy : null
}

function strictest(
  applies: boolean,
  own: number | undefined,
  other: number | undefined,
  ownFrom: string,
  otherFrom: string,
  choose: (...values: number[]) => number,
  none: number,
): { readonly value: number; readonly from: string } {
  if (!applies) return { value: none, from: '' }
  const value = choose(own ?? none, other ?? none)
  return {
    value,
    from: own !== undefined && value === own ? ownFrom : other !== undefined && value === other ? otherFrom : '',
  }
}
