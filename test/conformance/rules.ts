import type { JsonObject, JsonValue } from '../../src/core/apimachinery/index.ts'

/** A rule on a value of a schema, and values to try it on. */
export type RuleCase = { readonly schema: JsonObject; readonly rule: string; readonly values: readonly JsonValue[] }

const text = { type: 'string', maxLength: 64 }
const texts = { type: 'array', maxItems: 10, items: { type: 'string', maxLength: 20 } }
const ints = { type: 'array', maxItems: 10, items: { type: 'integer' } }
const numbers = { type: 'array', maxItems: 10, items: { type: 'number' } }
const nested = { type: 'array', maxItems: 5, items: { type: 'array', maxItems: 5, items: { type: 'integer' } } }
const labels = { type: 'object', maxProperties: 10, additionalProperties: { type: 'string', maxLength: 20 } }
const pair = {
  type: 'object',
  properties: {
    min: { type: 'string', maxLength: 32 },
    max: { type: 'string', maxLength: 32 },
    count: { type: 'integer' },
    when: { type: 'string', format: 'date-time' },
    wait: { type: 'string', maxLength: 20 },
    tags: texts,
    items: {
      type: 'array',
      maxItems: 8,
      items: { type: 'object', properties: { name: { type: 'string', maxLength: 20 }, n: { type: 'integer' } } },
    },
  },
}
const openText = { type: 'string' }
const openTexts = { type: 'array', items: { type: 'string' } }
const openInts = { type: 'array', items: { type: 'integer' } }
const openLabels = { type: 'object', additionalProperties: { type: 'string' } }
const openNested = { type: 'array', items: openTexts }

const on =
  (schema: JsonObject) =>
  (rule: string, ...values: readonly JsonValue[]): RuleCase => ({ schema, rule, values })

const onText = on(text)
const onTexts = on(texts)
const onInts = on(ints)
const onNumbers = on(numbers)
const onNested = on(nested)
const onLabels = on(labels)
const onPair = on(pair)
const onOpenText = on(openText)
const onOpenTexts = on(openTexts)
const onOpenInts = on(openInts)
const onOpenLabels = on(openLabels)
const onOpenNested = on(openNested)

const quantity = [
  onText('isQuantity(self)', '1', '500m', '1Gi', 'one', '', '1K', '.5', '1e3', '-1'),
  onText("quantity(self).isGreaterThan(quantity('1Gi'))", '2Gi', '1Gi', '1025Mi', 'x'),
  onText("quantity(self).isLessThan(quantity('1'))", '999m', '1000m', '1e-3'),
  onText("quantity(self).compareTo(quantity('1k')) == 0", '1000', '1k', '1e3', '1Ki'),
  onText('quantity(self).isInteger()', '1', '1.0', '1500m', '1k', '1Pi', '8Ei', '9223372036854775808'),
  onText('quantity(self).asInteger() > 3', '4', '3', '1.5', '10Mi'),
  onText('sign(quantity(self)) == 1', '1', '0', '-5'),
  onText("quantity(self).add(quantity('1Gi')) == quantity('2Gi')", '1Gi', '1024Mi', '1G'),
  onText("quantity(self).sub(1).isLessThan(quantity('0'))", '0.5', '1', '2'),
  onText('quantity(self).asApproximateFloat() > 0.5', '501m', '500m', 'z'),
  onPair(
    'quantity(self.min).isLessThan(quantity(self.max))',
    { min: '1', max: '2' },
    { min: '2', max: '1' },
    { min: '1' },
    {},
  ),
  onPair("self.min == '' || isQuantity(self.min)", { min: '' }, { min: '5' }, { min: 'x' }, {}),
  onTexts("self.map(q, quantity(q)).all(q, q.isGreaterThan(quantity('0')))", ['1', '2m'], ['0'], ['x'], []),
  onText("quantity(self) > quantity('1')"),
  onText('quantity(1) == self'),
]

