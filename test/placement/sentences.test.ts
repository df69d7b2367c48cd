import { describe, expect, test } from 'vitest'
import type { PlacementPolicy, SyncTarget } from '../../src/core/api/index.ts'
import type { PlacementInputs } from '../../src/core/placement/index.ts'
import {
  compatibility,
  constraint,
  decisionOf,
  deployment,
  distribution,
  policy,
  target,
  workload,
} from './support/objects.ts'

type Rule = PlacementPolicy['spec']['rules'][number]

const rule = (name: string, effect: Rule['effect'], include: string[]): Rule => ({
  name,
  effect,
  weight: 50,
  clusters: { include },
})
const required = (rules: Rule[], more: Partial<PlacementPolicy['spec']> = {}): Partial<PlacementInputs> => ({
  policies: [policy('p', { enforcement: 'Required', rules, ...more })],
})
const zone = (name: string, value: string, parts: Partial<SyncTarget['spec']> = {}) =>
  target(name, { labels: { zone: value }, spec: parts })
const abc = [zone('a', 'z1'), zone('b', 'z2'), zone('c', 'z2')]

describe('notes that say why nothing is possible', () => {
  test.each<{ name: string; given: Partial<PlacementInputs>; code: string; message: string }>([
    {
      name: 'a rule that nobody satisfies',
      given: required([rule('nowhere', 'Forbid', ['a', 'b', 'c'])]),
      code: 'UnsatisfiableRule',
      message: 'no target satisfies rule "nowhere" (Forbid)',
    },
    {
      name: 'a rule that nobody satisfies of those the policy selects',
      given: required([rule('a', 'Require', ['a'])], { clusterSelector: { clusterNames: ['b', 'c'] } }),
      code: 'UnsatisfiableRule',
      message: 'no target that the policy\'s clusterSelector selects satisfies rule "a" (Require)',
    },
    {
      name: 'two rules',
      given: required([rule('a or b', 'Require', ['a', 'b']), rule('c', 'Require', ['c'])]),
      code: 'ContradictoryRules',
      message: 'rules "a or b" (Require) and "c" (Require) contradict: no target satisfies both',
    },
    {
      name: 'three rules of which any two go together, and one that has no part in it',
      given: required([
        rule('free', 'Require', ['a', 'b', 'c']),
        rule('not a', 'Forbid', ['a']),
        rule('not b', 'Forbid', ['b']),
        rule('not c', 'Forbid', ['c']),
      ]),
      code: 'ContradictoryRules',
      message:
        'rules "not a" (Forbid), "not b" (Forbid), "not c" (Forbid) contradict together: no target satisfies all of them',
    },
    {
      name: 'two bounds',
      given: { constraints: [constraint('low', { minReplicas: 5 }), constraint('high', { maxReplicas: 2 })] },
      code: 'ContradictoryBounds',
      message: '"low" wants at least 5 replicas on a target and "high" at most 2: they contradict',
    },
  ])('$name', ({ given, code, message }) => {
    const decision = decisionOf({ targets: abc, workloads: [deployment('web', { replicas: 9 })], ...given })
    expect(decision.outcome).toBe('Unplaced')
    expect(decision.notes.filter((note) => note.code !== 'DefaultPolicy')).toEqual([{ code, message }])
  })

  test('rules that some target satisfies are not said to contradict where it is full', () => {
    const given = required([rule('a', 'Require', ['a', 'b']), rule('b', 'Require', ['b', 'c'])])
    const decision = decisionOf({ targets: abc, workloads: [deployment('web', { replicas: 1, cpu: '50' })], ...given })
    expect(decision.outcome).toBe('Unplaced')
    expect(decision.notes).toEqual([])
  })
})

