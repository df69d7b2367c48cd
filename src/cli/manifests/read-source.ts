import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { TmcError } from '../../core/apimachinery/index.ts'
import { readingProblem } from './manifest-paths.ts'

/** The bytes of a file, or why there are none. */
export type Content = { readonly bytes: Uint8Array } | { readonly problem: string }

/** Largest file or stream that is read. */
const maxBytes = 256 * 1024 * 1024

/**
 * Reads a file, a pipe, or stdin to its end.
 *
 * @throws TmcError `TooLarge` above 256 MiB, `Aborted`
 */
export async function readSource(
  path: string,
  stdin: AsyncIterable<Uint8Array | string> | undefined,
  signal: AbortSignal | undefined,
): Promise<Content> {
  if (path === '-') return { bytes: await readStream(stdin ?? none(), '<stdin>', signal) }
  try {
    const info = await stat(path)
    if (!info.isFile()) return { bytes: await readStream(createReadStream(path), path, signal) }
    if (info.size > maxBytes) throw tooLarge(path)
    return { bytes: await readFile(path, signal === undefined ? {} : { signal }) }
  } catch (error) {
    if (error instanceof TmcError) throw error
    if (signal?.aborted === true) throw aborted(error)
    return { problem: readingProblem(error) }
  }
}

async function readStream(
  stream: AsyncIterable<Uint8Array | string>,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of interruptible(stream, signal)) {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
    size += bytes.length
    if (size > maxBytes) throw tooLarge(name)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/** The stream's chunks until the signal, even when no further chunk comes. */
export async function* interruptible<T>(stream: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  const iterator = stream[Symbol.asyncIterator]()
  const interruption = new Promise<never>((_, reject) => {
    const stop = () => reject(aborted(signal?.reason))
    if (signal?.aborted === true) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
  interruption.catch(() => undefined)
  for (;;) {
    const next = await Promise.race([iterator.next(), interruption])
    if (next.done === true) return
    yield next.value
  }
}

async function* none(): AsyncGenerator<Uint8Array> {}

/** The text of a file; UTF-8, as JSON and kubectl's YAML are. */
export function decodeText(bytes: Uint8Array): string | { readonly problem: string } {
  if (bytes.length >= 2 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)))
    return { problem: 'is UTF-16; save it as UTF-8' }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return { problem: 'is not UTF-8 text' }
  }
}

function tooLarge(name: string): TmcError {
  return new TmcError('TooLarge', `${name}: more than ${maxBytes / 1024 / 1024} MiB, which is the most that is read`)
}

function aborted(cause: unknown): TmcError {
  return new TmcError('Aborted', 'interrupted while reading manifests', { cause })
}
