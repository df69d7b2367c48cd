import { type KubeObject, parseApiVersion, TmcError } from '../apimachinery/index.ts'
import type {
  PlacementDecision,
  PlacementPolicy,
  PolicyEvaluator,
  Scheduler,
  SchedulingStrategy,
  Scorer,
  SyncTarget,
} from '../api/index.ts'
import { dynType, environment } from '../cel/index.ts'
import type { Decision } from './decision/decision.ts'
import { decisionObject } from './decision/decision-object.ts'
import { buildFleet, type Fleet, indexed } from './fleet/fleet.ts'
import type { PlacementInputs } from './fleet/inputs.ts'
import { defaultPolicy, PolicyPlan } from './policy/policies.ts'
import { isViolation, RuleSet } from './policy/rules.ts'
import { schedule } from './run.ts'
import { readWorkload, type Workload } from './workload/workload.ts'

/**
 * The seed's Scheduler over a snapshot of targets, constraints and stored decisions. What it decides counts for what it
 * decides afterwards.
 *
 * @throws TmcError `InvalidObject` when two targets have one name
 */
export function createScheduler(inputs: Omit<PlacementInputs, 'workloads'> & Partial<PlacementInputs>): Scheduler {
  return new SnapshotScheduler({ ...inputs, workloads: inputs.workloads ?? [] })
}

class SnapshotScheduler implements Scheduler {
  readonly #inputs: PlacementInputs
  readonly #fleet: Fleet
  readonly #workloads = new Map<string, KubeObject>()
  readonly #decisions = new Map<string, PlacementDecision>()
  readonly #policies = new Map<string, PlacementPolicy>()
  readonly #strategies = new Map<string, SchedulingStrategy>()
  readonly #scorers: Scorer[] = []

  constructor(inputs: PlacementInputs) {
    this.#inputs = inputs
    this.#fleet = buildFleet(inputs)
    for (const workload of inputs.workloads) this.#workloads.set(this.#keyOf(workload), workload)
    for (const decision of inputs.decisions ?? []) {
      const key = this.#keyOfDecision(decision)
      if (key !== undefined) this.#decisions.set(key, decision)
    }
    for (const strategy of inputs.strategies ?? []) this.#strategies.set(strategy.name(), strategy)
    this.#scorers.push(...(inputs.scorers ?? []))
  }

