import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatTable, sanitize } from '../../../src/cli/printers/index.ts'

describe('tables', () => {
  test('look as kubectl prints them', () => {
    const columns = [{ name: 'Name' }, { name: 'Ready' }, { name: 'Cells', priority: 1 }, { name: 'Age' }]
    const rows = [
      ['eu-west-1', 'True', 3, '5d3h'],
      ['a', undefined, null, '<unknown>'],
    ]
    expect(formatTable({ columns, rows })).toBe(
      'NAME        READY   AGE\neu-west-1   True    5d3h\na                   <unknown>\n',
    )
    expect(formatTable({ columns, rows }, { wide: true, noHeaders: true })).toBe(
      'eu-west-1   True   3     5d3h\na                        <unknown>\n',
    )
  })

  /** As kubectl's table printer (cli-runtime 0.36) was seen to print them. */
  test.each([
    ['a narrow column is six wide', [['A'], ['B']], [['x', 'y']], 'A     B\nx     y\n'],
    ['a value is cut at its first line break', [['A'], ['B']], [['a\nb', 'c\rd']], 'A      B\na...   c...\n'],
    ['an empty value keeps its place', [['A'], ['B'], ['C']], [['', '', '']], 'A     B     C\n            \n'],
    ['characters count as one, whatever their bytes', [['A'], ['B']], [['é😀é', 'x']], 'A     B\né😀é   x\n'],
    ['numbers and booleans', [['A'], ['B'], ['C']], [[-5, 0.00001, true]], 'A     B       C\n-5    1e-05   true\n'],
    ['no rows, no heads', [['A']], [], ''],
  ])('%s', (_, heads, rows, text) => {
    expect(formatTable({ columns: heads.map(([name = '']) => ({ name })), rows })).toBe(text)
  })

  test('no cell reaches the terminal with a control character', () => {
    const hostile = '\u001b[31mred\u0007\u009b\u202e\tx'
    expect(formatTable({ columns: [{ name: 'A' }], rows: [[hostile]] })).toBe('A\n^[[31mred\\x07\\x9b\\u202e\\tx\n')
  })
})

describe('text made safe', () => {
  test.each([
    ['plain é 日本 😀', 'plain é 日本 😀'],
    ['\u001b]8;;http://x\u0007link', '^[]8;;http://x\\x07link'],
    ['a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['\u0000\u007f\u0085\u009b', '\\x00\\x7f\\x85\\x9b'],
    ['\u202a\u202e\u2066\u2069\u200e\u061c\ufeff\u2028', '\\u202a\\u202e\\u2066\\u2069\\u200e\\u061c\\ufeff\\u2028'],
  ])('%j', (text, safe) => {
    expect(sanitize(text)).toBe(safe)
  })

  const characters = fc
    .array(fc.integer({ min: 0, max: 0x2100 }), { maxLength: 20 })
    .map((codes) => String.fromCharCode(...codes))

  test('nothing is left that moves the cursor or turns the text', () => {
    fc.assert(
      fc.property(characters, (text) => {
        expect(sanitize(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
        expect(sanitize(sanitize(text))).toBe(sanitize(text))
      }),
    )
  })
})
