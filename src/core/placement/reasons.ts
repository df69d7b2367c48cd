/** The steps of a decision, in the order they are explained. */
export const stages = [
  'Override',
  'Distribution',
  'Selector',
  'Schedulable',
  'Health',
  'Taints',
  'API',
  'Compatibility',
  'Constraint',
  'Resources',
  'Quota',
  'AntiAffinity',
  'TopologySpread',
  'Rules',
  'Ranking',
  'Follow',
] as const

/** One step of a decision. */
export type Stage = (typeof stages)[number]

/**
 * Every reason why a target is not chosen, by code: the step that gives it and what it means. The set is closed; scripts
 * may rely on the words.
 */
export const reasonCodes = {
  Excluded: { stage: 'Override', means: 'an override excludes the target' },
  NotInDistribution: { stage: 'Distribution', means: 'the distribution lists targets, and this is none of them' },
  ZeroShare: { stage: 'Distribution', means: 'the distribution gives the target weight 0, or 0 replicas' },
  LabelMismatch: { stage: 'Selector', means: "the target's labels do not match the policy's clusterSelector" },
  LocationMismatch: { stage: 'Selector', means: "the target's location is none of those the policy selects" },
  NameMismatch: { stage: 'Selector', means: "the target's name is none of those the policy selects" },
  Cordoned: { stage: 'Schedulable', means: 'the target is cordoned: it takes no new workloads' },
  Draining: { stage: 'Schedulable', means: 'the target is being drained' },
  Terminating: { stage: 'Schedulable', means: 'the target is being removed' },
  NotReady: { stage: 'Health', means: 'the target records that it is not ready' },
  Silent: { stage: 'Health', means: 'the last heartbeat is too old' },
  NeverReported: { stage: 'Health', means: 'the target never reported; on a Kubernetes hub that refuses it' },
  UntoleratedTaint: { stage: 'Taints', means: 'a taint that the policy does not tolerate' },
  APINotServed: { stage: 'API', means: 'the target does not serve the resource in this version' },
  APINotSynced: { stage: 'API', means: 'the target serves the resource, but its syncer does not sync it' },
  APIIncompatible: { stage: 'API', means: 'the target reported that it cannot take the resource' },
  FieldMissing: { stage: 'API', means: "the target's schema lacks a field that the workload uses" },
  VersionTooOld: { stage: 'Compatibility', means: "the target's Kubernetes is older than a constraint allows" },
  VersionTooNew: { stage: 'Compatibility', means: "the target's Kubernetes is newer than a constraint allows" },
  VersionUnknown: {
    stage: 'Compatibility',
    means: 'a constraint bounds the version, and that of the target is unknown',
  },
  FeatureMissing: { stage: 'Compatibility', means: 'the target lacks a feature that a constraint requires' },
  FeatureUnknown: { stage: 'Compatibility', means: 'whether the target has a required feature is not known' },
  ForbiddenField: { stage: 'Compatibility', means: 'the workload uses a field that a constraint forbids' },
  BoundsContradict: { stage: 'Constraint', means: 'a largest minReplicas exceeds a smallest maxReplicas' },
  ReplicasOutOfBounds: { stage: 'Constraint', means: 'the replicas each target would run are outside min and max' },
  TooFewReplicas: { stage: 'Constraint', means: 'the workload has fewer replicas than the minimum per target' },
  InsufficientResource: { stage: 'Resources', means: 'too little of a resource is free' },
  QuotaExceeded: { stage: 'Quota', means: 'a quota of the target leaves too little room' },
  TooClose: { stage: 'AntiAffinity', means: 'a workload to keep apart from runs in the same domain' },
  TopologyKeyMissing: {
    stage: 'TopologySpread',
    means: 'the target has no value for the key of a hard spread constraint',
  },
  SkewExceeded: { stage: 'TopologySpread', means: 'one more here would make the spread more uneven than allowed' },
  RequireUnmatched: { stage: 'Rules', means: 'a Require rule does not match the target' },
  ForbidMatched: { stage: 'Rules', means: 'a Forbid rule matches the target' },
  RuleError: { stage: 'Rules', means: 'a Require or Forbid rule failed on the target, which counts as a violation' },
  WorseTier: { stage: 'Ranking', means: 'the target violates more preferred rules than those chosen' },
  CannotHoldAll: { stage: 'Ranking', means: 'a target that holds every replica was preferred' },
  Outranked: { stage: 'Ranking', means: 'the target ranks below those chosen' },
  MaxClusters: { stage: 'Ranking', means: 'as many targets as allowed were chosen before this one' },
  NoReplicaLeft: { stage: 'Ranking', means: 'the division left no replica for the target' },
  Settled: { stage: 'Ranking', means: 'rescheduling moves the least: the workload stays where it is' },
  NotFollowed: { stage: 'Follow', means: 'nothing that the object follows runs on the target' },
  NotSelected: { stage: 'Ranking', means: 'the strategy did not select the target' },
} as const satisfies { readonly [code: string]: { readonly stage: Stage; readonly means: string } }

/** A word from the closed set of reasons. */
export type ReasonCode = keyof typeof reasonCodes

/** One reason why a target was not chosen. */
export type Reason = {
  readonly stage: Stage
  /** What exactly refused: a rule, taint, resource, constraint or feature. */
  readonly name: string
  readonly code: ReasonCode
  /** A sentence with the values that were compared. */
  readonly message: string
}

/** Makes a reason; its stage follows from its code. */
export function reason(code: ReasonCode, name: string, message: string): Reason {
  return { stage: reasonCodes[code].stage, name, code, message }
}
