import type { TmcError } from '../../apimachinery/index.ts'
import type { Reason, Stage } from '../reasons.ts'

/** Names an object that is to be placed. */
export type WorkloadRef = {
  readonly apiVersion: string
  readonly kind: string
  /** Absent for objects of the whole cluster. */
  readonly namespace?: string
  readonly name: string
  readonly uid?: string
}

/**
 * What became of a workload: all of it placed; some replicas left over; none placed; placed where what needs it goes;
 * nothing to place; or a mistake in what was given.
 */
export type Outcome = 'Placed' | 'Partial' | 'Unplaced' | 'Follows' | 'Ignored' | 'Error'

/**
 * Every chosen target runs the whole workload; or the replicas are divided over the chosen targets; or divided over as few
 * targets as hold them.
 */
export type Mode = 'Duplicated' | 'Divided' | 'Aggregated'

/** A chosen target. */
export type ClusterPlacement = {
  readonly clusterName: string
  /** Replicas it runs; null for a workload without replicas. */
  readonly replicas: number | null
  /** Its weight in the division; 0 when nothing was divided. */
  readonly weight: number
  /** Its rule score, 0 to 100; 0 when the policy has no weighted rules. */
  readonly score: number
  /** Number of preferred rules it violates. */
  readonly tier: number
  /** Why it was chosen, as a sentence. */
  readonly reason: string
  /** Names of the rules it violates; for a forced target, also what the override bypassed. */
  readonly violations: readonly string[]
}

/** A target that was not chosen, with all the reasons there are. */
export type RejectedTarget = { readonly clusterName: string; readonly reasons: readonly Reason[] }

/** Targets refused for one reason. */
export type RejectionGroup = {
  readonly stage: Stage
  readonly code: Reason['code']
  /** The reason as the first of the targets gives it. */
  readonly message: string
  readonly count: number
  /** Names in order, as many as asked for. */
  readonly clusterNames: readonly string[]
}

/** A rule that a chosen or other target violates under Audit: recorded, without effect. */
export type AuditEntry = {
  readonly clusterName: string
  readonly rule: string
  readonly effect: 'Require' | 'Forbid'
  readonly message: string
}

/** Why a workload goes where another goes. */
export type Follow = { readonly workload: WorkloadRef; readonly because: string }

/** Something a person should know about a decision, by code. */
export type Note = { readonly code: NoteCode; readonly message: string }

/** The closed set of notes. */
export type NoteCode =
  /** No policy selects the workload; the built-in default decided. */
  | 'DefaultPolicy'
  /** The policy has no namespace, so it will not apply in a hub. */
  | 'PolicyWithoutNamespace'
  /** Targets that never reported were let through. */
  | 'NeverReported'
  /** Nobody states how much of a resource some targets have. */
  | 'UnknownResource'
  /** Some targets do not state which APIs they serve. */
  | 'UnknownAPIs'
  /** Rules exclude each other on every target: two, or several together. */
  | 'ContradictoryRules'
  /** A rule that no target satisfies, or none that the policy selects. */
  | 'UnsatisfiableRule'
  /** Bounds that exclude each other. */
  | 'ContradictoryBounds'
  /** A rule failed on some targets. */
  | 'RuleErrors'
  /** Several distributions name the workload; the first was used. */
  | 'SeveralDistributions'
  /** An override was not applied in full. */
  | 'Override'
  /** Nothing refers to the object, and no policy selects it: not a workload. */
  | 'NotAWorkload'
  /** Another object controls it. */
  | 'Controlled'
  /** What it follows is not placed. */
  | 'LeaderUnplaced'
  /** Some targets of what it follows cannot have it: they lack its API, or fields it uses. */
  | 'CannotFollow'
  /** The fleet has no targets. */
  | 'NoTargets'
  /** What keeps replicas that are left over from targets that could be chosen. */
  | 'LeftOver'

/** What can keep one replica more from a target that could be chosen. */
export type LimitKind =
  /** Too little of a resource, named, is free. */
  | 'Resource'
  /** A quota of the target, named by its key. */
  | 'Quota'
  /** `minReplicas` of the constraint or distribution named: what is left over is too few. */
  | 'MinReplicas'
  /** `maxReplicas` of the constraint or distribution named. */
  | 'MaxReplicas'
  /** `maxClusters` of the constraint or distribution named. */
  | 'MaxClusters'
  /** A hard spread, named `constraint/topologyKey`. */
  | 'Skew'
  /** Workloads of the kind named go to one target. */
  | 'OneTarget'
  /** The distribution named states how many replicas the target gets. */
  | 'Distribution'
  /** An override states how many replicas the target gets; named by its reason. */
  | 'Override'
  /** The target keeps what it runs and takes no more, for the reason named. */
  | 'TakesNothingNew'
  /** The strategy of a library user, named, selected no more targets. */
  | 'Strategy'

