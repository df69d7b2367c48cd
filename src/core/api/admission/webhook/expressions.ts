import { type Path, TmcError } from '../../../apimachinery/index.ts'
import {
  boolType,
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
  reportIssues(environmentOf(variables).check(text).issues, text, path, findings)
}

type ReportedIssue = {
  readonly message: string
  readonly line?: number
  readonly column?: number
  readonly hint?: string
}

function reportIssues(issues: readonly ReportedIssue[], text: string, path: Path, findings: Findings): void {
  for (const { line, column, message, hint } of issues) {
    const where = text.includes('\n') ? `line ${line}, column ${column}` : `column ${column}`
    findings.invalid(
      path,
      text,
      `${where}: ${message.replace(/^\d+:\d+: /, '')}${hint === undefined ? '' : `; ${hint}`}`,
    )
  }
}

/** Most variables that are reported as broken; each costs compiling the others again. */
const mostBroken = 8

/**
 * Checks the expressions of a policy: its variables in order, each of which may read those before it, then the conditions of
 * its rules. What reads a variable that does not compile is passed over: it would only be told so again.
 */
export function checkPolicyExpressions({ spec }: PlacementPolicy, findings: Findings): void {
  let sound: readonly NamedExpression[] = spec.variables ?? []
  const broken = new Set<string>()
  let environment = rulesEnvironment(sound)
  let told = 0
  while (environment instanceof TmcError) {
    const failure = environment
    const name = sound.find((one) => failure.message.startsWith(`variables.${one.name}: `))?.name
    const index = spec.variables?.findIndex((one) => one.name === name) ?? -1
    if (name === undefined || index < 0 || told === mostBroken)
      return findings.invalid(['spec', 'variables'], '', failure.message)
    const text = spec.variables?.[index]?.expression ?? ''
    told++
    reportIssues(failure.details, text, ['spec', 'variables', index, 'expression'], findings)
    broken.add(name)
    for (const one of sound) if (readsAny(one.expression, broken)) broken.add(one.name)
    sound = sound.filter((one) => !broken.has(one.name))
    environment = rulesEnvironment(sound)
  }
  for (const [index, { celExpression }] of spec.rules.entries()) {
    if (celExpression === undefined || readsAny(celExpression, broken)) continue
    reportIssues(
      environment.check(celExpression, boolType).issues,
      celExpression,
      ['spec', 'rules', index, 'celExpression'],
      findings,
    )
  }
}

let plainRules: Environment | undefined

/** The environment of the rules of a policy with these variables; the error when one of them does not compile. */
function rulesEnvironment(variables: readonly NamedExpression[]): Environment | TmcError {
  const schemas = { target: SyncTarget.schema, policy: PlacementPolicy.schema }
  if (variables.length === 0) {
    plainRules ??= placementEnvironment(schemas)
    return plainRules
  }
  try {
    return placementEnvironment({ ...schemas, variables })
  } catch (error) {
    if (error instanceof TmcError) return error
    throw error
  }
}

function readsAny(text: string, names: ReadonlySet<string>): boolean {
  return [...names].some((name) => text.includes(`variables.${name}`))
}
