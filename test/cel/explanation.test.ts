import { describe, expect, test } from 'vitest'
import { dynType, environment, type Explanation, jsonOf } from '../../src/core/cel/index.ts'

const env = environment({ variables: { t: dynType, n: dynType } })

function tree({ text, value, failure, element, key, children }: Explanation): unknown[] {
  const about = [key, element].flatMap((one) =>
    one === undefined ? [] : [`${one.variable}=${JSON.stringify(one.value)}`],
  )
  const outcome =
    failure !== undefined ? `failed: ${failure.message}` : value === undefined ? 'not needed' : jsonOf(value)
  return [...about, text, outcome, ...children.map(tree)]
}

describe('an explanation', () => {
  test('has the value of every part that was evaluated, and names what was not needed', () => {
    expect(tree(env.compile('t.a == 1 || t.b > n || true').explain({ t: { a: 2, b: 5 }, n: 3 }))).toEqual([
      't.a == 1 || t.b > n || true',
      true,
      ['t.a == 1', false, ['t.a', 2, ['t', { a: 2, b: 5 }]]],
      ['t.b > n', true, ['t.b', 5, ['t', { a: 2, b: 5 }]], ['n', 3]],
    ])
    expect(tree(env.compile('t.a == 1 && n == 2').explain({ t: { a: 2 }, n: 3 }))).toEqual([
      't.a == 1 && n == 2',
      false,
      ['t.a == 1', false, ['t.a', 2, ['t', { a: 2 }]]],
      ['n == 2', 'not needed'],
    ])
  })

  test('has one part for each element a macro visited', () => {
    expect(tree(env.compile('n.exists(x, x > 1)').explain({ n: [1, 2, 3] }))).toEqual([
      'n.exists(x, x > 1)',
      true,
      ['n', [1, 2, 3]],
      ['x=1', 'x > 1', false, ['x', 1]],
      ['x=2', 'x > 1', true, ['x', 2]],
    ])
    expect(tree(env.compile('n.transformList(i, v, i + v)').explain({ n: [7] }))).toEqual([
      'n.transformList(i, v, i + v)',
      [7],
      ['n', [7]],
      ['i=0', 'v=7', 'i + v', 7, ['i', 0], ['v', 7]],
    ])
  })

  test('shows a failure where it happened and in what it reached', () => {
    const explanation = env.compile('t.a.b == 1 || n').explain({ t: {}, n: true })
    expect(tree(explanation)).toEqual([
      't.a.b == 1 || n',
      true,
      [
        't.a.b == 1',
        'failed: no such key: a',
        ['t.a.b', 'failed: no such key: a', ['t.a', 'failed: no such key: a', ['t', {}]]],
      ],
      ['n', true],
    ])
  })

  test('is bounded, whatever the expression visits', () => {
    const n = Array.from({ length: 500 }, (_, index) => index)
    const count = ({ children }: Explanation): number => children.reduce((sum, child) => sum + count(child), 1)
    const explanation = env.compile('n.all(x, n.exists(y, y == x))').explain({ n })
    expect(count(explanation)).toBeLessThanOrEqual(10_000)
    expect(explanation.value).toBe(true)
  })

  test('every part stands in the text where it says', () => {
    const text = 'n.map(x, (x + 1) * 2)\n  .filter(y, y > t.a)'
    const visit = ({ start, end, text: part, children }: Explanation): void => {
      expect(text.slice(start, end)).toBe(part)
      children.forEach(visit)
    }
    visit(env.compile(text).explain({ n: [1], t: { a: 0 } }))
  })

  test('a failure of an evaluation says where, with a caret', () => {
    expect(() => env.compile('n == 1 &&\n  t.a.b').evaluate({ n: 1, t: { a: {} } })).toThrow(
      'no such key: b at 2:3\n |   t.a.b\n | ..^^^^^',
    )
  })
})
