const controller = new AbortController()
let isHandled = false

/** Aborted when the person presses Ctrl-C or the process is asked to end. Asking for it means: I stop by myself. */
export function interruption(): AbortSignal {
  isHandled = true
  return controller.signal
}

/**
 * Ends the process on SIGINT (130) and SIGTERM (143). Work that asked for {@link interruption} is told first and may
 * finish; a second signal ends at once.
 */
export function installInterruption(): void {
  for (const [signal, end] of ends) process.on(signal, end)
}

const end = (code: number) => () => {
  if (!isHandled || controller.signal.aborted) process.exit(code)
  process.exitCode = code
  controller.abort()
}
const ends = [
  ['SIGINT', end(130)],
  ['SIGTERM', end(143)],
] as const

/**
 * Runs work that gives signals no turn, such as a write of many objects, which happens wholly or not at all whenever the
 * process ends. Meanwhile a signal ends the process as it ends one that takes no notice of signals: at once.
 */
export async function endingAtOnce<T>(work: () => Promise<T>): Promise<T> {
  if (isHandled) return work()
  for (const [signal, end] of ends) process.removeListener(signal, end)
  try {
    return await work()
  } finally {
    installInterruption()
  }
}
