import {
  anyValue,
  conditions,
  defineResource,
  type From,
  integer,
  list,
  listMap,
  listSet,
  number,
  object,
  oneOf,
  string,
  time,
} from '../../schema/index.ts'
import { kindName, localObjectReference, objectName } from '../fragments.ts'

const clusterDecision = object({
  clusterName: string({ maxLength: 63, minLength: 1 }).required().describe('The target.'),
  weight: integer({ minimum: 0 }).required().describe('Its weight when replicas were divided.'),
  reason: string({ maxLength: 1024 }).required().describe('Why it was chosen.'),
  score: number().required().describe('Its rule score, 0 to 100.'),
  replicas: integer({ minimum: 0 }).describe('Replicas it runs; absent for workloads without replicas.'),
})

const patchOperation = object({
  op: oneOf('add', 'remove', 'replace', 'move', 'copy', 'test').required().describe('Operation of RFC 6902.'),
  path: string({ maxLength: 1024 }).required().describe('JSON pointer to the place.'),
  from: string({ maxLength: 1024 }).describe('JSON pointer to the source, for move and copy.'),
  value: anyValue().nullable().describe('The value, for add, replace and test.'),
})

const placementOverride = object({
  clusterName: string({ maxLength: 63, minLength: 1 }).required().describe('The target.'),
  effect: oneOf('Force', 'Exclude')
    .required()
    .describe('Force chooses the target whatever the rules say; Exclude removes it.'),
  replicas: integer({ minimum: 0 }).describe('Replicas for a forced target.'),
  patch: list(patchOperation, { maxItems: 64 }).describe('RFC 6902 patch of the workload on this target.'),
  reason: string({ maxLength: 1024 }).required().describe('Why the rules are overridden.'),
  expiresAt: time().describe('When the override ends; absent means never.'),
})

const rejection = object({
  stage: string({ maxLength: 63 }).required().describe('Step of the decision that refused.'),
  code: string({ maxLength: 63 }).required().describe('Reason, as a word.'),
  message: string({ maxLength: 1024 }).describe('Reason, as a sentence.'),
  count: integer({ minimum: 0 }).required().describe('Targets refused for it.'),
  clusterNames: listSet(string({ maxLength: 63 }), { maxItems: 100 }).describe('The targets, 100 at most.'),
})

const spec = object({
  placementRef: localObjectReference().required().describe('The policy that decided.'),
  workloadRef: object({
    apiVersion: string({ maxLength: 317 }).required().describe('Group and version of the workload.'),
    kind: kindName().required().describe('Kind of the workload.'),
    namespace: string({ maxLength: 63 }).describe('Namespace of the workload.'),
    name: objectName().required().describe('Name of the workload.'),
    uid: string({ maxLength: 128 }).describe('UID of the workload.'),
  }).describe('The workload decided for.'),
  clusters: listMap('clusterName', clusterDecision).required().describe('The targets chosen, best first.'),
  strategy: oneOf('BestFit', 'Spread', 'Binpack', 'Random', 'LeastLoaded')
    .required()
    .describe('The strategy that ranked them.'),
  overrides: listMap('clusterName', placementOverride).describe('Targets forced or excluded by hand.'),
})

const status = object({
  conditions: conditions().describe('Scheduled and Applied.'),
  rejected: list(rejection).describe('Why the other targets were not chosen, by reason.'),
  seed: string({ maxLength: 253 }).describe('Seed that broke ties.'),
  policy: string({ maxLength: 253 }).describe('Name of the policy that decided.'),
  observedGeneration: integer({ format: 'int64' }).describe('Generation of the decision that was looked at.'),
  lastScheduleTime: time().describe('When it was decided.'),
})

/** Where one workload runs, and why. */
export const PlacementDecision = defineResource({
  group: 'placement.kcp.io',
  version: 'v1alpha1',
  kind: 'PlacementDecision',
  plural: 'placementdecisions',
  shortNames: ['pld'],
  scope: 'Namespaced',
  description: 'Where one workload runs, and why.',
  printerColumns: [
    { name: 'Workload', type: 'string', jsonPath: '.spec.workloadRef.name' },
    { name: 'Policy', type: 'string', jsonPath: '.spec.placementRef.name' },
    { name: 'Clusters', type: 'string', jsonPath: '.spec.clusters[*].clusterName' },
    { name: 'Scheduled', type: 'string', jsonPath: '.status.conditions[?(@.type=="Scheduled")].status' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: spec.required().describe('The decision.'),
  status: status.describe('What became of the decision.'),
})
export type PlacementDecision = From<typeof PlacementDecision>
