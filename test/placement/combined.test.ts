import { describe, expect, test } from 'vitest'
import type { PlacementInputs } from '../../src/core/placement/index.ts'
import {
  codes,
  compatibility,
  constraint,
  decisionOf,
  deployment,
  distribution,
  placed,
  policy,
  storedDecision,
  target,
} from './support/objects.ts'

const small = target('small', { capacity: { cpu: '4' } })
const middle = target('middle', { capacity: { cpu: '8' } })
const large = target('large', { capacity: { cpu: '20' } })
const three = [small, middle, large]
const spread = [policy('p', { strategy: 'Spread' })]
const softly = (maxSkew: number, unit: 'Clusters' | 'Replicas' = 'Clusters') => ({
  topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew, unit, whenUnsatisfiable: 'ScheduleAnyway' as const }],
})
const zoned = (name: string, zone: string, cpu: string) => target(name, { labels: { zone }, capacity: { cpu } })
const copies = [distribution('d', { placement: { mode: 'Duplicated' } })]
const softTaint = { key: 'x', effect: 'PreferNoSchedule' as const }
const db = deployment('db')
/** Two preferred distances from the database, of the largest weight each: too much for the ranking's shortest form. */
const term = { labelSelector: { matchLabels: { app: 'db' } }, topologyKey: 'zone', weight: 100 }
const twice = {
  terms: [
    { ...term, enforcement: 'Preferred' as const },
    { ...term, enforcement: 'Preferred' as const },
  ],
}
const registration = (name: string, kubernetesVersion: string) => ({
  apiVersion: 'workload.kcp.io/v1alpha1' as const,
  kind: 'ClusterRegistration' as const,
  metadata: { name },
  spec: { server: 'https://x', kubernetesVersion },
})

type Row = {
  name: string
  inputs: Partial<PlacementInputs>
  replicas?: number
  expected: { [name: string]: number | null }
  refused?: { [name: string]: string[] }
  /** Replicas left over, where that is the point. */
  overflow?: number
  /** The workload asked about, where there are several. */
  of?: string
}

