import { matchesSelector, parseApiVersion } from '../../apimachinery/index.ts'
import type { Workload } from '../workload/workload.ts'
import { type Catalog, podLabelsOf, readSelector } from './catalog.ts'
import { labelsAt, objectsAt, readAll, textAt, textsAt } from './reading.ts'

/** Links one object to the one it follows. `because` is said of the follower. */
export type Link = (follower: Workload | undefined, leader: Workload | undefined, because: string) => void

type Linker = (object: Workload, catalog: Catalog, link: Link) => void

const rbac = 'rbac.authorization.k8s.io'
const gateway = 'gateway.networking.k8s.io'
const monitoring = 'monitoring.coreos.com'

/** How objects that run no pods are tied to others, by group and kind. A new kind is one entry. */
export const linkers: ReadonlyMap<string, Linker> = new Map<string, Linker>([
  ['/Service', linkService],
  [
    '/Endpoints',
    (object, catalog, link) =>
      link(object, catalog.find('', 'Service', object.namespace, object.ref.name), 'it holds the addresses of'),
  ],
  ['discovery.k8s.io/EndpointSlice', linkEndpointSlice],
  ['/ServiceAccount', linkServiceAccount],
  ['/Secret', linkSecret],
  ['/PersistentVolumeClaim', linkClaim],
  ['/Namespace', linkNamespace],
  ['/ResourceQuota', linkToNamespace],
  ['/LimitRange', linkToNamespace],
  ['networking.k8s.io/Ingress', linkIngress],
  [
    'networking.k8s.io/NetworkPolicy',
    (object, catalog, link) => linkBySelector(object, catalog, link, 'spec.podSelector'),
  ],
  ['policy/PodDisruptionBudget', (object, catalog, link) => linkBySelector(object, catalog, link, 'spec.selector')],
  [
    'autoscaling/HorizontalPodAutoscaler',
    (object, catalog, link) => linkByReference(object, catalog, link, 'spec.scaleTargetRef', 'it scales'),
  ],
  [
    'autoscaling.k8s.io/VerticalPodAutoscaler',
    (object, catalog, link) => linkByReference(object, catalog, link, 'spec.targetRef', 'it sizes'),
  ],
  [
    'keda.sh/ScaledObject',
    (object, catalog, link) => linkByReference(object, catalog, link, 'spec.scaleTargetRef', 'it scales'),
  ],
  [`${rbac}/RoleBinding`, linkBinding],
  [`${rbac}/ClusterRoleBinding`, linkBinding],
  ...['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'].map((kind): [string, Linker] => [
    `${gateway}/${kind}`,
    linkRoute,
  ]),
  [`${gateway}/Gateway`, linkGateway],
  [`${monitoring}/ServiceMonitor`, linkServiceMonitor],
  [`${monitoring}/PodMonitor`, linkPodMonitor],
  [`${monitoring}/Prometheus`, linkPrometheus],
  ['apiextensions.k8s.io/CustomResourceDefinition', linkDefinition],
  [
    'apiregistration.k8s.io/APIService',
    (object, catalog, link) => linkToServices(object, catalog, link, ['spec.service']),
  ],
  [
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
    (object, catalog, link) => linkToServices(object, catalog, link, ['webhooks.*.clientConfig.service']),
  ],
  [
    'admissionregistration.k8s.io/MutatingWebhookConfiguration',
    (object, catalog, link) => linkToServices(object, catalog, link, ['webhooks.*.clientConfig.service']),
  ],
])

function linkService(service: Workload, catalog: Catalog, link: Link): void {
  const selector = labelsAt(service.object, 'spec.selector')
  if (selector === undefined || service.namespace === undefined) return
  for (const workload of catalog.withPodLabels(service.namespace, selector))
    link(service, workload, 'its selector matches the pods of')
}

function linkEndpointSlice(slice: Workload, catalog: Catalog, link: Link): void {
  const name = slice.labels['kubernetes.io/service-name']
  if (name !== undefined) link(slice, catalog.find('', 'Service', slice.namespace, name), 'it holds the addresses of')
}

