import { describe, test } from 'vitest'
import { constraint, deployment, policy, regions, storedDecision, target, workload } from './support/objects.ts'
import { expectOutcome, type OutcomeRow } from './support/outcomes.ts'

const region = 'topology.kubernetes.io/region'

const small = target('small', { capacity: { cpu: '4' } })
const middle = target('middle', { capacity: { cpu: '8' } })
const large = target('large', { capacity: { cpu: '20' } })
const three = [small, middle, large]

const rows: OutcomeRow[] = [
  {
    name: 'a hard spread of replicas bounds the division',
    inputs: {
      targets: [
        target('eu', { labels: { zone: 'a' }, capacity: { cpu: '2' } }),
        target('us', { labels: { zone: 'b' }, capacity: { cpu: '50' } }),
      ],
      workloads: [deployment('web', { replicas: 9 })],
      constraints: [
        constraint('s', {
          topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }],
        }),
      ],
    },
    expected: { eu: 2, us: 3 },
    overflow: 4,
  },
  {
    name: 'thousands under a hard spread go on one level above, where the emptiest domain allows it',
    inputs: {
      targets: [466, 1683, 2, 1219, 1684].map((cpu, index) =>
        target(`t${index}`, {
          labels: { zone: ['c', 'a', 'a', 'c', 'b'][index] ?? '' },
          capacity: { cpu: String(cpu) },
        }),
      ),
      workloads: [deployment('web', { replicas: 5053 })],
      policies: [policy('p', { strategy: 'Spread' })],
      constraints: [
        constraint('s', {
          topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }],
        }),
      ],
    },
    expected: { t0: 466, t1: 1682, t2: 2, t3: 1219, t4: 1684 },
  },
  {
    name: 'a minimum that would break a hard spread is not reached by breaking it',
    inputs: {
      targets: [
        target('eu', { labels: { zone: 'a' }, capacity: { cpu: '2' } }),
        target('us', { labels: { zone: 'b' }, capacity: { cpu: '1' } }),
      ],
      workloads: [deployment('web', { replicas: 2 })],
      constraints: [
        constraint('s', {
          minReplicas: 2,
          topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }],
        }),
      ],
    },
    expected: {},
    overflow: 2,
  },
  {
    name: 'fewer domains than minDomains count as if one were empty',
    inputs: {
      targets: [target('eu', { labels: { zone: 'a' } }), target('us', { labels: { zone: 'b' } })],
      workloads: [deployment('web', { replicas: 9 })],
      constraints: [
        constraint('s', {
          topologySpreadConstraints: [
            { topologyKey: 'zone', maxSkew: 2, minDomains: 3, whenUnsatisfiable: 'DoNotSchedule' },
          ],
        }),
      ],
    },
    expected: { eu: 2, us: 2 },
    overflow: 5,
  },
  {
    name: 'a hard spread of targets keeps copies even',
    inputs: {
      targets: regions({ eu: 3, us: 1 }),
      workloads: [workload('apps/v1', 'DaemonSet', 'agent')],
      constraints: [
        constraint('s', {
          topologySpreadConstraints: [{ topologyKey: region, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }],
        }),
      ],
    },
    expected: { 'eu-1': null, 'eu-3': null, 'us-1': null },
    overflow: null,
  },
  {
    name: 'a cell that all share makes a domain',
    inputs: {
      targets: [
        target('one', {
          spec: {
            cells: [
              { name: 'a', labels: { zone: 'x' }, capacity: { cpu: '9' } },
              { name: 'b', labels: { zone: 'x' } },
            ],
          },
        }),
        target('two', {
          spec: {
            cells: [
              { name: 'a', labels: { zone: 'x' } },
              { name: 'b', labels: { zone: 'y' } },
            ],
          },
        }),
      ],
      workloads: [deployment('web', { replicas: 2 })],
      constraints: [
        constraint('s', {
          topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew: 5, whenUnsatisfiable: 'DoNotSchedule' }],
        }),
      ],
    },
    expected: { one: 2 },
  },
  {
    name: 'anti-affinity keeps apart, by topology',
    inputs: {
      targets: regions({ eu: 2, us: 1 }),
      workloads: [
        deployment('a', { labels: { app: 'a' } }),
        deployment('b', { labels: { app: 'b' } }),
        deployment('c', { labels: { app: 'c' } }),
      ],
      constraints: [
        constraint('apart', {
          workloadSelector: { matchLabels: { app: 'b' } },
          antiAffinity: {
            terms: [
              {
                labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'c'] }] },
                topologyKey: region,
                enforcement: 'Required',
              },
            ],
          },
        }),
      ],
      policies: [policy('p', { clusterSelector: { clusterNames: ['eu-1', 'eu-2', 'us-1'] } })],
    },
    of: 'b',
    expected: { 'us-1': 1 },
  },
  {
    name: 'a forced target takes it whatever the filters say',
    inputs: {
      targets: [target('shut', { spec: { unschedulable: true } }), target('open')],
      workloads: [deployment('web', { replicas: 2 })],
      decisions: [
        storedDecision(
          deployment('web'),
          {},
          { overrides: [{ clusterName: 'shut', effect: 'Force', reason: 'audit' }] },
        ),
      ],
    },
    expected: { shut: 2 },
  },
  {
    name: 'a forced number is divided first',
    inputs: {
      targets: three,
      workloads: [deployment('web', { replicas: 5 })],
      policies: [policy('p', { strategy: 'Spread' })],
      decisions: [
        storedDecision(
          deployment('web'),
          {},
          { overrides: [{ clusterName: 'small', effect: 'Force', reason: 'audit', replicas: 1 }] },
        ),
      ],
    },
    expected: { large: 2, middle: 2, small: 1 },
  },
  {
    name: 'capacity past 2^53 is exact',
    inputs: {
      targets: [target('a', { capacity: { memory: '9007199254740993' } })],
      workloads: [deployment('web', { replicas: 2, cpu: '0', memory: '4503599627370497' })],
    },
    expected: { a: 1 },
    overflow: 1,
  },
]

describe('where spreads, distances and overrides let workloads go', () => {
  test.each(rows)('$name', expectOutcome)
})
