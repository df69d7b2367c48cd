import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type FieldSelector,
  formatFieldSelector,
  matchesFieldSelector,
  parseFieldSelector,
  parseJson,
} from '../../src/core/apimachinery/index.ts'

describe('field selectors', () => {
  test.each([
    ['metadata.name=x', ['metadata.name', '=', 'x']],
    ['metadata.name==x', ['metadata.name', '=', 'x']],
    ['status.phase!=Ready', ['status.phase', '!=', 'Ready']],
    ['a=', ['a', '=', '']],
    ['a=x\\,y\\=z\\\\', ['a', '=', 'x,y=z\\']],
    ['a= b ', ['a', '=', ' b ']],
    ['=x', ['', '=', 'x']],
    ['a!b=c', ['a!b', '=', 'c']],
  ])('%s', (text, [field, operator, value]) => {
    expect(parseFieldSelector(text)).toEqual([{ field, operator, value }])
  })

  test('terms are joined by commas, and empty ones skipped', () => {
    expect(parseFieldSelector('')).toEqual([])
    expect(parseFieldSelector('=,!=')).toEqual([])
    expect(parseFieldSelector(',a=1,,b!=2,').map(({ field }) => field)).toEqual(['a', 'b'])
  })

  test.each([
    ['a', '"a" compares nothing'],
    ['a=1,b', '"b" compares nothing'],
    ['a=b=c', 'an unescaped "=" in a value'],
    ['a=\\n', 'invalid escape "\\n"'],
    ['a=b\\', 'invalid escape "\\"'],
  ])('%s is refused: %s', (text, problem) => {
    expect(() => parseFieldSelector(text)).toThrow(problem)
  })

  test.each([
    ['metadata.name=x', true],
    ['metadata.name!=x', false],
    ['spec.replicas=3', true],
    ['spec.paused=true', true],
    ['spec.big=9007199254740993', true],
    ['spec.absent=', true],
    ['spec.absent!=x', true],
    ['spec.nothing=', true],
    ['spec.list=', true],
    ['metadata.name.x=', true],
    ['constructor.name=Object', false],
    ['metadata.name=x,spec.replicas=4', false],
  ])('%s selects the object: %s', (text, isSelected) => {
    const object = parseJson(
      '{"metadata":{"name":"x"},"spec":{"replicas":3,"paused":true,"big":9007199254740993,"nothing":null,"list":[1]}}',
    )
    expect(matchesFieldSelector(parseFieldSelector(text), object)).toBe(isSelected)
  })

  test('any selector reads back', () => {
    const selector: fc.Arbitrary<FieldSelector> = fc.array(
      fc.record({
        field: fc.stringMatching(/^[a-z.]{1,8}$/),
        operator: fc.constantFrom('=' as const, '!=' as const),
        value: fc.string(),
      }),
    )
    fc.assert(
      fc.property(selector, (written) => {
        expect(parseFieldSelector(formatFieldSelector(written))).toEqual(written)
      }),
    )
  })
})