const rows: Row[] = [
  {
    name: 'the largest minReplicas of several constraints holds',
    inputs: { constraints: [constraint('a', { minReplicas: 3 }), constraint('b', { minReplicas: 2 })] },
    replicas: 2,
    expected: {},
    refused: { large: ['TooFewReplicas'] },
  },
  {
    name: 'the smallest maxClusters of several constraints holds, and is named',
    inputs: {
      policies: spread,
      constraints: [constraint('a', { maxClusters: 1 }), constraint('b', { maxClusters: 2 })],
    },
    replicas: 9,
    expected: { large: 9 },
    refused: { small: ['MaxClusters'], middle: ['MaxClusters'] },
  },
  {
    name: 'copies outside the bounds go nowhere',
    inputs: { distributions: copies, constraints: [constraint('c', { maxReplicas: 3 })] },
    replicas: 4,
    expected: {},
    refused: { large: ['ReplicasOutOfBounds'] },
  },
  {
    name: 'a soft spread prefers targets that have its key',
    inputs: { targets: [small, zoned('keyed', 'a', '9')], constraints: [constraint('s', softly(1))] },
    expected: { keyed: 1 },
  },
  {
    name: 'a soft spread of targets prefers the emptier domain for the next copy',
    inputs: {
      targets: [zoned('a1', 'a', '4'), zoned('a2', 'a', '5'), zoned('b1', 'b', '9')],
      distributions: copies,
      constraints: [constraint('s', { maxClusters: 2, ...softly(1) })],
    },
    expected: { a1: 1, b1: 1 },
  },
  {
    name: 'a soft spread of replicas is kept where room allows and broken where it does not',
    inputs: {
      targets: [zoned('a1', 'a', '1'), zoned('b1', 'b', '9')],
      policies: spread,
      constraints: [constraint('s', softly(1, 'Replicas'))],
    },
    replicas: 6,
    expected: { a1: 1, b1: 5 },
  },
  {
    name: 'a PreferNoSchedule taint ranks above the strategy',
    inputs: {
      targets: [
        target('tainted', { capacity: { cpu: '4' }, spec: { taints: [{ key: 'x', effect: 'PreferNoSchedule' }] } }),
        large,
      ],
    },
    expected: { large: 1 },
    refused: { tainted: ['Outranked'] },
  },
  {
    name: 'a PreferNoSchedule taint ranks above the strategy where copies are picked domain by domain',
    inputs: {
      targets: [
        target('tainted', { labels: { zone: 'a' }, capacity: { cpu: '4' }, spec: { taints: [softTaint] } }),
        zoned('b1', 'b', '9'),
        zoned('c1', 'c', '20'),
      ],
      distributions: copies,
      constraints: [constraint('s', { maxClusters: 2, ...softly(1) })],
    },
    expected: { b1: 1, c1: 1 },
    refused: { tainted: ['MaxClusters'] },
  },
  {
    name: 'a PreferNoSchedule taint ranks above any weight of preferred distances',
    inputs: {
      targets: [
        zoned('near', 'a', '20'),
        target('tainted', { labels: { zone: 'b' }, capacity: { cpu: '4' }, spec: { taints: [softTaint] } }),
      ],
      workloads: [deployment('web'), db],
      decisions: [storedDecision(db, { near: 1 })],
      constraints: [constraint('apart', { workloadSelector: { matchLabels: { app: 'web' } }, antiAffinity: twice })],
    },
    of: 'web',
    expected: { near: 1 },
    refused: { tainted: ['Outranked'] },
  },
  {
    name: 'strategy Spread counts a workload in its domain once, and not at all while it is decided again',
    inputs: {
      targets: [zoned('a1', 'a', '50'), zoned('b1', 'b', '100')],
      policies: [policy('p', { strategy: 'Spread' })],
      constraints: [constraint('s', { maxClusters: 1, ...softly(1) })],
      workloads: ['first', 'second', 'third'].map((name) => deployment(name)),
      decisions: [storedDecision(deployment('third'), { a1: 1 })],
    },
    of: 'second',
    expected: { b1: 1 },
  },
  {
    name: 'strategy Spread does not count where the workload itself ran',
    inputs: {
      targets: [zoned('a1', 'a', '100'), zoned('b1', 'b', '50')],
      policies: [policy('p', { strategy: 'Spread' })],
      constraints: [constraint('s', { maxClusters: 1, ...softly(1) })],
      decisions: [storedDecision(deployment('web'), { a1: 1 })],
    },
    expected: { a1: 1 },
  },
  {
    name: 'where no target may take it, all of it is left over',
    inputs: { targets: [target('gone', { spec: { unschedulable: true } })] },
    replicas: 5,
    expected: {},
    overflow: 5,
    refused: { gone: ['Cordoned'] },
  },
  ...['x', 'y'].map((name) => ({
    name: `of equal targets the one it runs on is taken: ${name}`,
    inputs: {
      targets: [target('x'), target('y')],
      decisions: [storedDecision(deployment('web'), { [name]: 1 })],
    },
    expected: { [name]: 1 },
  })),
  {
    name: 'a target that states no capacity weighs as much as is asked for',
    inputs: {
      targets: [target('open', { capacity: { memory: '1Gi' } }), small],
      distributions: [distribution('d', { placement: { mode: 'Divided' } })],
    },
    replicas: 8,
    expected: { open: 5, small: 3 },
  },
  ...[0, '0%'].map((replicas) => ({
    name: `a share of ${replicas} is none`,
    inputs: {
      distributions: [
        distribution('d', {
          targets: [
            { name: 'small', replicas },
            { name: 'large', weight: 1 },
          ],
        }),
      ],
    },
    expected: { large: 1 },
    refused: { small: ['ZeroShare'], middle: ['NotInDistribution'] },
  })),
  {
    name: 'a Kubernetes newer than allowed is refused, the newest allowed is not',
    inputs: {
      targets: [small, large],
      registrations: [registration('small', 'v1.31.0'), registration('large', 'v1.30.9')],
      compatibility: [compatibility('c', { maxVersion: { major: '1', minor: '30' } })],
    },
    expected: { large: 1 },
    refused: { small: ['VersionTooNew'] },
  },
  {
    name: 'a required feature that a target lacks, and one that is not known',
    inputs: {
      targets: [
        target('lacks', {
          spec: { supportedAPIResources: [{ group: 'apps', version: 'v1', resource: 'deployments' }] },
        }),
        target('silent'),
      ],
      compatibility: [compatibility('c', { requiredFeatures: ['batch/v1/jobs'] })],
    },
    expected: {},
    refused: { lacks: ['FeatureMissing'], silent: ['FeatureUnknown'] },
  },
  {
    name: 'under Audit points are recorded and rank nothing',
    inputs: {
      policies: [
        policy('p', {
          enforcement: 'Audit',
          rules: [{ name: 'r', effect: 'Prefer', weight: 50, clusters: { include: ['large'] } }],
        }),
      ],
    },
    expected: { small: 1 },
  },
]

