import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson, parseJsonPath, parseRelaxedJsonPath } from '../../src/core/apimachinery/index.ts'
import { type Outcome, strictVectors, subject, vectors } from './json-path-vectors.ts'

function outcome(run: () => string, expected: Outcome): void {
  if (typeof expected === 'string') expect(run()).toBe(expected)
  else expect(run).toThrow(expected.error)
}

describe('JSONPath as kubectl has it', () => {
  test.each(vectors)('%s', (template, expected) => {
    outcome(() => parseJsonPath(template).print(subject), expected)
  })

  test.each(strictVectors)('%s with missing keys refused', (template, expected) => {
    outcome(() => parseJsonPath(template, { missingKeys: 'error' }).print(subject), expected)
  })

  test.each([['metadata.name'], ['.metadata.name'], ['{metadata.name}'], ['{.metadata.name}']])(
    'the relaxed form %s',
    (text) => {
      expect(parseRelaxedJsonPath(text).print({ metadata: { name: 'x' } })).toBe('x')
    },
  )

  test.each(['{.a}{.b}', '{.a', 'a}b', '{}'])('%s is no relaxed form', (text) => {
    expect(() => parseRelaxedJsonPath(text)).toThrow('unexpected path string')
  })

  test('keys are walked in their own order, whatever the order they were written in', () => {
    const path = parseJsonPath('{.o.*} {..n}')
    expect(path.print({ o: { b: { n: 1 }, a: { n: 2 } } })).toBe('{"n":2} {"n":1} 2 1')
    expect(path.print({ o: { a: { n: 2 }, b: { n: 1 } } })).toBe('{"n":2} {"n":1} 2 1')
  })

  test('large integers, inherited names and __proto__', () => {
    const value = parseJson('{"n":9007199254740993,"__proto__":{"x":1},"l":[9007199254740993,1]}')
    expect(parseJsonPath('{.n} {.constructor} {.__proto__.x} {.l[?(@==9007199254740993)]}').print(value)).toBe(
      '9007199254740993  1 9007199254740993',
    )
  })

  test('parts are found as lists, so that a caller can take values instead of text', () => {
    expect(parseJsonPath('n: {.l[*]}').find({ l: [1, { a: 2 }] })).toEqual([['n: '], [1, { a: 2 }]])
  })

  test('filters in filters and descents in a row end in an error, not in a crash', () => {
    expect(() => parseJsonPath(`{${'[?(@.a'.repeat(5000)}`)).toThrow('unterminated filter')
    expect(() => parseJsonPath(`{.${'a'.repeat(70_000)}}`)).toThrow('longer than')
    const deep = Array.from({ length: 60 }).reduce<unknown>(
      (inner) => ({ a: [inner, inner === undefined ? 1 : 2] }),
      undefined,
    )
    expect(() => parseJsonPath('{..a..a..a..a..a..a}').print(deep)).toThrow('more than 1000000 values')
  })

  test('no template crashes', () => {
    const piece = fc.constantFrom(
      '.',
      '..',
      '[',
      ']',
      '*',
      '?(',
      ')',
      '@',
      '$',
      "'",
      '"',
      '{',
      '}',
      'range',
      'end',
      ' ',
      ',',
      ':',
      '-',
      '1',
      'a',
      '\\',
      '==',
      '<',
      'items',
      '\n',
      'é',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        try {
          parseJsonPath(`{${pieces.join('')}}`).print(subject)
        } catch (error) {
          expect(error).toMatchObject({ code: 'InvalidJsonPath' })
        }
      }),
      { numRuns: 1000 },
    )
  })
})
