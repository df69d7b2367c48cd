import { writeSync } from 'node:fs'
import type { Writable } from 'node:stream'

/** Something that takes long enough to be worth a word. */
export type Progress = {
  /** Says how far it is; `total` absent shows the count alone. */
  update: (done: number, total?: number) => void
  /** Takes the line away. */
  stop: () => void
}

/** What a line of progress is drawn with. */
type Strokes = { readonly frames: readonly string[]; readonly full: string; readonly empty: string }

const strokes: Strokes = { frames: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'], full: '━', empty: '─' }
const asciiStrokes: Strokes = { frames: ['|', '/', '-', '\\'], full: '=', empty: '-' }
const frameTime = 80
const clearLine = '\r\u001B[2K'
const barWidth = 24

/** How far something is, and what it is drawn with. */
export type ProgressState = {
  readonly text: string
  /** Which of the pictures of the spinner. */
  readonly frame: number
  readonly done?: number | undefined
  readonly total?: number | undefined
}

/**
 * How a line of progress reads: a bar when the total is known, as wide as there is room for it.
 *
 * @param width characters of the terminal; a line that fills them would wrap and stay behind
 * @param isAscii whether the terminal shows nothing else
 */
export function progressLine({ text, frame, done, total }: ProgressState, width: number, isAscii = false): string {
  const { frames, full, empty } = isAscii ? asciiStrokes : strokes
  const start = `${frames[frame % frames.length]} ${text}`
  const cut = (line: string) => line.slice(0, Math.max(0, width - 1))
  if (done === undefined) return cut(start)
  if (total === undefined || total <= 0) return cut(`${start} ${done}`)
  const share = Math.min(1, done / total)
  const end = `${Math.floor(share * 100)} % (${done} of ${total})`
  const room = Math.min(barWidth, width - 1 - start.length - end.length - 2)
  if (room < 4) return cut(`${start} ${end}`)
  const filled = Math.round(share * room)
  return `${start} ${full.repeat(filled)}${empty.repeat(room - filled)} ${end}`
}

/** Whether the environment says that the terminal knows ASCII only. */
export function isAsciiLocale(env: { readonly [name: string]: string | undefined }): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '')
  return locale === 'C' || locale === 'POSIX'
}

/**
 * Shows progress on a terminal, nothing anywhere else. The line appears after `delay` milliseconds, so that quick work
 * shows none; `update` also draws, because busy work leaves timers no turn.
 */
export function startProgress(
  text: string,
  stream: Writable & { isTTY?: boolean; columns?: number; fd?: number },
  delay = 700,
): Progress {
  if (stream.isTTY !== true || process.env['CI'] !== undefined || process.env['TERM'] === 'dumb')
    return { update: () => undefined, stop: () => undefined }
  const started = performance.now()
  const isAscii = isAsciiLocale(process.env)
  const width = () => (stream.columns === undefined || stream.columns === 0 ? 80 : stream.columns)
  let drawn = 0
  let frame = 0
  let done: number | undefined
  let total: number | undefined
  const draw = () => {
    const now = performance.now()
    if (now - started < delay || now - drawn < frameTime) return
    drawn = now
    stream.write(`${clearLine}${progressLine({ text, frame: frame++, done, total }, width(), isAscii)}`)
  }
  const timer = setInterval(draw, frameTime)
  timer.unref()
  const clear = () => {
    if (drawn > 0) stream.write(clearLine)
    drawn = 0
  }
  const clearAtExit = () => {
    if (drawn > 0) writePast(stream, clearLine)
  }
  process.once('exit', clearAtExit)
  return {
    update: (nowDone, nowTotal) => {
      done = nowDone
      total = nowTotal
      draw()
    },
    stop: () => {
      clearInterval(timer)
      process.removeListener('exit', clearAtExit)
      clear()
    },
  }
}

/** Writes at once. Work that is stopped in the midst of a write leaves a stream behind that writes no more. */
function writePast(stream: Writable & { fd?: number }, text: string): void {
  if (stream.fd === undefined) return void stream.write(text)
  try {
    writeSync(stream.fd, text)
  } catch {
    // The terminal is gone, and the line with it.
  }
}
