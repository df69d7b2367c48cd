import { describe, expect, test } from 'vitest'
import { TmcError } from '../../src/core/apimachinery/index.ts'
import { CelFailure, dynType, environment, jsonOf, listType, stringType } from '../../src/core/cel/index.ts'

const env = environment({
  variables: { x: dynType, s: stringType, list: listType(dynType) },
  limits: { text: 1_000_000 },
})

/** Evaluates, and says what came of it. */
function outcome(text: string, bindings: { [name: string]: unknown } = {}): unknown {
  const value = env.compile(text).attempt(bindings)
  return value instanceof CelFailure ? value.reason : value
}

function issues(text: string): string {
  return env
    .check(text)
    .issues.map(({ message }) => message)
    .join('; ')
}

describe('what is read', () => {
  test.each([
    { name: 'a long text', text: 'x'.repeat(10_241), problem: '10241 characters' },
    {
      name: 'nested parentheses',
      text: `${'('.repeat(1000)}1${')'.repeat(1000)}`,
      problem: 'nested more than 250 deep',
    },
    { name: 'nested lists', text: `${'['.repeat(1000)}${']'.repeat(1000)}`, problem: 'nested more than 250 deep' },
    { name: 'a chain of conditions', text: `${'true ? 1 : '.repeat(500)}1`, problem: 'nested more than 250 deep' },
    { name: 'an unfinished text', text: '"abc', problem: 'does not end' },
    { name: 'an int of 64 bits and one', text: '9223372036854775808', problem: 'invalid int literal' },
    { name: 'a uint of 64 bits and one', text: '18446744073709551616u', problem: 'invalid uint literal' },
  ])('$name is refused', ({ text, problem }) => {
    const { issues: found } = environment({ variables: { x: dynType } }).check(text)
    expect(found[0]?.message).toContain(problem)
  })

  test.each([
    { name: 'sums', text: Array(10_000).fill('1').join(' + '), value: 10_000 },
    { name: 'conjunctions', text: Array(10_000).fill('true').join(' && '), value: true },
    { name: 'disjunctions', text: Array(10_000).fill('false').join(' || '), value: false },
    { name: 'negations', text: `${'!'.repeat(10_000)}true`, value: true },
    { name: 'sums of texts', text: `size(${Array(2_000).fill("'a'").join(' + ')})`, value: 2_000 },
    { name: 'elements', text: `size([${Array(20_000).fill('1').join(', ')}])`, value: 20_000 },
  ])('ten thousand $name need no stack', ({ text, value }) => {
    expect(outcome(text)).toBe(value)
  })

  const wide = environment({ variables: { x: dynType }, limits: { text: 10_000_000, nodes: 1_000_000 } })
  const many = 100_000

  test.each([
    { name: 'sums', text: Array(many).fill('1').join('+') },
    { name: 'comparisons', text: `true${'==true'.repeat(many)}` },
    { name: 'conjunctions', text: Array(many).fill('true').join('&&') },
    { name: 'negations', text: `${'!'.repeat(many)}true` },
    { name: 'minus signs', text: `${'-'.repeat(many)}1` },
    { name: 'selections', text: `x${'.a'.repeat(many)}` },
    { name: 'indexes', text: `x${'[0]'.repeat(many)}` },
    { name: 'method calls', text: `x${'.size()'.repeat(many)}` },
    { name: 'macros in a row', text: `x${'.map(y, y)'.repeat(10_000)}` },
    { name: 'optional selections', text: `x${'.?a'.repeat(many)}` },
    { name: 'conditions', text: `${'true ? 1 : '.repeat(many)}1` },
    { name: 'parentheses', text: `${'('.repeat(many)}1${')'.repeat(many)}` },
    { name: 'lists', text: `${'['.repeat(many)}${']'.repeat(many)}` },
    { name: 'maps', text: `${'{1:'.repeat(many)}1${'}'.repeat(many)}` },
    { name: 'calls', text: `${'dyn('.repeat(many)}1${')'.repeat(many)}` },
    { name: 'loops in loops', text: `${'[1].map(x, '.repeat(many)}1${')'.repeat(many)}` },
    { name: 'open brackets', text: '[('.repeat(many) },
    { name: 'bindings', text: `${'cel.bind(x, 1, '.repeat(many)}1${')'.repeat(many)}` },
  ])('a hundred thousand $name neither throw nor take long', ({ text }) => {
    for (const env of [wide, environment({ kubernetes: '1.36', variables: { x: dynType } })]) {
      const before = process.cpuUsage()
      const { issues: found } = env.check(text)
      if (found.length === 0) env.compile(text).evaluateCosted({ x: { a: 1 } })
      const { user, system } = process.cpuUsage(before)
      for (const { message } of found) expect(message).toMatch(/deep|recursion|nodes|limit|expected|overload/)
      // Generous: two seconds of processor for half a million nodes.
      expect((user + system) / 1000).toBeLessThan(2_000)
    }
  })

  test('a chain of selections thousands long ends where the value does', () => {
    expect(outcome(`x${'.a'.repeat(5_000)}`, { x: { a: 1 } })).toBe('NoSuchKey')
  })

  test('a program of too many nodes is refused', () => {
    const small = environment({ limits: { nodes: 100 } })
    expect(small.check(Array(200).fill('1').join('+')).issues[0]?.message).toContain('more than 100 nodes')
  })

  test('patterns that are large together are refused, and one in many places counts once', () => {
    const matching = (pattern: (at: number) => string): string =>
      Array.from({ length: 200 }, (_, at) => `s.matches('${pattern(at)}')`).join(' || ')
    expect(issues(matching((at) => `(a{30}){33}${at}`))).toContain('too large together')
    expect(issues(matching(() => '(a{30}){33}'))).toBe('')
    expect(issues(matching((at) => `^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?${at}$`))).toBe('')
  })

  test('constants are folded up to a total; beyond it they are evaluated at their price', () => {
    const constants = (many: number): string => Array(many).fill('lists.range(900).size() == 900').join(' && ')
    expect(env.compile(constants(10)).attempt({}, { budget: 500 })).toBe(true)
    const program = env.compile(constants(250))
    expect(program.attempt({}, { budget: 500 })).toMatchObject({ reason: 'BudgetExceeded' })
    expect(program.attempt({})).toBe(true)
  })
})

