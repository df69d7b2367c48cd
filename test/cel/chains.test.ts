import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  boolType,
  CelFailure,
  dynType,
  environment,
  type Explanation,
  intType,
  jsonOf,
  listType,
  stringType,
  type Value,
} from '../../src/core/cel/index.ts'

const env = environment({
  variables: { i: intType, b: boolType, s: stringType, list: listType(intType), x: dynType },
  limits: { text: 1_000_000, nodes: 1_000_000 },
})
const deep = JSON.parse(`${'{"a":'.repeat(5_001)}1${'}'.repeat(5_001)}`) as unknown
const bindings = { i: 1, b: true, s: 'a', list: [1], x: deep }

/** What the two compiled forms, the estimate and the explanation say of an expression. */
function answers(text: string) {
  const program = env.compile(text)
  const value = program.attempt(bindings, { budget: 1e8 })
  const costed = program.evaluateCosted(bindings, { limit: 1e8 })
  const explanation = program.explain(bindings, { budget: 1e8 })
  return { estimate: program.cost, value, costed, explanation }
}

/** Each costs as the rule of cel-go says, however long it is. */
const chains: readonly {
  readonly name: string
  readonly of: (operators: number) => string
  readonly value: (operators: number) => unknown
  readonly cost: (operators: number) => number
  /** Where it is not the cost. */
  readonly estimate?: (operators: number) => { readonly min: number; readonly max: number }
}[] = [
  { name: 'sums', of: (n) => `i${' + i'.repeat(n)}`, value: (n) => n + 1, cost: (n) => 2 * n + 1 },
  { name: 'differences', of: (n) => `i${' - i'.repeat(n)}`, value: (n) => 1 - n, cost: (n) => 2 * n + 1 },
  { name: 'products', of: (n) => `i${' * i'.repeat(n)}`, value: () => 1, cost: (n) => 2 * n + 1 },
  { name: 'comparisons', of: (n) => `b${' == b'.repeat(n)}`, value: () => true, cost: (n) => 2 * n + 1 },
  {
    name: 'conjunctions',
    of: (n) => `b${' && b'.repeat(n)}`,
    value: () => true,
    cost: (n) => n + 1,
    estimate: (n) => ({ min: 1, max: n + 1 }),
  },
  {
    name: 'disjunctions',
    of: (n) => `!b${' || !b'.repeat(n)}`,
    value: () => false,
    cost: (n) => 2 * (n + 1),
    estimate: (n) => ({ min: 2, max: 2 * (n + 1) }),
  },
  { name: 'sums of lists', of: (n) => `size(list${' + list'.repeat(n)})`, value: (n) => n + 1, cost: (n) => 2 * n + 2 },
  {
    name: 'sums of lists written out',
    of: (n) => `size([i]${' + [i]'.repeat(n)})`,
    value: (n) => n + 1,
    cost: (n) => 12 * (n + 1),
  },
  {
    name: 'method calls',
    of: (n) => `s${'.trim()'.repeat(n)}`,
    value: () => 'a',
    cost: (n) => n + 1,
    estimate: () => ({ min: 1, max: Infinity }),
  },
  {
    name: 'selections',
    of: (n) => `x${'.a'.repeat(n)} == 1`,
    value: (n) => n === 5_001,
    cost: (n) => n + 2,
    estimate: () => ({ min: 2, max: 2 }),
  },
  {
    name: 'indexes',
    of: (n) => `x${"['a']".repeat(n)} == 1`,
    value: (n) => n === 5_001,
    cost: (n) => n + 2,
    estimate: (n) => ({ min: n + 2, max: n + 2 }),
  },
  {
    name: 'alternatives',
    of: (n) => `optional.of(i)${'.or(optional.of(i))'.repeat(n)}.value()`,
    value: () => 1,
    cost: () => 3,
    estimate: (n) => ({ min: 3 * n + 3, max: 3 * n + 3 }),
  },
  {
    name: 'macros',
    of: (n) => `list${'.map(y, y)'.repeat(n)}`,
    value: () => [1],
    cost: (n) => 14 * n + 1,
    estimate: (n) => ({ min: 11 * n + 1, max: Infinity }),
  },
  { name: 'elements', of: (n) => `size([i${', i'.repeat(n)}])`, value: (n) => n + 1, cost: (n) => n + 12 },
  { name: 'negations', of: (n) => `${'!'.repeat(n)}b`, value: (n) => n % 2 === 0, cost: (n) => 1 + (n % 2) },
]

const lengths = [...Array.from({ length: 20 }, (_, index) => index + 1), 65, 5_000]

