import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../src/core/apimachinery/index.ts'
import { type PlacementInputs, rescheduleAll, scheduleAll } from '../../src/core/placement/index.ts'
import {
  codes,
  constraint,
  decisionOf,
  distribution,
  placed,
  policy,
  storedDecision,
  target,
  workload,
} from './support/objects.ts'
import { seed, times } from './support/runs.ts'

const targets = [
  target('a'),
  target('b', { capacity: { cpu: '4' }, spec: { unschedulable: true }, status: { allocatedResources: { cpu: '3' } } }),
  target('c'),
]
const web = (replicas: number) => workload('apps/v1', 'Deployment', 'web', { replicas })
const forcing = (object: KubeObject, forced: { readonly [name: string]: number | undefined }) =>
  storedDecision(
    object,
    {},
    {
      overrides: Object.entries(forced).map(([clusterName, replicas]) => ({
        clusterName,
        effect: 'Force' as const,
        reason: 'audit',
        ...(replicas === undefined ? {} : { replicas }),
      })),
    },
  )

describe('what is forced', () => {
  test.each<{
    name: string
    of: KubeObject
    forced: { [name: string]: number | undefined }
    given?: Partial<PlacementInputs>
    expected: object
  }>([
    { name: 'takes all, where one target takes all', of: web(5), forced: { b: undefined }, expected: { b: 5 } },
    {
      name: 'takes one at least, where it ranks last under Spread',
      of: web(1),
      forced: { b: undefined },
      given: { policies: [policy('p', { strategy: 'Spread' })] },
      expected: { b: 1 },
    },
    {
      name: 'with a number gets this number, and the rest goes on',
      of: web(5),
      forced: { b: 1 },
      expected: { b: 1, a: 4 },
    },
    { name: 'twice is taken twice', of: web(4), forced: { b: 1, a: 2 }, expected: { a: 2, b: 1, c: 1 } },
    {
      name: 'goes before better tiers',
      of: web(2),
      forced: { c: undefined },
      given: {
        policies: [
          policy('p', { rules: [{ name: 'r', effect: 'Require', weight: 50, clusters: { include: ['a'] } }] }),
        ],
      },
      expected: { c: 2 },
    },
    {
      name: 'counts against maxClusters',
      of: web(4),
      forced: { b: 1 },
      given: { constraints: [constraint('two', { maxClusters: 2 })] },
      expected: { b: 1, a: 3 },
    },
    {
      name: 'is taken beyond maxClusters',
      of: web(4),
      forced: { b: 1, c: 1 },
      given: { constraints: [constraint('one', { maxClusters: 1 })] },
      expected: { b: 1, c: 1 },
    },
    {
      name: 'is what a StatefulSet goes to',
      of: workload('apps/v1', 'StatefulSet', 'web', { replicas: 3 }),
      forced: { b: undefined },
      expected: { b: 3 },
    },
    {
      name: 'is among as few targets as hold it',
      of: web(12),
      forced: { b: 1 },
      given: { distributions: [distribution('d', { placement: { mode: 'Aggregated' } })] },
      expected: { b: 1, a: 6, c: 5 },
    },
    {
      name: 'with a number runs so many of a copy',
      of: web(3),
      forced: { b: 1 },
      given: { distributions: [distribution('d', { placement: { mode: 'Duplicated' } })] },
      expected: { a: 3, b: 1, c: 3 },
    },
    {
      name: "is added to what a strategy of one's own selects",
      of: web(4),
      forced: { b: 1 },
      given: { strategies: [{ name: () => 'LeastLoaded', select: () => ['c'] }] },
      expected: { b: 1, c: 3 },
    },
  ])('$name', ({ of, forced, given, expected }) => {
    const inputs: PlacementInputs = {
      targets,
      workloads: [of],
      policies: [policy('p', { strategy: 'LeastLoaded' })],
      decisions: [forcing(of, forced)],
      ...given,
    }
    expect(placed(decisionOf(inputs))).toEqual(expected)
  })

  test('lists all that it bypasses with the replicas it runs', () => {
    const { clusters } = decisionOf({
      targets,
      workloads: [web(5)],
      constraints: [constraint('few', { maxReplicas: 3, maxClusters: 1 })],
      decisions: [forcing(web(5), { b: 4, c: 1 })],
    })
    expect(clusters.map(({ clusterName, violations }) => [clusterName, violations])).toEqual([
      ['b', ['Cordoned: unschedulable', 'InsufficientResource: cpu', 'ReplicasOutOfBounds: few', 'MaxClusters: few']],
      ['c', ['MaxClusters: few']],
    ])
  })

  test('is where replicas move to that run elsewhere', () => {
    const given = { targets, workloads: [web(4)], policies: [policy('p')] }
    const stored = storedDecision(
      web(4),
      { a: 4 },
      { overrides: [{ clusterName: 'c', effect: 'Force', reason: 'audit', replicas: 3 }] },
    )
    const [after] = rescheduleAll(given, [stored]).decisions
    expect(after && placed(after)).toEqual({ a: 1, c: 3 })
  })

  test('is what others are told they lost to, and what is asked for too much is noted', () => {
    const decision = decisionOf({ targets, workloads: [web(2)], decisions: [forcing(web(2), { b: 5 })] })
    expect(decision.reasonsFor('a')).toMatchObject([
      { code: 'Outranked', name: 'b', message: 'overrides force it onto b, which leaves nothing for others' },
    ])
    expect(decision.notes).toContainEqual({
      code: 'Override',
      message: '"b" is forced with 5 replicas and gets 2: the workload has 2',
    })
    expect(codes(decision, 'b')).toEqual([])
  })

  test('is always taken, and gets the number that is stated', () => {
    fc.assert(
      fc.property(
        fc.record({
          cpus: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
          at: fc.nat(5),
          stated: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
          replicas: fc.integer({ min: 1, max: 20 }),
          strategy: fc.constantFrom(
            'BestFit' as const,
            'Spread' as const,
            'Binpack' as const,
            'Random' as const,
            'LeastLoaded' as const,
          ),
          kind: fc.constantFrom('Deployment', 'StatefulSet'),
          enforcement: fc.constantFrom('Required' as const, 'Preferred' as const),
          limits: fc.record(
            {
              maxClusters: fc.integer({ min: 1, max: 3 }),
              maxReplicas: fc.integer({ min: 2, max: 6 }),
              minReplicas: fc.integer({ min: 1, max: 2 }),
            },
            { requiredKeys: [] },
          ),
          before: fc.option(fc.nat(5), { nil: undefined }),
        }),
        ({ cpus, at, stated, replicas, strategy, kind, enforcement, limits, before }) => {
          const of = workload('apps/v1', kind, 'web', { replicas })
          const forced = `t${at % cpus.length}`
          const stored = {
            ...forcing(of, { [forced]: stated }),
          }
          const running = before === undefined ? {} : { [`t${before % cpus.length}`]: Math.max(1, replicas - 1) }
          const given: PlacementInputs = {
            targets: cpus.map((cpu, index) =>
              target(`t${index}`, {
                capacity: { cpu: String(cpu) },
                spec: index % 2 === 0 ? { unschedulable: true } : {},
              }),
            ),
            workloads: [of],
            policies: [
              policy('p', {
                strategy,
                enforcement,
                rules: [{ name: 'r', effect: 'Forbid', weight: 50, clusters: { include: [forced] } }],
              }),
            ],
            constraints: [constraint('limits', limits)],
            decisions: [stored],
          }
          const [fresh] = scheduleAll(given).decisions
          const again = {
            ...stored,
            spec: { ...stored.spec, ...storedDecision(of, running).spec, overrides: stored.spec.overrides ?? [] },
          }
          const [moved] = rescheduleAll(given, [again]).decisions
          for (const decision of [fresh, moved]) {
            const got = decision === undefined ? undefined : placed(decision)[forced]
            if (stated === undefined) expect(got).toBeGreaterThanOrEqual(1)
            else expect(got).toBe(Math.min(stated, replicas))
          }
        },
      ),
      { numRuns: 300 * times, seed },
    )
  })
})
