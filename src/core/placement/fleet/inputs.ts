import type { KubeObject } from '../../apimachinery/index.ts'
import type {
  APIResourceImport,
  ClusterRegistration,
  CompatibilityConstraint,
  NegotiatedAPIResource,
  PlacementDecision,
  PlacementPolicy,
  SchedulingConstraint,
  SchedulingStrategy,
  Scorer,
  SyncTarget,
  WorkloadDistribution,
} from '../../api/index.ts'

/**
 * Where the targets were read from, which decides what a target that never reported means: it passes over manifests and
 * on a local hub, with a note, and is refused on a Kubernetes hub, where a live syncer would have reported.
 */
export type HubKind = 'manifests' | 'local' | 'kube'

/** What a fleet is built from. All objects are defaulted and valid. */
export type FleetInputs = {
  readonly targets: readonly SyncTarget[]
  /** The clusters behind the targets; they state Kubernetes versions. */
  readonly registrations?: readonly ClusterRegistration[]
  /** What each target serves, with its schema. */
  readonly imports?: readonly APIResourceImport[]
  /** What all targets agreed on; its limitations name fields that some targets lack. */
  readonly negotiated?: readonly NegotiatedAPIResource[]
  /** CustomResourceDefinitions of the same input, from which the plural name of a custom kind is known. */
  readonly definitions?: readonly KubeObject[]
  /** `manifests` unless told otherwise. */
  readonly hub?: HubKind
  /** The time everything is judged at, RFC 3339; null or absent when there is none. */
  readonly now?: string | null
  /**
   * Whether freshness is judged from heartbeats at `now`, as on a live hub or when a person gave the time. Otherwise
   * the conditions that the targets record are believed.
   */
  readonly judgesHeartbeats?: boolean
  /** Seconds after three missed beats until a target counts as silent: 10 unless told otherwise. */
  readonly heartbeatGrace?: number
}

/** Everything that decides where workloads go. */
export type PlacementInputs = FleetInputs & {
  /** Objects to place, workloads and what follows them, in any order. Objects of this project's kinds are not among them. */
  readonly workloads: readonly KubeObject[]
  /** A policy without a namespace applies to every workload. */
  readonly policies?: readonly PlacementPolicy[]
  readonly constraints?: readonly SchedulingConstraint[]
  readonly distributions?: readonly WorkloadDistribution[]
  readonly compatibility?: readonly CompatibilityConstraint[]
  /** Stored decisions: charged where newer than the target's last sync, counted for anti-affinity, read for overrides. */
  readonly decisions?: readonly PlacementDecision[]
  /** Namespace objects, whose labels `namespaceSelector` and quota scopes read. */
  readonly namespaces?: readonly KubeObject[]
  /** The namespace of workloads that name none: `default` unless told otherwise. */
  readonly namespace?: string
  /** Breaks ties; wins over the seed of the policy. */
  readonly seed?: string
  /** A policy, or the name of one of `policies`, tried on every workload whatever it selects. */
  readonly policy?: PlacementPolicy | string
  /** Whether a workload that no policy selects is an error instead of going by the built-in default. */
  readonly requiresPolicy?: boolean
  /** Targets that are known but not there, such as those a what-if removed: naming them is no mistake. */
  readonly absentTargets?: readonly string[]
  /** Strategies of one's own, by name; one with a built-in's name replaces it. */
  readonly strategies?: readonly SchedulingStrategy[]
  /** Scorers of one's own, compared below the strategy's score; synchronous here. */
  readonly scorers?: readonly Scorer[]
  /** A strategy, built in or one's own, for every workload instead of the policy's. */
  readonly strategy?: string
  /** Whether workloads are decided in the order given instead of the order of decision. */
  readonly keepsOrder?: boolean
  /**
   * Whether rescheduling leaves replicas on targets that are merely unhealthy (silent or not ready), as a controller
   * does until eviction is due. False: they move.
   */
  readonly keepsUnhealthy?: boolean
}
