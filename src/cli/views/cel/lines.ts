import { interruptible } from '../../manifests/read-source.ts'

/** A line of a stream, or why it cannot be read. */
export type Line = { readonly text: string } | { readonly problem: string }

/** Longest line that is kept, in bytes: more than any expression may have. */
const maxLine = 1024 * 1024

/**
 * The lines of a stream as they come: each time those that have arrived whole, at the end what is left. Holds no more than
 * a piece of the stream and a line.
 *
 * @throws TmcError `Aborted`
 */
export async function* linesOf(
  stream: AsyncIterable<Uint8Array | string>,
  signal: AbortSignal,
): AsyncGenerator<readonly Line[]> {
  let pieces: Uint8Array[] = []
  let size = 0
  const hold = (piece: Uint8Array): void => {
    if (size <= maxLine) pieces.push(piece)
    size += piece.length
  }
  const take = (): Line => {
    const line = size > maxLine ? { problem: 'the line is longer than any expression' } : decoded(pieces)
    pieces = []
    size = 0
    return line
  }
  for await (const chunk of interruptible(stream, signal)) {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
    const lines: Line[] = []
    let from = 0
    for (let newline = bytes.indexOf(10); newline >= 0; newline = bytes.indexOf(10, from)) {
      hold(bytes.subarray(from, newline))
      lines.push(take())
      from = newline + 1
    }
    if (from < bytes.length) hold(bytes.subarray(from))
    yield lines
  }
  if (size > 0) yield [take()]
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** The text of a line; a mark of the byte order, which editors write before the first, is no part of it. */
function decoded(pieces: readonly Uint8Array[]): Line {
  try {
    return { text: decoder.decode(Buffer.concat(pieces)) }
  } catch {
    return { problem: 'the line is not UTF-8 text' }
  }
}
