import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Output } from '../../../src/cli/printers/index.ts'
import { type Line, linesOf } from '../../../src/cli/views/cel/lines.ts'
import { evaluateLines } from '../../../src/cli/views/cel/pipeline.ts'

const { signal } = new AbortController()

async function* streamOf(pieces: Iterable<Uint8Array | string>): AsyncGenerator<Uint8Array | string> {
  for (const piece of pieces) yield await Promise.resolve(piece)
}

async function linesIn(pieces: Iterable<Uint8Array | string>): Promise<Line[]> {
  const lines: Line[] = []
  for await (const batch of linesOf(streamOf(pieces), new AbortController().signal)) lines.push(...batch)
  return lines
}

describe('lines of a stream', () => {
  test('are the same wherever its pieces end', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '日', '🚀', '\r'), maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(40)), async (text, cuts) => {
        const bytes = new TextEncoder().encode(text)
        const places = [...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length]
        const pieces = places.map((end, index) => bytes.subarray(places[index - 1] ?? 0, end))
        const expected = text.replace(/\n$/, '').split('\n')
        expect(await linesIn(pieces)).toEqual(text === '' ? [] : expected.map((line) => ({ text: line })))
      }),
      { seed: 4 },
    )
  })

  test('that are no text, or too long, are told one by one', async () => {
    const long = 'x'.repeat(700_000)
    expect(await linesIn([Uint8Array.of(0xff, 10), 'a\n', long, long, '\nb'])).toEqual([
      { problem: 'the line is not UTF-8 text' },
      { text: 'a' },
      { problem: 'the line is longer than any expression' },
      { text: 'b' },
    ])
  })
})

test('a reader that is slow is waited for before more lines are asked for', async () => {
  let asked = 0
  const batches = async function* (): AsyncGenerator<readonly Line[]> {
    for (; asked < 3; asked++) yield await Promise.resolve([{ text: `${asked} + 1` }])
  }
  let written = ''
  const releases: (() => void)[] = []
  const reached: (() => void)[] = []
  const output: Output = {
    isClosed: false,
    write: (text) => void (written += text),
    flush: () =>
      new Promise((resolve) => {
        releases.push(resolve)
        reached.shift()?.()
      }),
  }
  const nextFlush = () => new Promise<void>((resolve) => reached.push(resolve))
  let flushed = nextFlush()
  const done = evaluateLines(batches(), { options: {}, values: {}, signal, explain: false }, output, {
    kind: 'table',
    wide: false,
  })
  const seen: string[] = []
  for (let round = 0; round < 3; round++) {
    await flushed
    flushed = nextFlush()
    seen.push(`asked ${asked}: ${written.replaceAll('\n', ' ')}`)
    releases[round]?.()
  }
  expect(seen).toEqual(['asked 0: 1 ', 'asked 1: 1 2 ', 'asked 2: 1 2 3 '])
  expect(await done).toBe(0)
})
