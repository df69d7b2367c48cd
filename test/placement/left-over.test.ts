import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PlacementDecision, type SchedulingConstraint, type SyncTarget } from '../../src/core/api/index.ts'
import { validate } from '../../src/core/schema/index.ts'
import {
  type Decision,
  decisionObject,
  type LeftOver,
  type PlacementInputs,
  rescheduleAll,
  scheduleAll,
} from '../../src/core/placement/index.ts'
import { constraint, distribution, policy, storedDecision, target, workload } from './support/objects.ts'
import { seed, times } from './support/runs.ts'

const runs = { numRuns: 250 * times, seed }

const inputs: fc.Arbitrary<PlacementInputs> = fc
  .record({
    targets: fc.array(
      fc.record({
        zone: fc.constantFrom('a', 'b', 'c', undefined),
        cpu: fc.constantFrom('1', '2500m', '4', '8'),
        memory: fc.constantFrom('2Gi', '16Gi', undefined),
        quota: fc.constantFrom(undefined, undefined, 2),
        pods: fc.constantFrom(undefined, 1, 3),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    kind: fc.constantFrom('Deployment', 'Deployment', 'StatefulSet'),
    replicas: fc.integer({ min: 1, max: 30 }),
    strategy: fc.constantFrom('BestFit' as const, 'Spread' as const, 'Binpack' as const, 'LeastLoaded' as const),
    limits: fc.record(
      {
        minReplicas: fc.integer({ min: 1, max: 4 }),
        maxReplicas: fc.integer({ min: 4, max: 6 }),
        maxClusters: fc.integer({ min: 1, max: 4 }),
        topologySpreadConstraints: fc
          .record({
            topologyKey: fc.constant('zone'),
            maxSkew: fc.integer({ min: 1, max: 3 }),
            whenUnsatisfiable: fc.constantFrom('DoNotSchedule' as const, 'ScheduleAnyway' as const),
            unit: fc.constantFrom('Clusters' as const, 'Replicas' as const),
            minDomains: fc.integer({ min: 1, max: 3 }),
          })
          .map((spread) => [spread]),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ targets, kind, replicas, strategy, limits }) => ({
    targets: targets.map(({ zone, cpu, memory, quota, pods }, index) =>
      target(`t${index}`, {
        labels: zone === undefined ? {} : { zone },
        capacity: {
          cpu,
          ...(memory === undefined ? {} : { memory }),
          ...(pods === undefined ? {} : { pods: String(pods) }),
        },
        spec: quota === undefined ? {} : { resourceQuotas: [{ scope: 'Namespace', hard: { pods: quota } }] },
      }),
    ),
    workloads: [workload('apps/v1', kind, 'w', { replicas, cpu: '500m', memory: '1Gi' })],
    policies: [policy('p', { strategy })],
    constraints: [constraint('limits', limits)],
  }))

const [a, b, c] = ['a', 'b', 'c'].map((zone, index) =>
  target(zone, { labels: { zone }, capacity: { cpu: String(2 + 4 * index), pods: '20' } }),
)
const three = [a, b, c].flatMap((one) => one ?? [])
const web = (replicas: number) => workload('apps/v1', 'Deployment', 'web', { replicas })
const even = (maxSkew: number, more: { minDomains?: number; unit?: 'Clusters' | 'Replicas' } = {}) => ({
  topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew, whenUnsatisfiable: 'DoNotSchedule' as const, ...more }],
})
const stating = (replicas: number | string) =>
  distribution('fixed', {
    targets: [
      { name: 'a', replicas: 1 },
      { name: 'b', replicas },
    ],
  })

test.each<{ name: string; given: Partial<PlacementInputs>; expected: string[] }>([
  {
    name: 'a resource is used up',
    given: { workloads: [web(20)] },
    expected: ['too little cpu is left for one more, which needs 1 (a, b, c)'],
  },
  {
    name: 'no pod slot is free',
    given: { targets: [target('a', { capacity: { cpu: '9', pods: '2' } })], workloads: [web(3)] },
    expected: ['no slot for one more pod is free (a)'],
  },
  {
    name: 'a quota is used up, and so is a resource',
    given: {
      targets: [
        target('a', {
          capacity: { cpu: '2' },
          spec: { resourceQuotas: [{ scope: 'Workspace', hard: { 'requests.cpu': 2 } }] },
        }),
      ],
      workloads: [web(3)],
    },
    expected: [
      'too little cpu is left for one more, which needs 1, and its quota for the whole hub allows 2 requests.cpu; 0 used, 3 more needed (a)',
    ],
  },
  {
    name: 'a constraint sets maxReplicas, and on one target a resource is used up before',
    given: { workloads: [web(20)], constraints: [constraint('few', { maxReplicas: 5 })] },
    expected: [
      'constraint "few" allows 5 replicas on a target (b, c)',
      'too little cpu is left for one more, which needs 1 (a)',
    ],
  },
  {
    name: 'a distribution sets maxReplicas below that of a constraint',
    given: {
      workloads: [web(20)],
      constraints: [constraint('few', { maxReplicas: 5 })],
      distributions: [distribution('fewer', { placement: { maxReplicas: 1 } })],
    },
    expected: ['WorkloadDistribution "fewer" allows 1 replica on a target (a, b, c)'],
  },
  {
    name: 'maxClusters leaves targets out',
    given: { workloads: [web(18)], constraints: [constraint('two', { maxClusters: 2 })] },
    expected: ['too little cpu is left for one more, which needs 1 (b, c)', 'constraint "two" allows 2 targets (a)'],
  },
  {
    name: 'one kind goes to one target',
    given: { workloads: [workload('apps/v1', 'StatefulSet', 'db', { replicas: 12 })] },
    expected: [
      'a StatefulSet goes to one target unless a WorkloadDistribution says otherwise (a, b)',
      'too little cpu is left for one more, which needs 1 (c)',
    ],
  },
  {
    name: 'a skew of replicas is reached beside a full domain',
    given: { workloads: [web(9)], constraints: [constraint('even', even(1))] },
    expected: [
      'constraint "even" allows a skew of 1 over zone: b, c would be further ahead of a with 2 replicas (b, c)',
      'too little cpu is left for one more, which needs 1 (a)',
    ],
  },
  {
    name: 'fewer domains than minDomains',
    given: { workloads: [web(18)], constraints: [constraint('even', even(2, { minDomains: 4 }))] },
    expected: [
      'constraint "even" allows a skew of 2 over zone: fewer than 4 domains can take any, so that each may have 2 at most (b, c)',
      'too little cpu is left for one more, which needs 1, and constraint "even" allows a skew of 2 over zone: fewer than 4 domains can take any, so that each may have 2 at most (a)',
    ],
  },
  {
    name: 'a skew of targets keeps out a second target of a zone',
    given: {
      targets: [
        ...three,
        target('c2', { labels: { zone: 'c' }, capacity: { cpu: '1' } }),
        target('c3', { labels: { zone: 'c' }, capacity: { cpu: '1' } }),
      ],
      workloads: [web(25)],
      constraints: [constraint('apart', even(1, { unit: 'Clusters' }))],
    },
    expected: [
      'too little cpu is left for one more, which needs 1 (a, b, c and 1 more)',
      'constraint "apart" allows a skew of 1 over zone: c would be further ahead of a, b with 1 target (c3)',
    ],
  },
  {
    name: 'what is left over is fewer than a minimum',
    given: {
      workloads: [web(7)],
      policies: [policy('p', { strategy: 'Spread' })],
      constraints: [constraint('four', { minReplicas: 4, maxReplicas: 6 })],
    },
    expected: [
      'constraint "four" asks for 4 replicas on a target, or none (b)',
      'constraint "four" allows 6 replicas on a target (c)',
    ],
  },
  {
    name: 'a distribution states how many each target gets',
    given: { workloads: [web(9)], distributions: [stating(3)] },
    expected: ['WorkloadDistribution "fixed" states how many replicas each gets (a, b)'],
  },
  {
    name: 'a distribution states more than a target holds',
    given: { workloads: [web(9)], distributions: [stating(8)] },
    expected: [
      'WorkloadDistribution "fixed" states how many replicas each gets (a)',
      'too little cpu is left for one more, which needs 1 (b)',
    ],
  },
  {
    name: "a strategy of one's own selects one target",
    given: {
      workloads: [web(12)],
      strategies: [{ name: () => 'BestFit', select: (candidates) => candidates.slice(0, 1).map(({ name }) => name) }],
    },
    expected: [
      'strategy BestFit selected no more targets (a, c)',
      'too little cpu is left for one more, which needs 1 (b)',
    ],
  },
])('where $name the notes say so', ({ given, expected }) => {
  const decision = only({ targets: three, workloads: [], policies: [policy('p')], ...given })
  expect(decision.outcome).toBe('Partial')
  const notes = decision.notes.filter(({ code }) => code === 'LeftOver').map(({ message }) => message)
  expect(notes).toEqual(expected)
  const object = decisionObject(decision, { now: '2026-01-01T00:00:00Z' })
  expect(validate(PlacementDecision.schema, JSON.parse(JSON.stringify(object)) as never)).toEqual([])
  expect(object?.status?.conditions?.[0]?.message).toContain(expected.join('; '))
})

test('a forced target that is told how many it gets, and one that is cordoned when rescheduling, are named', () => {
  const given = { targets: three, workloads: [web(20)], policies: [policy('p')] }
  const decisions = [
    storedDecision(
      web(12),
      { b: 2 },
      { overrides: [{ clusterName: 'b', effect: 'Force', replicas: 2, reason: 'test of b' }] },
    ),
  ]
  expect(leftOver(only({ ...given, decisions }))).toContain('an override states how many replicas: test of b (b)')
  const cordoned = {
    ...given,
    targets: [a, b].flatMap((one) => one ?? []).map((one) => ({ ...one, spec: { ...one.spec, unschedulable: true } })),
  }
  const [after] = rescheduleAll(cordoned, [storedDecision(web(12), { b: 2 })]).decisions
  expect(after && leftOver(after)).toEqual(['it keeps what it runs and takes no more: it is cordoned (b)'])
})

const leftOver = ({ notes }: Decision) => notes.filter(({ code }) => code === 'LeftOver').map(({ message }) => message)

describe('what is left over is explained', { timeout: 600_000 }, () => {
  test('every target is chosen with a limit, refused, or kept away by a limit', () => {
    let short = 0
    fc.assert(
      fc.property(inputs, (given) => {
        const decision = only(given)
        if (decision.overflow === 0) {
          expect(decision.leftOver()).toEqual([])
          return
        }
        short++
        const named = decision.leftOver().flatMap(({ clusterNames }) => clusterNames)
        expect(new Set(named).size).toBe(named.length)
        const refused = decision
          .rejected()
          .filter(({ clusterName }) => !named.includes(clusterName))
          .filter(({ reasons }) => reasons.some(({ stage, code }) => stage !== 'Ranking' && code !== 'SkewExceeded'))
        expect(named.length + refused.length, JSON.stringify(decision.leftOver())).toBe(given.targets.length)
      }),
      runs,
    )
    expect(short).toBeGreaterThan(runs.numRuns / 4)
  })

  test('with all limits of a note lifted, more is placed', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const {
          minReplicas = 1,
          maxClusters,
          topologySpreadConstraints: [spread] = [],
        } = given.constraints?.[0]?.spec ?? {}
        // Which targets are taken under a skew is a matter of rank, and so of what they have.
        const isOfTargets = spread?.whenUnsatisfiable === 'DoNotSchedule' && spread.unit === 'Clusters'
        fc.pre(spread === undefined || (maxClusters === undefined && !isOfTargets))
        const decision = only(given)
        for (const group of decision.leftOver()) {
          // So is which of them reach their minimum.
          if (minReplicas > 1 && group.limits.every(({ kind }) => kind !== 'MinReplicas')) continue
          const after = only(lifted(given, group))
          expect(after.overflow, JSON.stringify(group)).toBeLessThan(decision.overflow ?? 0)
        }
      }),
      runs,
    )
  })
})