  registerStrategy(name: string, strategy: SchedulingStrategy): void {
    this.#strategies.set(name, {
      name: () => name,
      select: (candidates, constraints) => strategy.select(candidates, constraints),
    })
  }

  registerScorer(scorer: Scorer): void {
    this.#scorers.push(scorer)
  }

  async schedule(workload: KubeObject, policy = defaultPolicy, signal?: AbortSignal): Promise<PlacementDecision> {
    const key = this.#keyOf(workload)
    this.#workloads.set(key, workload)
    this.#policies.set(key, policy)
    return this.#decide(key, workload, policy, undefined, signal)
  }

  async reschedule(decision: PlacementDecision, signal?: AbortSignal): Promise<PlacementDecision> {
    const key = this.#keyOfDecision(decision)
    const workload = key === undefined ? undefined : this.#workloads.get(key)
    if (key === undefined || workload === undefined)
      throw new TmcError(
        'NotFound',
        `the workload of PlacementDecision "${decision.metadata.name}" is not in the snapshot`,
        { hint: 'make the scheduler with the workload, or schedule it first' },
      )
    const named = this.#inputs.policies?.find(({ metadata }) => metadata.name === decision.spec.placementRef.name)
    return this.#decide(key, workload, this.#policies.get(key) ?? named ?? defaultPolicy, decision, signal)
  }

  async #decide(
    key: string,
    workload: KubeObject,
    policy: PlacementPolicy,
    previous: PlacementDecision | undefined,
    signal: AbortSignal | undefined,
  ): Promise<PlacementDecision> {
    stopIfAborted(signal)
    const scorers = await Promise.all(this.#scorers.map((scorer) => this.#awaited(scorer, workload, signal)))
    stopIfAborted(signal)
    const inputs: PlacementInputs = {
      ...this.#inputs,
      workloads: [...this.#workloads.values()],
      decisions: [...this.#decisions.values()],
      strategies: [...this.#strategies.values()],
      scorers,
      policy,
    }
    const options = { fleet: this.#fleet, ...(previous === undefined ? {} : { previous: [previous] }) }
    const decision: Decision = schedule(inputs, workload, options)
    if (decision.error !== undefined) throw decision.error
    const stored = previous ?? this.#decisions.get(key)
    const object = decisionObject(decision, {
      ...(this.#inputs.now === undefined ? {} : { now: this.#inputs.now }),
      ...(stored === undefined ? {} : { previous: stored }),
    })
    if (object === undefined)
      throw new TmcError('Bug', `no decision about ${workload.kind} "${workload.metadata.name ?? ''}"`)
    this.#decisions.set(key, object)
    return object
  }

  /** Asks a scorer about every target at once, so that one that waits may be used where nothing waits. */
  async #awaited(scorer: Scorer, workload: KubeObject, signal: AbortSignal | undefined): Promise<Scorer> {
    const scores = await Promise.all(
      this.#fleet.targets.map((target) => Promise.resolve(scorer.score(target, workload, signal))),
    )
    const byName = new Map(this.#fleet.names.map((name, index) => [name, scores[index] ?? NaN]))
    return { priority: () => scorer.priority(), score: ({ metadata }) => byName.get(metadata.name) ?? NaN }
  }

  #keyOf(workload: KubeObject): string {
    return this.#read(workload).key
  }

  #read(workload: KubeObject): Workload {
    const { kinds, reader } = indexed(this.#fleet)
    return readWorkload(workload, kinds, reader, this.#inputs.namespace ?? 'default')
  }

  #keyOfDecision({ metadata, spec }: PlacementDecision): string | undefined {
    const ref = spec.workloadRef
    if (ref === undefined) return undefined
    const { isNamespaced } = indexed(this.#fleet).kinds.info(ref.apiVersion, ref.kind)
    const namespace = isNamespaced ? (ref.namespace ?? metadata.namespace ?? this.#inputs.namespace ?? 'default') : ''
    return `${parseApiVersion(ref.apiVersion).group}/${ref.kind}/${namespace}/${ref.name}`
  }
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new TmcError('Aborted', 'scheduling was stopped', { cause: signal.reason })
}

/** The seed's PolicyEvaluator. @param now RFC 3339, what rules read as `now`; without it a rule that reads it fails */
export function createPolicyEvaluator({ now }: { readonly now?: string } = {}): PolicyEvaluator {
  return {
    evaluate(policy, target, workload) {
      const fleet = indexed(buildFleet({ targets: [target], ...(now === undefined ? {} : { now }) }))
      const plan = new PolicyPlan(0, policy, fleet, namedTargets(policy))
      if (plan.error !== undefined) throw plan.error
      const rules = new RuleSet(plan, fleet)
      const read = workload === undefined ? undefined : readWorkload(workload, fleet.kinds, fleet.reader, 'default')
      return rules.rules.every(({ rule }, index) => !isViolation(rule.effect, rules.verdict(index, 0, read, [])))
    },
    evaluateCEL(expression, variables) {
      const names = Object.keys(variables)
      const env = environment({ variables: Object.fromEntries(names.map((name) => [name, dynType])) })
      return env.compile(expression).evaluate(variables)
    },
  }
}

/** Targets a policy names: to the evaluator of one target, the others are merely not there. */
function namedTargets({ spec }: PlacementPolicy): ReadonlySet<string> {
  const lists = [spec.clusterSelector?.clusterNames, ...spec.rules.map(({ clusters }) => clusters?.include)]
  return new Set(lists.flatMap((names: readonly SyncTarget['metadata']['name'][] | undefined) => names ?? []))
}
