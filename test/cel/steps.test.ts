import { describe, expect, test } from 'vitest'
import { CelFailure, dynType, environment, listType, type Program, stringType } from '../../src/core/cel/index.ts'

const env = environment({
  variables: { s: stringType, t: stringType, ints: listType(dynType), texts: listType(stringType), m: dynType },
  allowMixedLiterals: true,
})

/** Texts, lists and maps of so many parts. */
function sized(n: number): { [name: string]: unknown } {
  return {
    s: 'a'.repeat(n),
    t: `${'a'.repeat(n)}b`,
    ints: Array.from({ length: n }, (_, index) => index),
    texts: Array.from({ length: n }, (_, index) => `k${index}`),
    m: Object.fromEntries(Array.from({ length: n }, (_, index) => [`k${index}`, index])),
  }
}

/** How many steps an evaluation takes: the least budget that is enough. */
function stepsOf(program: Program, bindings: { [name: string]: unknown }): number {
  const isEnough = (budget: number): boolean => {
    const value = program.attempt(bindings, { budget })
    return !(value instanceof CelFailure && value.reason === 'BudgetExceeded')
  }
  let [low, high] = [0, 1]
  while (!isEnough(high)) [low, high] = [high, high * 2]
  while (high - low > Math.max(1, low / 100)) {
    const middle = Math.ceil((low + high) / 2)
    if (isEnough(middle)) high = middle
    else low = middle
  }
  return high
}

describe('what a function works on is paid for', () => {
  // Least steps for each character or element of a text or list of 2,000; what is one pass of the platform takes 1/16.
  test.each<[least: number, expression: string]>([
    [1 / 16, 's + s'],
    [1 / 16, 's.size()'],
    [1 / 32, 's == s + ""'],
    [1 / 4, 's < t'],
    [1 / 3, 's.contains("b")'],
    [1 / 3, 's.contains(s)'],
    [1 / 16, 's.startsWith(s)'],
    [1 / 16, 's.endsWith(s)'],
    [1 / 4, 's.matches("^[a-z]+$")'],
    [1 / 2, 's.matches("(a|b)*c")'],
    [1 / 2, 's.matches("a+b{2}")'],
    [1, 's.find("b")'],
    [1, 's.findAll("b")'],
    [80, 's.findAll("a")'],
    [80, "regex.replace(s, 'a', 'b')"],
    [1, "regex.extract(s, 'b')"],
    [80, "regex.extractAll(s, 'a')"],
    [1 / 2, 's.charAt(0)'],
    [1 / 2, 's.substring(1)'],
    [1 / 2, 's.indexOf("b")'],
    [1 / 2, 's.lastIndexOf("b")'],
    [1 / 16, 's.lowerAscii()'],
    [3, '(s + "é").upperAscii()'],
    [2, 's.replace("a", "b")'],
    [2, 's.replace("", "")'],
    [3, 's.split("")'],
    [1 / 2, 's.trim()'],
    [2, 'texts.join()'],
    [3, 's.reverse()'],
    [3, 'strings.quote(s)'],
    [3, "'%s'.format([s])"],
    [3, "'%x'.format([s])"],
    [70, "'%s'.format([ints])"],
    [3, 's.format([])'],
    [1 / 2, 'jsonpatch.escapeKey(s)'],
    [1, 'ints.isSorted()'],
    [1, 'ints.sum()'],
    [1, 'dyn(ints).max()'],
    [1, 'texts.min()'],
    [1, 'ints.indexOf(-1)'],
    [1, 'ints.lastIndexOf(-1)'],
    [1 / 4, 'ints.slice(0, 1000)'],
    [1 / 4, 'ints.reverse()'],
    [1, '[ints].flatten()'],
    [3, 'texts.sort()'],
    [3, 'texts.sortBy(x, x)'],
    [5, 'texts.distinct()'],
    [1, 'sets.contains(ints, [-1])'],
    [5, 'sets.intersects(texts, texts)'],
    [10, 'sets.equivalent(texts, texts)'],
    [1 / 4, '"x" in texts'],
    [1, '-1 in ints'],
    [1, 'ints == ints.map(x, x)'],
    [1 / 4, 'ints + ints'],
    [8, 'size(m)'],
    [20, 'm == m.map(k, k).size() || m == {"a": m}.a.transformMap(k, v, v)'],
    [8, 'm.all(k, true)'],
    [8, 'm.all(k, v, true)'],
    [13, 'm.transformMap(k, v, v)'],
    [20, 'm.transformMapEntry(k, v, {k: v})'],
    [2, 'ints.map(x, x)'],
    [2, 'ints.filter(x, true)'],
    [100, 'ints.exists(x, x / 0 == 1)'],
    [3, 'base64.encode(bytes(s))'],
    [3, 'base64.decode(s)'],
    [1 / 2, 'bytes(s)'],
    [1 / 2, 'string(bytes(s))'],
    [10, 'ip(s)'],
    [10, "cidr('10.0.0.0/8').containsIP(s)"],
    [10, 'quantity(s)'],
    [10, 'duration(s)'],
    [3, 'isSemver(s)'],
    [3, "url('/' + s)"],
    [5, "url('/' + s).getEscapedPath()"],
    [30, "isURL('/é' + s)"],
    [2, "url('/' + s) == url('/' + t)"],
    [10, 'format.dns1123Subdomain().validate(s)'],
    [1, 'math.greatest(dyn(ints))'],
    [1, 'optional.unwrap(ints.map(x, optional.of(x)))'],
  ])('at least %d each: %s', (least, expression) => {
    const program = env.compile(expression)
    const [few, many] = [stepsOf(program, sized(2_000)), stepsOf(program, sized(4_000))]
    expect(few).toBeGreaterThanOrEqual(2_000 * least)
    expect(many - few).toBeGreaterThanOrEqual(2_000 * least * 0.95)
  })

  test.each<[least: number, expression: string]>([
    [10_000, 'lists.range(10000)'],
    [1_000, "'%.999f'.format([m.k1 / 3.0])"],
    [100_000, "ints.map(x, 'a'.matches('a{999}b{' + string(x) + '}')).size() > 0"],
    [400, "timestamp(0).getHours(s.replace('a', '') + 'Europe/Paris') >= 0"],
  ])('at least %d for %s', (least, expression) => {
    const bindings = { ...sized(2), m: { k1: 1e-300 } }
    expect(stepsOf(env.compile(expression), bindings)).toBeGreaterThanOrEqual(least)
  })

  test('a pattern that has seen texts like these takes little for one more', () => {
    const program = env.compile("s.matches('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$')")
    const first = stepsOf(program, sized(60))
    expect(program.attempt(sized(60))).toBe(true)
    const next = program.attempt(sized(60), { budget: 60_000 })
    expect(next).toBe(true)
    expect(first).toBeGreaterThan(1_000)
  })
})
