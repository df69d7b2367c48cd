import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  balancedAllocation,
  decisionName,
  leastAllocated,
  mostAllocated,
  reasonCodes,
  requestedToCapacity,
} from '../../src/core/placement/index.ts'
import { base36, sha224 } from '../../src/core/placement/sha224.ts'
import {
  codes,
  constraint,
  decisionOf,
  deployment,
  placed,
  policy,
  storedDecision,
  target,
  workload,
} from './support/objects.ts'

/** Points fall from 10 to 0 as a target fills: kube-scheduler's default shape. */
const falling = [
  { utilization: 0, score: 10 },
  { utilization: 100, score: 0 },
]

describe('worked examples from the field', () => {
  test.each<{ name: string; source: string; got: number; expected: number }>([
    {
      name: 'a quarter free',
      source: 'kube-scheduler least_allocated.go',
      got: leastAllocated(1000, 4000),
      expected: 25,
    },
    { name: 'half free', source: 'kube-scheduler least_allocated.go', got: leastAllocated(5000, 10000), expected: 50 },
    {
      name: 'the mean of both, floored',
      source: 'kube-scheduler least_allocated.go',
      got: Math.floor((leastAllocated(1000, 4000) + leastAllocated(5000, 10000)) / 2),
      expected: 37,
    },
    { name: 'nothing there', source: 'kube-scheduler least_allocated.go', got: leastAllocated(0, 0), expected: 0 },
    {
      name: 'more asked than there is',
      source: 'kube-scheduler least_allocated.go',
      got: leastAllocated(-1, 10),
      expected: 0,
    },
    {
      name: 'three quarters used',
      source: 'kube-scheduler most_allocated.go',
      got: mostAllocated(1000, 4000),
      expected: 75,
    },
    {
      name: 'more asked than there is is clamped to 100',
      source: 'kube-scheduler most_allocated.go',
      got: mostAllocated(-1, 10),
      expected: 100,
    },
    {
      name: 'the ratio rounds where least-allocated floors',
      source: 'kube-scheduler requested_to_capacity_ratio.go: 3000/4000 cpu and 5000/10000 memory give 38',
      got: requestedToCapacity(
        [
          { used: 3000, capacity: 4000 },
          { used: 5000, capacity: 10000 },
        ],
        falling,
      ),
      expected: 38,
    },
    {
      name: 'a resource that scores 0 is left out of the mean',
      source: 'kube-scheduler requested_to_capacity_ratio.go',
      got: requestedToCapacity(
        [
          { used: 4000, capacity: 4000 },
          { used: 5000, capacity: 10000 },
        ],
        falling,
      ),
      expected: 50,
    },
    {
      name: 'two fractions, half their difference',
      source: 'kube-scheduler balanced_allocation.go',
      got: balancedAllocation([
        { used: 3000, capacity: 4000 },
        { used: 5000, capacity: 10000 },
      ]),
      expected: 87,
    },
    {
      name: 'fractions are cut at 1',
      source: 'kube-scheduler balanced_allocation.go',
      got: balancedAllocation([
        { used: 9, capacity: 4 },
        { used: 10, capacity: 10 },
      ]),
      expected: 100,
    },
    {
      name: 'three fractions, population deviation',
      source: 'kube-scheduler balanced_allocation.go',
      got: balancedAllocation([
        { used: 1, capacity: 4 },
        { used: 2, capacity: 4 },
        { used: 3, capacity: 4 },
      ]),
      expected: 79,
    },
    {
      name: 'exact where the product leaves 53 bits',
      source: 'arithmetic',
      got: leastAllocated(9007199254740990, 9007199254740991),
      expected: 99,
    },
  ])('$name ($source)', ({ got, expected }) => {
    expect(got).toBe(expected)
  })

  test('skew: placed only where the domain is at most maxSkew above the emptiest (kube-scheduler podtopologyspread)', () => {
    const targets = ['a', 'b', 'c'].map((zone) => target(zone, { labels: { zone } }))
    const spread = { topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' as const }
    const given = {
      targets,
      workloads: [deployment('web', { replicas: 8 })],
      constraints: [constraint('s', { topologySpreadConstraints: [spread] })],
    }
    expect(Object.values(placed(decisionOf(given))).sort()).toEqual([2, 3, 3])
  })

  test('a pod counts as kube-scheduler counts it: init steps, sidecars, overhead, pod level (KEP-753, KEP-2837)', () => {
    const requests = (cpu: string) => ({ resources: { requests: { cpu } } })
    const pod = {
      containers: [
        { name: 'a', ...requests('1') },
        { name: 'b', resources: { limits: { cpu: '500m' } } },
      ],
      initContainers: [
        { name: 'sidecar', restartPolicy: 'Always', ...requests('200m') },
        { name: 'step', ...requests('3') },
      ],
      overhead: { cpu: '100m' },
    }
    // max(1 + 0.5 + 0.2, 3 + 0.2) + 0.1 = 3.3
    const fits = (cpu: string, more = {}) =>
      placed(
        decisionOf({
          targets: [target('t', { capacity: { cpu } })],
          workloads: [workload('apps/v1', 'Deployment', 'w', { pod: { ...pod, ...more } })],
        }),
      )
    expect([fits('3300m'), fits('3299m')]).toEqual([{ t: 1 }, {}])
    expect([
      fits('2100m', { resources: { requests: { cpu: '2' } } }),
      fits('2099m', { resources: { requests: { cpu: '2' } } }),
    ]).toEqual([{ t: 1 }, {}])
  })

  test('a gke build is no pre-release, and bounds are inclusive', () => {
    const registration = (name: string, kubernetesVersion: string) => ({
      apiVersion: 'workload.kcp.io/v1alpha1',
      kind: 'ClusterRegistration',
      metadata: { name },
      spec: { server: 'https://x', kubernetesVersion },
    })
    const decision = decisionOf({
      targets: [target('old'), target('new')],
      registrations: [registration('old', 'v1.29.9'), registration('new', 'v1.30.0-gke.100')] as never,
      workloads: [deployment('web')],
      compatibility: [
        {
          apiVersion: 'apiresource.kcp.io/v1alpha1',
          kind: 'CompatibilityConstraint',
          metadata: { name: 'c', namespace: 'shop' },
          spec: {
            resource: { group: 'apps', version: 'v1', resource: 'deployments' },
            minVersion: { major: '1', minor: '30' },
          },
        },
      ],
    })
    expect(placed(decision)).toEqual({ new: 1 })
    expect(codes(decision, 'old')).toEqual(['VersionTooOld'])
  })

  test('the field a schema lacks is named', () => {
    const schema = (fields: object) => ({
      type: 'object',
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { type: 'object' },
        spec: { type: 'object', properties: fields },
      },
    })
    const imported = (location: string, fields: object) => ({
      apiVersion: 'apiresource.kcp.io/v1alpha1',
      kind: 'APIResourceImport',
      metadata: { name: `widgets.${location}` },
      spec: {
        location,
        schemaUID: location,
        groupVersion: { group: 'example.com', version: 'v1' },
        scope: 'Namespaced',
        resource: 'widgets',
        kind: 'Widget',
        verbs: ['get'],
        openAPISchema: schema(fields),
      },
    })
    const decision = decisionOf({
      targets: [target('a'), target('b')],
      imports: [
        imported('a', { size: { type: 'integer' } }),
        imported('b', { size: { type: 'integer' }, colour: { type: 'string' } }),
      ] as never,
      workloads: [
        {
          apiVersion: 'example.com/v1',
          kind: 'Widget',
          metadata: { name: 'w', namespace: 'shop' },
          spec: { size: 1, colour: 'red' },
        },
      ],
      policies: [policy('p')],
    })
    expect(placed(decision)).toEqual({ b: null })
    expect(decision.reasonsFor('a')).toMatchObject([{ code: 'FieldMissing', name: 'spec.colour' }])
  })

  test('sha224 is that of FIPS 180-4', () => {
    for (const text of ['', 'abc', 'a'.repeat(200), 'ünïcode'])
      expect(Buffer.from(sha224(text)).toString('hex')).toBe(createHash('sha224').update(text).digest('hex'))
    const digest = sha224('apps/Deployment/shop/web')
    expect(decisionName({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' })).toBe(
      `web-${base36(digest, 8)}`,
    )
  })

  test('stored decisions of a workload count for anti-affinity', () => {
    const [a, b] = [deployment('a', { labels: { app: 'a' } }), deployment('b', { labels: { app: 'b' } })]
    const apart = constraint('apart', {
      workloadSelector: { matchLabels: { app: 'b' } },
      antiAffinity: {
        terms: [{ labelSelector: { matchLabels: { app: 'a' } }, topologyKey: 'zone', enforcement: 'Required' }],
      },
    })
    const targets = ['x', 'y'].map((zone) => target(zone, { labels: { zone } }))
    const decision = decisionOf(
      { targets, workloads: [b, a], constraints: [apart], decisions: [storedDecision(b, { x: 1 })] },
      'a',
    )
    expect(codes(decision, 'x')).toEqual(['TooClose'])
  })
})

describe('the reference of reasons', () => {
  const page = readFileSync(new URL('../../docs/placement.md', import.meta.url), 'utf8').replaceAll(/ +/g, ' ')

  test.each(Object.entries(reasonCodes))(
    '%s is in docs/placement.md as it is in the code',
    (code, { stage, means }) => {
      expect(page).toContain(`| \`${code}\` | ${stage} | ${means} |`)
    },
  )
})
