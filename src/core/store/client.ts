import { type AnyResource, kinds } from '../api/index.ts'
import { type JsonObject, TmcError, type ObjectMeta } from '../apimachinery/index.ts'
import type { From, InputOf } from '../schema/index.ts'
import type {
  ApplyOptions,
  Deletion,
  DeleteOptions,
  ListOptions,
  ObjectList,
  ObjectStore,
  Patch,
  WatchEvent,
  WatchOptions,
  WriteOptions,
  Written,
} from './object-store.ts'

/** What every object of a kind has, as the typed client sees it. */
type Typed = { apiVersion: string; kind: string; metadata: ObjectMeta }

/** The objects of one kind, in one namespace if the kind has namespaces. Errors are those of the ObjectStore. */
export interface KindClient<Stored, Input> {
  readonly kind: AnyResource
  get(name: string): Promise<Stored>
  list(options?: Omit<ListOptions, 'namespace'>): Promise<ObjectList<Stored>>
  watch(options?: Omit<WatchOptions, 'namespace'>): AsyncIterable<WatchEvent<Stored>>
  create(object: Input, options?: WriteOptions): Promise<Stored>
  update(object: Input, options?: WriteOptions): Promise<Stored>
  updateStatus(object: Input, options?: WriteOptions): Promise<Stored>
  apply(object: Input, options?: ApplyOptions): Promise<Written<Stored>>
  /** Changes parts of an object: a merge patch, or the operations of a JSON patch. */
  patch(name: string, patch: Patch['patch'], options?: WriteOptions): Promise<Stored>
  /** Changes parts of the status; the patch is relative to the status. */
  patchStatus(name: string, patch: Patch['patch'], options?: WriteOptions): Promise<Stored>
  delete(name: string, options?: DeleteOptions): Promise<Deletion<Stored>>
}

/** The objects of a namespaced kind: one namespace at a time, or all of them to look at. */
export interface NamespacedClient<Stored, Input> {
  readonly kind: AnyResource
  /** The objects of one namespace. What is created or applied there belongs to it, whether or not the object says so. */
  namespace(namespace: string): KindClient<Stored, Input>
  list(options?: ListOptions): Promise<ObjectList<Stored>>
  watch(options?: WatchOptions): AsyncIterable<WatchEvent<Stored>>
}

/** The kinds without namespaces, by the name of their client. */
type ClusterScoped =
  | 'syncTargets'
  | 'clusterRegistrations'
  | 'workloadTransforms'
  | 'apiResourceImports'
  | 'negotiatedAPIResources'
  | 'apiDiscoveries'

type Kinds = typeof kinds

/** A typed client for every kind. */
export type Client = {
  readonly [K in keyof Kinds]: K extends ClusterScoped
    ? KindClient<From<Kinds[K]>, InputOf<Kinds[K]>>
    : NamespacedClient<From<Kinds[K]>, InputOf<Kinds[K]>>
}

/**
 * Typed access to any store: `client(store).syncTargets.get('eu-1')`,
 * `client(store).placementPolicies.namespace('shop').list()`.
 */
export function client(store: ObjectStore): Client {
  return {
    syncTargets: clusterClient(store, kinds.syncTargets),
    clusterRegistrations: clusterClient(store, kinds.clusterRegistrations),
    workloadDistributions: namespacedClient(store, kinds.workloadDistributions),
    workloadTransforms: clusterClient(store, kinds.workloadTransforms),
    statusAggregations: namespacedClient(store, kinds.statusAggregations),
    apiResourceImports: clusterClient(store, kinds.apiResourceImports),
    negotiatedAPIResources: clusterClient(store, kinds.negotiatedAPIResources),
    compatibilityConstraints: namespacedClient(store, kinds.compatibilityConstraints),
    apiDiscoveries: clusterClient(store, kinds.apiDiscoveries),
    placementPolicies: namespacedClient(store, kinds.placementPolicies),
    placementDecisions: namespacedClient(store, kinds.placementDecisions),
    schedulingConstraints: namespacedClient(store, kinds.schedulingConstraints),
  }
}

/** A resource whose types the client hands on. */
type TypedResource = AnyResource & { readonly stored?: unknown; readonly written?: unknown }

function clusterClient<R extends TypedResource>(store: ObjectStore, kind: R): KindClient<From<R>, InputOf<R>> {
  return kindClient(store, kind, undefined)
}

function namespacedClient<R extends TypedResource>(store: ObjectStore, kind: R): NamespacedClient<From<R>, InputOf<R>> {
  return {
    kind,
    namespace: (namespace) => kindClient(store, kind, namespace),
    list: (options) => store.list(kind, options) as Promise<ObjectList<From<R>>>,
    watch: (options) => store.watch(kind, options) as AsyncIterable<WatchEvent<From<R>>>,
  }
}

function kindClient<R extends TypedResource>(
  store: ObjectStore,
  kind: R,
  namespace: string | undefined,
): KindClient<From<R>, InputOf<R>> {
  type Stored = From<R>
  const key = (name: string) => ({ name, namespace })
  const placed = (object: InputOf<R>): JsonObject => inNamespace(object as Typed, namespace)
  return {
    kind,
    get: (name) => store.get(kind, key(name)) as Promise<Stored>,
    list: (options) => store.list(kind, { ...options, namespace }) as Promise<ObjectList<Stored>>,
    watch: (options) => store.watch(kind, { ...options, namespace }) as AsyncIterable<WatchEvent<Stored>>,
    create: async (object, options) => (await store.create(kind, placed(object), options)) as Stored,
    update: async (object, options) => (await store.update(kind, placed(object), options)) as Stored,
    updateStatus: async (object, options) => (await store.updateStatus(kind, placed(object), options)) as Stored,
    apply: async (object, options) => (await store.apply(kind, placed(object), options)) as Written<Stored>,
    patch: (name, patch, options) => store.patch(kind, key(name), patchOf(patch), options) as Promise<Stored>,
    patchStatus: (name, patch, options) =>
      store.patchStatus(kind, key(name), patchOf(patch), options) as Promise<Stored>,
    delete: (name, options) => store.delete(kind, key(name), options) as Promise<Deletion<Stored>>,
  }
}

/** The object in the namespace of its client. */
function inNamespace(object: Typed, namespace: string | undefined): JsonObject {
  if (namespace === undefined) return object as JsonObject
  const own = object.metadata.namespace
  if (own !== undefined && own !== '' && own !== namespace)
    throw new TmcError(
      'Usage',
      `${object.kind} ${JSON.stringify(object.metadata.name ?? '')}: the namespace of the object (${own}) is not the one it was sent to (${namespace})`,
    )
  return { ...(object as JsonObject), metadata: { ...(object.metadata as JsonObject), namespace } }
}

function patchOf(patch: Patch['patch']): Patch {
  return Array.isArray(patch) ? { type: 'json', patch } : { type: 'merge', patch: patch as JsonObject }
}
