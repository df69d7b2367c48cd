import type { GroupVersionResource, KubeObject } from '../../apimachinery/index.ts'
import type { SyncTarget } from '../workload/sync-target.ts'

/** A request to a virtual workspace, after authentication. */
export type WorkspaceRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path and query below the workspace's URL, such as `/apis/apps/v1/namespaces/shop/deployments?watch=true`. */
  readonly path: string
  /** Header names in lower case. */
  readonly headers: { readonly [name: string]: string }
  /** The body as text; absent when there is none. */
  readonly body?: string
  /** The target the request is about; absent when it is about all of them. */
  readonly target?: string
}

/** An answer of a virtual workspace. */
export type WorkspaceResponse = {
  /** HTTP status. */
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  /** A whole body, or pieces as they come, for a watch. */
  readonly body: string | AsyncIterable<string>
}

/** A resource that a virtual workspace serves, and the targets it comes from. */
export type ProjectedResource = GroupVersionResource & {
  readonly kind: string
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  /** Names of the targets that serve it, sorted. */
  readonly servedBy: readonly string[]
}

/** An API group as a virtual workspace offers it. */
export type ProjectedGroup = {
  /** Empty is the core group. */
  readonly group: string
  /** Most preferred first, in Kubernetes' version order. */
  readonly versions: readonly string[]
}

/** The view of a hub that one target, or a set of targets, has: an API server over HTTPS. */
export interface VirtualWorkspace {
  /**
   * Begins to serve and returns once it listens; the signal ends it as {@link VirtualWorkspace.stop} does.
   *
   * @throws TmcError `Unreachable` when it cannot listen
   */
  start(signal?: AbortSignal): Promise<void>

  /** Stops listening and lets running requests finish; watches are closed. */
  stop(): Promise<void>

  /** Where it listens, without a trailing slash; undefined before it has started. */
  url(): string | undefined

  /** The API groups it offers now. */
  apiGroups(): readonly ProjectedGroup[]

  /** Answers one request, whether it came over the network or not. */
  handle(request: WorkspaceRequest, signal?: AbortSignal): Promise<WorkspaceResponse>

  /** Adds a target to the view; one already there under its name is replaced. */
  registerTarget(target: SyncTarget): void

  /** Takes a target out of the view; requests to it end with NotFound. */
  unregisterTarget(name: string): void
}

/** Where a request goes. */
export type Route = {
  /** To one target, to all, to each in turn, or by weight. */
  readonly strategy: 'Single' | 'Broadcast' | 'RoundRobin' | 'Weighted'
  /** The targets in the order they are tried; `weight` is relative, for Weighted. */
  readonly targets: readonly { readonly name: string; readonly weight?: number }[]
  /** Milliseconds one target has to answer. */
  readonly timeout: number
  /** How often a request that changes nothing is tried again, and the pause before it in milliseconds. */
  readonly retry: { readonly attempts: number; readonly backoff: number }
}

/** Finds the targets of a request. */
export interface RequestRouter {
  /**
   * Where the request goes.
   *
   * @throws TmcError `NotFound` when no target serves what it asks for
   */
  route(request: WorkspaceRequest): Route
}

/** The answer of one target to a request that went to several. */
export type TargetAnswer<T> =
  { readonly target: string; readonly value: T } | { readonly target: string; readonly error: Error }

/** Makes one answer of the answers of several targets. */
export interface ResponseAggregator {
  /** One list of all lists; each item keeps the name of its target in an annotation. Order: target, namespace, name. */
  list(answers: readonly TargetAnswer<readonly KubeObject[]>[]): readonly KubeObject[]

  /**
   * One object of the copies of several targets.
   *
   * @throws TmcError `NotFound` when no target has it
   */
  get(answers: readonly TargetAnswer<KubeObject>[]): KubeObject

  /** One status of the statuses of several targets. */
  status(answers: readonly TargetAnswer<KubeObject>[]): KubeObject['status']
}

/** Computes what a virtual workspace offers from what its targets serve. */
export interface APIProjector {
  /** Groups and resources common to the view, and which target serves which. */
  project(targets: readonly SyncTarget[]): {
    readonly groups: readonly ProjectedGroup[]
    readonly resources: readonly ProjectedResource[]
  }
}
