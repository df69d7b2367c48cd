import { describe, expect, test } from 'vitest'
import type { Scorer } from '../../src/core/api/index.ts'
import { balancedAllocationScorer, requestedToCapacityScorer } from '../../src/core/placement/index.ts'
import { decisionOf, deployment, placed, policy, target } from './support/objects.ts'

const falling = [
  { utilization: 0, score: 10 },
  { utilization: 100, score: 0 },
]
/** 4 CPUs and 10,000 bytes, of which one pod of the workload makes 3 CPUs and 5,000 bytes used. */
const half = target('half', {
  capacity: { cpu: '4', memory: '10000' },
  status: { allocatedResources: { cpu: '2', memory: '1000' } },
})
const web = deployment('web', { cpu: '1', memory: '4000' })

describe('the scorers that come with the library', () => {
  test.each<{ name: string; scorer: Scorer; expected: number; of?: typeof half }>([
    {
      name: 'requested to capacity of 3000/4000 cpu and 5000/10000 memory (kube-scheduler)',
      scorer: requestedToCapacityScorer(falling),
      expected: 38,
    },
    {
      name: 'requested to capacity by weights: cpu thrice, (3 × 25 + 50) / 4',
      scorer: requestedToCapacityScorer(falling, { weights: new Map([['cpu', 3]]) }),
      expected: 31,
    },
    { name: 'balanced allocation of three quarters and a half', scorer: balancedAllocationScorer(), expected: 87 },
    {
      name: 'one resource alone is balanced',
      scorer: balancedAllocationScorer({ resources: ['memory'] }),
      expected: 100,
    },
    {
      name: 'a resource whose capacity nobody states is left out',
      scorer: requestedToCapacityScorer(falling),
      of: target('x', { capacity: { cpu: '4' } }),
      expected: 75,
    },
    {
      name: 'a peak at 70 percent prefers what is about as full',
      scorer: requestedToCapacityScorer([
        { utilization: 0, score: 0 },
        { utilization: 75, score: 10 },
        { utilization: 100, score: 0 },
      ]),
      of: target('x', { capacity: { cpu: '4' }, status: { allocatedResources: { cpu: '2' } } }),
      expected: 100,
    },
  ])('$name', ({ scorer, of = half, expected }) => {
    expect(scorer.score(of, web)).toBe(expected)
    expect(scorer.priority()).toBe(0)
  })

  test('the one of higher priority decides, where the strategy leaves targets equal', () => {
    const full = target('full', { capacity: { cpu: '4' }, status: { allocatedResources: { cpu: '3' } } })
    const empty = target('empty', { capacity: { cpu: '4' } })
    const rising = [...falling].map(({ utilization }) => ({ utilization, score: utilization / 10 }))
    const given = {
      targets: [full, empty],
      workloads: [deployment('web')],
      policies: [policy('p', { strategy: 'Random' })],
    }
    const by = (...scorers: Scorer[]) => Object.keys(placed(decisionOf({ ...given, scorers })))
    const [spreads, packs] = [requestedToCapacityScorer(falling), requestedToCapacityScorer(rising, { priority: 5 })]
    expect([by(spreads), by(packs), by(spreads, packs), by(packs, spreads)]).toEqual([
      ['empty'],
      ['full'],
      ['full'],
      ['full'],
    ])
  })

  test.each([
    [[]],
    [[{ utilization: 0, score: 11 }]],
    [[{ utilization: 101, score: 1 }]],
    [
      [
        { utilization: 50, score: 1 },
        { utilization: 50, score: 2 },
      ],
    ],
  ])('a shape of %j is refused', (shape) => {
    expect(() => requestedToCapacityScorer(shape)).toThrow(expect.objectContaining({ code: 'InvalidShare' }))
  })
})
