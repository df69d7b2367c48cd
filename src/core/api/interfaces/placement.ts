import type { KubeObject } from '../../apimachinery/index.ts'
import type { PlacementDecision } from '../placement/placement-decision.ts'
import type { PlacementPolicy } from '../placement/placement-policy.ts'
import type { SchedulingConstraint } from '../placement/scheduling-constraint.ts'
import type { SyncTarget } from '../workload/sync-target.ts'

/** How even a spread over the domains of one topology key must be: an entry of a SchedulingConstraint. */
export type TopologySpreadConstraint = NonNullable<SchedulingConstraint['spec']['topologySpreadConstraints']>[number]

/** One distance to keep from other workloads: an entry of a SchedulingConstraint. */
export type AntiAffinityTerm = NonNullable<SchedulingConstraint['spec']['antiAffinity']>['terms'][number]

/**
 * The SchedulingConstraints that apply to one workload, combined to the strictest: the largest minimum, the smallest
 * maximum, the largest request of each resource; spread constraints and anti-affinity terms of all of them hold.
 */
export type SchedulingConstraints = {
  /** Fewest replicas on a target that has any; at least 1 when given. */
  readonly minReplicas?: number
  /** Most replicas on a target. */
  readonly maxReplicas?: number
  /** Most targets for the workload; at least 1. */
  readonly maxClusters?: number
  /** Least request of each resource per replica, as Kubernetes quantities. */
  readonly requests?: { readonly [resource: string]: string | number }
  readonly topologySpreadConstraints: readonly TopologySpreadConstraint[]
  readonly antiAffinity: readonly AntiAffinityTerm[]
  /** Names of the SchedulingConstraints these limits come from, in name order. */
  readonly from: readonly string[]
}

/** A target that passed the filters, with everything it is ranked by. */
export type ScoredTarget = {
  readonly name: string
  /** Number of violated rules under Preferred enforcement; 0 is best. A worse tier never outranks a better one. */
  readonly tier: number
  /** Taints with effect PreferNoSchedule that the workload does not tolerate. */
  readonly untoleratedTaints: number
  /** Spread constraints with ScheduleAnyway that one more placement here would break. */
  readonly spreadViolations: number
  /** Score of the policy's weighted rules, 0 to 100; higher is better. */
  readonly score: number
  /** Score the strategy's formula gave, higher is better; undefined before a strategy ran. */
  readonly strategyScore?: number
  /** What registered scorers gave, by descending priority of the scorer. */
  readonly scores: readonly number[]
  /** Whether the workload runs here already. */
  readonly isCurrent: boolean
  /** Replicas that fit; undefined when nothing limits them or the resources are not stated. */
  readonly room?: number
  /** The target itself, as it was when it was scored. */
  readonly target: SyncTarget
}

/** Decides where workloads run. */
export interface Scheduler {
  /**
   * Decides where a workload runs under a policy; an absent policy means the built-in default.
   *
   * @throws TmcError `InvalidPolicy` when the policy cannot be evaluated at all, `Aborted` when the signal fires
   */
  schedule(workload: KubeObject, policy?: PlacementPolicy, signal?: AbortSignal): Promise<PlacementDecision>

  /**
   * Decides anew, keeping what is still allowed. The workload is found by `spec.workloadRef` in the snapshot the
   * scheduler was made with.
   *
   * @throws TmcError `NotFound` when the snapshot has no such workload, `Aborted` when the signal fires
   */
  reschedule(decision: PlacementDecision, signal?: AbortSignal): Promise<PlacementDecision>

  /** Adds a strategy under a name; one already registered under it is replaced. */
  registerStrategy(name: string, strategy: SchedulingStrategy): void

  /** Adds a scorer; scorers run by descending priority, those of one priority in the order of registration. */
  registerScorer(scorer: Scorer): void
}

/** Chooses targets among those that passed. */
export interface SchedulingStrategy {
  /** The name policies use in `spec.strategy`. */
  name(): string

  /**
   * Chooses targets, best first.
   *
   * @param candidates targets that passed filters and rules, in rank order
   * @param constraints the constraints that apply to the workload, combined
   * @returns names out of `candidates`, without repetition; empty when none will do
   */
  select(candidates: readonly ScoredTarget[], constraints: SchedulingConstraints): string[]
}

/** Gives targets a score of its own kind, used below the strategy's and above the tie. */
export interface Scorer {
  /** How good the target is for the workload; any finite number, higher is better. */
  score(target: SyncTarget, workload: KubeObject, signal?: AbortSignal): number | Promise<number>

  /** Rank of this scorer among scorers; a higher one is compared first. */
  priority(): number
}

/** Evaluates the rules of placement policies. */
export interface PolicyEvaluator {
  /**
   * Whether a target satisfies every Require and Forbid rule of a policy. An expression that fails counts as a violation.
   *
   * @param workload what the rules read as `workload`; without it a rule that reads it fails
   */
  evaluate(policy: PlacementPolicy, target: SyncTarget, workload?: KubeObject): boolean

  /**
   * The value of a CEL expression over the given variables, as plain data.
   *
   * @throws TmcError `InvalidExpression` when it does not compile, `EvaluationFailed` or `CostExceeded` when it fails
   */
  evaluateCEL(expression: string, variables: { readonly [name: string]: unknown }): unknown
}
