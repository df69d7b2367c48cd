import {
  conditions,
  defineResource,
  type From,
  integer,
  labelSelector,
  list,
  object,
  oneOf,
} from '../../schema/index.ts'
import { labelKey, resourceRequirements } from '../fragments.ts'

const topologySpread = object({
  topologyKey: labelKey().required().describe('Label whose values are the domains to spread over.'),
  maxSkew: integer({ minimum: 1 })
    .required()
    .describe('Largest difference allowed between a domain and the emptiest one.'),
  whenUnsatisfiable: oneOf('DoNotSchedule', 'ScheduleAnyway')
    .required()
    .describe('Whether a larger skew is refused or only ranked lower.'),
  unit: oneOf('Clusters', 'Replicas').describe(
    'What is counted; absent means Replicas when divided, Clusters when duplicated.',
  ),
  minDomains: integer({ minimum: 1 }).describe('While fewer domains are eligible, the emptiest counts as 0.'),
})

const antiAffinityTerm = object({
  labelSelector: labelSelector().required().describe('Workloads to keep away from.'),
  namespaceSelector: labelSelector().describe('Namespaces they are looked for in; absent means the own one.'),
  topologyKey: labelKey().required().describe('Label whose equal values mean too close.'),
  enforcement: oneOf('Required', 'Preferred')
    .default('Required')
    .describe('Whether closeness is refused or only ranked lower.'),
  weight: integer({ minimum: 1, maximum: 100 }).describe('How much a preferred term counts, 1 to 100.'),
})

const spec = object({
  workloadSelector: labelSelector().describe('Workloads of the namespace it applies to; absent means all.'),
  minReplicas: integer({ minimum: 0 }).describe('Fewest replicas on a target that has any.'),
  maxReplicas: integer({ minimum: 0 }).describe('Most replicas on a target.'),
  maxClusters: integer({ minimum: 1 }).describe('Most targets for one workload.'),
  resourceRequirements: resourceRequirements().describe('Requests each replica is counted with at least.'),
  topologySpreadConstraints: list(topologySpread, { maxItems: 64 })
    .with({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['topologyKey', 'whenUnsatisfiable'] })
    .describe('How evenly replicas or targets spread over domains.'),
  antiAffinity: object({
    terms: list(antiAffinityTerm, { maxItems: 64 }).required().describe('All terms apply.'),
  }).describe('Workloads to keep apart from, in both directions.'),
}).rule({
  rule: '!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas',
  message: 'minReplicas must not exceed maxReplicas',
  fieldPath: '.minReplicas',
})

/** Limits on how workloads of a namespace are placed. */
export const SchedulingConstraint = defineResource({
  group: 'placement.kcp.io',
  version: 'v1alpha1',
  kind: 'SchedulingConstraint',
  plural: 'schedulingconstraints',
  shortNames: ['schc'],
  scope: 'Namespaced',
  description: 'Limits on how the workloads of a namespace are placed: replicas, targets, spread, distance.',
  printerColumns: [
    { name: 'Min', type: 'integer', jsonPath: '.spec.minReplicas' },
    { name: 'Max', type: 'integer', jsonPath: '.spec.maxReplicas' },
    { name: 'Clusters', type: 'integer', jsonPath: '.spec.maxClusters' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: spec.required().describe('The limits.'),
  status: object({ conditions: conditions().describe('What was observed of the constraint.') }).describe(
    'What was observed of the constraint.',
  ),
})
export type SchedulingConstraint = From<typeof SchedulingConstraint>
