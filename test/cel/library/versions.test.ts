import { describe, expect, test } from 'vitest'
import { environment } from '../../../src/core/cel/index.ts'

const accepts = (kubernetes: string, expression: string): boolean =>
  environment({ kubernetes }).check(expression).issues.length === 0

describe('functions by the Kubernetes minor that introduced them', () => {
  test.each([
    ["quantity('1').isInteger()", 28],
    ["{'a': 1}.?a.orValue(2)", 28],
    ['optional.of(1).optMap(x, x + 1)', 28],
    ['1 < 2.5', 28],
    ["'%d'.format([1])", 29],
    ["strings.quote('a')", 29],
    ['sets.contains([1], [1])', 29],
    ["ip('::1').family()", 30],
    ["ip.isCanonical('::1')", 30],
    ["cidr('::/0').prefixLength()", 30],
    ['type(ip("::1")) == net.IP', 30],
    ["format.dns1123Label().validate('a')", 31],
    ['[1].all(i, x, x > i)', 32],
    ['[1].transformList(i, x, x)', 32],
    ["semver('1.0.0').major()", 33],
    ["isSemver('v1', true)", 33],
    ['[1].first()', 33],
    ['optional.unwrap([optional.of(1)])', 33],
    ['[1].sort()', 34],
    ['[1].sortBy(x, x)', 34],
    ['[[1]].flatten()', 34],
    ['lists.range(3)', 34],
    ['[1].distinct()', 34],
    ['[1].includes(1)', 37],
    ["'a'.includes('a')", 37],
  ])('%s is refused before 1.%i and accepted from it on', (expression, minor) => {
    expect(accepts(`1.${minor - 1}`, expression)).toBe(false)
    expect(accepts(`1.${minor}`, expression)).toBe(true)
    expect(accepts('1.37', expression)).toBe(true)
  })

  test.each([
    '[1, 2].sum()',
    "'a,b'.split(',')",
    "['a'].join()",
    "'abc'.find('b')",
    "url('https://a').getHost()",
    "'a'.lowerAscii()",
  ])('%s is in every version', (expression) => {
    expect(accepts('1.25', expression)).toBe(true)
  })

  test.each([
    'math.greatest(1, 2)',
    "base64.encode(b'a')",
    'cel.bind(x, 1, x)',
    "regex.extract('a', 'a')",
    "'abc'.reverse()",
    "jsonpatch.escapeKey('a/b')",
    "{'a-b': 1}.`a-b` == 1",
    "has({'a-b': 1}.`a-b`)",
    "{'a-b': 1}.?`a-b`.hasValue()",
  ])('%s is in no version, and here without one', (expression) => {
    expect(accepts('1.36', expression)).toBe(false)
    expect(environment().check(expression).issues).toEqual([])
  })

  test('a version older than CEL in Kubernetes is none, and a digit that was forgotten is asked for', () => {
    expect(() => environment({ kubernetes: '1.22' })).toThrow('Kubernetes 1.22 has no CEL, which came with 1.23')
    expect(() => environment({ kubernetes: '1.3' })).toThrow(expect.objectContaining({ hint: 'did you mean 1.30?' }))
    expect(environment({ kubernetes: '1.23' }).check('true').issues).toEqual([])
  })

  test('what is missing says where it is from', () => {
    const [issue] = environment({ kubernetes: '1.28' }).check("ip('::1')").issues
    expect(issue).toMatchObject({ hint: 'ip needs Kubernetes 1.30' })
  })
})