describe('what is evaluated', () => {
  const thousand = Array.from({ length: 1_000 }, (_, index) => index)
  const text = 'a'.repeat(100_000)

  test.each([
    { name: 'nested loops', text: 'list.all(a, list.all(b, list.all(c, a + b + c >= 0)))' },
    { name: 'loops that fail', text: 'list.all(a, list.all(b, list.exists(c, x.missing == c)))' },
    { name: 'loops that compare long lists', text: 'list.all(a, list.all(b, list + [a] != list + [-1 - b]))' },
    { name: 'texts that double', text: doubling('s + s', 40) },
    { name: 'lists that double', text: doubling('list + list', 40) },
    { name: 'searches of long texts', text: 'list.all(a, !s.contains(s + "b"))' },
    { name: 'replacements that grow', text: `s.replace('', s).size() > 0` },
    { name: 'lists of lists that share', text: `${sharing(40)} == ${sharing(40)}` },
  ])('$name run out of budget in no time', ({ text: expression }) => {
    const program = env.compile(expression)
    const before = process.cpuUsage()
    const value = program.attempt({ list: thousand, s: text, x: {} })
    const { user, system } = process.cpuUsage(before)
    expect(value).toMatchObject({ reason: 'BudgetExceeded' })
    // A generous bound: the budget itself is meant to end in 50 ms.
    expect((user + system) / 1000).toBeLessThan(1_000)
  })

  test('a value that shares its parts is not printed for ever', () => {
    const value = env.compile(sharing(60)).attempt({})
    expect(() => jsonOf(value as never)).toThrow('too large')
  })

  test('a signal stops an evaluation, and a budget that is told is kept', () => {
    const program = env.compile('list.all(a, list.all(b, a + b >= 0))')
    expect(program.attempt({ list: thousand }, { signal: AbortSignal.abort() })).toMatchObject({ reason: 'Aborted' })
    expect(program.attempt({ list: thousand }, { budget: 100 })).toMatchObject({ reason: 'BudgetExceeded' })
    expect(program.attempt({ list: thousand.slice(0, 5) }, { budget: 200 })).toBe(true)
    expect(() => program.evaluate({ list: thousand }, { budget: 100 })).toThrow(TmcError)
  })

  test.each([
    { name: 'filter', text: 'list.map(q, [q].filter(n, true))' },
    { name: 'map', text: 'list.map(q, [q].map(n, n))' },
    { name: 'transformList', text: 'list.map(q, [q].transformList(i, n, n))' },
  ])('each list that $name makes inside a loop is paid for', ({ text }) => {
    const program = env.compile(text)
    expect(program.attempt({ list: thousand }, { budget: 20_000 })).toMatchObject({ reason: 'BudgetExceeded' })
    expect(program.attempt({ list: thousand }, { budget: 40_000 })).toHaveLength(1_000)
  })

  test.each([
    { text: 'list.all(a, list.map(b, a + b).size() >= 0)', place: 'list.map(b, a + b)' },
    { text: 'list.all(a,\n  list.filter(b, b > a).size() >= 0)', place: 'list.filter(b, b > a)' },
    { text: 'list.all(a, size(list.filter(b, b > a)) >= 0)', place: 'list.filter(b, b > a)' },
    { text: 'list.all(a, list.all(b, a + b >= 0) || true)', place: 'list.all(b, a + b >= 0)', costs: /^(list|a)/ },
    { text: 'list.all(a, !s.contains("b"))', place: 's.contains("b")' },
    { text: 'list.map(a, list.map(b, sets.intersects(list, [])))', place: /^(list\.map\(b|sets)/ },
    { text: "list.transformMap(i, a, list.transformMap(j, b, 'x'))", place: "list.transformMap(j, b, 'x')" },
  ])('a budget that ends says where: $text', ({ text: expression, place, costs = place }) => {
    const program = env.compile(expression)
    const many = Array.from({ length: 1_000 }, (_, index) => index)
    const bindings = { list: many, s: text }
    const at = ({ range }: CelFailure): string => expression.slice(range?.start, range?.end)
    const failure = program.attempt(bindings)
    const { failure: costly } = program.evaluateCosted(bindings)
    for (const [one, wanted] of [
      [failure, place],
      [costly, costs],
    ] as const) {
      if (!(one instanceof CelFailure)) throw new Error('it came to a value')
      expect(one.reason).toBe('BudgetExceeded')
      if (typeof wanted === 'string') expect(at(one)).toBe(wanted)
      else expect(at(one)).toMatch(wanted)
    }
    const lines = expression.slice(0, failure instanceof CelFailure ? failure.range?.start : 0).split('\n')
    const details = { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
    expect(() => program.evaluate(bindings)).toThrow(
      expect.objectContaining({
        code: 'CostExceeded',
        message: expect.stringContaining('^^^') as string,
        details: [expect.objectContaining(details)],
      }) as Error,
    )
  })

  test('an exhausted budget cannot be absorbed', () => {
    const program = env.compile('list.all(a, a >= 0) || true')
    expect(program.attempt({ list: thousand }, { budget: 100 })).toMatchObject({ reason: 'BudgetExceeded' })
  })

  test('patterns are RE2: no lookahead, no backtracking', () => {
    expect(issues(`s.matches('(?=a)')`)).not.toBe('')
    expect(outcome(`s.matches('^(a+)+$')`, { s: `${'a'.repeat(5_000)}!` })).toBe(false)
  })
})

describe('what is reached', () => {
  const names = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '__defineGetter__',
    'length',
    'value',
  ]

  test.each(names)('%s is no key of an empty object, list, text or number', (name) => {
    for (const x of [{}, [], 'a', 1, null, new Map()]) {
      expect(outcome(`has(x.${name})`, { x })).not.toBe(true)
      expect(outcome(`x.${name} == x.${name}`, { x })).not.toBe(true)
      expect(outcome(`x['${name}'] == 1`, { x })).not.toBe(true)
      expect(outcome(`'${name}' in x`, { x })).not.toBe(true)
    }
  })

  test.each(names)('%s is a key like any other when an object has it', (name) => {
    const x = JSON.parse(`{"${name}": 7}`) as unknown
    expect(outcome(`x.${name} == 7 && has(x.${name}) && x['${name}'] == 7 && '${name}' in x`, { x })).toBe(true)
    expect(outcome(`{'${name}': 7}.${name}`)).toBe(7)
  })

  test('what a value holds inside is no field of it', () => {
    expect(outcome('dyn(1u).value')).not.toBe(1)
    expect(outcome("dyn(timestamp('2026-01-01T00:00:00Z')).seconds")).toBe('NoSuchKey')
    expect(outcome("dyn(quantity('1')).nanos")).toBe('NoSuchKey')
    expect(outcome("dyn(semver('1.2.3')).major")).toBe('NoSuchKey')
  })
})

/** An expression whose value doubles `times` times. */
function doubling(from: string, times: number): string {
  const [operand = ''] = from.split(' + ')
  let text = `size(v${times})`
  for (let index = times; index > 0; index--) {
    const before = index === 1 ? operand : `v${index - 1}`
    text = `cel.bind(v${index}, ${before} + ${before}, ${text})`
  }
  return text
}

/** A list of two lists of two lists…, each pair being one and the same. */
function sharing(times: number): string {
  let text = `v${times}`
  for (let index = times; index > 0; index--)
    text = `cel.bind(v${index}, ${index === 1 ? '[0, 0]' : `[v${index - 1}, v${index - 1}]`}, ${text})`
  return text
}
