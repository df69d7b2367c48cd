import { applyJsonPatch, type JsonObject, type JsonValue } from '../../../src/core/apimachinery/index.ts'

/** A CustomResourceDefinition with one fault. */
export type BrokenCrd = { readonly name: string; readonly crd: JsonObject }

/** A CustomResourceDefinition that a server accepts, with a schema around the given fields of its spec. */
export function crdWith(properties: JsonObject, spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.com' },
    spec: {
      group: 'example.com',
      names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties, ...spec } } },
          },
        },
      ],
    },
  }
}

const version = '/spec/versions/0'
const root = `${version}/schema/openAPIV3Schema`

function changed(path: string, value: JsonValue, properties: JsonObject = { a: { type: 'string' } }): JsonObject {
  return applyJsonPatch(crdWith(properties), [{ op: 'add', path, value }]) as JsonObject
}

const field = (schema: JsonObject): JsonObject => crdWith({ a: schema })
const item = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more })

/** One fault of each sort. Faults whose message quotes a whole schema, or a compiler's words, are not among them. */
export const brokenCrds: readonly BrokenCrd[] = [
  ['a name that is not plural and group', changed('/metadata/name', 'thing.example.com')],
  [
    'a group without a dot',
    applyJsonPatch(crdWith({}), [
      { op: 'replace', path: '/metadata/name', value: 'things.core' },
      { op: 'replace', path: '/spec/group', value: 'core' },
    ]) as JsonObject,
  ],
  ['a scope that is none', changed('/spec/scope', 'World')],
  ['a conversion that is none', changed('/spec/conversion', { strategy: 'Magic' })],
  ['a conversion by nothing', changed('/spec/conversion', { strategy: 'Webhook' })],
  [
    'a conversion by two webhooks',
    changed('/spec/conversion', {
      strategy: 'Webhook',
      webhook: {
        clientConfig: { url: 'https://example.com', service: { name: 'a', namespace: 'b' } },
        conversionReviewVersions: ['v2'],
      },
    }),
  ],
  [
    'a webhook that converts nothing',
    changed('/spec/conversion', {
      strategy: 'None',
      webhook: { clientConfig: { url: 'https://example.com' }, conversionReviewVersions: ['v1'] },
    }),
  ],
  ['a schema that keeps what it does not know', changed('/spec/preserveUnknownFields', true)],
  [
    'defaults that go with what is not known',
    changed('/spec/preserveUnknownFields', true, { a: { type: 'string', default: 'x' } }),
  ],
  ['a kind with a dash at its end', changed('/spec/names/kind', 'Thing-')],
  ['a short name with a capital', changed('/spec/names/shortNames', ['tH'])],
  ['a list kind that is the kind', changed('/spec/names/listKind', 'Thing')],
  ['a version that begins with a digit', changed(`${version}/name`, '1v')],
  ['a warning of a version that is not deprecated', changed(`${version}/deprecationWarning`, 'old')],
  [
    'a warning that is too long',
    applyJsonPatch(crdWith({}), [
      { op: 'add', path: `${version}/deprecated`, value: true },
      { op: 'add', path: `${version}/deprecationWarning`, value: 'x'.repeat(257) },
    ]) as JsonObject,
  ],
  [
    'a column of a type there is not',
    changed(`${version}/additionalPrinterColumns`, [{ name: 'A', type: 'text', jsonPath: '.spec.a' }]),
  ],
  [
    'a column whose path begins with no dot',
    changed(`${version}/additionalPrinterColumns`, [{ name: 'A', type: 'string', jsonPath: 'spec.a' }]),
  ],
  [
    'a scale outside of spec',
    changed(`${version}/subresources`, { scale: { specReplicasPath: '.status.a', statusReplicasPath: '.status.b' } }),
  ],
  ['a selectable field that is an object', changed(`${version}/selectableFields`, [{ jsonPath: '.spec' }])],
  [
    'a selectable field twice',
    changed(`${version}/selectableFields`, [{ jsonPath: '.spec.a' }, { jsonPath: '.spec.a' }]),
  ],
  [
    'a protected group without its approval',
    applyJsonPatch(crdWith({}), [
      { op: 'replace', path: '/metadata/name', value: 'things.x.k8s.io' },
      { op: 'replace', path: '/spec/group', value: 'x.k8s.io' },
    ]) as JsonObject,
  ],
  ['a root that is a list', changed(`${root}/type`, 'array')],
  ['a root that is nullable', changed(`${root}/nullable`, true)],
  [
    'a root with values',
    applyJsonPatch(crdWith({}), [
      { op: 'remove', path: `${root}/properties` },
      { op: 'add', path: `${root}/additionalProperties`, value: { type: 'string' } },
    ]) as JsonObject,
  ],
  [
    'metadata with labels',
    changed(`${root}/properties/metadata`, { type: 'object', properties: { labels: { type: 'object' } } }),
  ],
  ['a kind that is a number', changed(`${root}/properties/kind`, { type: 'integer' })],
  ['a field without a type', field({})],
  ['a field of a type there is not', field({ type: 'text' })],
  ['a list without items', field({ type: 'array' })],
  ['items without a type', field({ type: 'array', items: {} })],
  ['unique items', field({ type: 'array', items: { type: 'string' }, uniqueItems: true })],
  [
    'fields and values together',
    field({ type: 'object', properties: { b: { type: 'string' } }, additionalProperties: { type: 'string' } }),
  ],
  [
    'fields and no others',
    field({ type: 'object', properties: { b: { type: 'string' } }, additionalProperties: false }),
  ],
  [
    'keywords that are not supported',
    field({
      type: 'object',
      id: 'x',
      patternProperties: { a: { type: 'string' } },
      definitions: { a: { type: 'string' } },
      dependencies: { a: ['b'] },
    }),
  ],
  ['a reference', field({ $ref: '#/definitions/a', type: 'string' })],
  ['unknown fields that are not preserved', field({ type: 'object', 'x-kubernetes-preserve-unknown-fields': false })],
  ['a map type on a list', field({ type: 'array', items: { type: 'string' }, 'x-kubernetes-map-type': 'atomic' })],
  ['a map type there is not', field({ type: 'object', 'x-kubernetes-map-type': 'loose' })],
  ['a list type on an object', field({ type: 'object', 'x-kubernetes-list-type': 'set' })],
  ['a list type there is not', field({ type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'bag' })],
  [
    'keys of a list that is no map',
    field({ type: 'array', items: item({ k: { type: 'string' } }), 'x-kubernetes-list-map-keys': ['k'] }),
  ],
  [
    'a map without keys',
    field({ type: 'array', items: item({ k: { type: 'string' } }), 'x-kubernetes-list-type': 'map' }),
  ],
  [
    'a map of texts',
    field({
      type: 'array',
      items: { type: 'string' },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
    }),
  ],
  [
    'a map by a field there is not',
    field({
      type: 'array',
      items: item({ k: { type: 'string' } }),
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['z'],
    }),
  ],
  [
    'a map by one field twice',
    field({
      type: 'array',
      items: item({ k: { type: 'string' } }, { required: ['k'] }),
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k', 'k'],
    }),
  ],
  [
    'a map by an object',
    field({
      type: 'array',
      items: item({ k: { type: 'object' } }, { required: ['k'] }),
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
    }),
  ],
  [
    'a map by a field that may be missing',
    field({
      type: 'array',
      items: item({ k: { type: 'string' } }),
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
    }),
  ],
  [
    'a map by a field that may be null',
    field({
      type: 'array',
      items: item({ k: { type: 'string', nullable: true } }, { required: ['k'] }),
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
    }),
  ],
  [
    'a set whose items may be null',
    field({ type: 'array', items: { type: 'string', nullable: true }, 'x-kubernetes-list-type': 'set' }),
  ],
  [
    'a set of objects that merge',
    field({ type: 'array', items: item({ k: { type: 'string' } }), 'x-kubernetes-list-type': 'set' }),
  ],
  [
    'an int-or-string that keeps what is unknown',
    field({ 'x-kubernetes-int-or-string': true, 'x-kubernetes-preserve-unknown-fields': true }),
  ],
  ['an embedded resource that is a text', field({ type: 'string', 'x-kubernetes-embedded-resource': true })],
  ['an embedded resource without fields', field({ type: 'object', 'x-kubernetes-embedded-resource': true })],
  ['a type in anyOf', field({ type: 'object', anyOf: [{ type: 'object' }, { description: 'x', nullable: true }] })],
  ['a default in allOf', field({ type: 'string', allOf: [{ default: 'x' }, { title: 'x' }] })],
  ['a rule in oneOf', field({ type: 'object', oneOf: [{ 'x-kubernetes-validations': [{ rule: 'true' }] }] })],
  [
    'lists in not',
    field({
      type: 'array',
      items: { type: 'string' },
      not: { 'x-kubernetes-list-type': 'set', additionalProperties: { pattern: 'x' } },
    }),
  ],
  [
    'a root whose branch names what is not declared',
    changed(`${root}/anyOf`, [{ properties: { spec: { properties: { z: { pattern: 'x' } } } } }]),
  ],
  [
    'a branch that names metadata',
    field({
      type: 'object',
      properties: { metadata: { type: 'object' } },
      anyOf: [{ properties: { metadata: { minProperties: 1 } } }],
    }),
  ],
  ['a default of the wrong type', field({ type: 'integer', default: 'x' })],
  ['a default that is too large', field({ type: 'integer', maximum: 3, default: 4 })],
  [
    'a default that lacks a field',
    field({ type: 'object', properties: { b: { type: 'string' } }, required: ['b'], default: {} }),
  ],
  [
    'a default with a field too many',
    field({ type: 'object', properties: { b: { type: 'string' } }, default: { c: 1 } }),
  ],
  ['a default at the top', changed(`${root}/properties/apiVersion`, { type: 'string', default: 'x' })],
  ['a rule that is empty', field({ type: 'object', 'x-kubernetes-validations': [{ rule: ' ' }] })],
  [
    'a rule of two lines without a message',
    field({ type: 'string', 'x-kubernetes-validations': [{ rule: 'true ||\nfalse' }] }),
  ],
  [
    'a message of two lines',
    field({ type: 'string', 'x-kubernetes-validations': [{ rule: 'true', message: 'a\nb' }] }),
  ],
  ['a message of blanks', field({ type: 'string', 'x-kubernetes-validations': [{ rule: 'true', message: '  ' }] })],
  [
    'a reason there is not',
    field({ type: 'string', 'x-kubernetes-validations': [{ rule: 'true', reason: 'Because' }] }),
  ],
  [
    'a path to a field there is not',
    field({
      type: 'object',
      properties: { b: { type: 'string' } },
      'x-kubernetes-validations': [{ rule: 'true', fieldPath: '.c' }],
    }),
  ],
  [
    'an old value in a list without keys',
    field({
      type: 'array',
      maxItems: 5,
      items: { type: 'string', maxLength: 5, 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
    }),
  ],
  [
    'an optional old value that is not read',
    field({ type: 'string', 'x-kubernetes-validations': [{ rule: 'true', optionalOldSelf: true }] }),
  ],
].map(([name, crd]) => ({ name: name as string, crd: crd as JsonObject }))

/** A server takes it, and then refuses every object that gets the default: docs/api-server-differences.md. */
export const hopelessCrd: JsonObject = field({ 'x-kubernetes-int-or-string': true, default: {} })

/** What looks like a fault and is none to a server. */
export const oddCrds: readonly BrokenCrd[] = [
  [
    'a limit on names that is switched off',
    changed(`${root}/properties/metadata`, { type: 'object', nullable: false }),
  ],
  [
    'a branch that allows no other values',
    field({
      type: 'object',
      properties: { b: { type: 'object', properties: { c: { type: 'string' } } } },
      not: { properties: { b: { additionalProperties: false, required: ['c'] } } },
    }),
  ],
  [
    'a default that has an item twice',
    field({ type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set', default: ['x', 'x'] }),
  ],
  [
    'a conversion by a webhook',
    changed('/spec/conversion', {
      strategy: 'Webhook',
      webhook: {
        clientConfig: { service: { name: 'a', namespace: 'b' } },
        conversionReviewVersions: ['v1', 'v1beta1'],
      },
    }),
  ],
].map(([name, crd]) => ({ name: name as string, crd: crd as JsonObject }))
