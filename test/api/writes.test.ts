import { describe, expect, test } from 'vitest'
import {
  admit,
  admitAll,
  applyDefaults,
  invalidObject,
  invalidSentence,
  PlacementPolicy,
  SyncTarget,
  validateCreate,
  validateDelete,
  validateStatusUpdate,
  validateUpdate,
} from '../../src/core/api/index.ts'
import {
  applyJsonPatch,
  formatJson,
  formatYaml,
  type JsonObject,
  type JsonPatchOperation,
  parseJson,
  readYaml,
} from '../../src/core/apimachinery/index.ts'
import { copyJson, formatFieldError } from '../../src/core/schema/index.ts'
import { validExamples } from './support/valid.ts'

const example = (name: string): JsonObject => copyJson(validExamples.find((one) => one.name === name)?.object ?? {})
const smallest = (): JsonObject => example('the smallest sync target')

describe('round trips', () => {
  test.each(validExamples)('$name: defaulted once is defaulted for good, through YAML and JSON', async ({ object }) => {
    const { object: first } = admit({ object, allowsNoNamespace: true })
    const [read] = await readYaml(formatYaml(first))
    expect(read?.value).toEqual(first)
    expect(parseJson(formatJson(first))).toEqual(first)
    const again = admit({ object: read?.value as JsonObject, allowsNoNamespace: true })
    expect(again.object).toEqual(first)
    expect(again.errors).toEqual([])
  })
})

describe('admission', () => {
  test('the object that comes stays as it is, and shares nothing with the one that goes', () => {
    const object = example('a sync target with all there is to say')
    const before = copyJson(object)
    const { object: admitted } = admit({ object })
    expect(object).toEqual(before)
    ;(admitted['spec'] as JsonObject)['location'] = 'elsewhere'
    expect(object).toEqual(before)
  })

  test('unknown fields are errors with their path, or warnings where one is lenient', () => {
    const object = applyJsonPatch(smallest(), [
      { op: 'add', path: '/spec/zzz', value: 1 },
      { op: 'add', path: '/metadata/owner', value: 'me' },
    ]) as JsonObject
    const strict = admit({ object })
    expect(strict.errors.map(({ type, path, message }) => [type, path, message])).toEqual([
      ['Invalid', ['metadata', 'owner'], 'unknown field "metadata.owner"'],
      ['Invalid', ['spec', 'zzz'], 'unknown field "spec.zzz"'],
    ])
    const lenient = admit({ object, strict: false })
    expect([lenient.errors, lenient.warnings]).toEqual([
      [],
      ['unknown field "metadata.owner"', 'unknown field "spec.zzz"'],
    ])
    expect(lenient.object).toEqual(admit({ object: smallest() }).object)
  })

  test.each([
    ['another kind', { apiVersion: 'apps/v1', kind: 'Deployment' }],
    ['another version', { apiVersion: 'workload.kcp.io/v1beta1', kind: 'SyncTarget' }],
    ['no kind', { apiVersion: 'workload.kcp.io/v1alpha1' }],
    ['a kind every object inherits', { apiVersion: 'workload.kcp.io/v1alpha1', kind: 'constructor' }],
    ['nothing', {}],
  ])('%s is refused', (_, object) => {
    const { kind, errors } = admit({ object })
    expect([kind, errors.map(({ field }) => field)]).toEqual([undefined, ['kind']])
  })

  test.each([
    ['a spec that is a list', { spec: [] }],
    ['metadata that is a list', { metadata: [], spec: {} }],
    ['metadata that is a text', { metadata: 'x', spec: {} }],
    ['labels that are a list', { metadata: { name: 'a', labels: ['x'] }, spec: { clusterRef: { name: 'a' } } }],
    ['a label that is a number', { metadata: { name: 'a', labels: { x: 1 } }, spec: { clusterRef: { name: 'a' } } }],
    [
      'an owner that is a text',
      { metadata: { name: 'a', ownerReferences: ['x'] }, spec: { clusterRef: { name: 'a' } } },
    ],
    ['a time that is none', { metadata: { name: 'a', creationTimestamp: 'x' }, spec: { clusterRef: { name: 'a' } } }],
  ])('%s is refused and breaks nothing', (_, content) => {
    const object = { apiVersion: 'workload.kcp.io/v1alpha1', kind: 'SyncTarget', ...content } as JsonObject
    expect(admit({ object }).errors.length).toBeGreaterThan(0)
  })

  test('a namespaced object needs a namespace, unless it is to get one later', () => {
    const object = example('the smallest policy')
    expect(admit({ object }).errors.map(formatFieldError)).toEqual(['metadata.namespace: Required value'])
    expect(admit({ object, allowsNoNamespace: true }).errors).toEqual([])
  })

  test('many at once are judged one by one', () => {
    const answers = admitAll([{ object: smallest() }, { object: {} }, { object: smallest() }])
    expect(answers.map(({ errors }) => errors.length)).toEqual([0, 1, 0])
  })
})

