import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../src/core/apimachinery/index.ts'
import type { APIResourceImport, SyncTarget } from '../../src/core/api/index.ts'
import { type Decision, type PlacementInputs, scheduleAll } from '../../src/core/placement/index.ts'
import { deployment, object, policy, target, workload } from './support/objects.ts'

const rbac = 'rbac.authorization.k8s.io/v1'
const gateway = 'gateway.networking.k8s.io/v1'
const monitoring = 'monitoring.coreos.com/v1'

/** `web` runs on `here`, `api` on `there`; both in namespace shop. */
const policies = [
  policy('web', { workloadSelector: { matchLabels: { app: 'web' } }, clusterSelector: { clusterNames: ['here'] } }),
  policy('api', { workloadSelector: { matchLabels: { app: 'api' } }, clusterSelector: { clusterNames: ['there'] } }),
]
const targets = [target('here'), target('there'), target('elsewhere')]

const labelled = (one: KubeObject, labels: { [key: string]: string }): KubeObject => ({
  ...one,
  metadata: { ...one.metadata, labels },
})
const service = object('v1', 'Service', 'web', { spec: { selector: { app: 'web' } } })
const account = object('v1', 'ServiceAccount', 'web')
const role = (kind: string, name: string) => ({ roleRef: { kind, name }, subjects: [] })
const container = (fields: object) => ({ containers: [{ name: 'main', ...fields }] })

function decide(objects: KubeObject[], pod: { [field: string]: unknown } = {}, more: Partial<PlacementInputs> = {}) {
  const workloads = [deployment('web', { pod }), deployment('api'), ...objects]
  return scheduleAll({ targets, workloads, policies, ...more }).decisions
}

function find(decisions: readonly Decision[], { kind, metadata }: KubeObject): Decision {
  const found = decisions.find(({ workload }) => workload.kind === kind && workload.name === metadata.name)
  if (found === undefined) throw new Error(`no decision about ${kind} "${metadata.name ?? ''}"`)
  return found
}

const names = ({ clusters }: Decision) => clusters.map(({ clusterName }) => clusterName)

type Row = {
  name: string
  follower: KubeObject
  /** What stands between it and the workload. */
  others?: KubeObject[]
  pod?: { [field: string]: unknown }
  to?: string[]
  because: string
}

const configMap = object('v1', 'ConfigMap', 'settings')
const secret = object('v1', 'Secret', 'keys')

