import type { Path } from '../../../apimachinery/index.ts'
import { boolType, type CelType, dynType, type Environment, environment } from '../../../cel/index.ts'
import type { Findings } from './findings.ts'

/** What the expressions of placement policies may read. */
export const ruleVariables = [
  'target',
  'cell',
  'workload',
  'object',
  'policy',
  'params',
  'variables',
  'capacity',
  'allocated',
  'available',
  'now',
  'placed',
] as const

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
export function checkExpression(
  text: string,
  variables: readonly string[],
  path: Path,
  findings: Findings,
  resultType?: CelType,
): void {
  const { issues } = environmentOf(variables).check(text, resultType)
  for (const { line, column, message, hint } of issues) {
    const where = text.includes('\n') ? `line ${line}, column ${column}` : `column ${column}`
    findings.invalid(path, text, `${where}: ${message}${hint === undefined ? '' : `; ${hint}`}`)
  }
}

/** As {@link checkExpression} for an expression that must be true or false. */
export function checkCondition(text: string, variables: readonly string[], path: Path, findings: Findings): void {
  checkExpression(text, variables, path, findings, boolType)
}
