/**
 * The kinds of Transparent Multi-Cluster, each from one literal, and their admission. Knows schemas and expressions;
 * knows nothing of stores, clusters or how decisions are made.
 */
export * from './admission/admission.ts'
export * from './admission/deletion.ts'
export * from './admission/references.ts'
export * from './admission/verdict.ts'
export * from './apiresource/api-discovery.ts'
export * from './apiresource/api-resource-import.ts'
export * from './apiresource/compatibility-constraint.ts'
export * from './apiresource/negotiated-api-resource.ts'
export * from './interfaces/placement.ts'
export * from './interfaces/syncer.ts'
export * from './interfaces/virtual-workspace.ts'
export * from './kinds.ts'
export * from './placement/placement-decision.ts'
export * from './placement/placement-policy.ts'
export * from './placement/scheduling-constraint.ts'
export * from './workload/cluster-registration.ts'
export * from './workload/status-aggregation.ts'
export * from './workload/sync-target.ts'
export * from './workload/workload-distribution.ts'
export * from './workload/workload-transform.ts'
