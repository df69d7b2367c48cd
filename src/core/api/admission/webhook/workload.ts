import { parsePointer, type Path } from '../../../apimachinery/index.ts'
import { labelProblems, labelValueProblems, qualifiedNameProblems } from '../../../schema/index.ts'
import type { ClusterRegistration } from '../../workload/cluster-registration.ts'
import type { StatusAggregation } from '../../workload/status-aggregation.ts'
import type { SyncTarget } from '../../workload/sync-target.ts'
import type { WorkloadDistribution } from '../../workload/workload-distribution.ts'
import { aggregationVariables, checkExpression } from './expressions.ts'
import type { Findings } from './findings.ts'
import { checkLabels } from './formats.ts'
import { checkApiVersion, checkEndpoint, checkNamespace, checkObjectName, checkUrl } from './names.ts'

/** What the seed's webhook says of a sync target. */
export function checkSyncTarget({ spec }: SyncTarget, findings: Findings): void {
  const { clusterRef, syncerConfig, cells = [], taints = [], supportedAPIResources = [], resourceQuotas = [] } = spec
  const ref = ['spec', 'clusterRef']
  checkObjectName(clusterRef.name, [...ref, 'name'], findings)
  checkApiVersion(clusterRef.apiVersion, [...ref, 'apiVersion'], findings)
  checkNamespace(clusterRef.namespace, [...ref, 'namespace'], findings)
  checkNamespace(syncerConfig.downstreamNamespace, ['spec', 'syncerConfig', 'downstreamNamespace'], findings)
  if (syncerConfig.image !== undefined && /\s/.test(syncerConfig.image))
    findings.invalid(['spec', 'syncerConfig', 'image'], syncerConfig.image, 'must be the name of an image')
  cells.forEach(({ name, labels }, index) => {
    const path = ['spec', 'cells', index]
    findings.problems([...path, 'name'], name, labelProblems(name))
    if (labels !== undefined) checkLabels(labels, [...path, 'labels'], findings)
  })
  taints.forEach(({ key, value }, index) => {
    const path = ['spec', 'taints', index]
    findings.problems([...path, 'key'], key, qualifiedNameProblems(key))
    if (value !== undefined) findings.problems([...path, 'value'], value, labelValueProblems(value))
  })
  supportedAPIResources.forEach((resource, index) =>
    checkEndpoint(resource, ['spec', 'supportedAPIResources', index], findings),
  )
  resourceQuotas.forEach(({ scope, scopeSelector }, index) => {
    if (scopeSelector !== undefined && scope !== 'Namespace')
      findings.warn(
        ['spec', 'resourceQuotas', index, 'scopeSelector'],
        `namespaces are not told apart in scope ${scope}`,
      )
  })
}

/** What the seed's webhook says of a cluster registration. */
export function checkClusterRegistration({ spec }: ClusterRegistration, findings: Findings): void {
  checkUrl(spec.server, ['spec', 'server'], findings)
  const secret = spec.credentialsSecretRef
  checkObjectName(secret?.name, ['spec', 'credentialsSecretRef', 'name'], findings)
  checkNamespace(secret?.namespace, ['spec', 'credentialsSecretRef', 'namespace'], findings)
}

/** What the seed's webhook says of a distribution: its groups, targets and shares go together. */
export function checkDistribution({ spec }: WorkloadDistribution, findings: Findings): void {
  checkEndpoint(spec.resource, ['spec', 'resource'], findings)
  checkObjectName(spec.workloadRef?.name, ['spec', 'workloadRef', 'name'], findings)
  checkObjectName(spec.placement.policyRef?.name, ['spec', 'placement', 'policyRef', 'name'], findings)
  if (spec.workloadRef !== undefined && spec.workloadSelector !== undefined)
    findings.forbidden(['spec', 'workloadSelector'], 'may not be given together with workloadRef')
  const targets = new Set(spec.targets.map(({ name }) => name))
  const percentages = spec.targets.map(({ name, syncTargetRef, replicas }, index) => {
    const path = ['spec', 'targets', index]
    const named =
      syncTargetRef === undefined
        ? { name, path: [...path, 'name'] }
        : { name: syncTargetRef.name, path: [...path, 'syncTargetRef', 'name'] }
    findings.problems(named.path, named.name, labelProblems(named.name))
    return typeof replicas === 'string' ? Number(replicas.slice(0, -1)) : 0
  })
  const share = percentages.reduce((sum, one) => sum + one, 0)
  if (share > 100) findings.invalid(['spec', 'targets'], `${share}%`, 'the shares of all targets must not exceed 100%')
  checkRollout(spec.rolloutStrategy, targets, findings)
}

function checkRollout(
  rollout: WorkloadDistribution['spec']['rolloutStrategy'],
  targets: ReadonlySet<string>,
  findings: Findings,
): void {
  if (rollout === undefined) return
  const path = ['spec', 'rolloutStrategy']
  const { type, groups = [], mandatoryGroups = [] } = rollout
  const names = new Set(groups.map(({ name }) => name))
  const homes = new Map<string, string>()
  groups.forEach(({ name, targets: members }, group) =>
    members.forEach((member, index) => {
      const at = [...path, 'groups', group, 'targets', index]
      const home = homes.get(member)
      if (!targets.has(member)) findings.notFound(at, member)
      else if (home !== undefined) findings.invalid(at, member, `is in group ${JSON.stringify(home)} already`)
      homes.set(member, name)
    }),
  )
  mandatoryGroups.forEach((name, index) => {
    if (!names.has(name)) findings.notFound([...path, 'mandatoryGroups', index], name)
  })
  if (type === 'ProgressivePerGroup' && groups.length === 0)
    findings.required([...path, 'groups'], 'must be given when `type` is ProgressivePerGroup')
  if (type !== 'ProgressivePerGroup' && groups.length > 0)
    findings.warn([...path, 'groups'], `groups change nothing when \`type\` is ${type}`)
}

/** What the seed's webhook says of an aggregation: its expressions compile, its paths are paths. */
export function checkAggregation({ spec }: StatusAggregation, findings: Findings): void {
  checkApiVersion(spec.workloadRef.apiVersion, ['spec', 'workloadRef', 'apiVersion'], findings)
  checkObjectName(spec.workloadRef.name, ['spec', 'workloadRef', 'name'], findings)
  spec.fields?.forEach(({ path: field, expression }, index) => {
    const path = ['spec', 'fields', index]
    checkStructuralPath(field, [...path, 'path'], findings)
    if (expression !== undefined) checkExpression(expression, aggregationVariables, [...path, 'expression'], findings)
  })
}

/** Checks a path such as `status.conditions[*].status`: names after dots, `[*]` for the items of lists. */
export function checkStructuralPath(text: string, path: Path, findings: Findings): void {
  if (text.startsWith('/')) findings.attempt(path, text, () => parsePointer(text))
  else if (!/^\.?[^.[\]\s]+(?:\[\*\])*(?:\.[^.[\]\s]+(?:\[\*\])*)*$/.test(text))
    findings.invalid(
      path,
      text,
      'must be names separated by dots, with [*] after lists, such as spec.containers[*].image',
    )
}