const network = [
  onText('isIP(self)', '10.0.0.1', '::1', '10.0.0.256', 'x', '', '::ffff:1.2.3.4', 'fe80::1%eth0', '010.1.1.1'),
  onText('ip(self).family() == 4', '10.0.0.1', '::1', 'localhost'),
  onText('ip.isCanonical(self)', '::1', '0:0:0:0:0:0:0:1', '10.0.0.1', 'q'),
  onText('ip(self).isLoopback()', '127.8.8.8', '::1', '8.8.8.8'),
  onText('ip(self).isGlobalUnicast()', '8.8.8.8', '255.255.255.255', '224.0.0.1'),
  onText('ip(self).isLinkLocalUnicast() || ip(self).isLinkLocalMulticast()', '169.254.0.1', 'ff02::1', '10.0.0.1'),
  onText("string(ip(self)) == '2001:db8::1'", '2001:DB8:0:0::1', '2001:db8::2'),
  onText("ip(self) == ip('::1')", '0::1', '::2', '10.0.0.1'),
  onText('isCIDR(self)', '10.0.0.0/8', '10.0.0.1/8', '10.0.0.0', '10.0.0.0/33', '2001:db8::/32'),
  onText("cidr('10.0.0.0/8').containsIP(self)", '10.9.8.7', '11.0.0.1', 'x'),
  onText("cidr('10.0.0.0/8').containsIP(ip(self))", '10.9.8.7', '::1', 'x'),
  onText("cidr('10.0.0.0/8').containsCIDR(self)", '10.1.0.0/16', '0.0.0.0/0', 'nonsense'),
  onText('cidr(self).prefixLength() >= 16', '10.0.0.0/16', '10.0.0.0/8', 'bad'),
  onText('cidr(self) == cidr(self).masked()', '10.0.0.0/8', '10.0.0.1/8'),
  onText('cidr(self).ip().isUnspecified()', '0.0.0.0/0', '10.0.0.0/8'),
  onTexts('self.all(a, isIP(a) || isCIDR(a))', ['10.0.0.1', '10.0.0.0/8'], ['x'], []),
  onTexts(
    "self.exists(a, cidr('192.168.0.0/16').containsIP(ip(a)))",
    ['10.0.0.1', '192.168.3.4'],
    ['10.0.0.1'],
    ['x', '192.168.1.1'],
  ),
  onText('ip(self).isPrivate()'),
  onText('cidr(self).contains(self)'),
]

const urls = [
  onText('isURL(self)', 'https://example.com', '/path', 'relative', 'https://a b', '', 'http://[::1'),
  onText("url(self).getScheme() == 'https'", 'https://x', 'HTTPS://x', 'http://x', 'x'),
  onText("url(self).getHost() == 'example.com:80'", 'http://example.com:80/p', 'http://example.com/p'),
  onText("url(self).getHostname() == '::1'", 'http://[::1]:80/', 'http://localhost/'),
  onText("url(self).getPort() == ''", 'http://a/', 'http://a:1/', 'http://a:b/'),
  onText("url(self).getEscapedPath() == '/a%20b'", 'http://h/a b', 'http://h/a%20b', 'http://h/ab'),
  onText("url(self).getQuery()['k'] == ['1', '2']", 'http://h/?k=1&k=2', 'http://h/?k=1', 'http://h/'),
  onText("'k' in url(self).getQuery()", 'http://h/?k', 'http://h/?l'),
  onText("url(self) == url('http://h/')", 'http://h/', 'HTTP://h/', 'http://H/'),
  onText('url(self).host == self'),
]

