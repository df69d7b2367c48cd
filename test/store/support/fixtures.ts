import { allKinds, kinds } from '../../../src/core/api/index.ts'
import { formatJson, sortedKeys, type JsonObject, type KubeObject } from '../../../src/core/apimachinery/index.ts'
import type { Host, ObjectStore, Sources } from '../../../src/core/store/index.ts'

/** A small SyncTarget. */
export function target(name: string, spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'workload.kcp.io/v1alpha1',
    kind: 'SyncTarget',
    metadata: { name, ...metadata },
    spec: { clusterRef: { name: 'main' }, syncerConfig: {}, ...spec },
  }
}

/** A small PlacementPolicy. */
export function policy(name: string, namespace: string, spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'placement.kcp.io/v1alpha1',
    kind: 'PlacementPolicy',
    metadata: { name, namespace },
    spec: { priority: 1, workloadSelector: {}, rules: [], ...spec },
  }
}

/** A small ClusterRegistration, a kind without a status of its own. */
export function registration(name: string, spec: JsonObject = {}): JsonObject {
  return { apiVersion: 'workload.kcp.io/v1alpha1', kind: 'ClusterRegistration', metadata: { name }, spec }
}

/** Time that goes on by a second with each question, uids in order, suffixes in order. */
export function countedSources(): Sources {
  let seconds = Date.UTC(2026, 0, 1) / 1000
  let uids = 0
  let suffixes = 0
  return {
    now: () => seconds++ * 1000,
    uid: () => `00000000-0000-4000-8000-${String(++uids).padStart(12, '0')}`,
    suffix: () => String(++suffixes).padStart(5, 'x'),
  }
}

/** A process that nobody else sees alive, on a machine of its own boot. Time passes at once. */
export function loneHost(pid: number, boot = 'boot-1', alive: readonly number[] = []): Host {
  return {
    pid,
    start: String(pid),
    host: 'machine',
    boot,
    isAlive: (process) => process.pid === pid || alive.includes(process.pid),
    pause: () => Promise.resolve(),
  }
}

/** Everything in a store, in one comparable text. */
export async function contents(store: ObjectStore): Promise<string> {
  const all: KubeObject[] = []
  for (const kind of allKinds) all.push(...(await store.list(kind)).items)
  return formatJson(all.map((object) => sortedKeys(object as JsonObject)))
}

export const { syncTargets, placementPolicies, clusterRegistrations } = kinds