function only(given: PlacementInputs): Decision {
  const [decision] = scheduleAll(given).decisions
  if (decision === undefined) throw new Error('no decision')
  return decision
}

/** The inputs without the limits of one note. */
function lifted(given: PlacementInputs, { limits, clusterNames }: LeftOver): PlacementInputs {
  return limits.reduce<PlacementInputs>((inputs, { kind, name }) => {
    switch (kind) {
      case 'Resource':
        return changed(inputs, clusterNames, (one) => ({
          ...one,
          spec: {
            ...one.spec,
            cells: (one.spec.cells ?? []).map((cell) => ({
              ...cell,
              capacity: { ...cell.capacity, [name]: '1000Gi' },
            })),
          },
        }))
      case 'Quota':
        return changed(inputs, clusterNames, ({ spec: { resourceQuotas: _, ...spec }, ...one }) => ({ ...one, spec }))
      case 'MinReplicas':
        return limited(inputs, ({ minReplicas: _, ...spec }) => spec)
      case 'MaxReplicas':
        return limited(inputs, ({ maxReplicas: _, ...spec }) => spec)
      case 'MaxClusters':
        return limited(inputs, ({ maxClusters: _, ...spec }) => spec)
      case 'Skew':
        return limited(inputs, ({ topologySpreadConstraints: _, ...spec }) => spec)
      case 'OneTarget':
        return {
          ...inputs,
          workloads: inputs.workloads.map((one) => ({ ...one, kind: 'Deployment' })),
        }
      default:
        throw new Error(`no way to lift ${kind}`)
    }
  }, given)
}

function changed(
  inputs: PlacementInputs,
  names: readonly string[],
  make: (one: SyncTarget) => SyncTarget,
): PlacementInputs {
  return { ...inputs, targets: inputs.targets.map((one) => (names.includes(one.metadata.name) ? make(one) : one)) }
}

function limited(
  inputs: PlacementInputs,
  make: (spec: SchedulingConstraint['spec']) => SchedulingConstraint['spec'],
): PlacementInputs {
  return { ...inputs, constraints: (inputs.constraints ?? []).map((one) => ({ ...one, spec: make(one.spec) })) }
}
