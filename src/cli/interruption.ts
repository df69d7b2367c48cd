import { runInNewContext } from 'node:vm'

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

/** From now on a signal ends the process at once and unheard, as is right for work that gives handlers no turn. */
export function deafen(): void {
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM')
}

/** Runs work that leaves signals their turns, between calls of {@link deafen}: meanwhile they are heard. */
export async function hearing<T>(work: () => Promise<T>): Promise<T> {
  const unheard = ends.filter(([signal, end]) => !process.listeners(signal).includes(end))
  for (const [signal, end] of unheard) process.on(signal, end)
  try {
    return await work()
  } finally {
    for (const [signal, end] of unheard) process.removeListener(signal, end)
  }
}

/**
 * Runs one long piece of work that gives handlers no turn. Ctrl-C stops it in its midst and ends the process with 130; what
 * waits for the end of the process, such as the line of progress, is told.
 */
export function interruptible<T>(work: () => T): T {
  try {
    // The watchdog behind `breakOnSigint` is the only thing that hears a signal while JavaScript is at work.
    return runInNewContext('work()', { work }, { breakOnSigint: true, displayErrors: false }) as T
  } catch (error) {
    // It may be an Error of the other context.
    const isObject = typeof error === 'object' && error !== null
    if (isObject && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') process.exit(130)
    throw error
  }
}

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