const rows: Row[] = [
  {
    name: 'a ConfigMap that is mounted',
    follower: configMap,
    pod: { volumes: [{ name: 'v', configMap: { name: 'settings' } }] },
    because: 'Deployment "web" mounts it',
  },
  {
    name: 'a ConfigMap in a projected volume',
    follower: configMap,
    pod: { volumes: [{ name: 'v', projected: { sources: [{ configMap: { name: 'settings' } }] } }] },
    because: 'Deployment "web" mounts it',
  },
  {
    name: 'a ConfigMap that variables are read from',
    follower: configMap,
    pod: container({ envFrom: [{ configMapRef: { name: 'settings' } }] }),
    because: 'Deployment "web" reads its variables from it',
  },
  {
    name: 'a ConfigMap that one variable of an init container is read from',
    follower: configMap,
    pod: {
      initContainers: [
        { name: 'i', env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'a' } } }] },
      ],
    },
    because: 'Deployment "web" reads a variable from it',
  },
  {
    name: 'a Secret that is mounted',
    follower: secret,
    pod: { volumes: [{ name: 'v', secret: { secretName: 'keys' } }] },
    because: 'Deployment "web" mounts it',
  },
  {
    name: 'a Secret that images are pulled with',
    follower: secret,
    pod: { imagePullSecrets: [{ name: 'keys' }] },
    because: 'Deployment "web" pulls images with it',
  },
  {
    name: 'a Secret of the account that pods run as',
    follower: secret,
    others: [{ ...account, imagePullSecrets: [{ name: 'keys' }] }],
    pod: { serviceAccountName: 'web' },
    because: 'it belongs to ServiceAccount "web"',
  },
  {
    name: 'a token of the account that pods run as',
    follower: {
      ...secret,
      metadata: { ...secret.metadata, annotations: { 'kubernetes.io/service-account.name': 'web' } },
    },
    others: [account],
    pod: { serviceAccountName: 'web' },
    because: 'it is the token of ServiceAccount "web"',
  },
  {
    name: 'a certificate of an Ingress',
    follower: secret,
    others: [
      service,
      object('networking.k8s.io/v1', 'Ingress', 'front', {
        spec: { tls: [{ secretName: 'keys' }], defaultBackend: { service: { name: 'web' } } },
      }),
    ],
    because: 'it is a certificate of Ingress "front"',
  },
  {
    name: 'a ServiceAccount',
    follower: account,
    pod: { serviceAccountName: 'web' },
    because: 'Deployment "web" runs as it',
  },
  {
    name: 'a PersistentVolumeClaim',
    follower: object('v1', 'PersistentVolumeClaim', 'data'),
    pod: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] },
    because: 'Deployment "web" mounts it',
  },
  {
    name: 'a PersistentVolume of a claim',
    follower: object('v1', 'PersistentVolume', 'disk', {}, null),
    others: [object('v1', 'PersistentVolumeClaim', 'data', { spec: { volumeName: 'disk' } })],
    pod: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] },
    because: 'it is the volume of PersistentVolumeClaim "data"',
  },
  {
    name: 'a PriorityClass',
    follower: object('scheduling.k8s.io/v1', 'PriorityClass', 'high', {}, null),
    pod: { priorityClassName: 'high' },
    because: 'Deployment "web" has this priority',
  },
  {
    name: 'a RuntimeClass',
    follower: object('node.k8s.io/v1', 'RuntimeClass', 'gvisor', {}, null),
    pod: { runtimeClassName: 'gvisor' },
    because: 'Deployment "web" runs in it',
  },
  { name: 'a Service', follower: service, because: 'its selector matches the pods of Deployment "web"' },
  {
    name: 'an Ingress by its default backend',
    follower: object('networking.k8s.io/v1', 'Ingress', 'front', {
      spec: { defaultBackend: { service: { name: 'web' } } },
    }),
    others: [service],
    because: 'it routes to Service "web"',
  },
  {
    name: 'an IngressClass',
    follower: object('networking.k8s.io/v1', 'IngressClass', 'nginx', {}, null),
    others: [
      service,
      object('networking.k8s.io/v1', 'Ingress', 'front', {
        spec: { ingressClassName: 'nginx', defaultBackend: { service: { name: 'web' } } },
      }),
    ],
    because: 'it is the class of Ingress "front"',
  },
  ...['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'].map((kind) => ({
    name: `a route of kind ${kind}`,
    follower: object(gateway, kind, 'front', { spec: { rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] } }),
    others: [service],
    because: 'it routes to Service "web"',
  })),
  {
    name: 'a route by what it mirrors to',
    follower: object(gateway, 'HTTPRoute', 'front', {
      spec: { rules: [{ filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'web' } } }] }] },
    }),
    others: [service],
    because: 'it routes to Service "web"',
  },
  {
    name: 'a Gateway of a route',
    follower: object(gateway, 'Gateway', 'edge', { spec: { gatewayClassName: 'istio' } }),
    others: [
      service,
      object(gateway, 'HTTPRoute', 'front', {
        spec: { parentRefs: [{ name: 'edge' }], rules: [{ backendRefs: [{ name: 'web' }] }] },
      }),
    ],
    because: 'it is the gateway of HTTPRoute "front"',
  },
  {
    name: 'a GatewayClass, through Gateway, route and Service',
    follower: object(gateway, 'GatewayClass', 'istio', {}, null),
    others: [
      service,
      object(gateway, 'Gateway', 'edge', { spec: { gatewayClassName: 'istio' } }),
      object(gateway, 'HTTPRoute', 'front', {
        spec: { parentRefs: [{ name: 'edge' }], rules: [{ backendRefs: [{ name: 'web' }] }] },
      }),
    ],
    because: 'it is the class of Gateway "edge"',
  },
  {
    name: 'a PodDisruptionBudget',
    follower: object('policy/v1', 'PodDisruptionBudget', 'web', {
      spec: { selector: { matchLabels: { app: 'web' } } },
    }),
    because: 'its selector matches the pods of Deployment "web"',
  },
  {
    name: 'a NetworkPolicy over all pods of the namespace',
    follower: object('networking.k8s.io/v1', 'NetworkPolicy', 'all', { spec: { podSelector: {} } }),
    to: ['here', 'there'],
    because: 'its selector matches the pods of Deployment "api"',
  },
  {
    name: 'a HorizontalPodAutoscaler',
    follower: object('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
    }),
    because: 'it scales Deployment "web"',
  },
  {
    name: 'a VerticalPodAutoscaler',
    follower: object('autoscaling.k8s.io/v1', 'VerticalPodAutoscaler', 'web', {
      spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
    }),
    because: 'it sizes Deployment "web"',
  },
  {
    name: 'a ServiceMonitor by the labels of a Service',
    follower: object(monitoring, 'ServiceMonitor', 'web', { spec: { selector: { matchLabels: { watch: 'yes' } } } }),
    others: [labelled(service, { watch: 'yes' })],
    because: 'it watches Service "web"',
  },
  {
    name: 'a PodMonitor by the labels of pods',
    follower: object(monitoring, 'PodMonitor', 'web', { spec: { selector: { matchLabels: { app: 'web' } } } }),
    because: 'it watches the pods of Deployment "web"',
  },
  {
    name: 'a PodMonitor that looks into another namespace',
    follower: object(
      monitoring,
      'PodMonitor',
      'web',
      { spec: { selector: { matchLabels: { app: 'api' } }, namespaceSelector: { matchNames: ['shop'] } } },
      'monitoring',
    ),
    to: ['there'],
    because: 'it watches the pods of Deployment "api"',
  },
  {
    name: 'a RoleBinding by its accounts',
    follower: object(rbac, 'RoleBinding', 'web', {
      ...role('Role', 'reader'),
      subjects: [{ kind: 'ServiceAccount', name: 'web' }],
    }),
    others: [account],
    pod: { serviceAccountName: 'web' },
    because: 'it gives rights to ServiceAccount "web"',
  },
  {
    name: 'a Role by its binding',
    follower: object(rbac, 'Role', 'reader'),
    others: [
      account,
      object(rbac, 'RoleBinding', 'web', {
        ...role('Role', 'reader'),
        subjects: [{ kind: 'ServiceAccount', name: 'web' }],
      }),
    ],
    pod: { serviceAccountName: 'web' },
    because: 'it is the role of RoleBinding "web"',
  },
  {
    name: 'a ClusterRole by the binding of the whole cluster',
    follower: object(rbac, 'ClusterRole', 'reader', {}, null),
    others: [
      account,
      object(
        rbac,
        'ClusterRoleBinding',
        'web',
        {
          ...role('ClusterRole', 'reader'),
          subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }],
        },
        null,
      ),
    ],
    pod: { serviceAccountName: 'web' },
    because: 'it is the role of ClusterRoleBinding "web"',
  },
  {
    name: 'a Namespace, wherever anything of it goes',
    follower: object('v1', 'Namespace', 'shop', {}, null),
    to: ['here', 'there'],
    because: 'it is the namespace of Deployment "web"',
  },
  {
    name: 'a ResourceQuota of the namespace',
    follower: object('v1', 'ResourceQuota', 'shop'),
    to: ['here', 'there'],
    because: 'it limits the namespace of Deployment "api"',
  },
  {
    name: 'a definition, where objects of its kind go',
    follower: object(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      'monitors',
      { spec: { group: 'monitoring.coreos.com', names: { kind: 'PodMonitor', plural: 'podmonitors' } } },
      null,
    ),
    others: [object(monitoring, 'PodMonitor', 'web', { spec: { selector: { matchLabels: { app: 'web' } } } })],
    because: 'it defines the kind of PodMonitor "web"',
  },
  {
    name: 'an EndpointSlice of a Service',
    follower: labelled(object('discovery.k8s.io/v1', 'EndpointSlice', 'web-1'), {
      'kubernetes.io/service-name': 'web',
    }),
    others: [service],
    because: 'it holds the addresses of Service "web"',
  },
]

