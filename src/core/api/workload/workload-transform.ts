import {
  anyValue,
  boolean,
  conditions,
  defineResource,
  type From,
  integer,
  labelSelector,
  list,
  listMap,
  listSet,
  map,
  object,
  oneOf,
  rawExtension,
  string,
  time,
} from '../../schema/index.ts'
import { clusterSelector, group, kindName, objectName, plural, version } from '../fragments.ts'

const path = () => string({ maxLength: 1024, minLength: 1 })
const absent = () => oneOf('skip', 'error').default('skip').describe('What to do when the path is absent.')

const operations = ['set', 'remove', 'jsonPatch', 'mergePatch', 'regex', 'labels', 'annotations', 'image']

const operation = object({
  set: object({
    path: path().required().describe('JSON pointer to the field.'),
    value: anyValue().nullable().describe('The value.'),
    valueExpression: string({ maxLength: 10240, minLength: 1 }).describe('CEL that gives the value.'),
    absent: absent(),
  })
    .with({ oneOf: [{ required: ['value'] }, { required: ['valueExpression'] }] })
    .describe('Sets a field.'),
  remove: object({
    paths: listSet(path(), { maxItems: 64, minItems: 1 }).required().describe('JSON pointers to the fields.'),
    absent: absent(),
  }).describe('Removes fields.'),
  jsonPatch: list(
    object({
      op: oneOf('add', 'remove', 'replace', 'move', 'copy', 'test').required().describe('Operation of RFC 6902.'),
      path: string({ maxLength: 1024 }).required().describe('JSON pointer to the place.'),
      from: string({ maxLength: 1024 }).describe('JSON pointer to the source, for move and copy.'),
      value: anyValue().nullable().describe('The value, for add, replace and test.'),
    }),
    { maxItems: 64, minItems: 1 },
  ).describe('Applies an RFC 6902 patch.'),
  mergePatch: rawExtension().describe('Applies an RFC 7386 merge patch.'),
  regex: object({
    path: path().required().describe('JSON pointer to a text.'),
    pattern: string({ maxLength: 1024, minLength: 1 }).required().describe('RE2 pattern.'),
    replacement: string({ maxLength: 1024 }).required().describe('Replacement; $1 is the first group.'),
    absent: absent(),
  }).describe('Replaces in a text.'),
  labels: map(string({ maxLength: 63 }), { minProperties: 1 }).describe('Adds labels.'),
  annotations: map(string({ maxLength: 32768 }), { minProperties: 1 }).describe('Adds annotations.'),
  image: object({
    from: string({ maxLength: 512, minLength: 1 }).required().describe('Prefix of image names.'),
    to: string({ maxLength: 512 }).required().describe('Its replacement.'),
  }).describe('Rewrites container images.'),
}).rule({
  rule: `[${operations.map((name) => `has(self.${name})`).join(', ')}].filter(x, x).size() == 1`,
  message: `exactly one of ${operations.join(', ')} must be given`,
})

const spec = object({
  targetRef: object({
    group: group().required().describe('API group of the objects; empty is the core group.'),
    version: version().required().describe('Version of the objects.'),
    kind: kindName().describe('Kind of the objects; or resource.'),
    resource: plural().describe('Plural name of the objects; or kind.'),
    name: objectName().describe('Only the object of this name.'),
    labelSelector: labelSelector().describe('Only objects with these labels.'),
  })
    .rule({ rule: 'has(self.kind) != has(self.resource)', message: 'exactly one of kind and resource must be given' })
    .required()
    .describe('Objects to transform.'),
  targets: clusterSelector().describe('Targets it is for; absent means all.'),
  direction: oneOf('Downstream', 'Upstream', 'Both')
    .default('Downstream')
    .describe('On the way to the target, back, or both.'),
  priority: integer({ minimum: 0, maximum: 1000 }).default(100).describe('Order among transforms; lower goes first.'),
  paused: boolean().describe('Whether it is switched off.'),
  operations: list(operation, { maxItems: 64, minItems: 1 }).required().describe('What to do, in order.'),
})

const status = object({
  conditions: conditions().describe('What was observed.'),
  observedGeneration: integer({ format: 'int64' }).describe('Generation that was looked at.'),
  appliedTargets: listSet(string({ maxLength: 63 })).describe('Targets it was applied for.'),
  lastAppliedTime: time().describe('When it was last applied.'),
  failures: listMap(
    'target',
    object({
      target: string({ maxLength: 63, minLength: 1 }).required().describe('The target.'),
      message: string({ maxLength: 32768 }).describe('Why, for people.'),
      time: time().describe('When.'),
    }),
  ).describe('Targets it failed for.'),
})

/** Changes to objects on their way to targets and back. */
export const WorkloadTransform = defineResource({
  group: 'workload.kcp.io',
  version: 'v1alpha1',
  kind: 'WorkloadTransform',
  plural: 'workloadtransforms',
  shortNames: ['wt'],
  scope: 'Cluster',
  description: 'Changes to objects on their way to targets and back.',
  printerColumns: [
    { name: 'Direction', type: 'string', jsonPath: '.spec.direction' },
    { name: 'Priority', type: 'integer', jsonPath: '.spec.priority' },
    { name: 'Paused', type: 'boolean', jsonPath: '.spec.paused' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: spec.required().describe('The transform.'),
  status: status.describe('What became of the transform.'),
})
export type WorkloadTransform = From<typeof WorkloadTransform>
