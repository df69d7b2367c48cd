// The fleet and the workloads that placement is measured on.
import type { KubeObject } from '../src/core/apimachinery/index.ts'
import type { PlacementPolicy, SyncTarget } from '../src/core/api/index.ts'
import type { PlacementInputs } from '../src/core/placement/index.ts'

const region = 'topology.kubernetes.io/region'

/** A fleet shaped like the one the peers were measured on: 10 regions, 3 providers, 3 tiers, 5 % tainted. */
export function fleetOf(size: number): SyncTarget[] {
  return Array.from({ length: size }, (_, index) => ({
    apiVersion: 'workload.kcp.io/v1alpha1',
    kind: 'SyncTarget',
    metadata: {
      name: `target-${String(index).padStart(5, '0')}`,
      labels: {
        [region]: `region-${index % 10}`,
        provider: ['aws', 'gcp', 'azure'][index % 3] ?? '',
        tier: ['prod', 'staging', 'dev'][Math.floor(index / 3) % 3] ?? '',
      },
    },
    spec: {
      clusterRef: { name: `target-${index}` },
      syncerConfig: {
        image: 'syncer',
        replicas: 1,
        downstreamNamespace: 'syncer',
        resyncPeriod: '10m',
        heartbeatInterval: '30s',
      },
      evictionStrategy: 'Graceful' as const,
      cells: ['a', 'b', 'c'].map((zone) => ({
        name: zone,
        labels: { 'topology.kubernetes.io/zone': `region-${index % 10}${zone}` },
        capacity: { cpu: '400', memory: '1600Gi', pods: '2000' },
      })),
      supportedAPIResources: [
        { group: 'apps', version: 'v1', resource: 'deployments' },
        { group: '', version: 'v1', resource: 'services' },
      ],
      ...(index % 20 === 7 ? { taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' as const }] } : {}),
    },
    status: {
      phase: 'Ready' as const,
      conditions: [{ type: 'Ready', status: 'True' as const, lastTransitionTime: '2026-01-01T00:00:00Z' }],
      allocatedResources: { cpu: String((index * 37) % 300), memory: `${(index * 53) % 900}Gi` },
    },
  }))
}

function workloadsOf(count: number): KubeObject[] {
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: `app-${String(index).padStart(6, '0')}`,
      namespace: 'shop',
      labels: { app: `app-${index}`, team: `team-${index % 20}` },
    },
    spec: {
      replicas: 3 + (index % 20),
      template: {
        metadata: { labels: { app: `app-${index}` } },
        spec: {
          containers: [
            { name: 'main', resources: { requests: { cpu: `${100 + (index % 5) * 50}m`, memory: '256Mi' } } },
          ],
        },
      },
    },
  }))
}

const celRules = [
  `target.metadata.labels['provider'] in ['aws', 'gcp']`,
  `target.spec.cells.exists(c, c.labels['topology.kubernetes.io/zone'].endsWith('a'))`,
  `target.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')`,
  `target.metadata.name.startsWith('target-')`,
  `target.metadata.labels['tier'] == 'prod'`,
]

function policyOf(strategy: 'BestFit' | 'Spread', withCel: boolean): PlacementPolicy {
  return {
    apiVersion: 'placement.kcp.io/v1alpha1',
    kind: 'PlacementPolicy',
    metadata: { name: 'policy', namespace: 'shop' },
    spec: {
      priority: 10,
      strategy,
      enforcement: 'Required',
      clusterSelector: {
        labelSelector: { matchExpressions: [{ key: 'tier', operator: 'In', values: ['prod', 'staging'] }] },
      },
      rules: withCel
        ? celRules.map((celExpression, index) => ({
            name: `rule-${index}`,
            effect: 'Prefer' as const,
            weight: 20,
            celExpression,
          }))
        : [],
    },
  }
}

/** A question of a size: one policy for all workloads, with or without rules and a hard spread over the regions. */
export function inputsOf(
  targets: number,
  workloads: number,
  withCel: boolean,
  strategy: 'BestFit' | 'Spread',
  hardSpread: boolean,
): PlacementInputs {
  return {
    targets: fleetOf(targets),
    workloads: workloadsOf(workloads),
    policies: [policyOf(strategy, withCel)],
    constraints: hardSpread
      ? [
          {
            apiVersion: 'placement.kcp.io/v1alpha1',
            kind: 'SchedulingConstraint',
            metadata: { name: 'spread', namespace: 'shop' },
            spec: {
              topologySpreadConstraints: [{ topologyKey: region, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }],
            },
          },
        ]
      : [],
  }
}
