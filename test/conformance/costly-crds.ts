import type { JsonObject, JsonValue } from '../../src/core/apimachinery/index.ts'

/** A CRD whose rules cost about as much as a server lets them. */
export type CostlyCrd = { readonly name: string; readonly crd: JsonObject }

type Schema = JsonObject

const text: Schema = { type: 'string' }
const short = (maxLength: number): Schema => ({ type: 'string', maxLength })
const integer: Schema = { type: 'integer' }
const list = (items: Schema, maxItems?: number, more: Schema = {}): Schema => ({
  type: 'array',
  items,
  ...(maxItems === undefined ? {} : { maxItems }),
  ...more,
})
const map = (values: Schema, maxProperties?: number): Schema => ({
  type: 'object',
  additionalProperties: values,
  ...(maxProperties === undefined ? {} : { maxProperties }),
})
const object = (properties: { [name: string]: JsonValue }, more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  ...more,
})
const ruled = (schema: Schema, ...rules: (string | Schema)[]): Schema => ({
  ...schema,
  'x-kubernetes-validations': rules.map((rule) => (typeof rule === 'string' ? { rule } : rule)),
})

/** The root of a CRD whose spec has one field. */
const field = (schema: Schema): Schema => object({ spec: object({ a: schema }) })

const unique = 'self.all(x, self.exists_one(y, x == y))'
const nested = 'self.all(x, self.all(y, self.all(z, x + y + z > 0)))'
const always = (times: number): string => Array(times).fill('self.size() >= 0').join(' && ')

