import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { CelFailure, dynType, environment, intType, jsonOf, type Value } from '../../src/core/cel/index.ts'

const env = environment({ variables: { x: dynType, y: dynType, a: intType, b: intType } })

/** The value as JSON, or the words of the failure. */
function evaluate(text: string, bindings: { [name: string]: unknown } = {}): unknown {
  const value = env.compile(text).attempt(bindings)
  return value instanceof CelFailure ? `failed: ${value.message}` : jsonOf(value)
}

describe('a failure says where it happened', () => {
  test.each([
    ['1 + x.length', 4, 12],
    ['size({x: 1})', 6, 7],
    ['[1].transformMapEntry(i, y, y + 1 > 1 ? x : x)', 0, 3],
    ['true && x[9] == 1', 8, 12],
  ])('%s', (text, start, end) => {
    const failure = environment({ variables: { x: dynType } })
      .compile(text)
      .attempt({ x: [1] })
    expect(failure).toMatchObject({ range: { start, end } })
  })
})

describe('numbers', () => {
  test.each([
    ['1 + 2 * 3 - 4', 3],
    ['9223372036854775807 + 0', 9223372036854775807n],
    ['9223372036854775807 + 1', 'failed: integer overflow'],
    ['-9223372036854775808 - 1', 'failed: integer overflow'],
    ['-(-9223372036854775808)', 'failed: integer overflow'],
    ['-9223372036854775808 / -1', 'failed: integer overflow'],
    ['3037000500 * 3037000500', 'failed: integer overflow'],
    ['9007199254740991 + 1', 9007199254740992n],
    ['9007199254740993 - 2', 9007199254740991],
    ['-7 / 2', -3],
    ['-7 % 2', -1],
    ['1 / 0', 'failed: division by zero'],
    ['1 % 0', 'failed: modulus by zero'],
    ['1.0 / 0.0', 'Infinity'],
    ['0u - 1u', 'failed: unsigned integer overflow'],
    ['18446744073709551615u', 18446744073709551615n],
    ['type(1.0 + 2.0) == double', true],
    ['type(dyn(3)) == int && type(dyn(3.5)) == double && type(dyn(3.0)) == double', true],
    ['1 == dyn(1.0) && 1u == dyn(1) && 1.0 == dyn(1u)', true],
    ['9007199254740993 == dyn(9007199254740995.0)', false],
    ['1 < 1.5 && 2u > 1 && -1 < 0u', true],
    ['int(1.9) + int("42") + int(3u)', 46],
    ['int(9223372036854775808.0)', 'failed: integer overflow'],
    ['double("1e3") == 1000.0', true],
    ['string(1000000.0) + string(0.5)', '1e+060.5'],
    ['0x10 + int(0xFFu)', 271],
  ])('%s is %s', (text, value) => {
    expect(evaluate(text)).toEqual(value)
  })

  test('JSON numbers are ints when they are whole, and exact beyond 2^53', () => {
    expect(evaluate('x + 1', { x: 41 })).toBe(42)
    expect(evaluate('x + 1.5', { x: 0.25 })).toBe(1.75)
    expect(evaluate('x + 1', { x: 9223372036854775806n })).toBe(9223372036854775807n)
    expect(evaluate('x == 9007199254740993', { x: 9007199254740993n })).toBe(true)
  })
})

describe('texts and bytes', () => {
  test.each([
    ['size("größe🙂") == 6', true],
    [String.raw`'\u00e9\x41\101\n' == "éAA" + '''` + '\n' + `'''`, true],
    [String.raw`r'\d+' == '\\d+'`, true],
    [String.raw`b'\xff\303\251' == b'\377' + bytes('é')`, true],
    ['"a" < "b" && "\\uffff" < "🙂"', true],
    [String.raw`string(b'\xff')`, 'failed: invalid UTF-8 in bytes, cannot convert to string'],
    ['"abc".contains("b") && "abc".startsWith("ab") && "abc".endsWith("bc")', true],
    ['"eu-west-1".matches("^eu-[a-z]+-[0-9]$")', true],
  ])('%s is %s', (text, value) => {
    expect(evaluate(text)).toEqual(value)
  })
})

