import type { Workload } from '../workload/workload.ts'
import { textsAt } from './reading.ts'

/** What a pod needs by name: group, kind, name, and in words how. */
export type Reference = {
  readonly group: string
  readonly kind: string
  readonly name: string
  /** Said of the one that needs it: `mounts it`. */
  readonly how: string
  /** Whether it is of the whole cluster. */
  readonly isClusterWide?: boolean
}

type Rule = {
  readonly path: string
  readonly kind: string
  readonly group?: string
  readonly how: string
  readonly isClusterWide?: boolean
}

const containers = ['containers.*', 'initContainers.*', 'ephemeralContainers.*']

/** Paths in a pod's spec that name other objects. */
const rules: readonly Rule[] = [
  { path: 'serviceAccountName', kind: 'ServiceAccount', how: 'runs as it' },
  { path: 'serviceAccount', kind: 'ServiceAccount', how: 'runs as it' },
  { path: 'imagePullSecrets.*.name', kind: 'Secret', how: 'pulls images with it' },
  {
    path: 'priorityClassName',
    kind: 'PriorityClass',
    group: 'scheduling.k8s.io',
    how: 'has this priority',
    isClusterWide: true,
  },
  { path: 'runtimeClassName', kind: 'RuntimeClass', group: 'node.k8s.io', how: 'runs in it', isClusterWide: true },
  {
    path: 'resourceClaims.*.resourceClaimName',
    kind: 'ResourceClaim',
    group: 'resource.k8s.io',
    how: 'claims devices by it',
  },
  {
    path: 'resourceClaims.*.resourceClaimTemplateName',
    kind: 'ResourceClaimTemplate',
    group: 'resource.k8s.io',
    how: 'claims devices by it',
  },
  { path: 'volumes.*.configMap.name', kind: 'ConfigMap', how: 'mounts it' },
  { path: 'volumes.*.secret.secretName', kind: 'Secret', how: 'mounts it' },
  { path: 'volumes.*.projected.sources.*.configMap.name', kind: 'ConfigMap', how: 'mounts it' },
  { path: 'volumes.*.projected.sources.*.secret.name', kind: 'Secret', how: 'mounts it' },
  { path: 'volumes.*.persistentVolumeClaim.claimName', kind: 'PersistentVolumeClaim', how: 'mounts it' },
  {
    path: 'volumes.*.ephemeral.volumeClaimTemplate.spec.storageClassName',
    kind: 'StorageClass',
    group: 'storage.k8s.io',
    how: 'claims volumes of it',
    isClusterWide: true,
  },
  { path: 'volumes.*.csi.nodePublishSecretRef.name', kind: 'Secret', how: 'mounts a volume with it' },
  { path: 'volumes.*.azureFile.secretName', kind: 'Secret', how: 'mounts a volume with it' },
  ...['cephfs', 'flexVolume', 'iscsi', 'rbd', 'scaleIO', 'storageos'].map((driver) => ({
    path: `volumes.*.${driver}.secretRef.name`,
    kind: 'Secret',
    how: 'mounts a volume with it',
  })),
  ...containers.flatMap((container) => [
    { path: `${container}.env.*.valueFrom.configMapKeyRef.name`, kind: 'ConfigMap', how: 'reads a variable from it' },
    { path: `${container}.env.*.valueFrom.secretKeyRef.name`, kind: 'Secret', how: 'reads a variable from it' },
    { path: `${container}.envFrom.*.configMapRef.name`, kind: 'ConfigMap', how: 'reads its variables from it' },
    { path: `${container}.envFrom.*.secretRef.name`, kind: 'Secret', how: 'reads its variables from it' },
  ]),
]

/** Paths in the objects that make pods. */
const ownerRules: readonly Rule[] = [
  { path: 'spec.serviceName', kind: 'Service', how: 'is governed by it' },
  {
    path: 'spec.volumeClaimTemplates.*.spec.storageClassName',
    kind: 'StorageClass',
    group: 'storage.k8s.io',
    how: 'claims volumes of it',
    isClusterWide: true,
  },
]

/** Paths in custom objects that run pods without showing them. */
const customRules: readonly Rule[] = [
  { path: 'spec.serviceAccountName', kind: 'ServiceAccount', how: 'runs as it' },
  { path: 'spec.imagePullSecrets.*.name', kind: 'Secret', how: 'pulls images with it' },
  { path: 'spec.secrets.*', kind: 'Secret', how: 'mounts it' },
  { path: 'spec.configMaps.*', kind: 'ConfigMap', how: 'mounts it' },
]

/** Everything a workload needs by name. */
export function podReferences(workload: Workload): Reference[] {
  const { pod, object } = workload
  if (pod === undefined) return apply(customRules, object)
  return [...apply(rules, pod.spec), ...(workload.kind === 'StatefulSet' ? apply(ownerRules, object) : [])]
}

function apply(applied: readonly Rule[], value: unknown): Reference[] {
  return applied.flatMap(({ path, kind, group = '', how, isClusterWide }) =>
    textsAt(value, path).map((name) => ({
      group,
      kind,
      name,
      how,
      ...(isClusterWide === true ? { isClusterWide } : {}),
    })),
  )
}
