import { formatPath, type KubeObject } from '../../apimachinery/index.ts'
import type { OnDecision } from '../decide-all.ts'
import { runScenario } from '../explain.ts'
import { reportVersion } from '../report.ts'
import type { Scenario } from '../scenario.ts'
import { type Check, type Finding, type Found, lintRules, severities, type Severity } from './finding.ts'
import { constraints, outcomes, references } from './other-checks.ts'
import { policyAndFleet, policyClaims, ruleMatches } from './policy-checks.ts'

/** What `placement lint` prints. */
export type LintReport = {
  readonly apiVersion: typeof reportVersion
  readonly kind: 'PlacementLintReport'
  /** The worst first, then by object and field. */
  readonly findings: readonly Finding[]
  readonly counts: { readonly [S in Severity]: number }
}

/** A new check is one more entry here. */
const checks: readonly Check[] = [ruleMatches, policyClaims, policyAndFleet, constraints, references, outcomes]

/** Looks through policies, constraints, distributions and workloads for what their author will hardly want. */
export function lintScenario(scenario: Scenario, onDecision?: OnDecision): LintReport {
  const context = { scenario, run: runScenario(scenario, onDecision) }
  const findings = checks.flatMap((check) => [...check(context)]).map((found) => finding(scenario, found))
  findings.sort(
    (left, right) =>
      severities.indexOf(left.severity) - severities.indexOf(right.severity) ||
      compare(left.object, right.object) ||
      compare(left.code, right.code) ||
      compare(left.field, right.field) ||
      compare(left.message, right.message),
  )
  const count = (severity: Severity) => findings.filter((one) => one.severity === severity).length
  return {
    apiVersion: reportVersion,
    kind: 'PlacementLintReport',
    findings,
    counts: { Error: count('Error'), Warning: count('Warning'), Info: count('Info') },
  }
}

function finding(scenario: Scenario, { rule, object, path, message, severity }: Found): Finding {
  return {
    code: lintRules[rule].code,
    rule,
    severity: severity ?? lintRules[rule].severity,
    object: nameOf(object),
    field: formatPath(path),
    message,
    ...scenario.placeOf(object, path),
  }
}

function nameOf({ kind, metadata: { namespace, name = '' } }: KubeObject): string {
  return namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