describe('updates', () => {
  const policy = (): JsonObject => applyDefaults(PlacementPolicy, { ...example('a policy with all there is to say') })

  test('a selector that was wrong before warns, one that became wrong is refused', () => {
    const broken = applyJsonPatch(policy(), [
      { op: 'add', path: '/spec/workloadSelector/matchExpressions/0/values', value: [] },
    ]) as JsonObject
    const line =
      "spec.workloadSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'"
    expect(validateUpdate(PlacementPolicy, broken, policy()).errors.map(formatFieldError)).toEqual([line])
    const later = applyJsonPatch(broken, [{ op: 'add', path: '/spec/seed', value: 'green' }]) as JsonObject
    expect(validateUpdate(PlacementPolicy, later, broken)).toMatchObject({ errors: [], warnings: [line] })
    expect(validateCreate(PlacementPolicy, broken, { layers: 'Schema', allowsNoNamespace: true }).errors).toEqual([])
  })

  test('what is immutable is told with the value before in mind', () => {
    const old = applyDefaults(SyncTarget, smallest())
    const moved = applyJsonPatch(old, [{ op: 'add', path: '/spec/clusterRef/name', value: 'eu-2' }]) as JsonObject
    expect(validateUpdate(SyncTarget, moved, old).errors.map(formatFieldError)).toEqual([
      'spec.clusterRef: Invalid value: clusterRef is immutable',
    ])
    const renamed = applyJsonPatch(old, [{ op: 'add', path: '/metadata/name', value: 'eu-2' }]) as JsonObject
    expect(validateUpdate(SyncTarget, renamed, old).errors.map(formatFieldError)).toEqual([
      'metadata.name: Invalid value: "eu-2": field is immutable',
    ])
  })

  test('a status is judged by its own, and its texts leave the first word out', () => {
    const old = applyDefaults(SyncTarget, smallest())
    const object = { ...old, status: { syncerStatus: { ready: true, replicas: -1 } } }
    expect(validateStatusUpdate(SyncTarget, object, old).errors.map(formatFieldError)).toEqual([
      'status.syncerStatus.replicas: Invalid value: -1: syncerStatus.replicas in body should be greater than or equal to 0',
    ])
  })
})

describe('warnings', () => {
  const warned = (name: string, patch: readonly JsonPatchOperation[]): readonly string[] =>
    admit({ object: applyJsonPatch(example(name), patch) as JsonObject, allowsNoNamespace: true }).warnings

  test.each([
    [
      'a rule that says nothing',
      'a policy with all there is to say',
      '/spec/rules/1/clusters',
      'spec.rules[1]: has neither celExpression nor clusters, so that it matches every target',
    ],
    [
      'a weight of nothing',
      'a policy with all there is to say',
      '/spec/rules/1/weight',
      'spec.rules[1].weight: a rule of effect Prefer and weight 0 changes nothing',
    ],
  ])('%s', (_, name, path, warning) => {
    const patch = path.endsWith('weight') ? { op: 'replace' as const, path, value: 0 } : { op: 'remove' as const, path }
    expect(warned(name, [patch])).toEqual([warning])
  })

  test('a target both included and excluded', () => {
    const patch = [{ op: 'add' as const, path: '/spec/rules/1/clusters/exclude', value: ['eu-1'] }]
    expect(warned('a policy with all there is to say', patch)).toEqual([
      'spec.rules[1].clusters: eu-1 is both included and excluded; excluded it is',
    ])
  })

  test('a finalizer without a domain, once, when it is new', () => {
    const object = {
      ...smallest(),
      metadata: { name: 'a', finalizers: ['plain', 'with.dots', 'example.com/path', 'orphan'] },
    }
    const { warnings, object: old } = admit({ object })
    expect(warnings).toEqual([
      'metadata.finalizers: "plain": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers',
      'metadata.finalizers: "with.dots": prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers',
    ])
    expect(admit({ object, old }).warnings).toEqual([])
  })

  test('an import that is not called after what it is of', () => {
    const patch = [{ op: 'replace' as const, path: '/metadata/name', value: 'deploys' }]
    expect(warned('an import', patch)).toEqual([
      'metadata.name: by convention the import is called deployments.eu-1.v1.apps',
    ])
  })
})

