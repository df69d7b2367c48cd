import { isJsonObject, type KubeObject, parseApiVersion } from '../apimachinery/index.ts'
import { type FieldError, type NameRule, validateNames } from '../schema/index.ts'

/** Kinds of Kubernetes whose names an API server holds to a rule of their own, by group. */
const kindsByRule: { readonly [rule in Exclude<NameRule, 'PathSegment'>]: { readonly [group: string]: string } } = {
  Subdomain: {
    '': 'ConfigMap Endpoints LimitRange Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret ServiceAccount',
    'apiextensions.k8s.io': 'CustomResourceDefinition',
    apps: 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet',
    autoscaling: 'HorizontalPodAutoscaler',
    batch: 'CronJob Job',
    'discovery.k8s.io': 'EndpointSlice',
    'networking.k8s.io': 'Ingress IngressClass NetworkPolicy',
    policy: 'PodDisruptionBudget',
    'scheduling.k8s.io': 'PriorityClass',
    'storage.k8s.io': 'StorageClass',
  },
  // Servers that do not yet let names of Services begin with a digit ask for more.
  Label: { '': 'Namespace Service' },
}

const ruleOf = new Map<string, NameRule>()
for (const rule of ['Subdomain', 'Label'] as const)
  for (const [group, kinds] of Object.entries(kindsByRule[rule]))
    for (const kind of kinds.split(' ')) ruleOf.set(`${group}/${kind}`, rule)

/**
 * Judges the names of objects that are no TMC kinds as any API server would: a namespace is a DNS label; a name is a DNS
 * subdomain or label where Kubernetes asks that of the kind or a definition makes it a custom resource, and of every other
 * kind, such as a ClusterRole, what fits into a path.
 */
export class NameJudge {
  readonly #custom = new Set<string>()

  /** @param objects of which the CustomResourceDefinitions say which kinds are custom resources */
  constructor(objects: Iterable<KubeObject>) {
    for (const { kind, spec } of objects) {
      if (kind !== 'CustomResourceDefinition' || !isJsonObject(spec) || !isJsonObject(spec['names'])) continue
      const { group } = spec
      const custom = spec['names']['kind']
      if (typeof group === 'string' && typeof custom === 'string') this.#custom.add(`${group}/${custom}`)
    }
  }

  /** What is wrong with the name and the namespace, in the words of an API server; nothing when they are right. */
  problems({ apiVersion, kind, metadata }: KubeObject): FieldError[] {
    const key = `${parseApiVersion(apiVersion).group}/${kind}`
    const names = ruleOf.get(key) ?? (this.#custom.has(key) ? 'Subdomain' : 'PathSegment')
    return validateNames({ name: metadata.name ?? '', namespace: metadata.namespace ?? '' }, names)
  }
}
