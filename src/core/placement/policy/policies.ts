import { matchesSelector, type Selector, selectorOf, TmcError } from '../../apimachinery/index.ts'
import type { PlacementPolicy } from '../../api/index.ts'
import { Expressions } from './expressions.ts'
import type { IndexedFleet } from '../fleet/fleet.ts'
import { unknownReference } from '../fleet/nearest.ts'
import type { Workload } from '../workload/workload.ts'

/** The policy that decides where none selects a workload: every healthy target, no rules. */
export const defaultPolicy: PlacementPolicy = {
  apiVersion: 'placement.kcp.io/v1alpha1',
  kind: 'PlacementPolicy',
  metadata: { name: '<default>' },
  spec: { priority: 0, rules: [], strategy: 'BestFit', enforcement: 'Preferred' },
}

export type Toleration = NonNullable<PlacementPolicy['spec']['tolerations']>[number]
export type PlacementRule = PlacementPolicy['spec']['rules'][number]

/** A policy, read once for a run. */
export class PolicyPlan {
  /** Tells the policies of a run apart; `-1` is the default. */
  readonly id: number
  readonly policy: PlacementPolicy
  readonly isDefault: boolean
  readonly name: string
  /** The namespace it applies in; undefined applies everywhere. */
  readonly namespace: string | undefined
  readonly priority: number
  readonly tolerations: readonly Toleration[]
  readonly #selector: Selector | undefined
  /** Labels the policy asks of targets. */
  readonly targetSelector: Selector | undefined
  /** Compiled rules; undefined when something is wrong with the policy. */
  readonly expressions: Expressions | undefined
  /** What is wrong with the policy, so that it can decide nothing. */
  readonly error: TmcError | undefined

  constructor(id: number, policy: PlacementPolicy, fleet: IndexedFleet, absentTargets: ReadonlySet<string>) {
    this.id = id
    this.policy = policy
    this.isDefault = policy === defaultPolicy
    this.name = policy.metadata.name
    this.namespace = policy.metadata.namespace
    this.priority = this.isDefault ? -1 : policy.spec.priority
    this.tolerations = policy.spec.tolerations ?? []
    const { workloadSelector, clusterSelector } = policy.spec
    let error: TmcError | undefined
    try {
      this.#selector = workloadSelector === undefined ? undefined : selectorOf(workloadSelector)
      const labels = clusterSelector?.labelSelector
      this.targetSelector = labels === undefined ? undefined : selectorOf(labels)
      this.expressions = new Expressions(policy)
      error = unknownTarget(policy, fleet, absentTargets)
    } catch (caught) {
      if (!(caught instanceof TmcError) || caught.code === 'Bug') throw caught
      error = caught
    }
    this.error = error
  }

  /** Whether it is for a workload. */
  selects(workload: Workload): boolean {
    if (this.namespace !== undefined && this.namespace !== workload.namespace) return false
    return this.#selector === undefined || matchesSelector(this.#selector, workload.labels)
  }
}

/** A policy that names a target that is neither there nor known to be absent is mistaken; what it excludes may be gone. */
function unknownTarget(
  policy: PlacementPolicy,
  fleet: IndexedFleet,
  absent: ReadonlySet<string>,
): TmcError | undefined {
  const isKnown = (name: string) => fleet.indexOf(name) !== undefined || absent.has(name)
  const where = `PlacementPolicy "${policy.metadata.name}"`
  for (const name of policy.spec.clusterSelector?.clusterNames ?? [])
    if (!isKnown(name))
      return unknownReference('target', name, `${where}: spec.clusterSelector.clusterNames`, fleet.names)
  for (const [index, rule] of policy.spec.rules.entries())
    for (const name of rule.clusters?.include ?? [])
      if (!isKnown(name))
        return unknownReference('target', name, `${where}: spec.rules[${index}].clusters.include`, fleet.names)
  return undefined
}

/** The policies of a run, in the order they win: priority descending, then name, then namespace. */
export class PolicyBook {
  readonly plans: readonly PolicyPlan[]
  readonly fallback: PolicyPlan
  readonly #everywhere: readonly PolicyPlan[]
  readonly #byNamespace = new Map<string, PolicyPlan[]>()
  readonly #tried: PolicyPlan | undefined

  /** @throws TmcError `UnknownReference` when `tried` names none of the policies */
  constructor(
    policies: readonly PlacementPolicy[],
    fleet: IndexedFleet,
    absentTargets: ReadonlySet<string>,
    tried: PlacementPolicy | string | undefined,
  ) {
    const sorted = [...policies].sort(comparePolicies)
    this.plans = sorted.map((policy, id) => new PolicyPlan(id, policy, fleet, absentTargets))
    this.fallback = new PolicyPlan(-1, defaultPolicy, fleet, absentTargets)
    for (const plan of this.plans)
      if (plan.namespace !== undefined)
        this.#byNamespace.set(plan.namespace, [...(this.#byNamespace.get(plan.namespace) ?? []), plan])
    this.#everywhere = this.plans.filter(({ namespace }) => namespace === undefined)
    if (typeof tried === 'string') {
      this.#tried = this.plans.find(({ name }) => name === tried)
      if (this.#tried === undefined)
        throw unknownReference(
          'policy',
          tried,
          'the policy to try',
          this.plans.map(({ name }) => name),
        )
    } else if (tried !== undefined) this.#tried = new PolicyPlan(this.plans.length, tried, fleet, absentTargets)
  }

  /** The policy that decides for a workload: the one tried, else the best that selects it; undefined when none does. */
  policyFor(workload: Workload): PolicyPlan | undefined {
    if (this.#tried !== undefined) return this.#tried
    const local = workload.namespace === undefined ? undefined : this.#byNamespace.get(workload.namespace)
    const own = local?.find((plan) => plan.selects(workload))
    const general = this.#everywhere.find((plan) => plan.selects(workload))
    if (own === undefined || general === undefined) return own ?? general
    return comparePolicies(own.policy, general.policy) <= 0 ? own : general
  }

  /** A policy by the name that an object of a namespace gives it. */
  named(name: string, namespace: string | undefined): PolicyPlan | undefined {
    return (
      this.plans.find((plan) => plan.name === name && plan.namespace === namespace) ??
      this.#everywhere.find((plan) => plan.name === name)
    )
  }
}

function comparePolicies(left: PlacementPolicy, right: PlacementPolicy): number {
  return (
    right.spec.priority - left.spec.priority ||
    compareText(left.metadata.name, right.metadata.name) ||
    compareText(left.metadata.namespace ?? '', right.metadata.namespace ?? '')
  )
}

/** Orders texts by their UTF-16 units, the same on every machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
