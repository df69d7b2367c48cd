import { integer, labelSelector, list, listSet, map, object, oneOf, quantity, string } from '../schema/index.ts'

/** Longest name of a Kubernetes object. */
export const nameLength = 253

/** The name of an object in Kubernetes. */
export const objectName = () => string({ maxLength: nameLength, minLength: 1 })

/** The name of a sync target: a DNS label, because it becomes part of labels, host names and namespaces. */
export const targetName = () => string({ maxLength: 63, minLength: 1, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' })

/** A key of a label or taint. */
export const labelKey = () => string({ maxLength: 317, minLength: 1 })

/** Labels and their values. */
export const labels = () => map(string({ maxLength: 63 }))

/** An API group: empty for the core group. */
export const group = () => string({ maxLength: nameLength })

/** An API version such as v1 or v1beta1. */
export const version = () => string({ maxLength: 63, minLength: 1 })

/** The plural name of a resource. */
export const plural = () => string({ maxLength: 63, minLength: 1 })

/** The name of a type. */
export const kindName = () => string({ maxLength: 63, minLength: 1 })

export const groupVersion = () =>
  object({
    group: group().required().describe('API group; empty is the core group.'),
    version: version().required().describe('Version in the group.'),
  })

export const groupVersionResource = () =>
  object({
    group: group().required().describe('API group; empty is the core group.'),
    version: version().required().describe('Version in the group.'),
    resource: plural().required().describe('Plural name of the resource.'),
  })

/** Names an object; the kind may be left out where only one makes sense. */
export const resourceReference = () =>
  object({
    name: objectName().required().describe('Name of the object.'),
    apiVersion: string({ maxLength: 317 }).describe('Group and version of the object.'),
    kind: kindName().describe('Kind of the object; absent means ClusterRegistration.'),
    namespace: string({ maxLength: 63 }).describe('Namespace of the object, when it has one.'),
  })

export const localObjectReference = () =>
  object({ name: objectName().required().describe('Name of the object in the same namespace.') })

/** Selects targets; all parts that are given must match. */
export const clusterSelector = () =>
  object({
    labelSelector: labelSelector().describe('Labels a target must carry.'),
    locations: listSet(string({ maxLength: nameLength })).describe('Locations a target may be in.'),
    clusterNames: listSet(string({ maxLength: 63 })).describe('Names a target may have.'),
  })

/** Targets by name, to allow or to rule out. */
export const clusterList = () =>
  object({
    include: listSet(string({ maxLength: 63 })).describe('Only these targets.'),
    exclude: listSet(string({ maxLength: 63 })).describe('Never these targets.'),
  }).with({ minProperties: 1 })

/** What a workload tolerates; the words are those of pod tolerations. */
export const toleration = () =>
  object({
    key: string({ maxLength: 317 }).describe('Taint key; empty with Exists tolerates every taint.'),
    operator: oneOf('Exists', 'Equal').default('Equal').describe('Whether the value matters.'),
    value: string({ maxLength: 63 }).describe('Taint value for Equal.'),
    effect: oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute').describe(
      'Effect tolerated; absent tolerates every effect.',
    ),
    tolerationSeconds: integer({ format: 'int64' }).describe(
      'For NoExecute: how long to stay after the taint came, in seconds.',
    ),
  })

/** What a replica needs: Kubernetes' ResourceRequirements. */
export const resourceRequirements = () =>
  object({
    limits: map(quantity(), { maxProperties: 32 }).describe('The most it may use, by resource.'),
    requests: map(quantity(), { maxProperties: 32 }).describe('What is kept for it, by resource.'),
    claims: list(
      object({
        name: string({ maxLength: 63, minLength: 1 }).required().describe('Name of the claim.'),
        request: string({ maxLength: 63 }).describe('Name of the request inside the claim.'),
      }),
      { maxItems: 32 },
    )
      .with({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] })
      .describe('Resource claims it uses.'),
  }).rule({
    rule: '!has(self.requests) || !has(self.limits) || self.requests.all(r, !(r in self.limits) || !isQuantity(string(self.requests[r])) || !isQuantity(string(self.limits[r])) || quantity(string(self.requests[r])).compareTo(quantity(string(self.limits[r]))) <= 0)',
    message: 'requests must not exceed limits',
    fieldPath: '.requests',
  })

/** A share of things, of 0% to 100%, where a number of them may stand as well. */
export const countOrPercent = '^(100|[1-9]?[0-9])%$'

/** As {@link countOrPercent}, but not none. */
export const someOrPercent = '^(100|[1-9][0-9]?)%$'
