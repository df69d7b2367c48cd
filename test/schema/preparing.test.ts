import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type JsonObject, type JsonValue, parseJson } from '../../src/core/apimachinery/index.ts'
import {
  applyDefaults,
  copyJson,
  dropNulls,
  prune,
  type StructuralSchema,
  unknownFields,
  validate,
} from '../../src/core/schema/index.ts'
import { foreignFields } from './support/foreign.ts'

const text: StructuralSchema = { type: 'string' }

describe('pruning', () => {
  const schema: StructuralSchema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          a: text,
          open: {
            type: 'object',
            'x-kubernetes-preserve-unknown-fields': true,
            properties: { in: { type: 'object', properties: { a: text } } },
          },
          map: { type: 'object', additionalProperties: { type: 'object', properties: { a: text } } },
          list: { type: 'array', items: { type: 'object', properties: { a: text } } },
          pod: { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { spec: { type: 'object' } } },
        },
      },
    },
  }

  test.each([
    ['a field there is not', '{"spec":{"a":"x","b":1}}', '{"spec":{"a":"x"}}', ['spec.b']],
    [
      'what is known to every object',
      '{"apiVersion":"v1","kind":"A","metadata":{"x":1},"z":1}',
      '{"apiVersion":"v1","kind":"A","metadata":{"x":1}}',
      ['z'],
    ],
    [
      'a field inside what is open',
      '{"spec":{"open":{"z":{"y":1},"in":{"a":"x","b":1}}}}',
      '{"spec":{"open":{"z":{"y":1},"in":{"a":"x"}}}}',
      ['spec.open.in.b'],
    ],
    ['a field of a value of a map', '{"spec":{"map":{"k":{"b":1}}}}', '{"spec":{"map":{"k":{}}}}', ['spec.map.k.b']],
    [
      'a field of an item',
      '{"spec":{"list":[{"a":"x"},{"b":1}]}}',
      '{"spec":{"list":[{"a":"x"},{}]}}',
      ['spec.list.1.b'],
    ],
    [
      'the metadata of an embedded object',
      '{"spec":{"pod":{"metadata":{"z":1},"kind":"Pod","z":1}}}',
      '{"spec":{"pod":{"metadata":{"z":1},"kind":"Pod"}}}',
      ['spec.pod.z'],
    ],
    ['a list where an object is declared', '{"spec":[{"a":1}]}', '{"spec":[{}]}', ['spec.0.a']],
    [
      'a key that every object inherits',
      '{"spec":{"__proto__":{"a":1},"constructor":1}}',
      '{"spec":{}}',
      ['spec.__proto__', 'spec.constructor'],
    ],
  ])('%s', (_, before, after, removed) => {
    const value = parseJson(before)
    expect(unknownFields(schema, value).map((path) => path.join('.'))).toEqual(removed)
    expect(value).toEqual(parseJson(before))
    expect(prune(schema, value).map((path) => path.join('.'))).toEqual(removed)
    expect(value).toEqual(parseJson(after))
  })
})

describe('nulls and defaults', () => {
  const schema: StructuralSchema = {
    type: 'object',
    properties: {
      plain: text,
      filled: { type: 'integer', default: 5 },
      nullable: { type: 'string', nullable: true, default: 'x' },
      inner: { type: 'object', default: {}, properties: { n: { type: 'integer', default: 1 } } },
      list: { type: 'array', items: { type: 'object', properties: { n: { type: 'integer', default: 1 } } } },
      map: { type: 'object', additionalProperties: { type: 'string' } },
      fills: { type: 'object', additionalProperties: { type: 'string', default: 'd' } },
      any: { 'x-kubernetes-preserve-unknown-fields': true },
      mayBe: { 'x-kubernetes-preserve-unknown-fields': true, nullable: true },
    },
  }
  const rest = { filled: 5, nullable: 'x', inner: { n: 1 } }

  test.each<[string, JsonObject, JsonObject]>([
    ['what is absent gets its default, and what is inside it too', {}, rest],
    ['zero is a value', { filled: 0 }, { ...rest, filled: 0 }],
    ['null counts as absent', { filled: null, plain: null, any: null }, rest],
    ['null is a value where it is allowed', { nullable: null, mayBe: null }, { ...rest, nullable: null, mayBe: null }],
    ['null for an object that has a default', { inner: null }, rest],
    [
      'items get what they lack',
      { list: [{}, { n: 2 }, { n: null }] },
      { ...rest, list: [{ n: 1 }, { n: 2 }, { n: 1 }] },
    ],
    ['null stays in a list', { list: [null] }, { ...rest, list: [null] }],
    ['null goes from a map', { map: { a: null, b: 'x' } }, { ...rest, map: { b: 'x' } }],
    ['null is filled in a map that has a default', { fills: { a: null } }, { ...rest, fills: { a: 'd' } }],
  ])('%s', (_, before, after) => {
    const value = copyJson(before)
    dropNulls(schema, value)
    expect(applyDefaults(schema, value)).toEqual(after)
  })

  test('two objects never share a default', () => {
    const empty = (): JsonObject => ({})
    const [one, other] = [applyDefaults(schema, empty()), applyDefaults(schema, empty())]
    expect(one['inner']).toEqual(other['inner'])
    expect(one['inner']).not.toBe(other['inner'])
  })
})

const foreign: StructuralSchema = { type: 'object', properties: foreignFields as { [name: string]: StructuralSchema } }

function prepared(value: JsonValue): JsonValue {
  const copy = copyJson(value)
  prune(foreign, copy)
  dropNulls(foreign, copy)
  return applyDefaults(foreign, copy)
}

describe('laws over any JSON at all', () => {
  const keys = fc.constantFrom(...Object.keys(foreignFields), 'a', 'b', 'name', 'list', '__proto__', 'metadata')
  const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<JsonValue>(null, true, 0, 1.5, 'x', '', 9007199254740993n),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(keys, tie('tree'), { maxKeys: 5, noNullPrototype: true }) as fc.Arbitrary<JsonValue>,
    ),
  }))

  test('preparing twice is preparing once', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const once = prepared(value)
        expect(prepared(once)).toEqual(once)
      }),
      { seed: 11, numRuns: 300 },
    )
  })

  test('nothing unknown is left, and validation never throws', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const ready = prepared(value)
        expect(unknownFields(foreign, ready)).toEqual([])
        expect(Array.isArray(validate(foreign, ready))).toBe(true)
      }),
      { seed: 12, numRuns: 300 },
    )
  })

  test('a value that replaces itself is never wrong, embedded objects apart', () => {
    const { embedded: _, ...properties } = foreign.properties ?? {}
    const schema = { ...foreign, properties }
    fc.assert(
      fc.property(tree, (value) => {
        const ready = prepared(value)
        prune(schema, ready)
        expect(validate(schema, ready, { old: copyJson(ready) })).toEqual([])
      }),
      { seed: 13, numRuns: 300 },
    )
  })
})
