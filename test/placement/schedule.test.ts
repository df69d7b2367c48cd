import { describe, expect, test } from 'vitest'
import { scheduleAll } from '../../src/core/placement/index.ts'
import { constraint, deployment, distribution, policy, target, workload } from './support/objects.ts'
import { expectOutcome, type OutcomeRow } from './support/outcomes.ts'

const small = target('small', { capacity: { cpu: '4' } })
const middle = target('middle', { capacity: { cpu: '8' } })
const large = target('large', { capacity: { cpu: '20' } })
const three = [small, middle, large]

const rows: OutcomeRow[] = [
  {
    name: 'BestFit takes the tightest target that holds all',
    inputs: { targets: three, workloads: [deployment('web', { replicas: 6 })] },
    expected: { middle: 6 },
  },
  {
    name: 'Binpack takes the fullest',
    inputs: {
      targets: [target('a', { status: { allocatedResources: { cpu: '5' } } }), target('b')],
      workloads: [deployment('web', { replicas: 2 })],
      policies: [policy('p', { strategy: 'Binpack' })],
    },
    expected: { a: 2 },
  },
  {
    name: 'LeastLoaded takes the emptiest',
    inputs: {
      targets: [target('a', { status: { allocatedResources: { cpu: '5' } } }), target('b')],
      workloads: [deployment('web', { replicas: 2 })],
      policies: [policy('p', { strategy: 'LeastLoaded' })],
    },
    expected: { b: 2 },
  },
  {
    name: 'Spread divides equally over every target',
    inputs: {
      targets: three,
      workloads: [deployment('web', { replicas: 9 })],
      policies: [policy('p', { strategy: 'Spread' })],
    },
    expected: { large: 3, middle: 3, small: 3 },
  },
  {
    name: 'Spread passes on what does not fit',
    inputs: {
      targets: three,
      workloads: [deployment('web', { replicas: 21 })],
      policies: [policy('p', { strategy: 'Spread' })],
    },
    expected: { large: 9, middle: 8, small: 4 },
  },
  {
    name: 'without a single target that holds all, the shortest prefix, by free replicas',
    inputs: { targets: three, workloads: [deployment('web', { replicas: 24 })] },
    expected: { large: 15, middle: 6, small: 3 },
  },
  {
    name: 'what does not fit anywhere overflows',
    inputs: { targets: [small], workloads: [deployment('web', { replicas: 6 })] },
    expected: { small: 4 },
    overflow: 2,
  },
  {
    name: 'a StatefulSet goes to one target',
    inputs: {
      targets: three,
      workloads: [workload('apps/v1', 'StatefulSet', 'db', { replicas: 3 })],
      policies: [policy('p', { strategy: 'Spread' })],
    },
    expected: { large: 3 },
  },
  {
    name: 'a DaemonSet goes to every target',
    inputs: { targets: three, workloads: [workload('apps/v1', 'DaemonSet', 'agent')] },
    expected: { large: null, middle: null, small: null },
    overflow: null,
  },
  {
    name: 'absent replicas are one',
    inputs: { targets: [small], workloads: [deployment('web')] },
    expected: { small: 1 },
  },
  {
    name: 'no replicas are placed as one would be, with none',
    inputs: { targets: [small, middle], workloads: [deployment('web', { replicas: 0 })] },
    expected: { small: 0 },
  },
  {
    name: 'a distribution divides by its weights',
    inputs: {
      targets: three,
      workloads: [deployment('web', { replicas: 8 })],
      distributions: [
        distribution('d', {
          targets: [
            { name: 'small', weight: 1 },
            { name: 'large', weight: 3 },
          ],
        }),
      ],
    },
    expected: { large: 6, small: 2 },
  },
  {
    name: 'a distribution states numbers and shares',
    inputs: {
      targets: three,
      workloads: [deployment('web', { replicas: 10 })],
      distributions: [
        distribution('d', {
          targets: [
            { name: 'small', replicas: 2 },
            { name: 'middle', replicas: '50%' },
            { name: 'large', weight: 1 },
          ],
        }),
      ],
    },
    expected: { large: 3, middle: 5, small: 2 },
  },
  {
    name: 'a distribution duplicates',
    inputs: {
      targets: three,
      workloads: [deployment('web', { replicas: 5 })],
      distributions: [distribution('d', { placement: { mode: 'Duplicated' } })],
    },
    expected: { large: 5, middle: 5 },
    overflow: null,
  },
  {
    name: 'Aggregated takes as few as hold it',
    inputs: {
      targets: three,
      workloads: [deployment('web', { replicas: 22 })],
      distributions: [distribution('d', { placement: { mode: 'Aggregated' } })],
    },
    expected: { large: 16, middle: 6 },
  },
  {
    name: 'maxReplicas bounds every target',
    inputs: {
      targets: three,
      workloads: [deployment('web', { replicas: 7 })],
      constraints: [constraint('c', { maxReplicas: 3 })],
    },
    expected: { large: 3, middle: 3, small: 1 },
  },
  {
    name: 'minReplicas is none or that many',
    inputs: {
      targets: three,
      workloads: [deployment('web', { replicas: 5 })],
      policies: [policy('p', { strategy: 'Spread' })],
      constraints: [constraint('c', { minReplicas: 3 })],
    },
    expected: { large: 5 },
  },
  {
    name: 'maxClusters bounds how many',
    inputs: {
      targets: three,
      workloads: [deployment('web', { replicas: 9 })],
      policies: [policy('p', { strategy: 'Spread' })],
      constraints: [constraint('c', { maxClusters: 2 })],
    },
    expected: { large: 5, middle: 4 },
  },
  {
    name: 'the strictest of several constraints holds',
    inputs: {
      targets: [large],
      workloads: [deployment('web', { replicas: 9 })],
      constraints: [constraint('a', { maxReplicas: 5 }), constraint('b', { maxReplicas: 4 })],
    },
    expected: { large: 4 },
    overflow: 5,
  },
]

describe('where workloads go', () => {
  test.each(rows)('$name', expectOutcome)

  test('capacity is consumed step by step', () => {
    const workloads = Array.from({ length: 10 }, (_, index) => deployment(`w${index}`, { replicas: 1 }))
    const { decisions } = scheduleAll({ targets: [small], workloads })
    expect(decisions.filter(({ outcome }) => outcome === 'Placed')).toHaveLength(4)
  })

  test('the policy of highest priority decides first, then by names', () => {
    const policies = [
      policy('low', { priority: 1, workloadSelector: { matchLabels: { app: 'a' } } }),
      policy('high', { priority: 9, workloadSelector: { matchLabels: { app: 'b' } } }),
    ]
    const { decisions } = scheduleAll({
      targets: [large],
      workloads: [deployment('a'), deployment('b'), deployment('c')],
      policies,
    })
    expect(decisions.map(({ workload, policy }) => [workload.name, policy])).toEqual([
      ['b', 'high'],
      ['a', 'low'],
      ['c', '<default>'],
    ])
  })
})
