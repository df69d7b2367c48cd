import type { AnyResource } from '../api/index.ts'
import type { FieldSelector, JsonObject, JsonPatchOperation, KubeObject, Selector } from '../apimachinery/index.ts'

/** Names one object of a kind; the namespace only for namespaced kinds. */
export type ObjectKey = { readonly name: string; readonly namespace?: string | undefined }

/** What every write may say. */
export type WriteOptions = {
  /** Do everything but store it: the answer is what would have been stored. */
  readonly dryRun?: boolean | undefined
  /** Unknown fields: refused (`Strict`, unless told otherwise), dropped with a warning each, or dropped silently. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore' | undefined
  /** Told what the store accepts but the author will hardly want. */
  readonly onWarning?: ((warning: string) => void) | undefined
}

/** How an object is applied. */
export type ApplyOptions = WriteOptions & {
  /** Who applies; owns the fields of the manifest afterwards. `tmcctl` unless told otherwise. */
  readonly fieldManager?: string | undefined
  /** Take fields over that another manager applied with another value, instead of refusing with a Conflict. */
  readonly force?: boolean | undefined
}

/** How an object is deleted; what the preconditions name must be what is stored. */
export type DeleteOptions = {
  readonly dryRun?: boolean | undefined
  readonly uid?: string | undefined
  readonly resourceVersion?: string | undefined
  /** Delete it even though other objects refer to it; false unless told otherwise. */
  readonly force?: boolean | undefined
  /** Told what is lost with the object. */
  readonly onWarning?: ((warning: string) => void) | undefined
}

/** A change of an object without its whole: RFC 7386 or RFC 6902. Of a status, it applies to the status itself. */
export type Patch =
  | { readonly type: 'merge'; readonly patch: JsonObject }
  | { readonly type: 'json'; readonly patch: readonly JsonPatchOperation[] }

/** Which objects of a kind. */
export type Selection = {
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined
  /** kubectl's `-l` text, or what it parses to. */
  readonly labelSelector?: string | Selector | undefined
  /** kubectl's `--field-selector` text, or what it parses to; any scalar field may be named. */
  readonly fieldSelector?: string | FieldSelector | undefined
}

/** Which objects of a kind, and how many at once. */
export type ListOptions = Selection & {
  /** Most objects of one answer, at least 1. Absent: all. */
  readonly limit?: number | undefined
  /** The `metadata.continue` of the answer before this one; it shows the same moment as the first. */
  readonly continue?: string | undefined
}

/** Objects in the order of namespace and name, all as they were at one resourceVersion. */
export type ObjectList<T = KubeObject> = {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly resourceVersion: string
    /** Given when there are more; for {@link ListOptions.continue}. */
    readonly continue?: string
    /** How many are left; given when nothing was selected by label or field. */
    readonly remainingItemCount?: number
  }
  readonly items: T[]
}

/** Which changes a watch tells. */
export type WatchOptions = Selection & {
  /** Tell what happened after this version; absent or `0`: tell what is there as ADDED first. */
  readonly resourceVersion?: string | undefined
  /** Also send BOOKMARKs: one after the objects that were there at the beginning, then one from time to time. */
  readonly bookmarks?: boolean | undefined
  /** Ends the watch, without an error. */
  readonly signal?: AbortSignal | undefined
}

/**
 * One change, or a BOOKMARK: everything up to its version has been told. The object carries the version of the change;
 * one that no longer matches a selector is told as DELETED.
 */
export type WatchEvent<T = KubeObject> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string }

/** What an apply or one operation of a batch came to, in kubectl's words. */
export type Outcome = 'created' | 'configured' | 'unchanged' | 'deleted'

/** An object after a write, and whether the write changed anything. */
export type Written<T = KubeObject> = { readonly object: T; readonly outcome: Outcome }

/** What is left after a deletion. */
export type Deletion<T = KubeObject> = {
  /** The object as it was last, or as it waits for its finalizers. */
  readonly object: T
  /** False when finalizers keep it: it then carries a deletionTimestamp. */
  readonly isGone: boolean
}

