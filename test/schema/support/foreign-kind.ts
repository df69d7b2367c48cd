import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/core/apimachinery/index.ts'
import { celRuleEngine } from '../../../src/core/cel/index.ts'
import {
  copyJson,
  type DefinedResource,
  kindsOfCrd,
  prepare,
  strictError,
  validateObject,
} from '../../../src/core/schema/index.ts'
import { causeLines, type Verdict, withoutServerFields } from '../../support/verdicts.ts'
import { crdWith } from './broken-crds.ts'
import { foreignFields, foreignValues } from './foreign.ts'

/** The CRD of a kind nobody here wrote, with a field for each thing that a schema can say. */
export const foreignCrd: JsonObject = makeForeignCrd()

const rules = celRuleEngine()
const kind = onlyKind(foreignCrd)

function makeForeignCrd(): JsonObject {
  const made = crdWith(foreignFields)
  const names = { plural: 'foreigns', singular: 'foreign', kind: 'Foreign', listKind: 'ForeignList' }
  const spec = isJsonObject(made['spec']) ? made['spec'] : {}
  return {
    ...made,
    metadata: { name: 'foreigns.foreign.example.com' },
    spec: { ...spec, group: 'foreign.example.com', names },
  }
}

/** The kind a CRD of one version defines. */
export function onlyKind(crd: JsonObject): DefinedResource {
  const [first, ...more] = kindsOfCrd(crd)
  if (first === undefined || more.length > 0) throw new Error('not a CRD of one version')
  return first
}

/** An object of the foreign kind with one field set. */
export function foreignObject(field: string, value: JsonValue): JsonObject {
  return {
    apiVersion: 'foreign.example.com/v1',
    kind: 'Foreign',
    metadata: { name: 'a' },
    spec: { [field]: value },
  }
}

/** Every field with each of its values. */
export const foreignCases: readonly { readonly field: string; readonly value: JsonValue }[] = Object.entries(
  foreignValues,
).flatMap(([field, values]) => values.map((value: JsonValue) => ({ field, value })))

/** What this project says of an object of the foreign kind. */
export function foreignVerdict(object: JsonObject): Verdict {
  const copy = copyJson(object)
  const { unknown } = prepare(kind, copy)
  const unreadable = strictError(kind, { unknown, duplicate: [] })
  if (unreadable !== undefined) return { unreadable }
  const errors = validateObject(kind, copy, { rules, allowsNoNamespace: true })
  return errors.length > 0 ? { refused: causeLines(errors) } : { accepted: withoutServerFields(copy) }
}