const formats = [
  onText('!format.dns1123Label().validate(self).hasValue()', 'a-b', 'A', '-a', '', 'a.b'),
  onText("format.named('dns1123Subdomain').value().validate(self) == optional.none()", 'a.b', 'a..b'),
  onText('format.qualifiedName().validate(self).orValue([]).size() == 0', 'example.com/a', 'a/b/c', '/a'),
  onText('!format.labelValue().validate(self).hasValue()', 'x_1', '', '-x'),
  onText('!format.uuid().validate(self).hasValue()', '123e4567-e89b-12d3-a456-426614174000', '123'),
  onText('!format.byte().validate(self).hasValue()', 'aGk=', 'aGk'),
  onText('!format.date().validate(self).hasValue()', '2026-02-28', '2026-02-30'),
  onText('!format.datetime().validate(self).hasValue()', '2026-02-28T00:00:00Z', '2026-02-28'),
  onText('!format.uri().validate(self).hasValue()', 'https://x', 'x y'),
  onText('format.named(self).hasValue()', 'uuid', 'nothing'),
  onText("format.named(self).value().validate('x').hasValue()", 'date', 'labelValue', 'nothing'),
  onText('format.nonsense().validate(self).hasValue()'),
]

const versions = [
  onText('isSemver(self)', '1.2.3', 'v1.2.3', '1.2', '', '1.2.3-rc.1+b'),
  onText('isSemver(self, true)', 'v1.2.3', '1.2', '1', 'x', '01.2.3'),
  onText("semver(self).isGreaterThan(semver('1.2.3'))", '1.3.0', '1.2.3', '1.2.3-rc', 'v2'),
  onText("semver(self, true).isLessThan(semver('2.0.0'))", 'v1', '2', '2.0.0-alpha', 'x'),
  onText("semver(self).compareTo(semver('1.0.0')) == 0", '1.0.0', '1.0.0+build', '1.0.1'),
  onText(
    'semver(self).major() == 1 && semver(self).minor() == 2 && semver(self).patch() == 3',
    '1.2.3',
    '1.2.4',
    '1.2',
  ),
  onText("semver(self) == semver('1.0.0')", '1.0.0', '1.0.0-0'),
  onText('semver(self) < semver("1.0.0")'),
]

const sets = [
  onTexts("sets.contains(['a', 'b', 'c'], self)", ['a'], ['a', 'd'], []),
  onTexts("sets.equivalent(self, ['a', 'b'])", ['b', 'a', 'a'], ['a'], []),
  onTexts("sets.intersects(self, ['x'])", ['x'], ['y'], []),
  onInts('sets.contains(self, [1])', [1, 2], [2]),
  onInts("sets.contains(self, ['a'])", [1]),
  onPair("!has(self.tags) || sets.contains(['x', 'y'], self.tags)", { tags: ['x'] }, { tags: ['z'] }, {}),
]

const lists = [
  onInts('self.isSorted()', [1, 2, 2], [2, 1], []),
  onInts('self.sum() == 6', [1, 2, 3], [6], [], [7]),
  onInts('self.min() > 0 && self.max() < 10', [1, 9], [0], []),
  onInts('self.indexOf(3) == 1', [1, 3], [3], []),
  onInts('self.lastIndexOf(3) == 1', [3, 3], [3]),
  onNumbers('self.sum() < 1.5', [0.5, 0.5], [1, 1], []),
  onNumbers('self.max() <= 1.0', [0.5, 1], [1.5], []),
  onTexts('self.isSorted()', ['a', 'b'], ['b', 'a']),
  onTexts("self.min() == 'a'", ['b', 'a'], ['b'], []),
  onTexts("self.join(',').size() < 10", ['aaa', 'bbb'], ['aaaaaaa', 'bbbb']),
  onInts('self.slice(0, 2) == [1, 2]', [1, 2, 3], [2, 1, 3], [1]),
  onInts('self.sort() == [1, 2, 3]', [3, 2, 1], [1, 2], []),
  onInts('self.distinct().size() == self.size()', [1, 2], [1, 1], []),
  onInts('self.reverse() == self.sort()', [3, 2, 1], [1, 2, 3]),
  onInts('lists.range(self.size()).all(i, self[i] > i)', [1, 2, 3], [0], []),
  onNested('self.flatten().sum() < 10', [[1, 2], [3]], [[9], [9]], []),
  onPair(
    'self.items.sortBy(i, i.n).map(i, i.name) == self.items.map(i, i.name)',
    {
      items: [
        { name: 'a', n: 1 },
        { name: 'b', n: 2 },
      ],
    },
    {
      items: [
        { name: 'a', n: 2 },
        { name: 'b', n: 1 },
      ],
    },
  ),
  onInts('self.first().orValue(1) == 1', [1, 2], [2], []),
  onInts('self.last().value() == 2', [1, 2], [1], []),
  onInts('self.includes(1)'),
  onInts('self.sum() == "6"'),
  onTexts('self.sum() == 6'),
]

