import type { GroupVersionResource, JsonValue, KubeObject } from '../../apimachinery/index.ts'
import type { SyncTarget } from '../workload/sync-target.ts'

/** Moves workloads down to a target and their status up again, until it is stopped. */
export interface SyncEngine {
  /**
   * Begins to sync and returns once it is under way; the signal ends it as {@link SyncEngine.stop} does.
   *
   * @throws TmcError `Unreachable` when neither side answers, `Forbidden` when the target refuses the credentials
   */
  start(signal?: AbortSignal): Promise<void>

  /** Ends gracefully: finishes what it is writing, starts nothing new. Stopping twice is harmless. */
  stop(): Promise<void>

  /** Adds a transformer for one resource; transformers run in the order of registration. */
  registerTransformer(resource: GroupVersionResource, transformer: ResourceTransformer): void

  /** Adds a filter; filters run by descending priority and the first that refuses decides. */
  registerFilter(filter: SyncFilter): void

  /** What is in sync now, what waits and what failed. */
  getStatus(): SyncStatus

  /**
   * Compares every object of one resource anew, without waiting for the next resync.
   *
   * @throws TmcError `NotFound` when the resource is not synced
   */
  forceSync(resource: GroupVersionResource): Promise<void>
}

/** Writes the hub's objects to one target. */
export interface DownstreamSyncer {
  /**
   * Makes the target's copy of an object what the hub wants.
   *
   * @throws TmcError `Conflict` when the target has an object of that name which it did not get from the hub
   */
  syncResource(object: KubeObject, signal?: AbortSignal): Promise<void>

  /** As {@link DownstreamSyncer.syncResource} for many; one that fails does not keep the others back. */
  syncBatch(objects: readonly KubeObject[], signal?: AbortSignal): Promise<readonly SyncError[]>

  /** Deletes the target's copy; one that is gone already is no error. `namespace` is empty for cluster-scoped objects. */
  deleteResource(resource: GroupVersionResource, name: string, namespace: string, signal?: AbortSignal): Promise<void>

  /** How the target's copy is doing. */
  getDownstreamStatus(
    resource: GroupVersionResource,
    name: string,
    namespace: string,
    signal?: AbortSignal,
  ): Promise<ResourceStatus>
}

/** Writes what a target observed back to the hub. */
export interface UpstreamSyncer {
  /** Writes the status of one object to the hub. `namespace` is empty for cluster-scoped objects. */
  syncStatus(
    resource: GroupVersionResource,
    name: string,
    namespace: string,
    status: JsonValue,
    signal?: AbortSignal,
  ): Promise<void>

  /** Copies events about synced objects to the hub. */
  syncEvents(events: readonly KubeObject[], signal?: AbortSignal): Promise<void>

  /** Uses an extractor for the status of one resource, in place of the built-in one. */
  registerStatusExtractor(resource: GroupVersionResource, extractor: StatusExtractor): void
}

/** Changes objects on their way down and up. Never changes its argument. */
export interface ResourceTransformer {
  /** The object as the target shall have it. */
  transformForDownstream(object: KubeObject, target: SyncTarget): KubeObject

  /** The object as the hub shall see it. */
  transformForUpstream(object: KubeObject, source: SyncTarget): KubeObject

  /** Whether this transformer has anything to do with the object. */
  shouldTransform(object: KubeObject): boolean
}

/** Says what is synced at all. */
export interface SyncFilter {
  /** Whether the object goes to the target. */
  shouldSync(object: KubeObject): boolean

  /** Whether a deletion in the hub deletes the target's copy. `namespace` is empty for cluster-scoped objects. */
  shouldDelete(resource: GroupVersionResource, name: string, namespace: string): boolean

  /** Rank among filters; a higher one is asked first. */
  priority(): number
}

/** Takes the status out of objects, and makes one of several. */
export interface StatusExtractor {
  /** The status of an object; null when it has none. */
  extractStatus(object: KubeObject): JsonValue

  /** One status for the statuses of the same object on several targets. */
  mergeStatus(statuses: readonly JsonValue[]): JsonValue
}

/** What happens when both sides changed: one side wins, the changes are merged, or a person decides. */
export type ConflictResolutionStrategy = 'UpstreamWins' | 'DownstreamWins' | 'Merge' | 'Manual'

/** Settles an object that differs on the two sides. */
export interface ConflictResolver {
  /**
   * The object both sides shall have.
   *
   * @param local the hub's object
   * @param remote the target's object
   * @throws TmcError `Conflict` when a person has to decide
   */
  resolveConflict(local: KubeObject, remote: KubeObject): KubeObject

  /** How conflicts are settled here. */
  strategy(): ConflictResolutionStrategy
}

/** The state of a sync engine at one moment. */
export type SyncStatus = {
  /** Whether the target answered last time. */
  readonly connected: boolean
  /** When something was last synced without an error, RFC 3339; absent before the first time. */
  readonly lastSyncTime?: string
  /** Objects in sync. */
  readonly syncedResources: number
  /** Objects that wait for their turn. */
  readonly pendingResources: number
  /** Objects that could not be synced and will be tried again. */
  readonly failedResources: number
  /** What went wrong with each of them. */
  readonly errors: readonly SyncError[]
}

/** One object that could not be synced. */
export type SyncError = {
  readonly resource: GroupVersionResource
  /** Empty for cluster-scoped objects. */
  readonly namespace: string
  readonly name: string
  readonly operation: 'Create' | 'Update' | 'Delete' | 'Status' | 'Event'
  /** A CamelCase word. */
  readonly reason: string
  /** A sentence for people. */
  readonly message: string
  /** When it last failed, RFC 3339. */
  readonly time: string
  /** How often it was tried again since it last succeeded. */
  readonly retries: number
}

/** How an object is doing on a target. */
export type ResourceStatus = {
  /** Whether the target has the object; the rest is empty when it has not. */
  readonly exists: boolean
  /** The generation the target's controllers have seen. */
  readonly observedGeneration?: number
  /** The object's own conditions. */
  readonly conditions: readonly { readonly type: string; readonly status: string; readonly reason?: string }[]
  readonly health: 'Healthy' | 'Progressing' | 'Degraded' | 'Unknown'
}
