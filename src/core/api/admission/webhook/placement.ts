import type { Path } from '../../../apimachinery/index.ts'
import { labelProblems, labelValueProblems, qualifiedNameProblems } from '../../../schema/index.ts'
import type { PlacementDecision } from '../../placement/placement-decision.ts'
import type { PlacementPolicy } from '../../placement/placement-policy.ts'
import type { SchedulingConstraint } from '../../placement/scheduling-constraint.ts'
import { checkPolicyExpressions } from './expressions.ts'
import type { Findings } from './findings.ts'
import { checkApiVersion, checkNamespace, checkObjectName, checkTargetNames } from './names.ts'
import { checkPatch } from './transform.ts'

type Rule = PlacementPolicy['spec']['rules'][number]
type Toleration = NonNullable<PlacementPolicy['spec']['tolerations']>[number]

/** What the seed's webhook says of a policy: its expressions compile, and its rules can do what they say. */
export function checkPolicy(policy: PlacementPolicy, findings: Findings): void {
  const { spec } = policy
  checkPolicyExpressions(policy, findings)
  checkTargetNames(spec.clusterSelector?.clusterNames, ['spec', 'clusterSelector', 'clusterNames'], findings)
  spec.rules.forEach((rule, index) => checkRule(rule, ['spec', 'rules', index], findings))
  spec.constraintRefs?.forEach(({ name }, index) =>
    checkObjectName(name, ['spec', 'constraintRefs', index, 'name'], findings),
  )
  spec.tolerations?.forEach((toleration, index) =>
    checkToleration(toleration, ['spec', 'tolerations', index], findings),
  )
}

function checkRule({ celExpression, clusters, effect, weight }: Rule, path: Path, findings: Findings): void {
  checkTargetNames(clusters?.include, [...path, 'clusters', 'include'], findings)
  checkTargetNames(clusters?.exclude, [...path, 'clusters', 'exclude'], findings)
  if (celExpression === undefined && clusters === undefined)
    findings.warn(path, 'has neither celExpression nor clusters, so that it matches every target')
  if ((effect === 'Prefer' || effect === 'Avoid') && weight === 0)
    findings.warn([...path, 'weight'], `a rule of effect ${effect} and weight 0 changes nothing`)
  const both = clusters?.include?.filter((name) => clusters.exclude?.includes(name)) ?? []
  for (const name of both) findings.warn([...path, 'clusters'], `${name} is both included and excluded; excluded it is`)
}

/** The rules of pod tolerations. */
function checkToleration(
  { key, operator, value, effect, tolerationSeconds }: Toleration,
  path: Path,
  findings: Findings,
): void {
  if (key !== undefined && key !== '') findings.problems([...path, 'key'], key, qualifiedNameProblems(key))
  else if (operator !== 'Exists')
    findings.invalid([...path, 'operator'], operator, 'must be Exists when `key` is empty')
  if (operator === 'Exists' && value !== undefined && value !== '')
    findings.invalid([...path, 'value'], value, 'must be empty when `operator` is Exists')
  if (value !== undefined) findings.problems([...path, 'value'], value, labelValueProblems(value))
  if (tolerationSeconds !== undefined && effect !== 'NoExecute')
    findings.invalid([...path, 'effect'], effect ?? '', 'must be NoExecute when `tolerationSeconds` is given')
}

/** What the seed's webhook says of a decision: targets that can exist, overrides that can be carried out. */
export function checkDecision({ spec }: PlacementDecision, findings: Findings): void {
  checkObjectName(spec.placementRef.name.replace(/^<default>$/, 'default'), ['spec', 'placementRef', 'name'], findings)
  checkApiVersion(spec.workloadRef?.apiVersion, ['spec', 'workloadRef', 'apiVersion'], findings)
  checkObjectName(spec.workloadRef?.name, ['spec', 'workloadRef', 'name'], findings)
  checkNamespace(spec.workloadRef?.namespace, ['spec', 'workloadRef', 'namespace'], findings)
  spec.clusters.forEach(({ clusterName }, index) =>
    findings.problems(['spec', 'clusters', index, 'clusterName'], clusterName, labelProblems(clusterName)),
  )
  spec.overrides?.forEach(({ clusterName, effect, replicas, patch }, index) => {
    const path = ['spec', 'overrides', index]
    findings.problems([...path, 'clusterName'], clusterName, labelProblems(clusterName))
    if (patch !== undefined) checkPatch(patch, [...path, 'patch'], findings)
    if (effect === 'Exclude' && replicas !== undefined)
      findings.forbidden([...path, 'replicas'], 'an excluded target runs no replicas')
    if (effect === 'Exclude' && patch !== undefined)
      findings.forbidden([...path, 'patch'], 'an excluded target has no workload to patch')
  })
}

/** What the seed's webhook says of a scheduling constraint: topology keys that targets can carry, weights that count. */
export function checkConstraint({ spec }: SchedulingConstraint, findings: Findings): void {
  spec.topologySpreadConstraints?.forEach(({ topologyKey, whenUnsatisfiable, minDomains }, index) => {
    const path = ['spec', 'topologySpreadConstraints', index]
    findings.problems([...path, 'topologyKey'], topologyKey, qualifiedNameProblems(topologyKey))
    if (minDomains !== undefined && whenUnsatisfiable !== 'DoNotSchedule')
      findings.invalid(
        [...path, 'minDomains'],
        minDomains,
        'may only be given when `whenUnsatisfiable` is DoNotSchedule',
      )
  })
  spec.antiAffinity?.terms.forEach(({ topologyKey, enforcement, weight }, index) => {
    const path = ['spec', 'antiAffinity', 'terms', index]
    findings.problems([...path, 'topologyKey'], topologyKey, qualifiedNameProblems(topologyKey))
    if (weight !== undefined && enforcement === 'Required')
      findings.warn([...path, 'weight'], 'a weight changes nothing when `enforcement` is Required')
  })
  if (spec.maxReplicas === 0) findings.warn(['spec', 'maxReplicas'], 'with 0 nothing can be placed')
}
