import {
  anyValue,
  boolean,
  conditions,
  defineResource,
  duration,
  type From,
  integer,
  listMap,
  listSet,
  map,
  object,
  oneOf,
  string,
  time,
} from '../../schema/index.ts'
import { kindName, objectName } from '../fragments.ts'

const field = object({
  path: string({ maxLength: 1024, minLength: 1 })
    .required()
    .describe('Path of the field in the object, such as status.readyReplicas.'),
  function: oneOf('Sum', 'Average', 'Min', 'Max', 'Latest', 'All', 'Any', 'Union', 'Count', 'CEL')
    .required()
    .describe('How the values of the targets become one.'),
  expression: string({ maxLength: 10240, minLength: 1 }).describe('CEL over values, for the function CEL.'),
  missing: oneOf('Skip', 'Zero', 'Pending').default('Skip').describe('What a target without the field counts as.'),
}).rule({
  rule: "(self.__function__ == 'CEL') == has(self.expression)",
  message: 'expression goes with the function CEL, and only with it',
  fieldPath: '.function',
})

const spec = object({
  workloadRef: object({
    apiVersion: string({ maxLength: 317 }).required().describe('Group and version of the workload.'),
    kind: kindName().required().describe('Kind of the workload.'),
    name: objectName().required().describe('Name of the workload.'),
  })
    .required()
    .describe('The workload whose status is aggregated.'),
  fields: listMap('path', field).describe('Fields to aggregate; absent means the rules of its kind.'),
  strategy: oneOf('Optimistic', 'Pessimistic', 'Majority')
    .default('Pessimistic')
    .describe('Whether one, all or most healthy targets make the workload healthy.'),
  minTargets: integer({ minimum: 0 }).describe('Fewest targets that must report.'),
  requireAllTargets: boolean().describe('Whether every target must report.'),
  updateInterval: duration().default('30s').describe('How often the aggregate is written at most.'),
})

const status = object({
  phase: oneOf('Pending', 'Healthy', 'Progressing', 'Degraded', 'Unknown').describe(
    'Health of the workload over all targets.',
  ),
  conditions: conditions().describe('What was observed.'),
  observedGeneration: integer({ format: 'int64' }).describe('Generation that was looked at.'),
  totalTargets: integer({ minimum: 0 }).describe('Targets of the workload.'),
  healthyTargets: integer({ minimum: 0 }).describe('Targets where it is healthy.'),
  targetStatuses: listMap(
    'name',
    object({
      name: string({ maxLength: 63, minLength: 1 }).required().describe('The target.'),
      health: oneOf('Healthy', 'Progressing', 'Degraded', 'Unknown').describe('Health of the workload there.'),
      observedGeneration: integer({ format: 'int64' }).describe('Generation the target has seen.'),
      stale: boolean().describe('Whether the report is too old to count.'),
      lastUpdateTime: time().describe('When the target last reported.'),
      values: map(anyValue(), { maxProperties: 64 }).describe('The fields it reported, by path.'),
    }),
  ).describe('Per target, its report.'),
  fields: listMap(
    'name',
    object({
      name: string({ maxLength: 1024, minLength: 1 }).required().describe('Path of the field.'),
      value: anyValue().describe('The aggregate.'),
      sources: listSet(string({ maxLength: 63 })).describe('Targets it comes from.'),
    }),
  ).describe('The aggregated fields.'),
})

/** How the statuses of one workload on many targets become one. */
export const StatusAggregation = defineResource({
  group: 'workload.kcp.io',
  version: 'v1alpha1',
  kind: 'StatusAggregation',
  plural: 'statusaggregations',
  shortNames: ['stagg'],
  scope: 'Namespaced',
  description: 'How the statuses of one workload on many targets become one.',
  printerColumns: [
    { name: 'Workload', type: 'string', jsonPath: '.spec.workloadRef.name' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Healthy', type: 'integer', jsonPath: '.status.healthyTargets' },
    { name: 'Total', type: 'integer', jsonPath: '.status.totalTargets' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: spec.required().describe('What is aggregated.'),
  status: status.describe('The aggregate.'),
})
export type StatusAggregation = From<typeof StatusAggregation>
