import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { outputTo } from '../../../src/cli/printers/index.ts'

/** A stream that takes chunks one at a time, each when `next` is called. */
class SlowReader extends Writable {
  readonly chunks: string[] = []
  #taken: (() => void) | undefined

  constructor() {
    super({ highWaterMark: 1, decodeStrings: false })
  }

  override _write(chunk: string, _: string, callback: () => void): void {
    this.chunks.push(chunk)
    this.#taken = callback
  }

  next(): void {
    this.#taken?.()
  }
}

describe('the output', () => {
  test('writes in large chunks, and waits for the reader before the next', async () => {
    const stream = new SlowReader()
    const output = outputTo(stream)
    for (let index = 0; index < 65; index++) expect(output.write('x'.repeat(1000))).toBeUndefined()
    const waiting = output.write('x'.repeat(1000))
    expect(stream.chunks.map((chunk) => chunk.length)).toEqual([66_000])
    let isDone = false
    void waiting?.then(() => (isDone = true))
    await new Promise((resolve) => setImmediate(resolve))
    expect(isDone).toBe(false)
    stream.next()
    await waiting
    expect(isDone).toBe(true)
  })

  test('flushes what is held back', async () => {
    const stream = new SlowReader()
    const output = outputTo(stream)
    void output.write('a')
    void output.write('b')
    const flushed = output.flush()
    stream.next()
    await flushed
    expect(stream.chunks).toEqual(['ab'])
  })

  test.each(['EPIPE', 'ECONNRESET'])('a reader that has gone (%s) is no error, and gets nothing more', async (code) => {
    const chunks: string[] = []
    const stream = new Writable({
      decodeStrings: false,
      write: (chunk: string, _, callback) => {
        chunks.push(chunk)
        callback(Object.assign(new Error('gone'), { code }))
      },
    })
    const output = outputTo(stream)
    void output.write('a')
    await output.flush()
    expect(output.isClosed).toBe(true)
    expect(output.write('x'.repeat(100_000))).toBeUndefined()
    await output.flush()
    expect(chunks).toEqual(['a'])
  })

  test('any other failure is told', async () => {
    const full = new Writable({
      write: (_, __, callback) => callback(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' })),
    })
    const output = outputTo(full)
    void output.write('a')
    await expect(output.flush()).rejects.toMatchObject({
      code: 'Unreachable',
      message: 'the output cannot be written: ENOSPC: no space left',
    })
  })
})