describe('what follows, and whom', () => {
  test.each(rows)('$name', ({ follower, others = [], pod, to = ['here'], because }) => {
    const decision = find(decide([follower, ...others], pod), follower)
    expect(decision.outcome).toBe('Follows')
    expect(names(decision)).toEqual(to)
    expect(decision.follows?.map((one) => one.because)).toContain(because)
    expect(decision.reasonsFor('elsewhere')).toMatchObject([{ code: 'NotFollowed' }])
    // Without the workload in between nothing ties it to anything.
    expect(find(scheduleAll({ targets, workloads: [follower], policies: [] }).decisions, follower).outcome).toBe(
      'Ignored',
    )
  })

  test('a circle of followers comes to an end', () => {
    const one = object('v1', 'ServiceAccount', 'web', { secrets: [{ name: 'keys' }] })
    const other = {
      ...secret,
      metadata: { ...secret.metadata, annotations: { 'kubernetes.io/service-account.name': 'web' } },
    }
    const decisions = decide([one, other], { serviceAccountName: 'web' })
    expect([names(find(decisions, one)), names(find(decisions, other))]).toEqual([['here'], ['here']])
  })
})

/** Serves these resources, `group/version/resource`, and nothing else. */
function serving(name: string, ...resources: string[]): SyncTarget {
  const supportedAPIResources = ['apps/v1/deployments', ...resources].map((text) => {
    const [group = '', version = '', resource = ''] = text.split('/')
    return { group, version, resource }
  })
  return target(name, { spec: { supportedAPIResources } })
}

