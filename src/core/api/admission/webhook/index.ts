import type { JsonObject } from '../../../apimachinery/index.ts'
import { type FieldError, formatFieldError } from '../../../schema/index.ts'
import type { APIDiscovery } from '../../apiresource/api-discovery.ts'
import type { APIResourceImport } from '../../apiresource/api-resource-import.ts'
import type { CompatibilityConstraint } from '../../apiresource/compatibility-constraint.ts'
import type { NegotiatedAPIResource } from '../../apiresource/negotiated-api-resource.ts'
import type { AnyResource } from '../../kinds.ts'
import type { PlacementDecision } from '../../placement/placement-decision.ts'
import type { PlacementPolicy } from '../../placement/placement-policy.ts'
import type { SchedulingConstraint } from '../../placement/scheduling-constraint.ts'
import type { ClusterRegistration } from '../../workload/cluster-registration.ts'
import type { StatusAggregation } from '../../workload/status-aggregation.ts'
import type { SyncTarget } from '../../workload/sync-target.ts'
import type { WorkloadDistribution } from '../../workload/workload-distribution.ts'
import type { WorkloadTransform } from '../../workload/workload-transform.ts'
import type { Verdict } from '../verdict.ts'
import { checkCompatibility, checkDiscovery, checkImport, checkNegotiated } from './apiresource.ts'
import { Findings } from './findings.ts'
import { checkFormats } from './formats.ts'
import { checkConstraint, checkDecision, checkPolicy } from './placement.ts'
import { checkTransform } from './transform.ts'
import { checkAggregation, checkClusterRegistration, checkDistribution, checkSyncTarget } from './workload.ts'

/**
 * What the webhooks of a kind say of an object that its schema allows. What an update leaves as wrong as it was becomes a
 * warning, so that an object can be repaired one step at a time.
 */
export function webhookVerdict(kind: AnyResource, object: JsonObject, old: JsonObject | undefined): Verdict {
  const findings = look(kind, object)
  if (old === undefined || findings.errors.length === 0) return findings
  const before = new Set(look(kind, old).errors.map(withoutIndexes))
  const errors = findings.errors.filter((error) => !before.has(withoutIndexes(error)))
  const kept = findings.errors.filter((error) => before.has(withoutIndexes(error)))
  return { errors, warnings: [...findings.warnings, ...kept.map(formatFieldError)] }
}

/** Items may have moved since. */
function withoutIndexes(error: FieldError): string {
  return formatFieldError(error).replace(/\[\d+\]/g, '[]')
}

function look(kind: AnyResource, object: JsonObject): Findings {
  const findings = new Findings()
  checkFormats(kind.schema, object, findings)
  check(kind.kind, object, findings)
  return findings
}

/** The object passed the schema of its kind, so that it is of the type the kind says. */
function check(kind: string, object: JsonObject, findings: Findings): void {
  switch (kind) {
    case 'SyncTarget':
      return checkSyncTarget(object as SyncTarget, findings)
    case 'ClusterRegistration':
      return checkClusterRegistration(object as ClusterRegistration, findings)
    case 'WorkloadDistribution':
      return checkDistribution(object as WorkloadDistribution, findings)
    case 'WorkloadTransform':
      return checkTransform(object as WorkloadTransform, findings)
    case 'StatusAggregation':
      return checkAggregation(object as StatusAggregation, findings)
    case 'APIResourceImport':
      return checkImport(object as APIResourceImport, findings)
    case 'NegotiatedAPIResource':
      return checkNegotiated(object as NegotiatedAPIResource, findings)
    case 'CompatibilityConstraint':
      return checkCompatibility(object as CompatibilityConstraint, findings)
    case 'APIDiscovery':
      return checkDiscovery(object as APIDiscovery, findings)
    case 'PlacementPolicy':
      return checkPolicy(object as PlacementPolicy, findings)
    case 'PlacementDecision':
      return checkDecision(object as PlacementDecision, findings)
    case 'SchedulingConstraint':
      return checkConstraint(object as SchedulingConstraint, findings)
    default:
  }
}
