import { expect, test } from 'vitest'
import { noteLines } from '../../../src/cli/views/placement/note-lines.ts'

const notes = (code: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ code, message: `${code} ${index}` }))

test.each([
  {
    name: 'what is said of several workloads is told once',
    given: [...notes('NeverReported', 1), ...notes('NeverReported', 1), ...notes('NoPolicy', 1)],
    lines: ['NeverReported 0 (2 workloads)', 'NoPolicy 0'],
  },
  {
    name: 'a sort of which there are many leaves room for the others',
    given: [...notes('NeverReported', 3000), ...notes('RuleErrors', 2)],
    lines: [
      ...['NeverReported 0', 'NeverReported 1', 'NeverReported 2', 'NeverReported 3'],
      ...['RuleErrors 0', 'RuleErrors 1', '2996 more notes are in -o json'],
    ],
  },
  { name: 'what the table shows is not told again', given: notes('LeftOver', 2), lines: [] },
  {
    name: 'the last one that is not told is one',
    given: notes('NoPolicy', 5),
    lines: [...notes('NoPolicy', 4).map(({ message }) => message), '1 more note is in -o json'],
  },
])('$name', ({ given, lines }) => {
  expect(noteLines(given)).toEqual(lines)
})
