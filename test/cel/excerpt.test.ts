import { expect, test } from 'vitest'
import { excerpt } from '../../src/core/cel/syntax/excerpt.ts'

/** The two lines, and what of the text the carets stand under. */
function under(text: string, part: string): string[] {
  const start = text.indexOf(part)
  return excerpt(text, { start, end: start + part.length }).split('\n')
}

const rows: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['a part of a line', 'a + bad + c', 'bad', [' | a + bad + c', ' | ....^^^']],
  ['the line that the part is in', 'a +\n  bad +\nc', 'bad', [' |   bad +', ' | ..^^^']],
  ['a part over several lines, up to the end of the first', 'f(a,\nb)', 'f(a,\nb)', [' | f(a,', ' | ^^^^']],
  ['a tab takes one cell', '\ta\t+ bad', 'bad', [' |  a + bad', ' | .....^^^']],
  [
    'control characters and marks of direction are not passed on',
    '"\u001b[31m\u202e\u009b" + bad',
    'bad',
    [' | "?[31m??" + bad', ' | ............^^^'],
  ],
  ['wide characters take two cells', '"日本🚀" + bad', 'bad', [' | "日本🚀" + bad', ' | ...........^^^']],
  ['wide characters are underlined whole', 'x + "日本"', '"日本"', [' | x + "日本"', ' | ....^^^^^^']],
  ['marks over a character take none', '"e\u0301" + bad', 'bad', [' | "e\u0301" + bad', ' | ......^^^']],
  ['a lone surrogate is one unknown character', '"\ud800" + bad', 'bad', [' | "?" + bad', ' | ......^^^']],
  ['the end of the text', 'a +', '', [' | a +', ' | ^']],
]

test.each(rows)('%s', (_, text, part, expected) => {
  expect(under(text, part)).toEqual(expected)
})

test('the end of the text has a caret after it', () => {
  expect(excerpt('a +', { start: 3, end: 3 })).toBe(' | a +\n | ...^')
})

test.each([
  ['plain', 'x'],
  ['wide', '日'],
  ['of pairs', '🚀'],
])('of a very long line, %s, what is around the place', (_, filling) => {
  const text = `"${filling.repeat(50_000)}" + bad + "${filling.repeat(50_000)}"`
  const [line = '', carets = ''] = under(text, 'bad')
  expect(line).toMatch(/^ \| ….*" \+ bad \+ ".*…$/u)
  expect(line).not.toMatch(/\p{Cs}/u)
  const cells = [...line].reduce((sum, character) => sum + (/[日🚀]/u.test(character) ? 2 : 1), 0)
  expect(cells).toBeLessThanOrEqual(3 + 100 + 2)
  const before = [...line.slice(0, line.indexOf('bad'))]
  const width = before.reduce((sum, character) => sum + (/[日🚀]/u.test(character) ? 2 : 1), 0)
  expect(carets).toBe(` | ${'.'.repeat(width - 3)}^^^`)
})
