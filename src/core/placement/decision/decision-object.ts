import { parseApiVersion } from '../../apimachinery/index.ts'
import type { PlacementDecision } from '../../api/index.ts'
import type { Decision, WorkloadRef } from './decision.ts'
import { base36, sha224 } from './sha224.ts'
import { strategies } from '../strategies/registry.ts'

type Strategy = PlacementDecision['spec']['strategy']
type Condition = NonNullable<NonNullable<PlacementDecision['status']>['conditions']>[number]

const longestMessage = 1024
const longestName = 253

/**
 * The PlacementDecision object of a decision, valid against its own schema, refusals grouped by reason.
 *
 * @param now RFC 3339, for conditions and lastScheduleTime; absent leaves them out
 * @param previous the stored object, whose overrides, identity and other conditions are kept
 * @returns undefined for what is ignored, in error, or not decided by a policy
 */
export function decisionObject(
  decision: Decision,
  { now, previous }: { readonly now?: string | null; readonly previous?: PlacementDecision } = {},
): PlacementDecision | undefined {
  const { workload, policy, clusters, strategy, seed } = decision
  if (policy === null || strategy === null || decision.outcome === 'Error') return undefined
  const { uid, namespace } = workload
  const home = namespace ?? previous?.metadata.namespace
  return {
    apiVersion: 'placement.kcp.io/v1alpha1',
    kind: 'PlacementDecision',
    metadata: {
      ...previous?.metadata,
      name: decisionName(workload),
      ...(home === undefined ? {} : { namespace: home }),
    },
    spec: {
      placementRef: { name: policy },
      workloadRef: {
        apiVersion: workload.apiVersion,
        kind: workload.kind,
        ...(namespace === undefined ? {} : { namespace }),
        name: workload.name,
        ...(uid === undefined ? {} : { uid }),
      },
      clusters: clusters.map(({ clusterName, replicas, weight, score, reason }) => ({
        clusterName,
        weight,
        reason: cut(reason),
        score,
        ...(replicas === null ? {} : { replicas }),
      })),
      strategy: isBuiltIn(strategy) ? strategy : 'BestFit',
      ...(previous?.spec.overrides === undefined ? {} : { overrides: previous.spec.overrides }),
    },
    status: statusOf(decision, now ?? undefined, previous, policy, seed),
  }
}

function statusOf(
  decision: Decision,
  now: string | undefined,
  previous: PlacementDecision | undefined,
  policy: string,
  seed: string,
): NonNullable<PlacementDecision['status']> {
  const conditions = conditionsOf(decision, now, previous)
  return {
    ...(conditions.length === 0 ? {} : { conditions }),
    rejected: decision.rejectionGroups(100).map(({ stage, code, message, count, clusterNames }) => ({
      stage,
      code,
      message: cut(message),
      count,
      clusterNames: [...clusterNames],
    })),
    seed: seed.slice(0, longestName),
    policy,
    ...(now === undefined ? {} : { lastScheduleTime: now }),
  }
}

function conditionsOf(
  decision: Decision,
  now: string | undefined,
  previous: PlacementDecision | undefined,
): Condition[] {
  const known = previous?.status?.conditions ?? []
  if (now === undefined) return [...known]
  const { outcome, overflow, clusters, notes } = decision
  const isScheduled = outcome === 'Placed'
  const status = isScheduled ? 'True' : 'False'
  const before = known.find(({ type }) => type === 'Scheduled')
  const limits = notes.filter(({ code }) => code === 'LeftOver').map((note) => note.message)
  const because = limits.length === 0 ? '' : `: ${limits.join('; ')}`
  const message = isScheduled
    ? `placed on ${clusters.length} ${clusters.length === 1 ? 'target' : 'targets'}`
    : outcome === 'Partial'
      ? `${overflow ?? 0} ${overflow === 1 ? 'replica' : 'replicas'} found no place${because}`
      : `no target can take it${because}`
  const scheduled: Condition = {
    type: 'Scheduled',
    status,
    reason: isScheduled ? 'Placed' : outcome === 'Partial' ? 'Overflow' : 'Unplaced',
    message: cut(message),
    lastTransitionTime: before?.status === status ? before.lastTransitionTime : now,
  }
  return [scheduled, ...known.filter(({ type }) => type !== 'Scheduled')]
}

/** The name of a workload's decision: `<workload name>-<8 base36 of sha224(group/kind/namespace/name)>`, cut to 253. */
export function decisionName({ apiVersion, kind, namespace, name }: WorkloadRef): string {
  const { group } = parseApiVersion(apiVersion)
  const hash = base36(sha224(`${group}/${kind}/${namespace ?? ''}/${name}`), 8)
  // A cut must not end in what a name may not contain before a dash.
  return `${name.slice(0, longestName - hash.length - 1).replace(/[-.]+$/, '')}-${hash}`
}

function isBuiltIn(name: string): name is Strategy {
  return strategies.has(name)
}

function cut(text: string): string {
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage - 1)}…`
}
