/** Metadata of an owning object, as Kubernetes' `metav1.OwnerReference`. */
export type OwnerReference = {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

/** Kubernetes' `metav1.ObjectMeta`, the part this project reads; unknown fields travel along untouched. */
export type ObjectMeta = {
  name?: string
  generateName?: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string | null
  deletionTimestamp?: string | null
  deletionGracePeriodSeconds?: number
  labels?: { [key: string]: string }
  annotations?: { [key: string]: string }
  finalizers?: string[]
  ownerReferences?: OwnerReference[]
  managedFields?: unknown[]
  selfLink?: string
}

/** Any Kubernetes object: typed identity, everything else as plain JSON. */
export type KubeObject = {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  [field: string]: unknown
}

/** A resource endpoint; group `''` is the core group. */
export type GroupVersionResource = { group: string; version: string; resource: string }

/** A kind in a group and version; group `''` is the core group. */
export type GroupVersionKind = { group: string; version: string; kind: string }

/** A group and a version of it; group `''` is the core group. */
export type GroupVersion = { group: string; version: string }

/** Splits `apiVersion` (`v1`, `apps/v1`) into group and version. */
export function parseApiVersion(apiVersion: string): GroupVersion {
  const slash = apiVersion.indexOf('/')
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) }
}

/** The inverse of {@link parseApiVersion}. */
export function formatApiVersion({ group, version }: GroupVersion): string {
  return group === '' ? version : `${group}/${version}`
}