const patterns = [
  onText("self.find('[0-9]+') == '42'", 'a42b7', 'a7', ''),
  onText("self.findAll('[0-9]+') == ['4', '2']", '4a2', '42', ''),
  onText("self.findAll('[0-9]+', 1).size() == 1", '4a2', 'x'),
  onText("self.matches('^[a-z]{1,3}$')", 'abc', 'abcd', ''),
  onText("self.matches('(')"),
  onText("self.find('[')"),
  onText("self.find('a', 'b') == ''"),
  onTexts("self.all(t, t.matches('^[a-z]+$'))", ['a', 'b'], ['A'], []),
  onText('self.matches(self)', 'abc', '(', 'a+'),
  onText('self.find(self) == self', 'abc', '(', 'a+'),
]

const optionals = [
  onPair("self.?min.orValue('0') == '0'", {}, { min: '0' }, { min: '1' }),
  onPair('self.?count.orValue(3) == 3', {}, { count: 3 }, { count: 4 }),
  onPair('self.?items[?0].?n.orValue(1) == 1', {}, { items: [] }, { items: [{ n: 1 }] }, { items: [{ n: 2 }] }),
  onPair('self.?min.hasValue() == has(self.min)', {}, { min: 'x' }),
  onPair("self.?min.optMap(m, m + '!').orValue('!') == '!'", {}, { min: '' }, { min: 'a' }),
  onPair(
    'self.?min.optFlatMap(m, m.size() > 0 ? optional.of(m) : optional.none()).hasValue()',
    { min: 'a' },
    { min: '' },
    {},
  ),
  onPair('[?self.?min, ?self.?max].size() == 2', { min: 'a', max: 'b' }, { min: 'a' }, {}),
  onPair("{?'a': self.?min}.size() == 1", { min: 'a' }, {}),
  onPair('self.?min.value() == self.min', { min: 'a' }, {}),
  onPair('optional.ofNonZeroValue(self.count).hasValue()', { count: 1 }, { count: 0 }, {}),
  onLabels("self[?'a'].orValue('x') == 'x'", {}, { a: 'x' }, { a: 'y' }),
  onTexts('self[?3].hasValue()', ['a', 'b', 'c', 'd'], []),
  onPair('self.?nothing.hasValue()'),
  onPair('optional.unwrap([self.?min, self.?max]).size() > 0', { min: 'a' }, {}),
  onPair('self.?min.or(self.?max).hasValue()', { max: 'b' }, {}),
]

const strings = [
  onText("self.replace('a', 'b').contains('bb')", 'aab', 'xyz'),
  onText("self.split(',').size() <= 2", 'a,b', 'a,b,c', ''),
  onText('self.lowerAscii() == self', 'abc', 'Abc', 'É'),
  onText('self.trim() == self', 'a', ' a', 'a\t'),
  onText("self.substring(0, 3) == 'abc'", 'abcd', 'ab', 'xyz'),
  onText("self.charAt(0) == 'é'", 'é!', 'e', ''),
  onText("self.indexOf('b', 9) == -1", 'ab', 'abcdefghijb'),
  onText("'%s-%d'.format([self, 3]) == 'a-3'", 'a', 'b'),
  onText('strings.quote(self) == "\\"a\\""', 'a', 'b"'),
  onText("'%d'.format([self]) == self"),
  onText("'%s %s'.format([self]) == self"),
  onText('self.reverse() == self'),
  onText('self.foo() == 1'),
  onText("size(self) == 'a'"),
  onText('self.size()'),
]

