import type { Writable } from 'node:stream'

/** Something that takes long enough to be worth a word. */
export type Progress = {
  /** Says how far it is; `total` absent shows the count alone. */
  update: (done: number, total?: number) => void
  /** Takes the line away. */
  stop: () => void
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const frameTime = 80
const barWidth = 24

/** How a line of progress reads: a bar when the total is known. */
export function progressLine(text: string, frame: string, done?: number, total?: number): string {
  if (done === undefined) return `${frame} ${text}`
  if (total === undefined || total <= 0) return `${frame} ${text} ${done}`
  const share = Math.min(1, done / total)
  const filled = Math.round(share * barWidth)
  return `${frame} ${text} ${'━'.repeat(filled)}${'─'.repeat(barWidth - filled)} ${Math.floor(share * 100)} % (${done} of ${total})`
}

/**
 * Shows progress on a terminal, nothing anywhere else. The line appears after `delay` milliseconds, so that quick work
 * shows none; `update` also draws, because busy work leaves timers no turn.
 */
export function startProgress(text: string, stream: Writable & { isTTY?: boolean }, delay = 700): Progress {
  if (stream.isTTY !== true || process.env['CI'] !== undefined || process.env['TERM'] === 'dumb')
    return { update: () => undefined, stop: () => undefined }
  const started = performance.now()
  let drawn = 0
  let frame = 0
  let done: number | undefined
  let total: number | undefined
  const draw = () => {
    const now = performance.now()
    if (now - started < delay || now - drawn < frameTime) return
    drawn = now
    stream.write(`\r\u001B[2K${progressLine(text, frames[frame++ % frames.length] ?? '', done, total)}`)
  }
  const timer = setInterval(draw, frameTime)
  timer.unref()
  const clear = () => {
    if (drawn > 0) stream.write('\r\u001B[2K')
    drawn = 0
  }
  process.once('exit', clear)
  return {
    update: (nowDone, nowTotal) => {
      done = nowDone
      total = nowTotal
      draw()
    },
    stop: () => {
      clearInterval(timer)
      process.removeListener('exit', clear)
      clear()
    },
  }
}