describe('reasons name what a person would change', () => {
  test.each<{ name: string; given: Partial<PlacementInputs>; of: string; at: string; expected: string }>([
    {
      name: 'a worse tier names the rules',
      given: { policies: [policy('p', { rules: [rule('only a', 'Require', ['a']), rule('not b', 'Forbid', ['b'])] })] },
      of: 'web',
      at: 'b',
      expected: 'it violates rules "only a", "not b"; a violates no rule, and better tiers hold it',
    },
    {
      name: 'a distance names the value that is shared',
      given: {
        workloads: [deployment('first', { replicas: 1 }), deployment('web', { replicas: 1 })],
        constraints: [
          constraint('apart', {
            workloadSelector: { matchLabels: { app: 'web' } },
            antiAffinity: {
              terms: [
                { labelSelector: { matchLabels: { app: 'first' } }, topologyKey: 'zone', enforcement: 'Required' },
              ],
            },
          }),
        ],
        policies: [
          policy('p', {
            workloadSelector: { matchLabels: { app: 'first' } },
            clusterSelector: { clusterNames: ['b'] },
          }),
        ],
      },
      of: 'web',
      at: 'c',
      expected: '"apart" keeps it apart from Deployment "first", which runs in the same zone, z2',
    },
    {
      name: 'too little for the least that is asked for says for how many pods',
      given: {
        workloads: [deployment('web', { replicas: 12 })],
        constraints: [constraint('least', { minReplicas: 11 })],
      },
      of: 'web',
      at: 'a',
      expected: 'cpu: 11 is needed for 11 pods, 10 is free',
    },
    {
      name: 'a quota says for what it is',
      given: { targets: [zone('a', 'z1', { resourceQuotas: [{ scope: 'Workspace', hard: { pods: '0' } }] })] },
      of: 'web',
      at: 'a',
      expected: 'its quota for the whole hub allows 0 pods; 0 used, 1 more needed',
    },
    {
      name: 'a spread that closes a domain says beside which others',
      given: {
        workloads: [deployment('web', { replicas: 4 })],
        policies: [policy('p', { strategy: 'Spread' })],
        constraints: [
          constraint('two', {
            topologySpreadConstraints: [
              { topologyKey: 'other', maxSkew: 9, whenUnsatisfiable: 'DoNotSchedule', unit: 'Clusters' },
              { topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', unit: 'Clusters', minDomains: 3 },
            ],
          }),
        ],
        targets: abc.map((one) => ({
          ...one,
          metadata: { ...one.metadata, labels: { ...one.metadata.labels, other: 'x' } },
        })),
      },
      of: 'web',
      at: 'c',
      expected:
        'constraint "two" allows a skew of 1 over zone: fewer than 3 domains can take any, so that each may have 1 at most',
    },
    {
      name: 'one that ranks as high but holds less says how much',
      given: {
        targets: [target('a', { capacity: { cpu: '9' } }), target('b', { capacity: { cpu: '3' } })],
        workloads: [workload('apps/v1', 'StatefulSet', 'web', { replicas: 15 })],
      },
      of: 'web',
      at: 'b',
      expected: 'it holds 3 of 15 replicas, a 9',
    },
    {
      name: 'one that ranks first but is too small for the fewest says how much it holds',
      given: {
        targets: [9, 9, 2].map((cpu, index) => target(`t${index}`, { capacity: { cpu: String(cpu) } })),
        policies: [
          policy('p', { rules: [{ name: 'r', effect: 'Prefer', weight: 50, clusters: { include: ['t2'] } }] }),
        ],
        workloads: [deployment('web', { replicas: 12 })],
        distributions: [distribution('d', { placement: { mode: 'Aggregated' } })],
      },
      of: 'web',
      at: 't2',
      expected: 'it holds 2 of 12 replicas, t0 9',
    },
    {
      name: 'a feature that is not known says what is missing to know it',
      given: { compatibility: [compatibility('c', { requiredFeatures: ['verb:patch'] })] },
      of: 'web',
      at: 'a',
      expected:
        'CompatibilityConstraint "c" requires verb:patch; whether it has that is not known: its APIs are not imported',
    },
    {
      name: 'a version that is not known says who would state it',
      given: { compatibility: [compatibility('c', { minVersion: { major: '1', minor: '30' } })] },
      of: 'web',
      at: 'a',
      expected:
        'CompatibilityConstraint "c" bounds the Kubernetes version; no ClusterRegistration states that of the target',
    },
  ])('$name', ({ given, of, at, expected }) => {
    const decision = decisionOf({ targets: abc, workloads: [deployment('web', { replicas: 1 })], ...given }, of)
    expect(decision.reasonsFor(at).map(({ message }) => message)).toContain(expected)
  })
})

test.each<{ name: string; given: Partial<PlacementInputs> }>([
  { name: 'where none selects it', given: {} },
  {
    name: 'where a distribution names none there is',
    given: {
      distributions: [
        {
          apiVersion: 'workload.kcp.io/v1alpha1',
          kind: 'WorkloadDistribution',
          metadata: { name: 'd', namespace: 'shop' },
          spec: {
            resource: { group: 'apps', version: 'v1', resource: 'deployments' },
            targets: [],
            placement: { policyRef: { name: 'q' } },
          },
        },
      ],
    },
  },
])('where a policy is asked for, no default is said to decide: $name', ({ given }) => {
  const decision = decisionOf({ targets: abc, workloads: [deployment('web')], requiresPolicy: true, ...given })
  expect(decision).toMatchObject({ outcome: 'Error', policy: null, notes: [] })
})

test('a copy that is to run whole says how many pods are to fit', () => {
  const job = workload('batch/v1', 'Job', 'job', { cpu: '4' })
  const spec = job['spec'] as { [field: string]: unknown }
  const decision = decisionOf({ targets: abc, workloads: [{ ...job, spec: { ...spec, parallelism: 3 } }] })
  expect(decision.reasonsFor('a').map(({ message }) => message)).toEqual(['cpu: 12 is needed for 3 pods, 10 is free'])
})

test('where no replicas are asked for, the reason says so', () => {
  const [chosen] = decisionOf({ targets: abc, workloads: [deployment('web', { replicas: 0 })] }).clusters
  expect(chosen).toMatchObject({ replicas: 0, reason: 'no replicas are asked for; the first would run here' })
})
