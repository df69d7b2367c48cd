import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatSelector,
  matchesSelector,
  parseSelector,
  type Requirement,
  selectorOf,
} from '../../src/core/apimachinery/index.ts'

const labels = { region: 'eu', tier: 'prod', cores: '16', empty: '', huge: '99999999999999999999' }

describe('label selectors', () => {
  test.each([
    ['', true],
    ['region=eu', true],
    ['region==us', false],
    ['region = eu , tier in (prod, staging)', true],
    ['region!=us', true],
    ['absent!=us', true],
    ['tier notin (prod)', false],
    ['absent notin (prod)', true],
    ['region', true],
    ['!region', false],
    ['! absent', true],
    ['cores>8', true],
    ['cores<8', false],
    ['region>8', false],
    ['cores>0000000000000000000000008', true],
    ['huge>8', false],
    ['\tregion\r\n', true],
    ['empty=', true],
    ['empty in (,x)', true],
    ['region=', false],
    ['constructor', false],
    ['in in (in)', false],
  ])('%j selects: %s', (text, expected) => {
    expect(matchesSelector(parseSelector(text), labels)).toBe(expected)
  })

  test.each([
    ['a=b,', 'column 5: found the end, expected a label key'],
    ['a==b==c', 'column 5: found "==", expected ","'],
    ['a in b', 'column 6: found "b", expected "("'],
    ['a in (b', 'column 8: found the end, expected ")"'],
    ['=b', 'column 1: found "=", expected a label key'],
    ['a b', 'column 3: found "b", expected =, ==, !=, in, notin, > or <'],
    ['-a=b', '"-a" is not a label key'],
    ['a=b c', 'column 5: found "c", expected ","'],
    ['a=-b', '"-b" is not a label value'],
    ['a>b', 'GreaterThan needs one integer'],
    ['a<9223372036854775808', 'LessThan needs one integer'],
    ['\u00a0a', 'is not a label key'],
    ['a=b\u000b', 'is not a label value'],
  ])('%j is refused: %s', (text, problem) => {
    expect(() => parseSelector(text)).toThrow(problem)
  })

  test.each([
    [{}, true],
    [{ matchLabels: { region: 'eu' } }, true],
    [{ matchLabels: { region: 'us' } }, false],
    [{ matchExpressions: [{ key: 'tier', operator: 'In' as const, values: ['prod'] }] }, true],
    [{ matchLabels: { region: 'eu' }, matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' as const }] }, false],
  ])('the object %j selects: %s', (selector, expected) => {
    expect(matchesSelector(selectorOf(selector), labels)).toBe(expected)
  })

  test.each([
    [{ matchExpressions: [{ key: 'a', operator: 'In' as const, values: [] }] }, 'needs at least one value'],
    [{ matchExpressions: [{ key: 'a', operator: 'Exists' as const, values: ['b'] }] }, 'takes no values'],
    [{ matchLabels: { 'a/b/c': 'd' } }, 'is not a label key'],
    [
      { matchExpressions: [{ key: 'a', operator: 'GreaterThan' as 'In', values: ['1'] }] },
      '"GreaterThan" is not an operator',
    ],
  ])('the object %j is refused: it %s', (selector, problem) => {
    expect(() => selectorOf(selector)).toThrow(problem)
  })

  const key = fc.constantFrom('a', 'b.c', 'example.com/tier', 'in', 'notin')
  const value = fc.constantFrom('', 'x', 'y-1', 'Z.z')
  const requirement: fc.Arbitrary<Requirement> = fc.oneof(
    fc.record({
      key,
      operator: fc.constantFrom('In' as const, 'NotIn' as const),
      values: fc.uniqueArray(value, { minLength: 1 }).map((values) => values.sort()),
    }),
    fc.record({ key, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const), values: fc.constant([]) }),
    fc.record({
      key,
      operator: fc.constantFrom('GreaterThan' as const, 'LessThan' as const),
      values: fc.nat().map((n) => [String(n)]),
    }),
  )
  test('what is printed reads back', () => {
    fc.assert(
      fc.property(
        fc.array(requirement),
        (selector) => void expect(parseSelector(formatSelector(selector))).toEqual(selector),
      ),
    )
  })
})
