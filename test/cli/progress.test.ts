import { Writable } from 'node:stream'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { isAsciiLocale, progressLine, startProgress } from '../../src/cli/progress.ts'

describe('a line of progress', () => {
  test.each([
    [{ text: 'applying', frame: 0 }, 80, false, '⠋ applying'],
    [{ text: 'applying', frame: 11, done: 7 }, 80, false, '⠙ applying 7'],
    [
      { text: 'applying', frame: 0, done: 5, total: 10 },
      80,
      false,
      `⠋ applying ${'━'.repeat(12)}${'─'.repeat(12)} 50 % (5 of 10)`,
    ],
    [
      { text: 'applying', frame: 0, done: 5, total: 10 },
      40,
      false,
      `⠋ applying ${'━'.repeat(7)}${'─'.repeat(6)} 50 % (5 of 10)`,
    ],
    [{ text: 'applying', frame: 0, done: 5, total: 10 }, 30, false, '⠋ applying 50 % (5 of 10)'],
    [{ text: 'applying', frame: 0, done: 5, total: 10 }, 16, false, '⠋ applying 50 %'],
    [
      { text: 'applying', frame: 3, done: 5, total: 10 },
      80,
      true,
      `\\ applying ${'='.repeat(12)}${'-'.repeat(12)} 50 % (5 of 10)`,
    ],
    [{ text: 'applying', frame: 0, done: 12, total: 10 }, 80, true, `| applying ${'='.repeat(24)} 100 % (12 of 10)`],
  ])('%j on %i characters, ASCII only: %s', (state, width, isAscii, line) => {
    expect(progressLine(state, width, isAscii)).toBe(line)
  })

  test('never fills the terminal, whatever it says', () => {
    const number = fc.option(fc.nat(1_000_000), { nil: undefined })
    const state = fc.record({ text: fc.string({ maxLength: 60 }), frame: fc.nat(100), done: number, total: number })
    fc.assert(
      fc.property(state, fc.integer({ min: 1, max: 200 }), fc.boolean(), (given, width, isAscii) => {
        expect(progressLine(given, width, isAscii).length).toBeLessThan(width)
      }),
    )
  })
})

test.each([
  [{}, false],
  [{ LANG: 'C' }, true],
  [{ LANG: 'C.UTF-8' }, false],
  [{ LANG: 'en_GB.UTF-8', LC_ALL: 'POSIX' }, true],
  [{ LANG: 'C', LC_CTYPE: 'de_DE.UTF-8' }, false],
  [{ LANG: 'C', LC_ALL: '' }, true],
])('the locale of %j is ASCII: %s', (env, isAscii) => {
  expect(isAsciiLocale(env)).toBe(isAscii)
})

describe('progress', () => {
  const before = { CI: process.env['CI'], TERM: process.env['TERM'] }
  afterEach(() => {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
  })

  function terminal(isTTY: boolean) {
    let text = ''
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        text += chunk.toString()
        done()
      },
    })
    return { stream: Object.assign(stream, { isTTY, columns: 30 }), text: () => text }
  }

  function drawn(isTTY: boolean, env: { CI?: string; TERM?: string }): string {
    delete process.env['CI']
    process.env['TERM'] = 'xterm'
    Object.assign(process.env, env)
    const { stream, text } = terminal(isTTY)
    const progress = startProgress('applying', stream, 0)
    progress.update(5, 10)
    progress.stop()
    return text()
  }

  test('draws over its line, and takes it away in the end', () => {
    expect(drawn(true, {})).toMatch(/^\r\u001B\[2K\S applying 50 % \(5 of 10\)\r\u001B\[2K$/)
  })

  test.each([
    ['in a pipe', false, {}],
    ['in continuous integration', true, { CI: 'true' }],
    ['on a terminal that cannot move its cursor', true, { TERM: 'dumb' }],
  ])('is nothing %s', (_, isTTY, env) => {
    expect(drawn(isTTY, env)).toBe('')
  })
})
