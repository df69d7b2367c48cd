import { isJsonObject, type KubeObject, parseApiVersion } from '../../apimachinery/index.ts'
import type { FleetInputs } from './inputs.ts'

/** How a kind is served. */
export type KindInfo = { readonly resource: string; readonly isNamespaced: boolean }

/** Kinds of Kubernetes whose plural a rule would not find, and those of the whole cluster. */
const irregular = new Map<string, string>([
  ['Endpoints', 'endpoints'],
  ['NetworkPolicy', 'networkpolicies'],
  ['Gateway', 'gateways'],
  ['GatewayClass', 'gatewayclasses'],
])
const clusterWide = new Set([
  'Namespace',
  'Node',
  'PersistentVolume',
  'ComponentStatus',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'APIService',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'StorageClass',
  'VolumeAttachment',
  'VolumeAttributesClass',
  'CSIDriver',
  'CSINode',
  'PriorityClass',
  'RuntimeClass',
  'IngressClass',
  'GatewayClass',
  'FlowSchema',
  'PriorityLevelConfiguration',
  'CertificateSigningRequest',
  'ClusterTrustBundle',
  'DeviceClass',
  'ResourceSlice',
  'ServiceCIDR',
  'IPAddress',
  'ClusterIssuer',
])

/** Finds the plural name and the scope of kinds: from what targets serve, from definitions, else by the rules of English. */
export class KindBook {
  readonly #known = new Map<string, KindInfo>()
  readonly #apis = new Map<string, string>()

  constructor({ imports = [], negotiated = [], definitions = [] }: FleetInputs) {
    for (const { spec } of [...imports, ...negotiated])
      this.#known.set(`${spec.groupVersion.group}/${spec.kind}`, {
        resource: spec.resource,
        isNamespaced: spec.scope === 'Namespaced',
      })
    for (const definition of definitions) this.#learn(definition)
  }

  #learn(definition: KubeObject): void {
    const spec = definition['spec']
    if (!isJsonObject(spec) || !isJsonObject(spec['names'])) return
    const { kind, plural } = spec['names']
    if (typeof spec['group'] === 'string' && typeof kind === 'string' && typeof plural === 'string')
      this.#known.set(`${spec['group']}/${kind}`, { resource: plural, isNamespaced: spec['scope'] !== 'Cluster' })
  }

  /** The name of an API: the same text each time, so that it is found fast in maps. */
  api(group: string, version: string, resource: string): string {
    const name = `${group}/${version}/${resource}`
    const known = this.#apis.get(name)
    if (known !== undefined) return known
    this.#apis.set(name, name)
    return name
  }

  /** How objects of a kind are served. */
  info(apiVersion: string, kind: string): KindInfo {
    const key = `${parseApiVersion(apiVersion).group}/${kind}`
    let info = this.#known.get(key)
    if (info === undefined) {
      info = { resource: pluralOf(kind), isNamespaced: !clusterWide.has(kind) }
      this.#known.set(key, info)
    }
    return info
  }
}

/** The plural of a kind as Kubernetes' code generators form it. */
function pluralOf(kind: string): string {
  const known = irregular.get(kind)
  if (known !== undefined) return known
  const singular = kind.toLowerCase()
  if (/(?:s|x|z|ch|sh)$/.test(singular)) return `${singular}es`
  if (/[^aeiou]y$/.test(singular)) return `${singular.slice(0, -1)}ies`
  return `${singular}s`
}
