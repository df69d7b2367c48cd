import type { KubeObject } from '../../../src/core/apimachinery/index.ts'
import type {
  CompatibilityConstraint,
  PlacementDecision,
  PlacementPolicy,
  SchedulingConstraint,
  SyncTarget,
  WorkloadDistribution,
} from '../../../src/core/api/index.ts'
import { type Decision, type PlacementInputs, scheduleAll } from '../../../src/core/placement/index.ts'

/** What a test says of a target; the rest is a healthy target of 10 CPUs and 40Gi. */
export type TargetParts = {
  labels?: { [key: string]: string }
  capacity?: { [resource: string]: string | number }
  spec?: Partial<SyncTarget['spec']>
  status?: NonNullable<SyncTarget['status']> | null
}

/** A target. @param status null for one that never reported */
export function target(name: string, { labels, capacity, spec, status }: TargetParts = {}): SyncTarget {
  const cells = [{ name: 'a', capacity: capacity ?? { cpu: '10', memory: '40Gi', pods: '110' } }]
  return {
    apiVersion: 'workload.kcp.io/v1alpha1',
    kind: 'SyncTarget',
    metadata: { name, ...(labels === undefined ? {} : { labels }) },
    spec: {
      cells,
      clusterRef: { name },
      syncerConfig: {
        image: 'syncer',
        replicas: 1,
        downstreamNamespace: 'syncer',
        resyncPeriod: '10m',
        heartbeatInterval: '30s',
      },
      evictionStrategy: 'Graceful',
      ...spec,
    },
    ...(status === null ? {} : { status: { conditions: [ready('True')], ...status } }),
  }
}

export function ready(status: 'True' | 'False' | 'Unknown') {
  return { type: 'Ready', status, lastTransitionTime: '2026-01-01T00:00:00Z' }
}

const region = 'topology.kubernetes.io/region'

/** Targets `eu-1`, `eu-2`, `us-1`, … each labelled with its region. */
export function regions(counts: { readonly [name: string]: number }, parts: TargetParts = {}): SyncTarget[] {
  return Object.entries(counts).flatMap(([name, count]) =>
    Array.from({ length: count }, (_, index) =>
      target(`${name}-${index + 1}`, { ...parts, labels: { [region]: name, ...parts.labels } }),
    ),
  )
}

/** What a test says of a workload. */
export type WorkloadParts = {
  namespace?: string
  labels?: { [key: string]: string }
  replicas?: unknown
  cpu?: string
  memory?: string
  pod?: { [field: string]: unknown }
}

/** A Deployment, of 1 CPU a replica unless told otherwise. */
export function deployment(name: string, parts: WorkloadParts = {}): KubeObject {
  return workload('apps/v1', 'Deployment', name, parts)
}

export function workload(apiVersion: string, kind: string, name: string, parts: WorkloadParts = {}): KubeObject {
  const { namespace = 'shop', labels = { app: name }, replicas, cpu = '1', memory, pod } = parts
  const requests = { cpu, ...(memory === undefined ? {} : { memory }) }
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, labels },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', resources: { requests } }], ...pod },
      },
    },
  }
}

/** An object without pods. */
export function object(
  apiVersion: string,
  kind: string,
  name: string,
  fields: { [field: string]: unknown } = {},
  namespace: string | null = 'shop',
): KubeObject {
  return { apiVersion, kind, metadata: { name, ...(namespace === null ? {} : { namespace }) }, ...fields }
}

export function policy(
  name: string,
  spec: Partial<PlacementPolicy['spec']> = {},
  namespace: string | null = 'shop',
): PlacementPolicy {
  return {
    apiVersion: 'placement.kcp.io/v1alpha1',
    kind: 'PlacementPolicy',
    metadata: { name, ...(namespace === null ? {} : { namespace }) },
    spec: { priority: 10, rules: [], strategy: 'BestFit', enforcement: 'Preferred', ...spec },
  }
}

export function constraint(name: string, spec: SchedulingConstraint['spec'], namespace = 'shop'): SchedulingConstraint {
  return {
    apiVersion: 'placement.kcp.io/v1alpha1',
    kind: 'SchedulingConstraint',
    metadata: { name, namespace },
    spec,
  }
}

export function compatibility(name: string, spec: Partial<CompatibilityConstraint['spec']>): CompatibilityConstraint {
  return {
    apiVersion: 'apiresource.kcp.io/v1alpha1',
    kind: 'CompatibilityConstraint',
    metadata: { name, namespace: 'shop' },
    spec: { resource: { group: 'apps', version: 'v1', resource: 'deployments' }, ...spec },
  }
}

export function distribution(name: string, spec: Partial<WorkloadDistribution['spec']> = {}): WorkloadDistribution {
  return {
    apiVersion: 'workload.kcp.io/v1alpha1',
    kind: 'WorkloadDistribution',
    metadata: { name, namespace: 'shop' },
    spec: {
      resource: { group: 'apps', version: 'v1', resource: 'deployments' },
      targets: [],
      placement: {},
      ...spec,
    },
  }
}

export function storedDecision(
  workload: KubeObject,
  clusters: { readonly [name: string]: number | null },
  spec: Partial<PlacementDecision['spec']> = {},
  lastScheduleTime?: string,
): PlacementDecision {
  return {
    apiVersion: 'placement.kcp.io/v1alpha1',
    kind: 'PlacementDecision',
    metadata: { name: `${workload.metadata.name ?? ''}-decision`, namespace: workload.metadata.namespace ?? 'shop' },
    spec: {
      placementRef: { name: 'p' },
      workloadRef: {
        apiVersion: workload.apiVersion,
        kind: workload.kind,
        namespace: workload.metadata.namespace ?? 'shop',
        name: workload.metadata.name ?? '',
      },
      clusters: Object.entries(clusters).map(([clusterName, replicas]) => ({
        clusterName,
        weight: 1,
        reason: '',
        score: 0,
        ...(replicas === null ? {} : { replicas }),
      })),
      strategy: 'BestFit',
      ...spec,
    },
    ...(lastScheduleTime === undefined ? {} : { status: { lastScheduleTime } }),
  }
}

/** Decides, and gives the decision of one workload. */
export function decisionOf(inputs: PlacementInputs, name?: string): Decision {
  const { decisions } = scheduleAll(inputs)
  const decision = name === undefined ? decisions[0] : decisions.find(({ workload }) => workload.name === name)
  if (decision === undefined) throw new Error(`no decision of ${name ?? 'anything'}`)
  return decision
}

/** Replicas by target. */
export function placed(decision: Decision): { [name: string]: number | null } {
  return Object.fromEntries(decision.clusters.map(({ clusterName, replicas }) => [clusterName, replicas]))
}

/** Codes of the reasons against one target, in order. */
export function codes(decision: Decision, name: string): string[] {
  return decision.reasonsFor(name).map(({ code }) => code)
}