const schemas: readonly (readonly [string, Schema])[] = [
  ['unique texts of a bounded list', field(ruled(list(short(63), 558), unique))],
  ['unique texts of a list one too long', field(ruled(list(short(63), 559), unique))],
  ['unique texts of a list twice as long', field(ruled(list(short(63), 1_200), unique))],
  ['unique texts of a list ten times as long', field(ruled(list(short(63), 5_580), unique))],
  ['unique texts without a length', field(ruled(list(text, 10), unique))],
  ['unique texts of a list without a length', field(ruled(list(short(63)), unique))],
  ['unique texts without any bound', field(ruled(list(text), unique))],
  ['three loops in one another, at the limit', field(ruled(list(integer, 115), nested))],
  ['three loops in one another, above the limit', field(ruled(list(integer, 121), nested))],
  ['three loops in one another, far above the limit', field(ruled(list(integer, 600), nested))],
  ['three loops in one another without a bound', field(ruled(list(integer), nested))],
  ['a rule on an item of a list without a bound', field(list(ruled(short(10), "self != 'x'")))],
  ['a dear rule on an item of a list without a bound', field(list(ruled(short(1_000), "self.contains('xyz')")))],
  ['a rule on an unbounded text in a list without a bound', field(list(ruled(text, "self != 'x'")))],
  ['a pattern on an unbounded text', field(ruled(text, "self.matches('^[a-z]+$')"))],
  ['a pattern on an unbounded text in a list of ten', field(list(ruled(text, "self.matches('^[a-z]+$')"), 10))],
  ['a pattern on an unbounded text in a list of a hundred', field(list(ruled(text, "self.matches('^[a-z]+$')"), 100))],
  ['lists in lists, bounded', field(list(list(ruled(short(20), "self.startsWith('a')"), 100), 100))],
  ['lists in lists, bounded widely', field(list(list(ruled(short(20), "self.startsWith('a')"), 3_000), 1_000))],
  ['lists in lists, the outer unbounded', field(list(list(ruled(short(20), "self.startsWith('a')"), 100)))],
  ['lists in lists, the inner unbounded', field(list(list(ruled(short(20), "self.startsWith('a')")), 100))],
  ['maps in maps, bounded', field(map(map(ruled(integer, 'self > 0'), 100), 100))],
  ['maps in maps, unbounded', field(map(map(ruled(integer, 'self > 0'))))],
  ['a map of lists', field(map(ruled(list(short(63), 50), unique), 64))],
  ['a map of lists, larger', field(map(ruled(list(short(63), 50), unique), 500))],
  ['an unbounded map of lists', field(map(ruled(list(short(63), 50), unique)))],
  ['keys of an unbounded map', field(ruled(map(text), 'self.all(k, k.size() < 10)'))],
  ['values of an unbounded map', field(ruled(map(text), "self.all(k, self[k] != 'x')"))],
  ['values of a bounded map', field(ruled(map(short(20), 64), "self.all(k, self[k].startsWith('x'))"))],
  [
    'objects that require fields, in an unbounded list',
    field(
      list(
        ruled(
          object({ first: short(20), second: integer }, { required: ['first', 'second'] }),
          'self.second > 0 || self.first == "x"',
        ),
      ),
    ),
  ],
  [
    'objects that require much, in an unbounded list',
    field(
      list(
        ruled(
          object(
            { when: { type: 'string', format: 'date-time' }, names: list(text, 5), on: { type: 'boolean' } },
            {
              required: ['when', 'names', 'on'],
            },
          ),
          "self.names.all(n, n != 'a' && self.on)",
        ),
      ),
    ),
  ],
  [
    'quantities without a length',
    field(ruled(map(text, 7), "self.all(k, quantity(self[k]).isLessThan(quantity('1')))")),
  ],
  [
    'quantities without a length, one more',
    field(ruled(map(text, 8), "self.all(k, quantity(self[k]).isLessThan(quantity('1')))")),
  ],
  ['a sum of percentages', field(ruled(list(integer, 370_369), 'self.map(x, x).sum() == 100'))],
  ['a sum of percentages, one more', field(ruled(list(integer, 370_370), 'self.map(x, x).sum() == 100'))],
  [
    'eleven rules that are just too dear',
    field(
      object(
        Object.fromEntries(
          Array.from({ length: 11 }, (_, index) => [`f${index}`, ruled(list(integer, 112 - index), nested)]),
        ),
      ),
    ),
  ],
  [
    'twelve rules of very different cost',
    field(
      object(
        Object.fromEntries(
          Array.from({ length: 14 }, (_, index) => [`f${index}`, ruled(list(integer, 119 - index), nested)]),
        ),
      ),
    ),
  ],
  [
    'one rule far beyond both limits beside cheap ones',
    field(
      object({
        a: ruled(list(integer), nested),
        b: ruled(short(5), "self != ''"),
        c: ruled(integer, 'self > 0'),
      }),
    ),
  ],
  [
    'six rules beyond their limit',
    field(
      object(
        Object.fromEntries(
          Array.from({ length: 6 }, (_, index) => [`f${index}`, ruled(list(integer, 200 + 10 * index), nested)]),
        ),
      ),
    ),
  ],
  ['several rules on one value', field(ruled(list(integer, 115), nested, nested, always(20)))],
  [
    'a message that costs too much',
    field(ruled(list(text), { rule: 'self.size() < 10', messageExpression: "'bad: ' + self.join(', ')" })),
  ],
  [
    'a message that costs little',
    field(ruled(list(short(10), 10), { rule: 'self.size() < 10', messageExpression: "'bad: ' + self.join(', ')" })),
  ],
  ['a message of an unbounded text', field(ruled(text, { rule: "self != ''", messageExpression: "'bad: ' + self" }))],
  [
    'a message and a rule that both cost too much',
    field(ruled(list(text), { rule: unique, messageExpression: "self.join('')" })),
  ],
  [
    'a message of an unbounded list, in an unbounded list',
    field(list(ruled(list(text), { rule: 'true', messageExpression: "self.join('')" }))),
  ],
  ['a limit below zero', field({ ...ruled(list(text), unique), maxItems: -1 })],
  ['a list of nothing with a rule on its items', field(list(ruled(text, "self.contains('abc')"), 0))],
  [
    'words of an enumeration',
    field(list(ruled({ type: 'string', enum: ['small', 'medium', 'large'] }, "self != 'x'"), 100_000)),
  ],
  ['an int or string', field(list(ruled({ 'x-kubernetes-int-or-string': true }, "string(self) != 'x'"), 100))],
  [
    'an int or string with a length',
    field(list(ruled({ 'x-kubernetes-int-or-string': true, maxLength: 10 }, "type(self) == int || self != 'x'"), 100)),
  ],
  ['dates and durations', field(list(ruled({ type: 'string', format: 'duration' }, "self < duration('1h')"), 100_000))],
  [
    'set lists and map lists',
    field(
      ruled(
        object({
          set: list(short(63), 200, { 'x-kubernetes-list-type': 'set' }),
          keyed: list(object({ k: short(63), v: text }, { required: ['k'] }), 100, {
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['k'],
          }),
        }),
        'self.set == oldSelf.set',
        "self.keyed.all(k, k.k != '')",
      ),
    ),
  ],
  ['a factor that is half a tenth', field(list(ruled({ type: 'boolean' }, 'self'), 22_500_000))],
  ['a factor that is half a millionth', field(list(ruled({ type: 'boolean' }, 'self'), 10_078_125))],
  ['a factor of a hundred', field(list(ruled({ type: 'boolean' }, 'self'), 1_000_000_000))],
  [
    'three comparisons on each of many items',
    field(list(ruled(integer, 'self > 0 && self > 1 && self > 2'), 4_500_000)),
  ],
  [
    'a rule on the root',
    ruled(object({ spec: object({ a: list(text) }) }), "self.spec.a.all(x, x.contains('abcdefghij'))"),
  ],
  [
    'a rule that does not compile beside one that is too dear',
    field(object({ a: ruled(list(text), unique), b: ruled(list(text), unique, 'true') })),
  ],
  [
    'an embedded resource',
    field(
      list(
        ruled(
          {
            type: 'object',
            'x-kubernetes-embedded-resource': true,
            'x-kubernetes-preserve-unknown-fields': true,
          },
          "self.metadata.name.contains('xyz')",
        ),
      ),
    ),
  ],
  ['rules where values have no type', field(ruled({ 'x-kubernetes-preserve-unknown-fields': true }, 'true'))],
  [
    'rules inside of values that have no type',
    field(
      ruled(
        object({
          open: { 'x-kubernetes-preserve-unknown-fields': true, properties: { a: ruled(short(5), "self != ''") } },
        }),
        'true',
      ),
    ),
  ],
  [
    'rules inside of values that have no type, with none above',
    field({
      'x-kubernetes-preserve-unknown-fields': true,
      properties: { a: ruled(short(5), "self != ''") },
    }),
  ],
  ['a rule above a fault', field(ruled(object({ a: { ...text, uniqueItems: true } }), '1'))],
  [
    'a rule beside a fault',
    field(
      object({
        a: { ...text, uniqueItems: true },
        b: ruled(text, "self.contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaa')"),
        c: ruled(list(text), unique),
      }),
    ),
  ],
  ['an answer of any type', field(ruled({ 'x-kubernetes-int-or-string': true }, 'dyn(self)'))],
]

export const costlyCrds: readonly CostlyCrd[] = schemas.map(([name, openAPIV3Schema]) => ({
  name,
  crd: {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'costs.rules.example.com' },
    spec: {
      group: 'rules.example.com',
      scope: 'Cluster',
      names: { plural: 'costs', singular: 'cost', kind: 'Cost', listKind: 'CostList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  },
}))