function linkServiceAccount(account: Workload, catalog: Catalog, link: Link): void {
  for (const path of ['secrets.*.name', 'imagePullSecrets.*.name'])
    for (const name of textsAt(account.object, path))
      link(catalog.find('', 'Secret', account.namespace, name), account, 'it belongs to')
}

function linkSecret(secret: Workload, catalog: Catalog, link: Link): void {
  const account = secret.object.metadata.annotations?.['kubernetes.io/service-account.name']
  if (account !== undefined)
    link(secret, catalog.find('', 'ServiceAccount', secret.namespace, account), 'it is the token of')
}

function linkClaim(claim: Workload, catalog: Catalog, link: Link): void {
  const storage = textAt(claim.object, 'spec.storageClassName')
  if (storage !== undefined)
    link(catalog.find('storage.k8s.io', 'StorageClass', undefined, storage), claim, 'it provides the volume of')
  const volume = textAt(claim.object, 'spec.volumeName')
  if (volume !== undefined) link(catalog.find('', 'PersistentVolume', undefined, volume), claim, 'it is the volume of')
}

function linkNamespace(namespace: Workload, catalog: Catalog, link: Link): void {
  for (const object of catalog.inNamespace(namespace.ref.name)) link(namespace, object, 'it is the namespace of')
}

function linkToNamespace(object: Workload, catalog: Catalog, link: Link): void {
  for (const workload of catalog.runningIn(object.namespace ?? '')) link(object, workload, 'it limits the namespace of')
}

function linkIngress(ingress: Workload, catalog: Catalog, link: Link): void {
  const { object, namespace } = ingress
  for (const path of ['spec.defaultBackend', 'spec.rules.*.http.paths.*.backend'])
    for (const backend of objectsAt(object, path)) {
      const service = textAt(backend, 'service.name')
      if (service !== undefined) link(ingress, catalog.find('', 'Service', namespace, service), 'it routes to')
      const [resource] = objectsAt(backend, 'resource')
      if (resource !== undefined)
        link(
          ingress,
          catalog.find(
            textAt(resource, 'apiGroup') ?? '',
            textAt(resource, 'kind') ?? '',
            namespace,
            textAt(resource, 'name') ?? '',
          ),
          'it routes to',
        )
    }
  for (const name of textsAt(object, 'spec.tls.*.secretName'))
    link(catalog.find('', 'Secret', namespace, name), ingress, 'it is a certificate of')
  const ingressClass = textAt(object, 'spec.ingressClassName')
  if (ingressClass !== undefined)
    link(catalog.find('networking.k8s.io', 'IngressClass', undefined, ingressClass), ingress, 'it is the class of')
}

function linkBySelector(object: Workload, catalog: Catalog, link: Link, path: string): void {
  const [selector] = readAll(object.object, path)
  for (const workload of catalog.selectedIn(object.namespace ?? '', selector))
    link(object, workload, 'its selector matches the pods of')
}

function linkByReference(object: Workload, catalog: Catalog, link: Link, path: string, because: string): void {
  for (const reference of objectsAt(object.object, path)) {
    const { group } = parseApiVersion(textAt(reference, 'apiVersion') ?? 'apps/v1')
    link(
      object,
      catalog.find(group, textAt(reference, 'kind') ?? 'Deployment', object.namespace, textAt(reference, 'name') ?? ''),
      because,
    )
  }
}

function linkBinding(binding: Workload, catalog: Catalog, link: Link): void {
  for (const subject of objectsAt(binding.object, 'subjects.*'))
    if (subject['kind'] === 'ServiceAccount') {
      const namespace = textAt(subject, 'namespace') ?? binding.namespace
      link(binding, catalog.find('', 'ServiceAccount', namespace, textAt(subject, 'name') ?? ''), 'it gives rights to')
    }
  for (const role of objectsAt(binding.object, 'roleRef')) {
    const kind = textAt(role, 'kind') ?? 'ClusterRole'
    const namespace = kind === 'Role' ? binding.namespace : undefined
    link(catalog.find(rbac, kind, namespace, textAt(role, 'name') ?? ''), binding, 'it is the role of')
  }
}

