import type { Path } from '../../../apimachinery/index.ts'
import {
  boolType,
  type CelType,
  dynType,
  type Environment,
  environment,
  type NamedExpression,
  placementEnvironment,
} from '../../../cel/index.ts'
import { PlacementPolicy } from '../../placement/placement-policy.ts'
import { SyncTarget } from '../../workload/sync-target.ts'
import type { Findings } from './findings.ts'

/** What the expression that sets a field of a transformed object may read. */
export const transformVariables = ['object', 'target', 'params', 'now'] as const

/** What the expression that aggregates a field may read. */
export const aggregationVariables = ['values', 'targets', 'now'] as const

const environments = new Map<readonly string[], Environment>()

/** The environment in which all of the given variables are plain JSON. Made once. */
export function environmentOf(variables: readonly string[]): Environment {
  let made = environments.get(variables)
  if (made === undefined) {
    made = environment({ variables: Object.fromEntries(variables.map((name) => [name, dynType])) })
    environments.set(variables, made)
  }
  return made
}

/** Checks that an expression compiles; each issue is an error with line and column inside the expression. */
export function checkExpression(text: string, variables: readonly string[], path: Path, findings: Findings): void {
  report(environmentOf(variables), text, path, findings)
}

function report(environment: Environment, text: string, path: Path, findings: Findings, resultType?: CelType): boolean {
  const { issues } = environment.check(text, resultType)
  for (const { line, column, message, hint } of issues) {
    const where = text.includes('\n') ? `line ${line}, column ${column}` : `column ${column}`
    findings.invalid(path, text, `${where}: ${message}${hint === undefined ? '' : `; ${hint}`}`)
  }
  return issues.length === 0
}

let plainRules: Environment | undefined

/**
 * Checks the expressions of a policy: its variables in order, each of which may read those before it, then the conditions of
 * its rules.
 */
export function checkPolicyExpressions({ spec }: PlacementPolicy, findings: Findings): void {
  const variables: NamedExpression[] = []
  const broken = new Set<string>()
  spec.variables?.forEach(({ name, expression }, index) => {
    const path = ['spec', 'variables', index, 'expression']
    if (report(rulesEnvironment(variables), expression, path, findings)) variables.push({ name, expression })
    else broken.add(name)
  })
  spec.rules.forEach(({ celExpression }, index) => {
    if (celExpression === undefined || readsAny(celExpression, broken)) return
    const path = ['spec', 'rules', index, 'celExpression']
    report(rulesEnvironment(variables), celExpression, path, findings, boolType)
  })
}

function rulesEnvironment(variables: readonly NamedExpression[]): Environment {
  const schemas = { target: SyncTarget.schema, policy: PlacementPolicy.schema }
  if (variables.length > 0) return placementEnvironment({ ...schemas, variables })
  plainRules ??= placementEnvironment(schemas)
  return plainRules
}

/** A rule that reads a variable which does not compile would only be told so again. */
function readsAny(text: string, names: ReadonlySet<string>): boolean {
  return [...names].some((name) => text.includes(`variables.${name}`))
}