describe('deletions', () => {
  const decision = example('a decision')
  const named = (object: JsonObject, namespace: string): JsonObject =>
    applyJsonPatch(object, [{ op: 'add', path: '/metadata/namespace', value: namespace }]) as JsonObject

  test.each([
    [
      'a target that a decision names',
      example('the smallest sync target'),
      [named(decision, 'shop')],
      ['PlacementDecision shop/web-1k9x3f7q refers to it in spec.clusters'],
    ],
    [
      'a cluster behind a target',
      example('the smallest cluster registration'),
      [smallest()],
      ['SyncTarget eu-1 refers to it in spec.clusterRef'],
    ],
    [
      'a policy in the namespace of its decision',
      named(example('a policy with all there is to say'), 'shop'),
      [named(decision, 'shop')],
      ['PlacementDecision shop/web-1k9x3f7q refers to it in spec.placementRef'],
    ],
    [
      'a policy of the same name elsewhere',
      named(example('a policy with all there is to say'), 'other'),
      [named(decision, 'shop')],
      [],
    ],
    [
      'a constraint a policy asks for',
      named(example('a scheduling constraint with all there is to say'), 'shop'),
      [named(example('a policy with all there is to say'), 'shop')],
      ['PlacementPolicy shop/shop refers to it in spec.constraintRefs'],
    ],
    ['a target nobody names', example('the smallest sync target'), [], []],
  ])('%s', (_, object, related, expected) => {
    const { kind } = admit({ object })
    if (kind === undefined) throw new Error('an example of a foreign kind')
    const { errors } = validateDelete(kind, object, { related })
    expect(errors.map(formatFieldError)).toEqual(expected.map((line) => `metadata.name: Forbidden: ${line}`))
  })

  test('a target that still holds objects warns', () => {
    const object = example('a sync target with all there is to say')
    expect(validateDelete(SyncTarget, object)).toEqual({
      errors: [],
      warnings: ['status.syncerStatus.syncedResources: 41 objects are still synced to the target; drain it first'],
    })
  })
})

describe('how errors are put into words', () => {
  const { errors } = admit({
    object: applyJsonPatch(smallest(), [{ op: 'remove', path: '/spec/clusterRef' }]) as JsonObject,
  })

  test('the sentence of an API server', () => {
    expect(invalidSentence(SyncTarget, 'eu-1', errors.slice(0, 1))).toBe(
      'SyncTarget.workload.kcp.io "eu-1" is invalid: spec.clusterRef: Required value',
    )
    expect(invalidSentence(SyncTarget, 'eu-1', errors)).toMatch(
      /is invalid: \[spec\.clusterRef: Required value, <nil>: /,
    )
  })

  test('an error of this project, with the place of each fault', () => {
    const error = invalidObject(SyncTarget, 'eu-1', errors, (path) => ({
      file: 'a.yaml',
      line: path.length,
      column: 1,
    }))
    expect(error).toMatchObject({
      code: 'InvalidObject',
      message: 'SyncTarget "eu-1" is invalid: spec.clusterRef: Required value (and 1 more)',
    })
    expect(error.details[0]).toEqual({
      message: 'SyncTarget "eu-1" is invalid: spec.clusterRef: Required value',
      field: 'spec.clusterRef',
      file: 'a.yaml',
      line: 2,
      column: 1,
    })
  })
})

describe('expressions of a policy', () => {
  const withVariables = (...expressions: string[]): readonly string[] => {
    const variables = expressions.map((expression, index) => ({ name: `v${index}`, expression }))
    const rules = [{ name: 'a', effect: 'Require', celExpression: 'variables.v1 == 1' }]
    const object = { ...example('the smallest policy'), spec: { priority: 1, rules, variables } } as JsonObject
    return admit({ object, allowsNoNamespace: true }).errors.map(formatFieldError)
  }

  test('a variable may read those before it', () => {
    expect(withVariables('1', 'variables.v0')).toEqual([])
    expect(withVariables('variables.v1', '1')).toMatchObject([
      expect.stringMatching(
        /^spec\.variables\[0\]\.expression: Invalid value: "variables\.v1": column 11: undefined field 'v1'/,
      ),
    ])
  })

  test('every variable that is wrong is told, and what reads it is not', () => {
    const lines = withVariables('1 +', 'variables.v0 + 1', 'nothing', 'true')
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'spec.variables[0].expression',
      'spec.variables[2].expression',
    ])
  })

  test('an undefined field of a target is told with its place', () => {
    const object = applyJsonPatch(example('a policy with all there is to say'), [
      { op: 'replace', path: '/spec/rules/0/celExpression', value: "target.spec.locaton == 'x'" },
    ]) as JsonObject
    expect(admit({ object, allowsNoNamespace: true }).errors.map(formatFieldError)).toMatchObject([
      expect.stringMatching(
        /^spec\.rules\[0\]\.celExpression: Invalid value: .*: column \d+: undefined field 'locaton'/,
      ),
    ])
  })
})

test('defaulting fills in and removes nothing', () => {
  const object = { ...smallest(), zzz: 1 }
  expect(applyDefaults(SyncTarget, object)).toBe(object)
  expect(object).toMatchObject({
    zzz: 1,
    spec: {
      evictionStrategy: 'Graceful',
      syncerConfig: { replicas: 1, resyncPeriod: '10m', heartbeatInterval: '30s' },
    },
  })
})