describe('a chain costs what its operators do, however many there are', () => {
  test.each(chains)('$name', ({ of, value, cost, estimate }) => {
    for (const n of lengths) {
      const said = answers(of(n))
      const expected = { n, value: value(n), cost: cost(n), estimate: estimate?.(n) ?? { min: cost(n), max: cost(n) } }
      expect({
        n,
        value: jsonOf(said.costed.value ?? null),
        cost: said.costed.cost,
        estimate: said.estimate,
      }).toEqual(expected)
      expect(said.value).toEqual(said.costed.value)
      expect(said.explanation.value).toEqual(said.costed.value)
    }
  })

  test.each([
    { name: 'sums', text: `x.missing${' + i'.repeat(5_000)}`, cost: 10_002 },
    { name: 'selections', text: `x${'.a'.repeat(4_000)}.missing${'.a'.repeat(4_000)}`, cost: 4_002 },
    { name: 'macros', text: `x.missing${'.map(y, y)'.repeat(1_000)}`, cost: 2 },
    { name: 'alternatives', text: `optional.of(x.missing)${'.or(optional.of(0))'.repeat(1_000)}`, cost: 3 },
  ])('a failure at the beginning of $name goes through to the end', ({ text, cost }) => {
    const said = answers(text)
    expect(said.value).toMatchObject({ reason: 'NoSuchKey', message: 'no such key: missing' })
    expect(said.costed).toMatchObject({ failure: { reason: 'NoSuchKey' }, cost })
    expect(said.explanation.failure).toMatchObject({ reason: 'NoSuchKey' })
  })

  test('a failure in a long chain is absorbed by what stands around it', () => {
    const said = answers(`x.missing${' + i'.repeat(5_000)} == 1 || b`)
    expect([said.value, said.costed.value, said.explanation.value]).toEqual([true, true, true])
    expect(said.costed.cost).toBe(10_004)
  })

  test('every level of the deepest nesting may begin with a long chain', () => {
    let text = 'i'
    for (let level = 0; level < 240; level++) text = `i + (${text}${' + i'.repeat(20)})`
    const said = answers(text)
    expect([said.value, said.costed, said.explanation.value]).toMatchObject([
      5_041,
      { value: 5_041, cost: 10_081 },
      5_041,
    ])
    expect(said.estimate).toEqual({ min: 10_081, max: 10_081 })
  })

  test.each(chains)('$name end in no exception when hardly any stack is left', ({ of, value }) => {
    const text = of(5_000)
    const outcome = (): unknown => {
      const { issues } = env.check(text)
      if (issues.length > 0) return issues[0]?.message
      return answers(text).costed.value
    }
    const seen: unknown[] = []
    for (const left of [300, 60]) seen.push(withStackFor(left, outcome))
    for (const one of seen)
      if (typeof one === 'string' && one !== 'a') expect(one).toContain('stack')
      else expect(one).toEqual(value(5_000))
    expect(seen[0]).toEqual(value(5_000))
  })
})

describe('a list that grows', () => {
  test.each([
    { name: 'inside a macro', text: 'list.map(q, list + [q] + [q] + [q])', value: [[1, 1, 1, 1]] },
    {
      name: 'that a name holds',
      text: 'cel.bind(v, list + list + list, [v + v + v, v])',
      value: [Array(9).fill(1), [1, 1, 1]],
    },
    {
      name: 'that an empty list passes on',
      text: 'cel.bind(v, [i] + [2] + [3], [[] + v + [4], v])',
      value: [
        [1, 2, 3, 4],
        [1, 2, 3],
      ],
    },
    { name: 'of two sums', text: '[(list + list + list) + (list + list + list)]', value: [Array(6).fill(1)] },
    { name: 'that is added to itself', text: 'cel.bind(v, list + list + list, v + v + v + v).size()', value: 12 },
    { name: 'in a branch', text: '(b ? list + list + list : list) + list + list', value: [1, 1, 1, 1, 1] },
  ])('$name changes nothing else', ({ text, value }) => {
    const given = { ...bindings, list: Object.freeze([1]) }
    const program = env.compile(text)
    for (let time = 0; time < 2; time++) {
      expect(program.evaluate(given)).toEqual(value)
      expect(program.evaluateCosted(given).value).toEqual(value)
      expect(program.explain(given).value).toEqual(value)
    }
  })

  test('its parts keep what they were when they are explained', () => {
    const sums: Value[] = []
    const walk = ({ value, children }: Explanation): void => {
      if (Array.isArray(value)) sums.push(value.length)
      children.forEach(walk)
    }
    walk(env.compile('list + list + list + list').explain(bindings))
    expect(sums).toEqual([4, 3, 2, 1, 1, 1, 1])
  })

  /** Sums of lists in any arrangement, some of them in parentheses. */
  const sum = fc.letrec<{ readonly sum: string }>((tie) => ({
    sum: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom('list', '[]', '[2, 3]', '[i]', 'x', 'v'),
      fc.array(tie('sum'), { minLength: 2, maxLength: 4 }).map((terms) => `(${terms.join(' + ')})`),
    ),
  })).sum

  test('both forms, and the explanation, come to the elements in the order of the text', () => {
    fc.assert(
      fc.property(sum, sum, (init, text) => {
        const expression = `cel.bind(v, ${init.replaceAll('v', 'x')}, [${text}, v, ${text}])`
        const given = { ...bindings, x: [7, 8] }
        const leaves = (of: string, v: readonly number[]): number[] =>
          of
            .match(/list|\[.*?\]|x|v/g)
            ?.flatMap((leaf) => ({ list: [1], '[]': [], '[2, 3]': [2, 3], '[i]': [1], x: [7, 8] })[leaf] ?? v) ?? []
        const bound = leaves(init.replaceAll('v', 'x'), [])
        const expected = [leaves(text, bound), bound, leaves(text, bound)]
        const program = env.compile(expression)
        const plain = program.attempt(given)
        expect(plain instanceof CelFailure ? plain.message : plain).toEqual(expected)
        expect(program.evaluateCosted(given).value).toEqual(expected)
        expect(program.explain(given).value).toEqual(expected)
      }),
      { seed: 4, numRuns: 300 },
    )
  })
})

/** Runs something where so many calls of a small function still fit on the stack. */
function withStackFor(calls: number, run: () => unknown): unknown {
  let depth = 0
  const measure = (): void => {
    depth++
    measure()
  }
  try {
    measure()
  } catch {
    // The stack is used up: now it is known how much there is.
  }
  const descend = (at: number): unknown => (at <= 0 ? run() : descend(at - 1))
  return descend(Math.floor((depth - calls) * 0.8))
}
