import { describe, expect, test } from 'vitest'
import { type PlacementInputs, scheduleAll } from '../../src/core/placement/index.ts'
import {
  codes,
  compatibility,
  constraint,
  decisionOf,
  deployment,
  distribution,
  placed,
  policy,
  ready,
  storedDecision,
  target,
  type TargetParts,
} from './support/objects.ts'

type Row = {
  name: string
  /** The target that is looked at; beside it there is always a plain one called `free`. */
  parts?: TargetParts
  inputs?: Partial<PlacementInputs>
  codes: string[]
}

const rows: Row[] = [
  { name: 'a plain target only loses the ranking', parts: { capacity: { cpu: '100' } }, codes: ['Outranked'] },
  { name: 'a cordoned target is refused', parts: { spec: { unschedulable: true } }, codes: ['Cordoned'] },
  { name: 'a drained target is refused', parts: { spec: { evictAfter: '2026-01-01T00:00:00Z' } }, codes: ['Draining'] },
  { name: 'a target on its way out is refused', parts: { status: { phase: 'Terminating' } }, codes: ['Terminating'] },
  {
    name: 'a target that is not ready is refused',
    parts: { status: { conditions: [ready('False')] } },
    codes: ['NotReady'],
  },
  {
    name: 'a target whose readiness is unknown is refused',
    parts: { status: { conditions: [ready('Unknown')] } },
    codes: ['NotReady'],
  },
  {
    name: 'a target that never reported passes over manifests',
    parts: { status: null, capacity: { cpu: '100' } },
    codes: ['Outranked'],
  },
  {
    name: 'a target that never reported is refused on a kube hub',
    parts: { status: null },
    inputs: { hub: 'kube' },
    codes: ['NeverReported'],
  },
  {
    name: 'an old heartbeat is believed where none is judged',
    parts: {
      capacity: { cpu: '100' },
      status: { lastHeartbeatTime: '2020-01-01T00:00:00Z', conditions: [ready('True')] },
    },
    inputs: { now: '2026-01-01T00:00:00Z' },
    codes: ['Outranked'],
  },
  {
    name: 'a heartbeat older than three beats and the grace is silence',
    parts: { status: { lastHeartbeatTime: '2026-01-01T00:00:00Z', conditions: [ready('True')] } },
    inputs: { now: '2026-01-01T00:01:41Z', judgesHeartbeats: true },
    codes: ['Silent'],
  },
  {
    name: 'a heartbeat of three beats and the grace is none',
    parts: {
      capacity: { cpu: '100' },
      status: { lastHeartbeatTime: '2026-01-01T00:00:00Z', conditions: [ready('True')] },
    },
    inputs: { now: '2026-01-01T00:01:40Z', judgesHeartbeats: true },
    codes: ['Outranked'],
  },
  {
    name: 'an untolerated taint refuses',
    parts: { spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' }] } },
    codes: ['UntoleratedTaint'],
  },
  {
    name: 'a tolerated taint does not',
    parts: { capacity: { cpu: '100' }, spec: { taints: [{ key: 'gpu', value: 'a', effect: 'NoSchedule' }] } },
    inputs: { policies: [policy('p', { tolerations: [{ key: 'gpu', operator: 'Equal', value: 'a' }] })] },
    codes: ['Outranked'],
  },
  {
    name: 'a toleration of another value does not help',
    parts: { spec: { taints: [{ key: 'gpu', value: 'a', effect: 'NoExecute' }] } },
    inputs: { policies: [policy('p', { tolerations: [{ key: 'gpu', operator: 'Equal', value: 'b' }] })] },
    codes: ['UntoleratedTaint'],
  },
  {
    name: 'a toleration of another effect does not help',
    parts: { spec: { taints: [{ key: 'gpu', value: 'a', effect: 'NoSchedule' }] } },
    inputs: { policies: [policy('p', { tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoExecute' }] })] },
    codes: ['UntoleratedTaint'],
  },
  {
    name: 'PreferNoSchedule only ranks',
    parts: { capacity: { cpu: '100' }, spec: { taints: [{ key: 'x', effect: 'PreferNoSchedule' }] } },
    codes: ['Outranked'],
  },
  {
    name: 'the cluster selector refuses by label, location and name at once',
    parts: { labels: { tier: 'dev' }, spec: { location: 'moon' } },
    inputs: {
      policies: [
        policy('p', {
          clusterSelector: {
            labelSelector: { matchLabels: { tier: 'prod' }, matchExpressions: [{ key: 'old', operator: 'Exists' }] },
            locations: ['free'],
            clusterNames: ['free'],
          },
        }),
      ],
    },
    codes: ['LabelMismatch', 'LabelMismatch', 'LocationMismatch', 'NameMismatch'],
  },
  { name: 'a resource that does not fit refuses', parts: { capacity: { cpu: '2' } }, codes: ['InsufficientResource'] },
  {
    name: 'what is reserved is no room',
    parts: { capacity: { cpu: '10' }, spec: { reserved: { cpu: '8' } } },
    codes: ['InsufficientResource'],
  },
  {
    name: 'what is allocated is no room',
    parts: { status: { allocatedResources: { cpu: '7500m' } } },
    codes: ['InsufficientResource'],
  },
  {
    name: 'what is available counts for all',
    parts: { status: { availableResources: { cpu: '2' } } },
    codes: ['InsufficientResource'],
  },
  { name: 'a resource nobody states fits', parts: { capacity: { memory: '1Gi' } }, codes: ['Outranked'] },
  {
    name: 'an API that is not served refuses, naming the version that is',
    parts: { spec: { supportedAPIResources: [{ group: 'apps', version: 'v1beta1', resource: 'deployments' }] } },
    codes: ['APINotServed'],
  },
  {
    name: 'an API that is served for other things than Sync refuses',
    parts: {
      spec: {
        supportedAPIResources: [{ group: 'apps', version: 'v1', resource: 'deployments', capabilities: ['Status'] }],
      },
    },
    codes: ['APINotSynced'],
  },
  {
    name: 'a resource the target reported as incompatible refuses',
    parts: {
      status: {
        syncedResources: [
          { group: 'apps', version: 'v1', resource: 'deployments', state: 'Incompatible', message: 'no such field' },
        ],
      },
    },
    codes: ['APIIncompatible'],
  },
  {
    name: 'a version that is not known never passes a bound',
    inputs: { compatibility: [compatibility('c', { minVersion: { major: '1', minor: '30' } })] },
    codes: ['VersionUnknown'],
  },
  {
    name: 'a forbidden field refuses everywhere',
    inputs: {
      compatibility: [compatibility('c', { forbiddenFields: ['spec.template.spec.containers[*].resources'] })],
    },
    codes: ['ForbiddenField'],
  },
  {
    name: 'a quota of pods refuses',
    parts: { spec: { resourceQuotas: [{ scope: 'SyncTarget', hard: { pods: 0 } }] } },
    codes: ['QuotaExceeded'],
  },
  {
    name: 'a quota of objects refuses',
    parts: { spec: { resourceQuotas: [{ scope: 'Namespace', hard: { 'count/deployments.apps': 0 } }] } },
    codes: ['QuotaExceeded'],
  },
  {
    name: 'a quota of other namespaces does not',
    parts: {
      capacity: { cpu: '100' },
      spec: {
        resourceQuotas: [{ scope: 'Namespace', hard: { pods: 0 }, scopeSelector: { matchLabels: { team: 'b' } } }],
      },
    },
    inputs: {
      namespaces: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'a' } } }],
    },
    codes: ['Outranked'],
  },
  {
    name: 'a missing topology key refuses under DoNotSchedule',
    inputs: {
      constraints: [
        constraint('s', {
          topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }],
        }),
      ],
    },
    codes: ['TopologyKeyMissing'],
  },
  {
    name: 'a target the distribution does not list is refused',
    inputs: { distributions: [distribution('d', { targets: [{ name: 'free' }] })] },
    codes: ['NotInDistribution'],
  },
  {
    name: 'a target the distribution gives weight 0 is refused',
    inputs: {
      distributions: [
        distribution('d', {
          targets: [
            { name: 'free', weight: 1 },
            { name: 'it', weight: 0 },
          ],
        }),
      ],
    },
    codes: ['ZeroShare'],
  },
  {
    name: 'an override excludes',
    inputs: {
      decisions: [
        storedDecision(
          deployment('web'),
          {},
          { overrides: [{ clusterName: 'it', effect: 'Exclude', reason: 'broken disk' }] },
        ),
      ],
    },
    codes: ['Excluded'],
  },
  {
    name: 'an override that has expired does not',
    parts: { capacity: { cpu: '100' } },
    inputs: {
      now: '2026-01-02T00:00:00Z',
      decisions: [
        storedDecision(
          deployment('web'),
          {},
          {
            overrides: [
              { clusterName: 'it', effect: 'Exclude', reason: 'broken disk', expiresAt: '2026-01-01T00:00:00Z' },
            ],
          },
        ),
      ],
    },
    codes: ['Outranked'],
  },
  {
    name: 'every reason is given, not only the first',
    parts: {
      capacity: { cpu: '1' },
      status: { conditions: [ready('False')] },
      spec: {
        unschedulable: true,
        taints: [
          { key: 'a', effect: 'NoSchedule' },
          { key: 'b', effect: 'NoExecute' },
        ],
      },
    },
    codes: ['Cordoned', 'NotReady', 'UntoleratedTaint', 'UntoleratedTaint', 'InsufficientResource'],
  },
]

