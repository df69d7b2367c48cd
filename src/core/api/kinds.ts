import type { Resource, StructuralSchema } from '../schema/index.ts'
import { APIDiscovery } from './apiresource/api-discovery.ts'
import { APIResourceImport } from './apiresource/api-resource-import.ts'
import { CompatibilityConstraint } from './apiresource/compatibility-constraint.ts'
import { NegotiatedAPIResource } from './apiresource/negotiated-api-resource.ts'
import { PlacementDecision } from './placement/placement-decision.ts'
import { PlacementPolicy } from './placement/placement-policy.ts'
import { SchedulingConstraint } from './placement/scheduling-constraint.ts'
import { ClusterRegistration } from './workload/cluster-registration.ts'
import { StatusAggregation } from './workload/status-aggregation.ts'
import { SyncTarget } from './workload/sync-target.ts'
import { WorkloadDistribution } from './workload/workload-distribution.ts'
import { WorkloadTransform } from './workload/workload-transform.ts'

/** A kind whose object types are not known statically. */
export type AnyResource = Resource<unknown, unknown> & { readonly schema: StructuralSchema }

/** Every kind, by the name its typed client has. */
export const kinds = {
  syncTargets: SyncTarget,
  clusterRegistrations: ClusterRegistration,
  workloadDistributions: WorkloadDistribution,
  workloadTransforms: WorkloadTransform,
  statusAggregations: StatusAggregation,
  apiResourceImports: APIResourceImport,
  negotiatedAPIResources: NegotiatedAPIResource,
  compatibilityConstraints: CompatibilityConstraint,
  apiDiscoveries: APIDiscovery,
  placementPolicies: PlacementPolicy,
  placementDecisions: PlacementDecision,
  schedulingConstraints: SchedulingConstraint,
} as const

/** Every kind as a list. */
export const allKinds: readonly AnyResource[] = Object.values(kinds)

const byType = new Map(allKinds.map((resource) => [`${resource.group}/${resource.version}/${resource.kind}`, resource]))
const byWord = new Map<string, AnyResource>()
for (const resource of allKinds)
  for (const word of [resource.plural, resource.singular, ...resource.shortNames]) {
    byWord.set(word, resource)
    byWord.set(`${word}.${resource.group}`, resource)
    byWord.set(`${word}.${resource.version}.${resource.group}`, resource)
  }

/** The kind of an object, or undefined when it is none of ours. */
export function kindFor(apiVersion: string, kind: string): AnyResource | undefined {
  return byType.get(`${apiVersion}/${kind}`)
}

/** The kind a person means by a word: plural, singular, kind or short name, in any case, with or without its group. */
export function findKind(word: string): AnyResource | undefined {
  return byWord.get(word.toLowerCase())
}

/** The words of {@link findKind} without groups, for suggestions. */
export function kindWords(): string[] {
  return [...byWord.keys()].filter((word) => !word.includes('.'))
}
