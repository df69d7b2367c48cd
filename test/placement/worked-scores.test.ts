import { describe, expect, test } from 'vitest'
import {
  balancedAllocation,
  leastAllocated,
  mostAllocated,
  requestedToCapacity,
} from '../../src/core/placement/index.ts'
import { decisionOf, deployment, policy, target } from './support/objects.ts'

/** Points fall from 10 to 0 as a target fills: kube-scheduler's default shape. */
const falling = [
  { utilization: 0, score: 10 },
  { utilization: 100, score: 0 },
]

describe('scores of the field', () => {
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
})