describe('why a target is refused', () => {
  test.each(rows)('$name', ({ parts, inputs = {}, codes: expected }) => {
    const decision = decisionOf({
      targets: [target('it', parts), target('free', { capacity: { cpu: '4', memory: '8Gi', pods: '20' } })],
      workloads: [deployment('web', { replicas: 1, cpu: '3' })],
      ...inputs,
    })
    expect(codes(decision, 'it')).toEqual(expected)
  })

  test.each([
    { scope: 'Namespace' as const, expected: { a: 2, b: 1, c: 2, d: 1 } },
    { scope: 'Workspace' as const, expected: { a: 2, b: 1, c: 0, d: 0 } },
    { scope: 'SyncTarget' as const, expected: { a: 2, b: 0, c: 0, d: 0 } },
  ])('a quota of scope $scope counts what the run placed before in as much of it', ({ scope, expected }) => {
    const spec = { resourceQuotas: [{ scope, hard: { 'requests.cpu': '3' } }] }
    const { decisions } = scheduleAll({
      // What others use counts where the quota is over all of the target.
      targets: [target('only', { spec, status: { allocatedResources: { cpu: '1' } } })],
      workloads: [
        deployment('a', { replicas: 2, namespace: 'first' }),
        deployment('b', { replicas: 2, namespace: 'first' }),
        deployment('c', { replicas: 2, namespace: 'second' }),
        deployment('d', { replicas: 2, namespace: 'second' }),
      ],
    })
    expect(Object.fromEntries(decisions.map((one) => [one.workload.name, placed(one)['only'] ?? 0]))).toEqual(expected)
    expect(decisions.map(({ overflow }) => overflow)).toEqual(Object.values(expected).map((replicas) => 2 - replicas))
  })
})