const general = [
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

const several = [
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

/** Values that are not what JSON writes. */
const converted = [
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

/** Rules whose estimates decide whether they are accepted. */
const estimates = [
  onOpenTexts('self.all(x, self.exists(y, x == y))'),
  onOpenTexts('self.all(x, self.exists_one(y, x == y))'),
  onOpenInts('self.all(x, self.all(y, self.all(z, x + y + z > 0)))'),
  onOpenInts('self.all(x, x > 0)', [1], [0]),
  onOpenInts('self.all(x, self.exists(y, x == y))'),
  onOpenText("self.matches('^[a-z]+$')", 'a', 'A'),
  onOpenText("self.contains('abc')", 'xabc', 'x'),
  onOpenText("self.find('[0-9]+') == ''", 'a', '1'),
  onOpenText("self.replace('a', 'bbbbbbbbbb').size() < 10", 'a', 'aa'),
  onOpenText("self.replace('', self).size() < 10", '', 'aaa'),
  onOpenText("self.split('').all(c, c != 'x')", 'a', 'x'),
  onOpenText("self.split('').all(c, self.split('').exists(d, c == d))"),
  onOpenText('isQuantity(self) && isIP(self) && isCIDR(self)', '1'),
  onOpenText('format.dns1123Label().validate(self).hasValue()', 'A', 'a'),
  onOpenText('url(self).getHost() == self', 'http://a'),
  onOpenText('isURL(self)', 'http://a'),
  onOpenText('semver(self).major() == 1', '1.0.0'),
  onOpenTexts("self.join(',').size() < 10", ['a'], ['aaaaaaaaaaa']),
  onOpenTexts("self.map(x, x + 'a').join(',').matches('^a')"),
  onOpenTexts('self.isSorted()', ['a', 'b'], ['b', 'a']),
  onOpenTexts('self.all(x, isIP(x))', ['10.0.0.1'], ['x']),
  onOpenTexts('self.sort() == self'),
  onOpenInts('self.sort() == self'),
  onOpenInts('self.distinct().size() == self.size()'),
  onOpenInts('self.reverse().size() == self.size()', [1]),
  onOpenInts('self.slice(0, 1).size() == 1', [1], []),
  onOpenInts('self.sum() > 0', [1], [0]),
  onOpenInts('self.indexOf(1) == 0', [1], [0]),
  onOpenInts('sets.contains(self, [1, 2, 3])', [1, 2, 3], [1]),
  onOpenInts('sets.contains(self, self)'),
  onOpenInts('sets.equivalent(self, [1])', [1], [2]),
  onOpenInts('lists.range(self.size()).size() == self.size()'),
  onOpenInts('lists.range(100).size() == self.size()', [1]),
  onOpenNested('self.all(x, x.all(y, y.size() > 1))'),
  onOpenNested('self.flatten().size() > 1', [['a', 'b']], [[]]),
  onOpenNested('self.all(x, x.size() > 1)', [['a', 'b']], [['a']]),
  onOpenLabels("self.all(k, k.startsWith('a'))", { a: '' }, { b: '' }),
  onOpenLabels('self.all(k, v, k != v)', { a: 'b' }, { a: 'a' }),
  onOpenLabels('self.all(k, self.all(l, k == l))'),
  onOpenLabels("self.map(k, self[k]).join('').matches('x')"),
  onOpenTexts("self.filter(x, x.startsWith('a')).map(x, x.substring(1)).all(x, x.size() > 1)", ['abc'], ['a']),
  onOpenText("self.findAll('.').all(c, self.contains(c))"),
  onOpenText("'%s'.format([self]) == self", 'a'),
  onOpenText('strings.quote(self).size() < 5', 'a', 'aaaaa'),
  onOpenText('string(bytes(self)) == self', 'ä'),
  onOpenText("self + self == self.replace('a', 'b')", ''),
]

export const ruleCases: readonly RuleCase[] = [
  ...[quantity, network, urls, formats, versions, sets, lists, patterns],
  ...[optionals, strings, general, several, converted, estimates],
].flat()
