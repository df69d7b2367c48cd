import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  balancedAllocation,
  decisionName,
  divideReplicas,
  leastAllocated,
  mostAllocated,
  reasonCodes,
  requestedToCapacity,
  rescheduleAll,
  type Share,
} from '../../src/core/placement/index.ts'
import { base36, sha224 } from '../../src/core/placement/sha224.ts'
import {
  codes,
  constraint,
  decisionOf,
  deployment,
  distribution,
  placed,
  policy,
  storedDecision,
  target,
  type TargetParts,
  workload,
} from './support/objects.ts'

/** Points fall from 10 to 0 as a target fills: kube-scheduler's default shape. */
const falling = [
  { utilization: 0, score: 10 },
  { utilization: 100, score: 0 },
]

/** A target that is a zone of its own. */
const zone = (name: string, parts: TargetParts = {}): [string, TargetParts] => [
  name,
  { capacity: { cpu: '20' }, ...parts, labels: { zone: name } },
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
    { name: 'nothing there', source: 'kube-scheduler most_allocated.go', got: mostAllocated(0, 0), expected: 0 },
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
      name: 'more used than there is counts as all of it',
      source: 'kube-scheduler requested_to_capacity_ratio.go',
      got: requestedToCapacity(
        [
          { used: 9000, capacity: 4000 },
          { used: 5000, capacity: 10000 },
        ],
        [
          { utilization: 0, score: 0 },
          { utilization: 100, score: 10 },
        ],
      ),
      expected: 75,
    },
    {
      name: 'where nothing scores the mean is 0',
      source: 'kube-scheduler requested_to_capacity_ratio.go',
      got: requestedToCapacity([{ used: 4000, capacity: 4000 }], falling),
      expected: 0,
    },
    {
      name: 'memory past 80 TiB, whose hundredfold a double does not hold',
      source: 'kube-scheduler requested_to_capacity_ratio.go',
      got: requestedToCapacity([{ used: 9007199254740990, capacity: 9007199254740991 }], falling),
      expected: 1,
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
      name: 'what has no capacity is left out (KubeAdmiral counts it as full)',
      source: 'kube-scheduler balanced_allocation.go',
      got: balancedAllocation([
        { used: 0, capacity: 0 },
        { used: 1, capacity: 4 },
        { used: 3, capacity: 4 },
      ]),
      expected: 75,
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

  test.each([
    ['LeastLoaded', 'kube-scheduler least_allocated.go', 37],
    ['Binpack', 'kube-scheduler most_allocated.go', 62],
    ['BestFit', 'the least of both parts of most_allocated.go', 50],
  ] as const)(
    'strategy %s gives 3000/4000 cpu and 5000/10000 memory its points (%s)',
    (strategy, _source, expected) => {
      const half = target('half', {
        capacity: { cpu: '4', memory: '10000' },
        status: { allocatedResources: { cpu: '2', memory: '1000' } },
      })
      const workloads = [deployment('web', { cpu: '1', memory: '4000' })]
      const { entries } = decisionOf({ targets: [half], workloads, policies: [policy('p', { strategy })] }).trace(
        'half',
      )
      expect(entries.find(({ name }) => name === strategy)?.points).toBe(expected)
    },
  )

  test.each([
    [[1, 0, 0]],
    [[1, 1, 0]],
    [[1, 1, 1]],
    [[2, 1, 1]],
    [[2, 2, 1]],
    [[3, 2, 1]],
    [[4, 2, 1]],
    [[4, 3, 1]],
    [[4, 3, 2]],
    [[5, 3, 2]],
  ])('a distribution of weights 170:110:60 gives %j (Karmada webstermethod.go)', (seats) => {
    const names = ['a', 'b', 'c']
    const replicas = seats.reduce((sum, seat) => sum + seat, 0)
    const decision = decisionOf({
      targets: names.map((name) => target(name)),
      workloads: [deployment('web', { replicas })],
      distributions: [
        distribution('d', { targets: [170, 110, 60].map((weight, index) => ({ name: names[index] ?? '', weight })) }),
      ],
    })
    expect(names.map((name) => placed(decision)[name] ?? 0)).toEqual(seats)
  })

  test.each<{ name: string; source: string; total: number; shares: Share[]; seats: number[] }>([
    {
      name: 'weights 2:1 share two replicas',
      source: 'Karmada issue 6424, where it was 2/0',
      total: 2,
      shares: [{ weight: 2 }, { weight: 1 }],
      seats: [1, 1],
    },
    {
      name: 'ten over 6:6:2, as by largest remainder',
      source: 'the Alabama paradox',
      total: 10,
      shares: [{ weight: 6 }, { weight: 6 }, { weight: 2 }],
      seats: [4, 4, 2],
    },
    {
      name: 'eleven over 6:6:2 take nothing from the third, which largest remainder cuts to 1',
      source: 'the Alabama paradox; Karmada issue 6735',
      total: 11,
      shares: [{ weight: 6 }, { weight: 6 }, { weight: 2 }],
      seats: [5, 4, 2],
    },
    {
      name: 'one each, then by weight',
      source: 'Karmada issue 6424',
      total: 5,
      shares: [
        { weight: 100, min: 1 },
        { weight: 1, min: 1 },
        { weight: 1, min: 1 },
      ],
      seats: [3, 1, 1],
    },
    {
      name: 'an even mode',
      source: 'Karmada issue 4805',
      total: 8,
      shares: [{ weight: 1 }, { weight: 1 }, { weight: 1 }],
      seats: [3, 3, 2],
    },
  ])('$name ($source)', ({ total, shares, seats }) => {
    expect(divideReplicas(total, shares)).toEqual({ seats, overflow: 0 })
  })

  test.each<{ name: string; source: string; capacity: { [name: string]: string }; cpu: string; fits: number }>([
    {
      name: 'the scarcest resource decides how many fit',
      source: 'Karmada dynamic division',
      capacity: { cpu: '10', memory: '4Gi', pods: '110' },
      cpu: '1',
      fits: 4,
    },
    {
      name: 'pod slots are a resource',
      source: 'Karmada dynamic division',
      capacity: { cpu: '10', memory: '9Gi', pods: '3' },
      cpu: '1',
      fits: 3,
    },
    {
      name: 'what asks for nothing is bound by pod slots alone',
      source: 'Karmada dynamic division',
      capacity: { cpu: '0', memory: '0', pods: '7' },
      cpu: '0',
      fits: 7,
    },
  ])('$name ($source); what does not fit is left over', ({ capacity, cpu, fits }) => {
    const memory = cpu === '0' ? '0' : '1Gi'
    const workloads = [deployment('web', { replicas: 10, cpu, memory })]
    const decision = decisionOf({ targets: [target('t', { capacity })], workloads })
    expect([placed(decision), decision.overflow]).toEqual([{ t: fits }, 10 - fits])
  })

  test('Aggregated divides by free room over the fewest that hold it, it does not fill the first (Karmada)', () => {
    const decision = decisionOf({
      targets: ['10', '8', '3'].map((cpu) => target(`free-${cpu}`, { capacity: { cpu } })),
      workloads: [deployment('web', { replicas: 12 })],
      distributions: [distribution('d', { placement: { mode: 'Aggregated' } })],
    })
    expect(placed(decision)).toEqual({ 'free-10': 7, 'free-8': 5 })
  })

  test.each([
    { strategy: 'LeastLoaded' as const, expected: 'idle' },
    { strategy: 'Binpack' as const, expected: 'large' },
  ])('$strategy goes by free room, not by size as ResourceAllocatable (OCM resource.go)', ({ strategy, expected }) => {
    const decision = decisionOf({
      targets: [
        target('large', { capacity: { cpu: '100' }, status: { allocatedResources: { cpu: '90' } } }),
        target('idle', { capacity: { cpu: '20' } }),
      ],
      workloads: [deployment('web')],
      policies: [policy('p', { strategy })],
    })
    expect(placed(decision)).toEqual({ [expected]: 1 })
  })

  test('a target that is kept and busiest loses to an idle stranger only when decided anew (OCM Steady and Balance)', () => {
    const others = ['a', 'b', 'c'].map((name) => deployment(name))
    const given = {
      targets: [target('kept'), target('stranger')],
      workloads: [...others, deployment('web')],
      policies: [policy('p', { strategy: 'LeastLoaded' })],
    }
    const before = [...others, deployment('web')].map((workload) => storedDecision(workload, { kept: 1 }))
    const after = rescheduleAll(given, before).decisions.map((decision) => placed(decision))
    expect(after).toEqual(before.map(() => ({ kept: 1 })))
    expect(placed(decisionOf({ ...given, decisions: before }, 'a'))).toEqual({ stranger: 1 })
  })

  test.each<{ name: string; targets: [string, TargetParts][]; minDomains?: number; total: number; expected: object }>([
    {
      name: 'placed only where the domain is at most maxSkew above the emptiest',
      targets: [zone('a'), zone('b'), zone('c')],
      total: 8,
      expected: { seats: [3, 3, 2], overflow: 0 },
    },
    {
      name: 'a domain without any counts, as its nodes are there',
      targets: [zone('a'), zone('b'), zone('c', { capacity: { cpu: '0' } })],
      total: 8,
      expected: { seats: [1, 1], overflow: 6 },
    },
    {
      name: 'only eligible domains make the emptiest',
      targets: [zone('a'), zone('b'), zone('c', { spec: { unschedulable: true } })],
      total: 8,
      expected: { seats: [4, 4], overflow: 0 },
    },
    {
      name: 'the emptiest counts 0 while fewer than minDomains are eligible',
      targets: [zone('a'), zone('b')],
      minDomains: 3,
      total: 8,
      expected: { seats: [1, 1], overflow: 6 },
    },
    {
      name: 'as many as minDomains count as they are',
      targets: [zone('a'), zone('b')],
      minDomains: 2,
      total: 8,
      expected: { seats: [4, 4], overflow: 0 },
    },
    {
      name: 'what has no value for the key is refused (KubeFleet lets it pass)',
      targets: [zone('a'), ['keyless', {}]],
      total: 8,
      expected: { seats: [8], overflow: 0 },
    },
  ])('hard skew of 1: $name (kube-scheduler podtopologyspread)', ({ targets, minDomains, total, expected }) => {
    const spread = { topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' as const }
    const decision = decisionOf({
      targets: targets.map(([name, parts]) => target(name, parts)),
      workloads: [deployment('web', { replicas: total })],
      constraints: [
        constraint('s', {
          topologySpreadConstraints: [minDomains === undefined ? spread : { ...spread, minDomains }],
        }),
      ],
    })
    const seats = Object.values(placed(decision)).sort((left, right) => (right ?? 0) - (left ?? 0))
    expect({ seats, overflow: decision.overflow }).toEqual(expected)
  })

  test('a middle domain may grow while another is too full already (kube-scheduler; KubeFleet refuses)', () => {
    const spread = { topologyKey: 'zone', maxSkew: 2, whenUnsatisfiable: 'DoNotSchedule' as const }
    const targets = [zone('a'), zone('b'), zone('c', { capacity: { cpu: '0' } })]
    const web = (replicas: number) => deployment('web', { replicas })
    const given = {
      targets: targets.map(([name, parts]) => target(name, parts)),
      constraints: [constraint('s', { topologySpreadConstraints: [spread] })],
    }
    const again = rescheduleAll({ ...given, workloads: [web(8)] }, [storedDecision(web(6), { a: 5, b: 1 })])
    expect(again.decisions.map((decision) => [placed(decision), decision.overflow])).toEqual([[{ a: 5, b: 2 }, 1]])
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
