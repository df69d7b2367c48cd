/** Where printers write: in large chunks, waiting for a slow reader, and quiet once the reader has gone. */
export interface Output {
  /** Takes text; the promise is there only when the reader is slow and must be waited for. */
  write(text: string): Promise<void> | undefined
  /** Writes what is still held back. */
  flush(): Promise<void>
  /** Whether the reader has closed the pipe (`| head`): whatever else is written goes nowhere, which is no error. */
  readonly isClosed: boolean
}

/** The output to a stream such as process.stdout. Errors other than a closed pipe reject the next write or flush. */
export function outputTo(stream: NodeJS.WritableStream): Output {
  return { write: (text) => void stream.write(text), flush: () => Promise.resolve(), isClosed: false }
}
