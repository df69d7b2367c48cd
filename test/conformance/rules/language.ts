import { on, onText, onTexts, onInts, onNumbers, onLabels, onPair } from './rule-case.ts'

const times = { type: 'array', maxItems: 10, items: { type: 'string', format: 'date-time' } }
const waits = { type: 'array', maxItems: 10, items: { type: 'string', format: 'duration' } }
const dates = { type: 'array', maxItems: 10, items: { type: 'string', format: 'date' } }
const blobs = { type: 'array', maxItems: 10, items: { type: 'string', format: 'byte', maxLength: 64 } }
const rates = { type: 'object', maxProperties: 10, additionalProperties: { type: 'number' } }
const mixed = { 'x-kubernetes-int-or-string': true }
const keyed = {
  type: 'array',
  maxItems: 5,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
  items: {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string', maxLength: 20 }, n: { type: 'integer' } },
  },
}
const set = { type: 'array', maxItems: 10, 'x-kubernetes-list-type': 'set', items: { type: 'string', maxLength: 20 } }

export const general = [
  onPair(
    "!has(self.when) || timestamp('2026-01-01T00:00:00Z') < self.when",
    { when: '2026-06-01T00:00:00Z' },
    { when: '2025-06-01T00:00:00Z' },
    {},
  ),
  onPair("duration(self.wait) < duration('1h')", { wait: '30m' }, { wait: '2h' }, { wait: 'x' }, {}),
  onPair('self.items.all(i, has(i.n) && i.n > 0)', { items: [{ n: 1 }] }, { items: [{ name: 'x' }] }, {}),
  onPair('self.items.exists_one(i, i.n == 1)', { items: [{ n: 1 }, { n: 2 }] }, { items: [{ n: 1 }, { n: 1 }] }),
  onPair('self.items.all(i, x, x.n == i)', { items: [{ n: 0 }, { n: 1 }] }, { items: [{ n: 1 }] }),
  onPair('self.count / 0 == 1', { count: 1 }, {}),
  onPair('self.count + 9223372036854775807 > 0', { count: 1 }, { count: 0 }),
  onPair('self.missing == 1'),
  onPair("self.count == 'a'"),
  onPair('self.count'),
  onPair("[1, 'a'].size() == 2"),
  onPair("int('x') == 1"),
  onPair("duration('x') == duration('1h')"),
  onPair("timestamp('2026-13-01T00:00:00Z') == timestamp('2026-01-01T00:00:00Z')"),
  onPair('self.count > 1.5', { count: 2 }, { count: 1 }),
  onPair('self.count == 1u', { count: 1 }),
  onLabels("self.all(k, k.startsWith('a') && self[k].size() > 0)", { a: 'x' }, { b: 'x' }, {}),
  onLabels('self.all(k, v, k != v)', { a: 'b' }, { a: 'a' }),
  onLabels('self.transformMap(k, v, v.size()).all(k, v, v < 3)', { a: 'xx' }, { a: 'xxx' }),
  onLabels("self['missing'] == ''", { a: 'b' }, { missing: '' }),
  onLabels("!('kubernetes.io/name' in self)", {}, { 'kubernetes.io/name': 'x' }),
]

export const several = [
  onNumbers('self.all(x, x / 2.0 < 1.0)', [1, 1.5], [2], []),
  onNumbers('self.sort().first().orValue(0.0) >= 0.0', [1, 0], [-1, 2], []),
  onNumbers('self.map(x, x + 0.5).sum() == 4.0', [1, 2], [1], []),
  onInts('self.map(x, double(x)).sum() == 3.0', [1, 2], [1]),
  onTexts("self.map(t, t.upperAscii()).exists(t, t == 'A')", ['a'], ['b'], []),
  onText("self in ['a', 'b', 'c']", 'a', 'z'),
  onText("self == 'a' ? true : self.startsWith('b') && self.endsWith('c')", 'a', 'bc', 'bd'),
  onText("self.size() > 3 || quantity(self).isLessThan(quantity('1'))", 'long', '1m', '2', 'x'),
  onLabels("self.transformList(k, v, k + v).join('-').size() < 8", { a: 'b' }, { abc: 'defgh' }),
  onPair(
    'has(self.tags) ? self.tags.all(t, t != self.min) : true',
    { tags: ['a'], min: 'b' },
    { tags: ['a'], min: 'a' },
    { tags: ['a'] },
    {},
  ),
]

/** Values that are not what JSON writes. */
export const converted = [
  on(times)(
    "self.all(t, t > timestamp('2026-01-01T00:00:00Z'))",
    ['2026-01-02T00:00:00Z'],
    ['2025-01-02T00:00:00Z'],
    [],
  ),
  on(times)(
    "self.max() == timestamp('2026-01-02T00:00:00Z')",
    ['2026-01-02T00:00:00Z', '2026-01-02T00:30:00+01:00'],
    [],
  ),
  on(times)("timestamp('2026-01-02T00:00:00Z') in self", ['2026-01-02T01:00:00+01:00'], ['2026-01-03T00:00:00Z']),
  on(times)(
    'self.isSorted()',
    ['2026-01-02T01:00:00+02:00', '2026-01-02T00:00:00Z'],
    ['2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'],
  ),
  on(times)("self == [timestamp('2026-01-02T00:00:00Z')]", ['2026-01-02T00:00:00Z'], []),
  on(waits)("self.sum() < duration('1h')", ['10m', '20m'], ['50m', '20m'], []),
  on(waits)("self.min() >= duration('1m')", ['60s'], ['59s'], []),
  on(waits)('self.map(w, w.getMinutes()).sum() == 3', ['1m', '2m'], ['1m']),
  on(dates)('self.all(d, d.getFullYear() == 2026)', ['2026-01-02'], ['2025-12-31']),
  on(blobs)("self.all(b, b == b'hi')", ['aGk='], ['aG8=']),
  on(rates)('self.all(k, v, v / 2.0 < 1.0)', { a: 1 }, { a: 2.5 }),
  on(rates)("self == {'a': 1.0}", { a: 1 }, { a: 1.5 }),
  on(rates)("self['a'] + 0.5 == 1.5", { a: 1 }, { a: 2 }, {}),
  on(mixed)("type(self) == int ? self < 10 : self.endsWith('%')", 5, 50, '5%', 'x'),
  on(set)("self == ['b', 'a']", ['a', 'b'], ['a']),
  on(set)("self + ['c'] == ['c', 'a', 'b']", ['a', 'b'], ['a']),
  on(set)("self != ['a', 'b']", ['b', 'a'], ['b', 'c']),
  on(set)("['b', 'a'] == self", ['a', 'b'], ['b', 'a']),
  on(keyed)('self == self.map(i, i)', [{ name: 'a', n: 1 }]),
  on(keyed)('self + self == self', [{ name: 'a', n: 1 }, { name: 'b' }], []),
  on(keyed)('(self + self).size() == 2', [{ name: 'a', n: 1 }, { name: 'b' }], [{ name: 'a' }]),
  on(keyed)('self == [self[1], self[0]]', [{ name: 'a', n: 1 }, { name: 'b' }], [{ name: 'a' }]),
  on({ type: 'string', format: 'date-time' })(
    "self < timestamp('2026-01-01T00:00:00Z')",
    '2025-12-31T23:59:59.999999999Z',
    '2026-01-01T00:00:00Z',
  ),
  on({ type: 'string', format: 'duration' })('self.getSeconds() == 90', '1m30s', '1m'),
  on({ type: 'number' })('self / 2.0 == 1.5', 3, 4),
  on({ type: 'integer' })('self / 2 == 1', 3, 4),
]