function linkRoute(route: Workload, catalog: Catalog, link: Link): void {
  const { object, namespace } = route
  for (const path of ['spec.rules.*.backendRefs.*', 'spec.rules.*.filters.*.requestMirror.backendRef'])
    for (const backend of objectsAt(object, path))
      link(
        route,
        catalog.find(
          textAt(backend, 'group') ?? '',
          textAt(backend, 'kind') ?? 'Service',
          textAt(backend, 'namespace') ?? namespace,
          textAt(backend, 'name') ?? '',
        ),
        'it routes to',
      )
  for (const parent of objectsAt(object, 'spec.parentRefs.*'))
    link(
      catalog.find(
        textAt(parent, 'group') ?? gateway,
        textAt(parent, 'kind') ?? 'Gateway',
        textAt(parent, 'namespace') ?? namespace,
        textAt(parent, 'name') ?? '',
      ),
      route,
      'it is the gateway of',
    )
}

function linkGateway(object: Workload, catalog: Catalog, link: Link): void {
  const gatewayClass = textAt(object.object, 'spec.gatewayClassName')
  if (gatewayClass !== undefined)
    link(catalog.find(gateway, 'GatewayClass', undefined, gatewayClass), object, 'it is the class of')
  for (const certificate of objectsAt(object.object, 'spec.listeners.*.tls.certificateRefs.*'))
    link(
      catalog.find(
        '',
        'Secret',
        textAt(certificate, 'namespace') ?? object.namespace,
        textAt(certificate, 'name') ?? '',
      ),
      object,
      'it is a certificate of',
    )
}

/** Namespaces a monitor looks into: its own unless it says otherwise. */
function watched({ object, namespace }: Workload): (other: string | undefined) => boolean {
  if (readAll(object, 'spec.namespaceSelector.any')[0] === true) return () => true
  const names = textsAt(object, 'spec.namespaceSelector.matchNames.*')
  return names.length === 0 ? (other) => other === namespace : (other) => other !== undefined && names.includes(other)
}

function linkServiceMonitor(monitor: Workload, catalog: Catalog, link: Link): void {
  const selector = readSelector(readAll(monitor.object, 'spec.selector')[0])
  const sees = watched(monitor)
  if (selector === undefined) return
  for (const service of catalog.ofKind('', 'Service'))
    if (sees(service.namespace) && matchesSelector(selector, service.labels)) link(monitor, service, 'it watches')
}

function linkPodMonitor(monitor: Workload, catalog: Catalog, link: Link): void {
  const selector = readSelector(readAll(monitor.object, 'spec.selector')[0])
  const sees = watched(monitor)
  if (selector === undefined) return
  for (const workload of catalog.all) {
    const labels = podLabelsOf(workload)
    if (labels !== undefined && sees(workload.namespace) && matchesSelector(selector, labels))
      link(monitor, workload, 'it watches the pods of')
  }
}

function linkPrometheus(prometheus: Workload, catalog: Catalog, link: Link): void {
  const selector = readSelector(readAll(prometheus.object, 'spec.ruleSelector')[0])
  if (selector === undefined) return
  for (const rule of catalog.ofKind(monitoring, 'PrometheusRule'))
    if (matchesSelector(selector, rule.labels)) link(rule, prometheus, 'its rules are evaluated by')
}

function linkDefinition(definition: Workload, catalog: Catalog, link: Link): void {
  const group = textAt(definition.object, 'spec.group') ?? ''
  for (const object of catalog.ofKind(group, textAt(definition.object, 'spec.names.kind') ?? ''))
    link(definition, object, 'it defines the kind of')
  linkToServices(definition, catalog, link, ['spec.conversion.webhook.clientConfig.service'])
}

function linkToServices(object: Workload, catalog: Catalog, link: Link, paths: readonly string[]): void {
  for (const path of paths)
    for (const service of objectsAt(object.object, path))
      link(
        object,
        catalog.find('', 'Service', textAt(service, 'namespace'), textAt(service, 'name') ?? ''),
        'it is served by',
      )
}
