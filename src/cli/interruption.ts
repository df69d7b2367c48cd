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
  const end = (code: number) => () => {
    if (!isHandled || controller.signal.aborted) process.exit(code)
    process.exitCode = code
    controller.abort()
  }
  process.on('SIGINT', end(130))
  process.on('SIGTERM', end(143))
}
