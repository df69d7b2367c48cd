import type { JsonObject } from '../../src/core/apimachinery/index.ts'

/** A rule on a whole resource, and objects to try it on: each is given the number of its rule. */
export type RootRule = { readonly rule: string; readonly objects: readonly JsonObject[] }

const named = (name: string, more: JsonObject = {}): JsonObject => ({ metadata: { name, ...more } })

/** Rules on the root of a CRD that declares neither metadata nor apiVersion and kind. */
export const rootRules: readonly RootRule[] = [
  { rule: "self.metadata.name == 'a'", objects: [named('a'), named('b')] },
  { rule: "self.metadata.name.startsWith('team-')", objects: [named('team-a'), named('a')] },
  { rule: 'has(self.metadata.name)', objects: [named('a')] },
  { rule: "self.metadata.generateName == 'g-'", objects: [{ metadata: { generateName: 'g-' } }, named('a')] },
  {
    rule: "self.metadata.?generateName.orValue('none') == 'none'",
    objects: [{ metadata: { generateName: 'g-' } }, named('a')],
  },
  { rule: 'size(self.metadata.name) <= 3', objects: [named('abc'), named('abcd')] },
  { rule: "self.kind == 'Root' && self.apiVersion.endsWith('/v1')", objects: [named('a')] },
  { rule: 'has(self.metadata)', objects: [named('a')] },
  { rule: "self.metadata.labels['a'] == 'b'", objects: [] },
  { rule: "self.metadata.namespace == 'default'", objects: [] },
  { rule: 'self.metadata.uid.size() > 0', objects: [] },
  { rule: 'has(self.metadata.annotations)', objects: [] },
  { rule: 'self.status.ready', objects: [] },
  { rule: "self.spec.`a-b` == 'x'", objects: [] },
  { rule: 'has(self.spec.`a-b`)', objects: [] },
  { rule: "self.spec.a__dash__b == 'x'", objects: [{ ...named('a'), spec: { 'a-b': 'x' } }, named('a')] },
  { rule: "self.spec['a-b'] == 'x'", objects: [] },
  { rule: "self.spec.labels.`a-b` == 'x'", objects: [] },
  {
    rule: "self.spec.labels['a-b'] == 'x'",
    objects: [{ ...named('a'), spec: { labels: { 'a-b': 'x' } } }, named('a')],
  },
  { rule: "self.spec.inner.metadata.name == 'x'", objects: [] },
  {
    rule: "self.spec.pod.metadata.name == 'x'",
    objects: [
      { ...named('a'), spec: { pod: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } } } },
      { ...named('a'), spec: { pod: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'y' } } } },
    ],
  },
]

const spec = {
  type: 'object',
  properties: {
    case: { type: 'integer' },
    'a-b': { type: 'string', maxLength: 10 },
    labels: { type: 'object', maxProperties: 5, additionalProperties: { type: 'string', maxLength: 10 } },
    inner: { type: 'object', properties: { n: { type: 'integer' } } },
    pod: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
  },
}

/** A CRD with these rules on its root; each looks only at the objects that carry its number. */
export function rootCrd(rules: readonly RootRule[], group = 'roots.example.com'): JsonObject {
  const schema = {
    type: 'object',
    properties: { spec },
    'x-kubernetes-validations': rules.map(({ rule }) => ({
      rule: `self.spec.case != ${rootRules.findIndex((one) => one.rule === rule)} || (${rule})`,
    })),
  }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `roots.${group}` },
    spec: {
      group,
      scope: 'Cluster',
      names: { plural: 'roots', singular: 'root', kind: 'Root', listKind: 'RootList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  }
}

/** An object for one of the rules. */
export function rootObject(rule: RootRule, object: JsonObject, group = 'roots.example.com'): JsonObject {
  const inside = object['spec'] as JsonObject | undefined
  return { apiVersion: `${group}/v1`, kind: 'Root', ...object, spec: { ...inside, case: rootRules.indexOf(rule) } }
}

/** What is said of one rule: of its CRD, and of each of its objects. */
export type RootVerdict = { readonly crd: 'accepted' | 'refused'; readonly objects: readonly (readonly string[])[] }
