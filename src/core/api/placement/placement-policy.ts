import {
  conditions,
  defineResource,
  type From,
  integer,
  labelSelector,
  list,
  listMap,
  object,
  oneOf,
  rawExtension,
  string,
} from '../../schema/index.ts'
import { clusterList, clusterSelector, objectName, toleration } from '../fragments.ts'

const rule = object({
  name: string({ maxLength: 63, minLength: 1 }).required().describe('Name of the rule, unique in its policy.'),
  celExpression: string({ maxLength: 10240, minLength: 1 }).describe(
    'CEL over target, workload and the other variables; true means the rule matches.',
  ),
  weight: integer({ minimum: 0, maximum: 100 }).default(50).describe('Points for Prefer, penalty for Avoid, 0 to 100.'),
  effect: oneOf('Require', 'Prefer', 'Avoid', 'Forbid').required().describe('What a match means.'),
  clusters: clusterList().describe('Targets the rule is about; with celExpression both must match.'),
})

const spec = object({
  priority: integer({ minimum: 0, maximum: 1000 })
    .required()
    .describe('The policy of highest priority that selects a workload decides for it.'),
  workloadSelector: labelSelector().describe('Workloads the policy is for; absent means all of its namespace.'),
  clusterSelector: clusterSelector().describe('Targets the policy considers; absent means all.'),
  rules: listMap('name', rule).required().describe('What is required, preferred, avoided and forbidden.'),
  strategy: oneOf('BestFit', 'Spread', 'Binpack', 'Random', 'LeastLoaded')
    .default('BestFit')
    .describe('How targets that satisfy the rules equally are told apart.'),
  enforcement: oneOf('Required', 'Preferred', 'Audit')
    .default('Preferred')
    .describe('Whether a violated rule removes a target, ranks it lower, or is only recorded.'),
  constraintRefs: listMap(
    ['kind', 'name'],
    object({
      kind: oneOf('SchedulingConstraint', 'CompatibilityConstraint')
        .default('SchedulingConstraint')
        .describe('Kind of the constraint.'),
      name: objectName().required().describe('Name of the constraint in the same namespace.'),
    }),
  ).describe('Only these constraints apply; absent means all that select the workload.'),
  tolerations: list(toleration(), { maxItems: 64 }).describe('Taints the workloads of this policy tolerate.'),
  params: rawExtension().describe('Values that the rules read as params.'),
  variables: listMap(
    'name',
    object({
      name: string({ maxLength: 63, minLength: 1, pattern: '^[_a-zA-Z][_a-zA-Z0-9]*$' })
        .required()
        .describe('Name, read in rules as variables.NAME.'),
      expression: string({ maxLength: 10240, minLength: 1 })
        .required()
        .describe('CEL; may read the variables before it.'),
    }),
    { maxItems: 64 },
  ).describe('Named expressions, evaluated when first read, in order.'),
  seed: string({ maxLength: 253 }).describe('Seed that breaks ties; the same seed gives the same decisions.'),
})

const status = object({
  conditions: conditions().describe('ExpressionsValid and Ready.'),
  matchedWorkloads: integer({ minimum: 0 }).describe('Workloads the policy decides for.'),
  observedGeneration: integer({ format: 'int64' }).describe('Generation of the policy that was looked at.'),
})

/** Rules that say where workloads of a namespace may, should and must not run. */
export const PlacementPolicy = defineResource({
  group: 'placement.kcp.io',
  version: 'v1alpha1',
  kind: 'PlacementPolicy',
  plural: 'placementpolicies',
  shortNames: ['plp'],
  scope: 'Namespaced',
  description: 'Rules that say where the workloads of a namespace may, should and must not run.',
  printerColumns: [
    { name: 'Priority', type: 'integer', jsonPath: '.spec.priority' },
    { name: 'Strategy', type: 'string', jsonPath: '.spec.strategy' },
    { name: 'Enforcement', type: 'string', jsonPath: '.spec.enforcement' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: spec.required().describe('The rules.'),
  status: status.describe('What was observed of the policy.'),
})
export type PlacementPolicy = From<typeof PlacementPolicy>
