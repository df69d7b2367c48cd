import { TmcError } from '../../core/apimachinery/index.ts'

/** Where printers write: in large chunks, waiting for a slow reader, and quiet once the reader has gone. */
export interface Output {
  /** Takes text; the promise is there only when the reader is slow and must be waited for. */
  write(text: string): Promise<void> | undefined
  /** Writes what is still held back. */
  flush(): Promise<void>
  /** Whether the reader has closed the pipe (`| head`): whatever else is written goes nowhere, which is no error. */
  readonly isClosed: boolean
}

/** How much text is held back before it is written, in UTF-16 units. */
const chunkSize = 65_536

/**
 * The output to a stream such as process.stdout. What keeps it from being written, a closed pipe apart, rejects the next write
 * or flush as TmcError `Unreachable`.
 */
export function outputTo(stream: NodeJS.WritableStream): Output {
  return new StreamOutput(stream)
}

class StreamOutput implements Output {
  readonly #stream: NodeJS.WritableStream
  #held: string[] = []
  #size = 0
  #isClosed = false
  #failure: TmcError | undefined

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream
    stream.on('error', (error: Error) => {
      if ('code' in error && closedCodes.has(String(error.code))) this.#isClosed = true
      else
        this.#failure = new TmcError('Unreachable', `the output cannot be written: ${error.message}`, { cause: error })
    })
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  write(text: string): Promise<void> | undefined {
    if (this.#isClosed || text === '') return undefined
    this.#held.push(text)
    this.#size += text.length
    return this.#size < chunkSize ? undefined : this.#send()
  }

  async flush(): Promise<void> {
    if (this.#size > 0) await this.#send()
    // A failed write is told a little after the write.
    await new Promise((resolve) => setImmediate(resolve))
    if (this.#failure !== undefined) throw this.#failure
  }

  /** Writes what is held and waits until the stream has taken it. */
  async #send(): Promise<void> {
    const text = this.#held.join('')
    this.#held = []
    this.#size = 0
    if (this.#failure !== undefined) throw this.#failure
    if (this.#isClosed) return
    await new Promise<void>((resolve) => {
      this.#stream.once('close', resolve)
      this.#stream.write(text, () => {
        this.#stream.removeListener('close', resolve)
        resolve()
      })
    })
  }
}

const closedCodes = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'ECONNRESET'])