/** A limit that keeps one replica more from some targets. */
export type BindingLimit = { readonly kind: LimitKind; readonly name: string; readonly message: string }

/**
 * Targets that could be chosen and take none of the replicas that are left over, and the limits that together keep them
 * away: with all of these lifted for one of the targets, more is placed.
 */
export type LeftOver = { readonly limits: readonly BindingLimit[]; readonly clusterNames: readonly string[] }

/** What one step made of one target. */
export type TraceEntry = {
  readonly stage: Stage
  /** The filter, rule, scorer or level of ranking. */
  readonly name: string
  /**
   * `Passed`, `Refused`; `Matched`, `Unmatched`, `Error` for rules; `Unknown` where nobody states what would be compared;
   * `Bypassed` where it does not hold and an override forced the target all the same; `Scored` where it only ranks; `Chosen`, `Lost` at the end.
   */
  readonly verdict:
    'Passed' | 'Refused' | 'Matched' | 'Unmatched' | 'Error' | 'Unknown' | 'Bypassed' | 'Scored' | 'Chosen' | 'Lost'
  /** Points it gave or took; null where there are none. */
  readonly points: number | null
  /** What was compared: values of the target and of the workload, and for a rule each part of its expression. */
  readonly inputs: { readonly [name: string]: unknown }
  /** A sentence, where there is more to say. */
  readonly message?: string
  /** Of what is bypassed: the reason that the override gives which forces the target. */
  readonly override?: string
}

/** Everything that was looked at for one target. */
export type TargetTrace = {
  readonly clusterName: string
  readonly isChosen: boolean
  readonly entries: readonly TraceEntry[]
}

/** Where one workload goes, and on demand why it goes nowhere else. */
export interface Decision {
  /** Position in the order of decision, from 0. */
  readonly step: number
  readonly workload: WorkloadRef
  readonly outcome: Outcome
  /** Name of the policy that decided, `<default>` for the built-in one; null when none was needed. */
  readonly policy: string | null
  readonly strategy: string | null
  readonly mode: Mode | null
  /** Replicas asked for; null for what has none. */
  readonly requested: number | null
  /** Replicas that found no place; null when every target runs the whole workload. */
  readonly overflow: number | null
  /** The seed that broke ties. */
  readonly seed: string
  /** Chosen targets, best first. For what follows, in name order. */
  readonly clusters: readonly ClusterPlacement[]
  /** What it follows and why; only with outcome `Follows`. */
  readonly follows?: readonly Follow[]
  readonly notes: readonly Note[]
  /** What is wrong; only with outcome `Error`. */
  readonly error?: TmcError
  /** How many targets were not chosen. */
  readonly rejectedCount: number
  /**
   * Targets not chosen, in name order, with every reason. Nothing of it exists before it is asked for; the filters run
   * again on the state of that step, so it may be asked at any time while the run is held.
   */
  rejected(): RejectedTarget[]
  /** The reasons why one target was not chosen; empty when it was. */
  reasonsFor(clusterName: string): readonly Reason[]
  /** Rejections grouped by stage and code, most frequent first; names at most `names` (100) a group. */
  rejectionGroups(names?: number): RejectionGroup[]
  /**
   * What keeps replicas that are left over from the targets that could be chosen, most targets first; the same as the notes
   * of code `LeftOver`. Other targets have their reasons. Empty when nothing is left over.
   */
  leftOver(): readonly LeftOver[]
  /** Rules violated under Audit. */
  audit(): AuditEntry[]
  /**
   * Every step for one target.
   *
   * @throws TmcError `UnknownReference` when the fleet has no such target
   */
  trace(clusterName: string): TargetTrace
  /** Every step for every target, in name order. */
  traces(): IterableIterator<TargetTrace>
}

/** The replicas, or the copy, that one target got. */
export type PlacedReplicas = { readonly clusterName: string; readonly replicas: number | null }
