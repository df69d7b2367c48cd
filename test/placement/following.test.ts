import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../src/core/apimachinery/index.ts'
import { scheduleAll } from '../../src/core/placement/index.ts'
import { deployment, object, policy, target } from './support/objects.ts'

const small = target('small', { capacity: { cpu: '4' } })
const middle = target('middle', { capacity: { cpu: '8' } })
const large = target('large', { capacity: { cpu: '20' } })
const three = [small, middle, large]

describe('followers', () => {
  const web = deployment('web', {
    pod: {
      serviceAccountName: 'web',
      volumes: [
        { name: 'c', configMap: { name: 'settings' } },
        { name: 'd', persistentVolumeClaim: { claimName: 'data' } },
      ],
      imagePullSecrets: [{ name: 'registry' }],
    },
  })
  const objects: KubeObject[] = [
    web,
    deployment('api'),
    object('v1', 'ConfigMap', 'settings'),
    object('v1', 'Secret', 'registry'),
    object('v1', 'ServiceAccount', 'web'),
    object('v1', 'PersistentVolumeClaim', 'data', { spec: { storageClassName: 'fast' } }),
    object('storage.k8s.io/v1', 'StorageClass', 'fast', {}, null),
    object('v1', 'Service', 'web', { spec: { selector: { app: 'web' } } }),
    object('networking.k8s.io/v1', 'Ingress', 'front', {
      spec: { rules: [{ http: { paths: [{ backend: { service: { name: 'web' } } }] } }] },
    }),
    object('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
    }),
    object('policy/v1', 'PodDisruptionBudget', 'web', { spec: { selector: { matchLabels: { app: 'web' } } } }),
    object('networking.k8s.io/v1', 'NetworkPolicy', 'all', { spec: { podSelector: {} } }),
    object(
      'rbac.authorization.k8s.io/v1',
      'ClusterRoleBinding',
      'web',
      {
        subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }],
        roleRef: { kind: 'ClusterRole', name: 'reader' },
      },
      null,
    ),
    object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'reader', {}, null),
    object('v1', 'Namespace', 'shop', {}, null),
    object('v1', 'ConfigMap', 'orphan'),
    {
      ...object('apps/v1', 'ReplicaSet', 'web-1'),
      metadata: {
        name: 'web-1',
        namespace: 'shop',
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: '1', controller: true }],
      },
    },
  ]
  const labels = { app: 'web' }
  const policies = [
    policy('a', { workloadSelector: { matchLabels: labels }, clusterSelector: { clusterNames: ['small'] } }),
    policy('b', { workloadSelector: { matchLabels: { app: 'api' } }, clusterSelector: { clusterNames: ['large'] } }),
  ]
  const { decisions } = scheduleAll({ targets: three, workloads: objects, policies })
  const of = (kind: string, name: string) =>
    decisions.find(({ workload }) => workload.kind === kind && workload.name === name)

  test.each([
    ['ConfigMap', 'settings', ['small'], 'Deployment "web" mounts it'],
    ['Secret', 'registry', ['small'], 'Deployment "web" pulls images with it'],
    ['ServiceAccount', 'web', ['small'], 'Deployment "web" runs as it'],
    ['PersistentVolumeClaim', 'data', ['small'], 'Deployment "web" mounts it'],
    ['StorageClass', 'fast', ['small'], 'it provides the volume of PersistentVolumeClaim "data"'],
    ['Service', 'web', ['small'], 'its selector matches the pods of Deployment "web"'],
    ['Ingress', 'front', ['small'], 'it routes to Service "web"'],
    ['HorizontalPodAutoscaler', 'web', ['small'], 'it scales Deployment "web"'],
    ['PodDisruptionBudget', 'web', ['small'], 'its selector matches the pods of Deployment "web"'],
    ['NetworkPolicy', 'all', ['large', 'small'], 'its selector matches the pods of Deployment "web"'],
    ['ClusterRoleBinding', 'web', ['small'], 'it gives rights to ServiceAccount "web"'],
    ['ClusterRole', 'reader', ['small'], 'it is the role of ClusterRoleBinding "web"'],
    ['Namespace', 'shop', ['large', 'small'], 'it is the namespace of Deployment "web"'],
  ])('%s %s', (kind, name, targets, because) => {
    const decision = of(kind, name)
    expect(decision?.outcome).toBe('Follows')
    expect(decision?.clusters.map(({ clusterName }) => clusterName)).toEqual(targets)
    expect(decision?.follows?.map((one) => one.because)).toContain(because)
  })

  test('what nothing refers to is not a workload, unless a policy selects it', () => {
    expect(of('ConfigMap', 'orphan')).toMatchObject({ outcome: 'Ignored', notes: [{ code: 'NotAWorkload' }] })
    const chosen = scheduleAll({
      targets: [small],
      workloads: [object('v1', 'ConfigMap', 'orphan')],
      policies: [policy('p')],
    }).decisions
    expect(chosen[0]).toMatchObject({
      outcome: 'Placed',
      requested: null,
      clusters: [{ clusterName: 'small', replicas: null }],
    })
  })

  test('a custom object says in its podMetadata which labels its pods have', () => {
    const prometheus = object('monitoring.coreos.com/v1', 'Prometheus', 'k8s', {
      spec: { replicas: 1, podMetadata: { labels: { app: 'prometheus' } } },
    })
    const { decisions } = scheduleAll({
      targets: [small],
      workloads: [
        prometheus,
        object('v1', 'Service', 'k8s', { spec: { selector: { app: 'prometheus' } } }),
        object('policy/v1', 'PodDisruptionBudget', 'k8s', {
          spec: { selector: { matchLabels: { app: 'prometheus' } } },
        }),
        object('v1', 'Service', 'other', { spec: { selector: { app: 'other' } } }),
      ],
    })
    const outcomes = decisions.map(({ workload, outcome }) => [`${workload.kind}/${workload.name}`, outcome] as const)
    expect(Object.fromEntries(outcomes)).toEqual({
      'Prometheus/k8s': 'Placed',
      'Service/k8s': 'Follows',
      'Service/other': 'Ignored',
      'PodDisruptionBudget/k8s': 'Follows',
    })
  })

  test("what another controls is its owner's", () => {
    expect(of('ReplicaSet', 'web-1')).toMatchObject({ outcome: 'Ignored', notes: [{ code: 'Controlled' }] })
  })
})
