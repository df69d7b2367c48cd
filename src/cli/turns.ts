/** How long work may go on before others have a turn, in milliseconds. */
const turn = 50

/**
 * Gives signals, timers and the progress line a turn now and then: Ctrl-C is heard only between pieces of work.
 *
 * @returns a function to call between pieces; its promise is there only when a turn is due
 */
export function turnTaking(): () => Promise<void> | undefined {
  let last = performance.now()
  return () => {
    if (performance.now() - last < turn) return undefined
    return new Promise((resolve) =>
      setImmediate(() => {
        last = performance.now()
        resolve()
      }),
    )
  }
}
