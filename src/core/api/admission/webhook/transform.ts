import { type JsonValue, parseJsonPatch, parsePointer, type Path } from '../../../apimachinery/index.ts'
import type { WorkloadTransform } from '../../workload/workload-transform.ts'
import { ruleEngine } from '../engine.ts'
import { checkExpression, transformVariables } from './expressions.ts'
import type { Findings } from './findings.ts'
import { checkLabels } from './formats.ts'
import { checkGroup, checkObjectName, checkTargetNames, checkVersion } from './names.ts'
import { qualifiedNameProblems } from '../../../schema/index.ts'

type Operation = WorkloadTransform['spec']['operations'][number]

/** Fields that say which object an object is; a transform that changed them would make another object of it. */
const identity = ['/apiVersion', '/kind', '/metadata/name', '/metadata/namespace', '/metadata/uid', '/status']

/** What the seed's webhook says of a transform: pointers, patches, patterns and expressions are what they should be. */
export function checkTransform({ spec }: WorkloadTransform, findings: Findings): void {
  const { targetRef, targets, operations } = spec
  checkGroup(targetRef.group, ['spec', 'targetRef', 'group'], findings)
  checkVersion(targetRef.version, ['spec', 'targetRef', 'version'], findings)
  checkObjectName(targetRef.name, ['spec', 'targetRef', 'name'], findings)
  checkTargetNames(targets?.clusterNames, ['spec', 'targets', 'clusterNames'], findings)
  operations.forEach((operation, index) => checkOperation(operation, ['spec', 'operations', index], findings))
}

function checkOperation(operation: Operation, path: Path, findings: Findings): void {
  const { set, remove, jsonPatch, regex, labels, annotations } = operation
  if (set !== undefined) {
    checkPointer(set.path, [...path, 'set', 'path'], findings)
    if (set.valueExpression !== undefined)
      checkExpression(set.valueExpression, transformVariables, [...path, 'set', 'valueExpression'], findings)
  }
  remove?.paths.forEach((pointer, index) => checkPointer(pointer, [...path, 'remove', 'paths', index], findings))
  if (jsonPatch !== undefined) checkPatch(jsonPatch, [...path, 'jsonPatch'], findings)
  if (regex !== undefined) {
    checkPointer(regex.path, [...path, 'regex', 'path'], findings)
    checkPattern(regex.pattern, [...path, 'regex', 'pattern'], findings)
  }
  if (labels !== undefined) checkLabels(labels, [...path, 'labels'], findings)
  for (const key of Object.keys(annotations ?? {}))
    findings.problems([...path, 'annotations', key], key, qualifiedNameProblems(key.toLowerCase()))
}

function checkPointer(pointer: string, path: Path, findings: Findings): void {
  if (findings.attempt(path, pointer, () => parsePointer(pointer)) === undefined) return
  if (pointer === '') findings.invalid(path, pointer, 'must point to a field, not to the whole object')
  else if (identity.includes(pointer)) findings.forbidden(path, `a transform may not change ${pointer}`)
}

/** Checks an RFC 6902 patch: pointers that parse, and the members each operation needs. */
export function checkPatch(
  patch: readonly { readonly op: string; readonly path: string; readonly from?: string; readonly value?: JsonValue }[],
  path: Path,
  findings: Findings,
): void {
  patch.forEach((operation, index) =>
    findings.attempt([...path, index], operation.op, () => parseJsonPatch([operation])),
  )
}

/** Checks that a text is an RE2 pattern. */
export function checkPattern(pattern: string, path: Path, findings: Findings): void {
  if (ruleEngine().pattern(pattern) === undefined)
    findings.invalid(path, pattern, 'must be an RE2 pattern (no look-around, no back-references)')
}
