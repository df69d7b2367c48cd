import {
  boolean,
  conditions,
  defineResource,
  duration,
  type From,
  integer,
  intOrString,
  labelSelector,
  listMap,
  listSet,
  object,
  oneOf,
  string,
  time,
} from '../../schema/index.ts'
import { countOrPercent, groupVersionResource, localObjectReference, objectName, someOrPercent } from '../fragments.ts'

const target = object({
  name: string({ maxLength: 63, minLength: 1 })
    .required()
    .describe('Name of the entry; the target, unless syncTargetRef names another.'),
  syncTargetRef: localObjectReference().describe('The target, when it is not called as the entry.'),
  replicas: intOrString({ minimum: 0, maximum: 2147483647, pattern: countOrPercent }).describe(
    'Replicas, or a share of the total such as 25%.',
  ),
  weight: integer({ minimum: 0, maximum: 100 }).describe(
    'Share of the replicas relative to the other weights, 0 to 100.',
  ),
})

const rolloutStrategy = object({
  type: oneOf('All', 'Progressive', 'ProgressivePerGroup')
    .default('All')
    .describe('All targets at once, or a few at a time.'),
  maxConcurrency: intOrString({ minimum: 1, maximum: 2147483647, pattern: someOrPercent }).describe(
    'Targets changed at the same time, or a share of them.',
  ),
  minSuccessTime: duration().describe('How long a target must be well before the next one changes.'),
  progressDeadline: duration().describe('How long a target may take; absent means for ever.'),
  maxFailures: intOrString({ minimum: 0, maximum: 2147483647, pattern: countOrPercent }).describe(
    'Failed targets that stop the rollout when exceeded.',
  ),
  mandatoryGroups: listSet(string({ maxLength: 63 }), { maxItems: 64 }).describe(
    'Groups that go first and may not fail.',
  ),
  groups: listMap(
    'name',
    object({
      name: string({ maxLength: 63, minLength: 1 }).required().describe('Name of the group.'),
      targets: listSet(string({ maxLength: 63 }))
        .required()
        .describe('Targets in it.'),
    }),
    { maxItems: 64 },
  ).describe('Targets that change together.'),
  paused: boolean().describe('Whether the rollout stands still.'),
})

const placement = object({
  policyRef: localObjectReference().describe('The policy that decides for these workloads.'),
  mode: oneOf('Duplicated', 'Divided', 'Aggregated').describe(
    'Every target runs all replicas, replicas are divided, or divided over as few targets as hold them.',
  ),
  division: oneOf('Weighted', 'Available').describe('Whether weights or free room divide the replicas.'),
  totalReplicas: integer({ minimum: 0 }).describe('Replicas in all; absent means those of the workload.'),
  minReplicas: integer({ minimum: 0 }).describe('Fewest replicas on a target that has any.'),
  maxReplicas: integer({ minimum: 0 }).describe('Most replicas on a target.'),
  maxClusters: integer({ minimum: 1 }).describe('Most targets.'),
}).rule({
  rule: '!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas',
  message: 'minReplicas must not exceed maxReplicas',
  fieldPath: '.minReplicas',
})

const spec = object({
  resource: groupVersionResource()
    .rule({ rule: 'self == oldSelf', message: 'resource is immutable' })
    .required()
    .describe('The kind of objects it distributes.'),
  targets: listMap('name', target).required().describe('Where they go.'),
  rolloutStrategy: rolloutStrategy.describe('How changes reach the targets.'),
  placement: placement.required().describe('How replicas are placed.'),
  workloadRef: object({ name: objectName().required().describe('Name of the object.') }).describe(
    'The one object it distributes.',
  ),
  workloadSelector: labelSelector().describe(
    'The objects it distributes; absent with workloadRef absent means all of the namespace.',
  ),
})

const status = object({
  phase: oneOf('Pending', 'Distributing', 'Distributed', 'Failed', 'Paused').describe('Where the distribution is.'),
  conditions: conditions().describe('What was observed.'),
  observedGeneration: integer({ format: 'int64' }).describe('Generation that was looked at.'),
  targets: listMap(
    'name',
    object({
      name: string({ maxLength: 63, minLength: 1 }).required().describe('The target.'),
      desired: integer({ minimum: 0 }).describe('Replicas it should run.'),
      ready: integer({ minimum: 0 }).describe('Replicas that are ready.'),
      phase: string({ maxLength: 63 }).describe('Where the target is in the rollout.'),
      lastTransition: time().describe('When the phase last changed.'),
      message: string({ maxLength: 32768 }).describe('Why, for people.'),
    }),
  ).describe('Per target, what runs.'),
  rollout: object({
    group: string({ maxLength: 63 }).describe('Group that changes now.'),
    updated: integer({ minimum: 0 }).describe('Targets updated.'),
    failed: integer({ minimum: 0 }).describe('Targets failed.'),
    startedAt: time().describe('When the rollout began.'),
  }).describe('How far the rollout is.'),
})

/** How the replicas of workloads are divided over targets and rolled out. */
export const WorkloadDistribution = defineResource({
  group: 'workload.kcp.io',
  version: 'v1alpha1',
  kind: 'WorkloadDistribution',
  plural: 'workloaddistributions',
  shortNames: ['wd'],
  scope: 'Namespaced',
  description: 'How the replicas of workloads are divided over targets and rolled out.',
  printerColumns: [
    { name: 'Resource', type: 'string', jsonPath: '.spec.resource.resource' },
    { name: 'Mode', type: 'string', jsonPath: '.spec.placement.mode' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: spec.required().describe('The distribution wanted.'),
  status: status.describe('The distribution observed.'),
})
export type WorkloadDistribution = From<typeof WorkloadDistribution>
