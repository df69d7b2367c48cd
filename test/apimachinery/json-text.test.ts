import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applyMergePatch,
  createMergePatch,
  deepEqual,
  formatJson,
  formatPointer,
  isJsonObject,
  parseJson,
  parsePointer,
  parseTrustedJson,
} from '../../src/core/apimachinery/index.ts'

describe('JSON text', () => {
  test('integers beyond 2^53 leave as they came', () => {
    const text = '{"a":9007199254740993,"b":-9223372036854775808,"c":[12345678901234567890],"d":1.5}'
    expect(formatJson(parseJson(text))).toBe(text)
    expect(formatJson(parseTrustedJson(text))).toBe(text)
  })

  test('a key named __proto__ is data', () => {
    const value = parseJson('{"__proto__":{"x":1},"constructor":2}')
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(formatJson(value)).toBe('{"__proto__":{"x":1},"constructor":2}')
  })

  test.each([
    ['{"a":1,\n "a":2}', 'line 2, column 2: duplicate key "a"'],
    ['{"a":1,}', 'line 1, column 8: expected a key in double quotes'],
    ['[1 2]', 'line 1, column 4: expected "," or "]"'],
    ['01', 'line 1, column 2: expected the end'],
    ['', 'line 1, column 1: expected a value, found the end of the text'],
    ['1e400', 'too large'],
    ['"a\nb"', 'raw control character'],
    ['['.repeat(2000), 'nested more than 1000 deep'],
  ])('%j is refused: %s', (text, problem) => {
    expect(() => parseJson(text)).toThrow(problem)
  })

  test('agrees with the platform on whatever the platform prints', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(formatJson(parseJson(text), indent)).toBe(text)
        expect(formatJson(JSON.parse(text), indent)).toBe(text)
      }),
    )
  })
})

describe('JSON pointers', () => {
  test('any tokens read back', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (tokens) => void expect(parsePointer(formatPointer(tokens))).toEqual(tokens)),
    )
  })
  test.each(['a', '/a~2', '/~'])('%j is refused', (pointer) => {
    expect(() => parsePointer(pointer)).toThrow('is not a JSON pointer')
  })
})

describe('merge patches', () => {
  test('the patch between two objects without nulls turns one into the other', () => {
    const object = fc
      .letrec((tie) => ({
        value: fc.oneof({ depthSize: 'small' }, fc.integer(), fc.string(), fc.array(fc.integer()), tie('object')),
        object: fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'c'), tie('value'), { noNullPrototype: true }),
      }))
      .object.map((value) => parseJson(JSON.stringify(value)))
    fc.assert(
      fc.property(object, object, (before, after) => {
        if (!isJsonObject(before) || !isJsonObject(after)) throw new Error('not objects')
        expect(deepEqual(applyMergePatch(before, createMergePatch(before, after)), after)).toBe(true)
      }),
    )
  })
})
