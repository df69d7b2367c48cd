import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../src/core/apimachinery/index.ts'
import { PlacementDecision as PlacementDecisionKind } from '../../src/core/api/index.ts'
import type { PlacementDecision, ScoredTarget } from '../../src/core/api/index.ts'
import {
  createPolicyEvaluator,
  createScheduler,
  decisionName,
  decisionObject,
  type PlacementInputs,
  rescheduleAll,
  schedule,
  scheduleAll,
} from '../../src/core/placement/index.ts'
import * as placement from '../../src/core/placement/index.ts'
import { validate } from '../../src/core/schema/index.ts'
import {
  constraint,
  decisionOf,
  deployment,
  distribution,
  object,
  placed,
  policy,
  regions,
  storedDecision,
  target,
  workload,
} from './support/objects.ts'

/** The programs of the page on placement, by what they register. */
function docExamples(): [string, string][] {
  const page = readFileSync(new URL('../../docs/placement.md', import.meta.url), 'utf8')
  return [...page.matchAll(/```ts\n([^`]*)```/g)].map(([, text = '']) => [
    /register(?<what>\w+)/.exec(text)?.groups?.['what'] ?? '',
    text,
  ])
}

const region = 'topology.kubernetes.io/region'
const small = target('small', { capacity: { cpu: '4' } })
const middle = target('middle', { capacity: { cpu: '8' } })
const large = target('large', { capacity: { cpu: '20' } })
const three = [small, middle, large]

type Row = {
  name: string
  inputs: PlacementInputs
  expected: { [name: string]: number | null }
  overflow?: number | null
  of?: string
}

const rows: Row[] = [
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

describe('where workloads go', () => {
  test.each(rows)('$name', ({ inputs, expected, overflow = 0, of }) => {
    const decision = decisionOf(inputs, of)
    expect(placed(decision)).toEqual(expected)
    expect(decision.overflow).toBe(overflow)
  })

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

describe('bad input', () => {
  test.each<{ name: string; inputs: Partial<PlacementInputs>; outcome: string; message?: string }>([
    { name: 'a fleet of no targets places nothing', inputs: { targets: [] }, outcome: 'Unplaced' },
    {
      name: 'negative replicas',
      inputs: { workloads: [deployment('web', { replicas: -1 })] },
      outcome: 'Error',
      message: 'Invalid value: -1',
    },
    {
      name: 'replicas of 2^31',
      inputs: { workloads: [deployment('web', { replicas: 2 ** 31 })] },
      outcome: 'Error',
      message: '2147483648',
    },
    {
      name: 'an amount of a pod that is no quantity',
      inputs: { workloads: [deployment('web', { cpu: 'much' })] },
      outcome: 'Error',
      message: 'spec.template.spec.containers[0].resources.requests.cpu: Invalid value: "much": must be a quantity',
    },
    {
      name: 'an amount of a pod below nothing',
      inputs: { workloads: [deployment('web', { pod: { overhead: { memory: '-1Mi' } } })] },
      outcome: 'Error',
      message: 'spec.template.spec.overhead.memory: Invalid value: "-1Mi": must be greater than or equal to 0',
    },
    {
      name: 'an amount of an init container that is a list',
      inputs: {
        workloads: [deployment('web', { pod: { initContainers: [{ resources: { limits: { cpu: ['1'] } } }] } })],
      },
      outcome: 'Error',
      message: 'spec.template.spec.initContainers[0].resources.limits.cpu: Invalid value: ["1"]',
    },
    {
      name: 'half a replica',
      inputs: { workloads: [deployment('web', { replicas: 1.5 })] },
      outcome: 'Error',
      message: '1.5',
    },
    {
      name: 'a selector that matches nothing leaves the default',
      inputs: { policies: [policy('p', { workloadSelector: { matchLabels: { no: 'body' } } })] },
      outcome: 'Placed',
    },
    {
      name: 'a required policy that is missing',
      inputs: { requiresPolicy: true },
      outcome: 'Error',
      message: 'no policy selects Deployment "web"',
    },
    {
      name: 'an unknown target in a distribution',
      inputs: { distributions: [distribution('d', { targets: [{ name: 'larg' }] })] },
      outcome: 'Error',
      message: 'there is no target "larg"; the nearest is "large"',
    },
    {
      name: 'an unknown policy in a distribution',
      inputs: {
        policies: [policy('gold')],
        distributions: [distribution('d', { placement: { policyRef: { name: 'golt' } } })],
      },
      outcome: 'Error',
      message: 'the nearest is "gold"',
    },
    {
      name: 'an unknown constraint in a policy',
      inputs: {
        policies: [policy('p', { constraintRefs: [{ kind: 'SchedulingConstraint', name: 'edge' }] })],
        constraints: [constraint('egde', {})],
      },
      outcome: 'Error',
      message: 'the nearest is "egde"',
    },
    {
      name: 'an unknown target in a rule',
      inputs: {
        policies: [
          policy('p', { rules: [{ name: 'r', effect: 'Require', weight: 50, clusters: { include: ['lagre'] } }] }),
        ],
      },
      outcome: 'Error',
      message: 'the nearest is "large"',
    },
    {
      name: 'a target that is known to be absent is no mistake',
      inputs: {
        absentTargets: ['gone'],
        distributions: [distribution('d', { targets: [{ name: 'gone' }, { name: 'large' }] })],
      },
      outcome: 'Placed',
    },
    {
      name: 'an unknown forced target',
      inputs: {
        decisions: [
          storedDecision(deployment('web'), {}, { overrides: [{ clusterName: 'lrge', effect: 'Force', reason: '' }] }),
        ],
      },
      outcome: 'Error',
      message: 'the nearest is "large"',
    },
  ])('$name', ({ inputs, outcome, message }) => {
    const decision = decisionOf({ targets: three, workloads: [deployment('web', { replicas: 1 })], ...inputs })
    expect(decision.outcome).toBe(outcome)
    if (message !== undefined) expect(decision.error?.message).toContain(message)
  })

  test('bounds that contradict each other name both constraints', () => {
    const decision = decisionOf({
      targets: [large],
      workloads: [deployment('web', { replicas: 5 })],
      constraints: [constraint('floor', { minReplicas: 4 }), constraint('lid', { maxReplicas: 2 })],
    })
    expect(decision.outcome).toBe('Unplaced')
    expect(decision.reasonsFor('large')[0]).toMatchObject({
      code: 'BoundsContradict',
      message: '"floor" wants at least 4 replicas on a target and "lid" at most 2',
    })
  })

  test('a target given twice, and a workload given twice, are refused', () => {
    expect(() => scheduleAll({ targets: [large, large], workloads: [] })).toThrow('SyncTarget "large" is given twice')
    expect(() => scheduleAll({ targets: [], workloads: [deployment('web'), deployment('web')] })).toThrow(
      'is given twice',
    )
  })
})

describe('rescheduling', () => {
  const base: PlacementInputs = {
    targets: three,
    workloads: [deployment('web', { replicas: 9 })],
    policies: [policy('p', { strategy: 'Spread' })],
  }
  const { decisions } = scheduleAll(base)
  const again = (change: Partial<PlacementInputs>) =>
    placed(rescheduleAll({ ...base, ...change }, decisions).decisions[0] ?? fail())
  const fail = (): never => {
    throw new Error('no decision')
  }

  test('a cordoned target keeps what it has', () => {
    expect(
      again({ targets: [target('small', { capacity: { cpu: '4' }, spec: { unschedulable: true } }), middle, large] }),
    ).toEqual({ large: 3, middle: 3, small: 3 })
  })

  test('a lost target moves only what ran there', () => {
    expect(again({ targets: [middle, large], absentTargets: ['small'] })).toEqual({ large: 5, middle: 4 })
  })

  test('scaling down takes by the division and adds nowhere', () => {
    expect(again({ workloads: [deployment('web', { replicas: 4 })] })).toEqual({ large: 2, middle: 1, small: 1 })
  })

  test.each<{ name: string; strategy: 'Spread' | 'BestFit'; limits: object; joins: string[]; expected: object }>([
    {
      name: 'what is left over stays so rather than empty the target that runs the rest',
      strategy: 'Spread',
      limits: { minReplicas: 2, maxClusters: 2 },
      joins: ['50'],
      expected: { old: 2 },
    },
    {
      name: 'what is left over goes to a target that joins',
      strategy: 'BestFit',
      limits: { maxClusters: 2 },
      joins: ['50'],
      expected: { old: 2, 'new-50': 1 },
    },
    {
      name: 'what is left over goes to the one of those that join which holds all of it',
      strategy: 'Spread',
      limits: { maxClusters: 2, minReplicas: 1 },
      joins: ['1', '2'],
      expected: { old: 2, 'new-2': 2 },
    },
  ])('$name', ({ strategy, limits, joins, expected }) => {
    const given: PlacementInputs = {
      targets: [target('old', { capacity: { cpu: '2' } })],
      workloads: [deployment('web', { replicas: joins.length === 2 ? 4 : 3 })],
      policies: [policy('p', { strategy })],
      constraints: [constraint('c', limits)],
    }
    const { decisions } = scheduleAll(given)
    expect(placed(decisions[0] ?? fail())).toEqual({ old: 2 })
    const more = joins.map((cpu) => target(`new-${cpu}`, { capacity: { cpu } }))
    const after = rescheduleAll({ ...given, targets: [...given.targets, ...more] }, decisions)
    expect(placed(after.decisions[0] ?? fail())).toEqual(expected)
  })

  test('stored decisions newer than the last sync are charged first', () => {
    const web = deployment('web', { replicas: 3 })
    const inputs = {
      targets: [small],
      workloads: [deployment('a', { replicas: 2 }), web],
      decisions: [storedDecision(web, { small: 3 })],
    }
    expect(decisionOf(inputs, 'a')).toMatchObject({ outcome: 'Partial', overflow: 1 })
  })
})

describe('followers', () => {
  const web = deployment('web', {
    pod: {
      serviceAccountName: 'web',
      volumes: [
        { name: 'c', configMap: { name: 'settings' } },
        { name: 'd', persistentVolumeClaim: { claimName: 'data' } },
      ],
      imagePullSecrets: [{ name: 'registry' }],
    },
  })
  const objects: KubeObject[] = [
    web,
    deployment('api'),
    object('v1', 'ConfigMap', 'settings'),
    object('v1', 'Secret', 'registry'),
    object('v1', 'ServiceAccount', 'web'),
    object('v1', 'PersistentVolumeClaim', 'data', { spec: { storageClassName: 'fast' } }),
    object('storage.k8s.io/v1', 'StorageClass', 'fast', {}, null),
    object('v1', 'Service', 'web', { spec: { selector: { app: 'web' } } }),
    object('networking.k8s.io/v1', 'Ingress', 'front', {
      spec: { rules: [{ http: { paths: [{ backend: { service: { name: 'web' } } }] } }] },
    }),
    object('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
    }),
    object('policy/v1', 'PodDisruptionBudget', 'web', { spec: { selector: { matchLabels: { app: 'web' } } } }),
    object('networking.k8s.io/v1', 'NetworkPolicy', 'all', { spec: { podSelector: {} } }),
    object(
      'rbac.authorization.k8s.io/v1',
      'ClusterRoleBinding',
      'web',
      {
        subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }],
        roleRef: { kind: 'ClusterRole', name: 'reader' },
      },
      null,
    ),
    object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'reader', {}, null),
    object('v1', 'Namespace', 'shop', {}, null),
    object('v1', 'ConfigMap', 'orphan'),
    {
      ...object('apps/v1', 'ReplicaSet', 'web-1'),
      metadata: {
        name: 'web-1',
        namespace: 'shop',
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: '1', controller: true }],
      },
    },
  ]
  const labels = { app: 'web' }
  const policies = [
    policy('a', { workloadSelector: { matchLabels: labels }, clusterSelector: { clusterNames: ['small'] } }),
    policy('b', { workloadSelector: { matchLabels: { app: 'api' } }, clusterSelector: { clusterNames: ['large'] } }),
  ]
  const { decisions } = scheduleAll({ targets: three, workloads: objects, policies })
  const of = (kind: string, name: string) =>
    decisions.find(({ workload }) => workload.kind === kind && workload.name === name)

  test.each([
    ['ConfigMap', 'settings', ['small'], 'Deployment "web" mounts it'],
    ['Secret', 'registry', ['small'], 'Deployment "web" pulls images with it'],
    ['ServiceAccount', 'web', ['small'], 'Deployment "web" runs as it'],
    ['PersistentVolumeClaim', 'data', ['small'], 'Deployment "web" mounts it'],
    ['StorageClass', 'fast', ['small'], 'it provides the volume of PersistentVolumeClaim "data"'],
    ['Service', 'web', ['small'], 'its selector matches the pods of Deployment "web"'],
    ['Ingress', 'front', ['small'], 'it routes to Service "web"'],
    ['HorizontalPodAutoscaler', 'web', ['small'], 'it scales Deployment "web"'],
    ['PodDisruptionBudget', 'web', ['small'], 'its selector matches the pods of Deployment "web"'],
    ['NetworkPolicy', 'all', ['large', 'small'], 'its selector matches the pods of Deployment "web"'],
    ['ClusterRoleBinding', 'web', ['small'], 'it gives rights to ServiceAccount "web"'],
    ['ClusterRole', 'reader', ['small'], 'it is the role of ClusterRoleBinding "web"'],
    ['Namespace', 'shop', ['large', 'small'], 'it is the namespace of Deployment "web"'],
  ])('%s %s', (kind, name, targets, because) => {
    const decision = of(kind, name)
    expect(decision?.outcome).toBe('Follows')
    expect(decision?.clusters.map(({ clusterName }) => clusterName)).toEqual(targets)
    expect(decision?.follows?.map((one) => one.because)).toContain(because)
  })

  test('what nothing refers to is not a workload, unless a policy selects it', () => {
    expect(of('ConfigMap', 'orphan')).toMatchObject({ outcome: 'Ignored', notes: [{ code: 'NotAWorkload' }] })
    const chosen = scheduleAll({
      targets: [small],
      workloads: [object('v1', 'ConfigMap', 'orphan')],
      policies: [policy('p')],
    }).decisions
    expect(chosen[0]).toMatchObject({
      outcome: 'Placed',
      requested: null,
      clusters: [{ clusterName: 'small', replicas: null }],
    })
  })

  test('a custom object says in its podMetadata which labels its pods have', () => {
    const prometheus = object('monitoring.coreos.com/v1', 'Prometheus', 'k8s', {
      spec: { replicas: 1, podMetadata: { labels: { app: 'prometheus' } } },
    })
    const { decisions } = scheduleAll({
      targets: [small],
      workloads: [
        prometheus,
        object('v1', 'Service', 'k8s', { spec: { selector: { app: 'prometheus' } } }),
        object('policy/v1', 'PodDisruptionBudget', 'k8s', {
          spec: { selector: { matchLabels: { app: 'prometheus' } } },
        }),
        object('v1', 'Service', 'other', { spec: { selector: { app: 'other' } } }),
      ],
    })
    const outcomes = decisions.map(({ workload, outcome }) => [`${workload.kind}/${workload.name}`, outcome] as const)
    expect(Object.fromEntries(outcomes)).toEqual({
      'Prometheus/k8s': 'Placed',
      'Service/k8s': 'Follows',
      'Service/other': 'Ignored',
      'PodDisruptionBudget/k8s': 'Follows',
    })
  })

  test("what another controls is its owner's", () => {
    expect(of('ReplicaSet', 'web-1')).toMatchObject({ outcome: 'Ignored', notes: [{ code: 'Controlled' }] })
  })
})

describe('decision objects', () => {
  test('one is valid against its own schema and stays small over a thousand refusals', () => {
    const targets = Array.from({ length: 1000 }, (_, index) =>
      target(`t${index}`, { spec: { unschedulable: index > 0 } }),
    )
    const decision = decisionOf({ targets, workloads: [deployment('web', { replicas: 2 })], policies: [policy('p')] })
    const written = decisionObject(decision, { now: '2026-01-01T00:00:00Z' })
    expect(validate(PlacementDecisionKind.schema, JSON.parse(JSON.stringify(written)) as never)).toEqual([])
    expect(written?.status?.rejected).toMatchObject([{ stage: 'Schedulable', code: 'Cordoned', count: 999 }])
    expect(written?.status?.rejected?.[0]?.clusterNames).toHaveLength(100)
    expect(JSON.stringify(written).length).toBeLessThan(4000)
  })

  test('its name ends in a hash of group, kind, namespace and name', () => {
    const name = decisionName({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' })
    expect(name).toMatch(/^web-[0-9a-z]{8}$/)
    expect(decisionName({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'other', name: 'web' })).not.toBe(name)
  })
})

describe('the interfaces of a library user', () => {
  test('a strategy of ten lines', async () => {
    const scheduler = createScheduler({ targets: three })
    scheduler.registerStrategy('BestFit', {
      name: () => 'BestFit',
      select: (candidates: readonly ScoredTarget[]) =>
        candidates
          .map(({ name }) => name)
          .sort()
          .slice(0, 1),
    })
    const decision = await scheduler.schedule(deployment('web', { replicas: 3 }), policy('p'))
    expect(decision.spec.clusters).toMatchObject([{ clusterName: 'large', replicas: 3 }])
  })

  test.each(docExamples())('the example of docs/placement.md that registers %s runs as it stands', async (_, text) => {
    const names = /import \{ (?<names>[^}]+) \} from 'tmcctl\/placement'/.exec(text)?.groups?.['names'] ?? ''
    const body = text.replace(/^import .*$/m, '')
    const source = `export default async ({ ${names}, targets, workload, policy }) => {${body}\nreturn decision }`
    const loaded = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`)) as {
      readonly default: (given: object) => Promise<PlacementDecision>
    }
    const targets = ['eu-west-1', 'us-east-1', 'us-east-2'].map((name) => target(name))
    const decision = await loaded.default({
      ...placement,
      targets,
      workload: deployment('web', { replicas: 4 }),
      policy: policy('p'),
    })
    const chosen = decision.spec.clusters.map(({ clusterName, replicas }) => [clusterName, replicas])
    // The strategy takes two of equal targets; the scorers the cheapest one.
    if (text.includes('registerStrategy')) expect(chosen.map(([, replicas]) => replicas)).toEqual([2, 2])
    else expect(chosen).toEqual([['us-east-1', 4]])
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('import'))
    expect(lines.length).toBeLessThanOrEqual(17)
  })

  test('a scorer that waits', async () => {
    const scheduler = createScheduler({ targets: [target('a'), target('b'), target('c')] })
    scheduler.registerScorer({
      priority: () => 1,
      score: ({ metadata }) => Promise.resolve(metadata.name === 'b' ? 5 : 1),
    })
    const decision = await scheduler.schedule(deployment('web'))
    expect(decision.spec.clusters).toMatchObject([{ clusterName: 'b' }])
    expect(await scheduler.reschedule(decision)).toMatchObject({ spec: { clusters: [{ clusterName: 'b' }] } })
  })

  test('what a scheduler decided counts for what it decides next', async () => {
    const scheduler = createScheduler({ targets: [small] })
    await scheduler.schedule(deployment('a', { replicas: 3 }))
    const next = await scheduler.schedule(deployment('b', { replicas: 3 }))
    expect(next.spec.clusters).toMatchObject([{ clusterName: 'small', replicas: 1 }])
  })

  test('the evaluator evaluates rules and expressions', () => {
    const evaluator = createPolicyEvaluator()
    const strict = policy('p', {
      rules: [{ name: 'r', effect: 'Require', weight: 50, celExpression: "target.metadata.name == 'small'" }],
    })
    expect([evaluator.evaluate(strict, small), evaluator.evaluate(strict, large)]).toEqual([true, false])
    expect(evaluator.evaluateCEL('a + 1', { a: 2 })).toBe(3)
  })

  test('one workload alone is decided as if it were the first', () => {
    const web = deployment('web', { replicas: 4 })
    expect(schedule({ targets: [small], workloads: [deployment('a', { replicas: 4 }), web] }, web).outcome).toBe(
      'Placed',
    )
  })
})