/** Services as a target has them: with these fields in their spec. */
function imported(location: string, fields: readonly string[]): APIResourceImport {
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } as const
  return {
    apiVersion: 'apiresource.kcp.io/v1alpha1',
    kind: 'APIResourceImport',
    metadata: { name: `services.${location}.v1.core` },
    spec: {
      location,
      schemaUID: location,
      schemaUpdateStrategy: 'UpdateUnpublished',
      groupVersion: { group: '', version: 'v1' },
      scope: 'Namespaced',
      resource: 'services',
      kind: 'Service',
      verbs: ['get'],
      openAPISchema: {
        type: 'object',
        properties: {
          apiVersion: { type: 'string' },
          kind: { type: 'string' },
          metadata: { type: 'object' },
          spec: { type: 'object', properties: Object.fromEntries(fields.map((field) => [field, anything])) },
        },
      },
    },
  }
}

describe('a target that cannot have what follows', () => {
  const route = object(gateway, 'HTTPRoute', 'front', { spec: { rules: [{ backendRefs: [{ name: 'web' }] }] } })
  const monitor = object(monitoring, 'ServiceMonitor', 'web', { spec: { selector: {} } })
  const podMonitor = object(monitoring, 'PodMonitor', 'web', { spec: { selector: { matchLabels: { app: 'web' } } } })
  const autoscaler = object('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
  })
  const agent = workload('apps/v1', 'Deployment', 'web', { replicas: 4 })
  const everywhere = [policy('p', { strategy: 'Spread', workloadSelector: { matchLabels: { app: 'web' } } })]

  test.each<{ name: string; follower: KubeObject; serves: string; lacks: string; message: string }>([
    {
      name: 'a route',
      follower: route,
      serves: 'gateway.networking.k8s.io/v1/httproutes',
      lacks: 'gateway.networking.k8s.io/v1beta1/httproutes',
      message: 'it does not serve httproutes of gateway.networking.k8s.io/v1, but version v1beta1',
    },
    {
      name: 'a ServiceMonitor',
      follower: monitor,
      serves: 'monitoring.coreos.com/v1/servicemonitors',
      lacks: 'monitoring.coreos.com/v1/podmonitors',
      message: 'it does not serve servicemonitors of monitoring.coreos.com/v1',
    },
    {
      name: 'a PodMonitor',
      follower: podMonitor,
      serves: 'monitoring.coreos.com/v1/podmonitors',
      lacks: 'monitoring.coreos.com/v1/servicemonitors',
      message: 'it does not serve podmonitors of monitoring.coreos.com/v1',
    },
    {
      name: 'an autoscaler',
      follower: autoscaler,
      serves: 'autoscaling/v2/horizontalpodautoscalers',
      lacks: 'autoscaling/v1/horizontalpodautoscalers',
      message: 'it does not serve horizontalpodautoscalers of autoscaling/v2, but version v1',
    },
  ])(
    '$name goes only where its own API is served, and says why not elsewhere',
    ({ follower, serves, lacks, message }) => {
      const objects = { targets: [serving('full', '/v1/services', serves), serving('bare', '/v1/services', lacks)] }
      const workloads = [agent, { ...service, metadata: { ...service.metadata, labels: { app: 'web' } } }, follower]
      const { decisions } = scheduleAll({ ...objects, workloads, policies: everywhere })
      expect(names(find(decisions, agent)).sort()).toEqual(['bare', 'full'])
      const decision = find(decisions, follower)
      expect(decision.outcome).toBe('Follows')
      expect(names(decision)).toEqual(['full'])
      expect(decision.reasonsFor('bare')).toMatchObject([{ stage: 'API', code: 'APINotServed', message }])
      expect(decision.rejected()).toEqual([{ clusterName: 'bare', reasons: decision.reasonsFor('bare') }])
      expect(decision.rejectionGroups()).toMatchObject([{ code: 'APINotServed', count: 1, clusterNames: ['bare'] }])
      expect(decision.trace('bare').entries).toMatchObject([{ stage: 'API', verdict: 'Refused', message }])
      expect(decision.trace('full').entries).toMatchObject([{ stage: 'Follow', verdict: 'Chosen' }])
      expect(decision.notes).toEqual([
        { code: 'CannotFollow', message: `what it follows runs on bare, which cannot have it: ${message}` },
      ])
    },
  )

  test('what follows it does not go there either, unless something else needs it', () => {
    const certificate = object('v1', 'Secret', 'tls')
    const front = object('networking.k8s.io/v1', 'Ingress', 'front', {
      spec: { tls: [{ secretName: 'tls' }], defaultBackend: { service: { name: 'web' } } },
    })
    const { decisions } = scheduleAll({
      targets: [
        serving('full', '/v1/services', '/v1/secrets', 'networking.k8s.io/v1/ingresses'),
        serving('bare', '/v1/services', '/v1/secrets'),
      ],
      workloads: [agent, service, front, certificate],
      policies: everywhere,
    })
    expect(names(find(decisions, service))).toEqual(['bare', 'full'])
    expect(names(find(decisions, front))).toEqual(['full'])
    expect(names(find(decisions, certificate))).toEqual(['full'])
    expect(find(decisions, certificate).reasonsFor('bare')).toMatchObject([{ code: 'NotFollowed' }])
  })

  test('a field that the schema there lacks is named', () => {
    const follower = object('v1', 'Service', 'web', { spec: { selector: { app: 'web' }, trafficDistribution: 'x' } })
    const { decisions } = scheduleAll({
      targets: [target('new'), target('old')],
      imports: [imported('new', ['selector', 'trafficDistribution']), imported('old', ['selector'])],
      workloads: [agent, follower],
      policies: everywhere,
    })
    const decision = find(decisions, follower)
    expect(names(decision)).toEqual(['new'])
    expect(decision.reasonsFor('old')).toMatchObject([{ code: 'FieldMissing', name: 'spec.trafficDistribution' }])
  })

  test('a namespace is where anything of it is, whether its API is listed or not', () => {
    const namespace = object('v1', 'Namespace', 'shop', {}, null)
    const { decisions } = scheduleAll({
      targets: [serving('bare')],
      workloads: [agent, namespace],
      policies: everywhere,
    })
    expect(names(find(decisions, namespace))).toEqual(['bare'])
  })
})