/** One operation of a batch. */
export type Operation =
  | {
      readonly verb: 'create' | 'update' | 'updateStatus' | 'apply'
      readonly kind: AnyResource
      readonly object: Input
    }
  | {
      readonly verb: 'patch' | 'patchStatus'
      readonly kind: AnyResource
      readonly key: ObjectKey
      readonly patch: Patch
    }
  | ({ readonly verb: 'delete'; readonly kind: AnyResource; readonly key: ObjectKey } & Omit<
      DeleteOptions,
      'dryRun' | 'onWarning'
    >)

/** An object on its way in: plain JSON, or typed. It is copied, never kept. */
export type Input = JsonObject | KubeObject

/**
 * Holds objects as a Kubernetes API server does: validated, versioned, watched. Objects come out as copies that belong to
 * the caller. Objects are raw JSON; integers beyond 2^53 are `bigint`.
 *
 * Errors of all methods are TmcErrors: `NotFound`, `AlreadyExists`, `Conflict` (another version, uid or owner than
 * expected), `InvalidObject` (its details list every field error), `Gone` (a version too old to list or watch from),
 * `InvalidSelector`, `InvalidPatch`, `Usage`; a store in files adds `NoHub`, `BrokenStore`, `Locked`, `Forbidden`.
 */
export interface ObjectStore {
  /** Reads one object. @throws TmcError `NotFound` */
  get(kind: AnyResource, key: ObjectKey): Promise<KubeObject>

  /** Lists objects in the order of namespace and name. @throws TmcError `Gone` when a continued list is too old */
  list(kind: AnyResource, options?: ListOptions): Promise<ObjectList>

  /** Stores a new object. `metadata.generateName` without a name gets five characters more. @throws TmcError `AlreadyExists` */
  create(kind: AnyResource, object: Input, options?: WriteOptions): Promise<KubeObject>

  /**
   * Replaces an object, its status apart where the kind has the status subresource. `metadata.resourceVersion` is required
   * and must be the stored one. When the last finalizer of an object that is being deleted goes, so does the object.
   */
  update(kind: AnyResource, object: Input, options?: WriteOptions): Promise<KubeObject>

  /** Replaces the status of an object and nothing else; preconditions as {@link ObjectStore.update}. */
  updateStatus(kind: AnyResource, object: Input, options?: WriteOptions): Promise<KubeObject>

  /** Changes parts of an object; a `metadata.resourceVersion` in the patch is a precondition. */
  patch(kind: AnyResource, key: ObjectKey, patch: Patch, options?: WriteOptions): Promise<KubeObject>

  /** Changes parts of the status of an object; the patch is relative to the status. */
  patchStatus(kind: AnyResource, key: ObjectKey, patch: Patch, options?: WriteOptions): Promise<KubeObject>

  /**
   * Creates an object or merges a manifest into it: what the manifest says is set, what the same field manager applied
   * before and the manifest no longer says is removed, everything else stays. Applying the same again changes nothing.
   *
   * @throws TmcError `Conflict` when another field manager applied another value, unless `force`
   */
  apply(kind: AnyResource, object: Input, options?: ApplyOptions): Promise<Written>

  /**
   * Deletes an object, or marks it as being deleted while it has finalizers.
   *
   * @throws TmcError `Conflict` when an object that stays refers to it, unless `force`
   */
  delete(kind: AnyResource, key: ObjectKey, options?: DeleteOptions): Promise<Deletion>

  /**
   * Does several operations, each seeing what those before it did. On a store in memory or files all or none are done;
   * the error then lists the problems of all that could not be done.
   *
   * @returns what each operation came to, in their order
   */
  batch(operations: readonly Operation[], options?: ApplyOptions): Promise<Written[]>

  /**
   * Tells changes as they happen, every one, in order; ends when the signal aborts or the loop is left.
   *
   * @throws TmcError `Gone` while iterating, when changes after the version are no longer known: list again
   */
  watch(kind: AnyResource, options?: WatchOptions): AsyncIterable<WatchEvent>
}
