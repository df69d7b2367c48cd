import { type JsonObject, type JsonValue, TmcError } from '../../src/core/apimachinery/index.ts'
import { boolType, celRuleEngine, environment, typeOfSchema } from '../../src/core/cel/index.ts'
import { type DefinedResource, kindsOfCrd, prepare, validateObject } from '../../src/core/schema/index.ts'
import { causeLines } from '../support/verdicts.ts'
import { type RuleCase, ruleCases } from './rules.ts'

/** What becomes of a rule when its CRD is written. */
export type RuleVerdict = 'accepted' | 'refused' | 'too costly'

/** A CRD whose objects have one field for each of the rules given. */
export function crdOfRules(
  rules: readonly (RuleCase & { readonly field: string })[],
  group = 'rules.example.com',
): JsonObject {
  const properties = Object.fromEntries(
    rules.map(({ field, schema, rule }) => [field, { ...schema, 'x-kubernetes-validations': [{ rule }] }]),
  )
  const schema = { type: 'object', properties: { spec: { type: 'object', properties } } }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `probes.${group}` },
    spec: {
      group,
      scope: 'Cluster',
      names: { plural: 'probes', singular: 'probe', kind: 'Probe', listKind: 'ProbeList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  }
}

/** The rules with the field that each stands on. */
export const fields = ruleCases.map((one, index) => ({ ...one, field: `p${index}` }))

export function probe(field: string, value: JsonValue): JsonObject {
  return { apiVersion: 'rules.example.com/v1', kind: 'Probe', metadata: { name: 'a' }, spec: { [field]: value } }
}

/** Most that a rule may cost by its estimate. */
const mostPerRule = 10_000_000

/** The estimate of a rule; undefined when it does not compile. */
export function estimateOf({ schema, rule }: RuleCase): number | undefined {
  const self = typeOfSchema(schema)
  try {
    return environment({ kubernetes: '1.36', variables: { self } }).compile(rule, boolType).cost.max
  } catch (error) {
    if (error instanceof TmcError) return undefined
    throw error
  }
}

/** Our verdict on a rule. */
export function ruleVerdict(one: RuleCase): RuleVerdict {
  const estimate = estimateOf(one)
  if (estimate === undefined) return 'refused'
  return estimate > mostPerRule ? 'too costly' : 'accepted'
}

const rules = celRuleEngine({ kubernetes: '1.36' })
let kind: DefinedResource | undefined

/** What we say of an object of the probes: each error, as the server's causes read. */
export function objectVerdict(object: JsonObject): readonly string[] {
  kind ??= kindsOfCrd(crdOfRules(fields.filter((one) => ruleVerdict(one) === 'accepted')))[0]
  if (kind === undefined) throw new Error('no kind')
  const copy = structuredClone(object)
  prepare(kind, copy)
  return causeLines(validateObject(kind, copy, { rules }))
}

/** What a server said, as it is recorded. */
export type Recorded = {
  readonly rules: { readonly [rule: string]: RuleVerdict }
  readonly objects: { readonly [object: string]: readonly string[] }
}

/** A name for a rule on a schema, and for an object. */
export const ruleName = ({ schema, rule }: RuleCase): string => `${rule} on ${JSON.stringify(schema)}`
export const objectName = (one: RuleCase & { readonly field: string }, value: JsonValue): string =>
  `${one.field}: ${one.rule} of ${JSON.stringify(value)}`