describe('times', () => {
  test.each([
    ["timestamp('2024-02-29T12:00:00Z') + duration('24h')", '2024-03-01T12:00:00Z'],
    ["timestamp('2026-01-01T00:00:00.000000001Z') - timestamp('2026-01-01T00:00:00Z') == duration('1ns')", true],
    ["string(duration('1h1ms'))", '3600.001s'],
    ["duration('9223372036s') + duration('1s')", 'failed: duration overflow'],
    ["timestamp('9999-12-31T23:59:59Z') + duration('1s')", 'failed: timestamp overflow'],
    ["timestamp('2026-03-29T01:30:00Z').getHours('Europe/Berlin')", 3],
    ["timestamp('2026-03-29T00:30:00Z').getHours('Europe/Berlin')", 1],
    ["timestamp('2026-01-01T00:00:00Z').getFullYear('-01:00')", 2025],
    ["timestamp('2026-01-01T00:00:00Z').getDayOfWeek()", 4],
    ["timestamp('2026-01-01T00:00:00Z').getHours('Nowhere/Land')", 'failed: unknown time zone Nowhere/Land'],
    ["int(timestamp('1969-12-31T23:59:59Z'))", -1],
  ])('%s is %s', (text, value) => {
    expect(evaluate(text)).toEqual(value)
  })
})

describe('errors that do not decide', () => {
  test.each([
    ['x.missing || true', true],
    ['true || x.missing', true],
    ['x.missing && false', false],
    ['x.missing && true', 'failed: no such key: missing'],
    ['x.missing || y.missing || 1 == 1', true],
    ['[1, 0].exists(n, 1 / n == 1)', true],
    ['[0, 2].all(n, 1 / n == 1)', false],
    ['[0, 1].all(n, 1 / n == 1)', 'failed: division by zero'],
    ['[1, 0].exists_one(n, 1 / n == 1)', 'failed: division by zero'],
    ['true ? 1 : 1 / 0', 1],
    ['dyn(1) && false', false],
    ['dyn(1) && true', 'failed: no such overload'],
  ])('%s is %s', (text, value) => {
    expect(evaluate(text, { x: {}, y: {} })).toEqual(value)
  })
})

describe('lists and maps', () => {
  test.each([
    ['[1, 2, 3].filter(n, n > 1).map(n, n * n)', [4, 9]],
    ['[1, 2, 3].map(n, n != 2, n)', [1, 3]],
    ["{'b': 1, 'a': 2}.map(k, k)", ['b', 'a']],
    ['[5, 6].transformList(i, v, i * v)', [0, 6]],
    ['[5, 6].transformMap(i, v, v + i)', { 0: 5, 1: 7 }],
    ["{'a': 1}.transformMapEntry(k, v, {v: k})", { 1: 'a' }],
    ['[[1, 2], [3]].all(l, l.exists(n, n > 1))', true],
    ['[1, 2, 2].existsOne(n, n == 2)', false],
    ['{1: "a"}[dyn(1u)] + {1: "a"}[dyn(1.0)]', 'aa'],
    ['{"a": 1, "a": 2}', 'failed: Failed with repeated key'],
    ['{1: 1, 2: 2} == dyn({2: 2.0, 1: 1.0})', true],
    ['1 in [1.0, 2.0]', undefined],
    ['dyn(1) in [1.0, 2.0]', true],
    ['0.0 / 0.0 in [0.0 / 0.0]', false],
    ['double("NaN") in [1.0, double("NaN")]', false],
    ['[double("NaN")] == [double("NaN")]', false],
    ['[1, 2][2]', 'failed: index out of bounds: 2'],
    ['{"a": 1}["b"]', 'failed: no such key: b'],
    ['[?optional.none(), ?optional.of(1)]', [1]],
    ['{?"a": optional.none(), "b": 1}', { b: 1 }],
    ['{"a": {"b": 1}}.?a.?c.orValue(2)', 2],
    ['[1][?5].hasValue()', false],
  ])('%s is %s', (text, value) => {
    if (value === undefined) return expect(() => evaluate(text)).toThrow('found no matching overload')
    expect(evaluate(text)).toEqual(value)
  })

  test('a failed binding fails where it is read, and only there', () => {
    expect(evaluate('cel.bind(v, 1 / 0, true)')).toBe(true)
    expect(evaluate('cel.bind(v, 1 / 0, v == 1 || v == 2 || true)')).toBe(true)
    expect(evaluate('cel.bind(v, 1 / 0, v == 1)')).toBe('failed: division by zero')
  })

  test('bindings are read, never changed, and may be maps', () => {
    const x = Object.freeze({ labels: Object.freeze({ a: 'b' }) })
    expect(evaluate('x.labels.a + y.k + y["k"]', { x, y: new Map([['k', 'v']]) })).toBe('bvv')
  })

  test('a program may be evaluated inside an evaluation of itself', () => {
    const program = env.compile('x.deep + 1')
    const inner = {
      get deep() {
        return program.attempt({ x: { deep: 1 } })
      },
    }
    expect(program.attempt({ x: inner })).toBe(3)
  })
})