/** What is said of the targets chosen for web of 20 replicas. */
const saidOf = (inputs: Partial<PlacementInputs>, workloads = [deployment('web', { replicas: 20 })]) => [
  ...new Set(decisionOf({ targets: [small, middle], workloads, ...inputs }).clusters.map(({ reason }) => reason)),
]

describe('what applies together', () => {
  test.each(rows)('$name', ({ inputs, replicas = 1, expected, refused = {}, overflow, of }) => {
    const decision = decisionOf({ targets: three, workloads: [deployment('web', { replicas })], ...inputs }, of)
    expect(placed(decision)).toEqual(expected)
    if (overflow !== undefined) expect(decision.overflow).toBe(overflow)
    for (const [name, reasons] of Object.entries(refused)) expect(codes(decision, name)).toEqual(reasons)
  })

  test.each([
    {
      name: 'a beginning of the ranking',
      inputs: {},
      expected: /^one of the targets that are taken; together they do not/,
    },
    {
      name: 'the fewest',
      inputs: { distributions: [distribution('d', { placement: { mode: 'Aggregated' as const } })] },
      expected: /^one of the targets that are taken; together they do not/,
    },
    {
      name: 'one target',
      inputs: { constraints: [constraint('c', { maxClusters: 1 })] },
      expected: /^the one target that is taken; it does not/,
    },
  ])('where some are left over, $name is not said to hold all', ({ inputs, expected }) => {
    expect(saidOf(inputs)).toEqual([expect.stringMatching(expected)])
    expect(saidOf(inputs, [deployment('web', { replicas: 8 })])).toEqual([
      expect.stringMatching(/hold.* all replicas$/),
    ])
  })

  test('of two policies that select a workload the one of higher priority decides, then the first by name', () => {
    const decide = (high: number, low: number) =>
      decisionOf({
        targets: three,
        workloads: [deployment('web')],
        policies: [policy('a', { priority: low }), policy('b', { priority: high })],
      }).policy
    expect([decide(9, 1), decide(1, 9), decide(5, 5)]).toEqual(['b', 'a', 'a'])
  })

  test('a rule that no target satisfies is named', () => {
    const decision = decisionOf({
      targets: three,
      workloads: [deployment('web')],
      policies: [
        policy('p', {
          enforcement: 'Required',
          rules: [{ name: 'moon', effect: 'Require', weight: 50, celExpression: "target.spec.location == 'moon'" }],
        }),
      ],
    })
    expect(decision.notes).toContainEqual({
      code: 'UnsatisfiableRule',
      message: 'no target satisfies rule "moon" (Require)',
    })
  })
})