describe('laws', () => {
  const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  const normal = (value: bigint): Value => (value >= -(2n ** 53n) + 1n && value < 2n ** 53n ? Number(value) : value)
  const operators = {
    '+': (a: bigint, b: bigint) => a + b,
    '-': (a: bigint, b: bigint) => a - b,
    '*': (a: bigint, b: bigint) => a * b,
    '/': (a: bigint, b: bigint) => (b === 0n ? undefined : a / b),
  }

  test.each(Object.entries(operators))('int %s is exact or overflows', (operator, exact) => {
    const program = env.compile(`a ${operator} b`)
    const dynamic = env.compile(`x ${operator} y`)
    fc.assert(
      fc.property(int64, int64, (a, b) => {
        const wanted = exact(a, b)
        const fits = wanted !== undefined && wanted >= -(2n ** 63n) && wanted < 2n ** 63n
        const got = program.attempt({ a: normal(a), b: normal(b) })
        expect(fits ? got : got instanceof CelFailure).toEqual(fits ? normal(wanted) : true)
        const other = dynamic.attempt({ x: normal(a), y: normal(b) })
        expect(fits ? other : other instanceof CelFailure).toEqual(fits ? normal(wanted) : true)
      }),
      { seed: 4, numRuns: 300 },
    )
  })

  test('the costed form comes to the same as the plain one, and the trace too', () => {
    const values = fc.oneof(fc.boolean(), fc.integer(), fc.string(), fc.constant(null), fc.array(fc.integer()))
    const expressions = [
      'x == y',
      'x < y || y < x',
      'has(x.a) ? x.a : y',
      'x.all(e, e > 1) && y',
      '[x, y].filter(e, e == x).size() > 1',
      'x in [y] || x + y == y',
      '!x || y',
      'dyn(x).exists(e, e == y)',
    ].map((text) => environment({ variables: { x: dynType, y: dynType }, allowMixedLiterals: true }).compile(text))
    const plain = (value: Value | CelFailure): unknown => (value instanceof CelFailure ? value.message : jsonOf(value))
    fc.assert(
      fc.property(fc.constantFrom(...expressions), values, values, (program, x, y) => {
        const value = plain(program.attempt({ x, y }))
        const costed = program.evaluateCosted({ x, y })
        expect(costed.failure?.message ?? plain(costed.value ?? null)).toEqual(value)
        const trace = program.explain({ x, y })
        expect(trace.failure?.message ?? plain(trace.value ?? null)).toEqual(value)
      }),
      { seed: 4, numRuns: 400 },
    )
  })
})
