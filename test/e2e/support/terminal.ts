import { spawn, spawnSync } from 'node:child_process'
import { environment, program } from '../../cli/support/run.ts'

/** Programs of the system that run a line of shell on a terminal of its own, and pass on what is typed and what is shown. */
const hosts = [
  { name: 'script', args: (line: string) => ['-qefc', line, '/dev/null'] },
  {
    name: 'python3',
    args: (line: string) => [
      '-c',
      'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(["sh", "-c", sys.argv[1]])))',
      line,
    ],
  },
]

/** The first of them that works here. */
const host = hosts.find(
  ({ name, args }) => spawnSync(name, args('exit 3'), { stdio: ['pipe', 'ignore', 'ignore'] }).status === 3,
)

/** Whether this system can run a command on a terminal of its own; where it cannot, that is said aloud. */
export const hasTerminal = host !== undefined
if (!hasTerminal)
  process.stderr.write(
    '\n*** NO TERMINAL: progress and prompts are NOT checked. Install util-linux, for its `script`, or python3. ***\n\n',
  )

/** How a run ended: its exit code, and everything that the terminal showed, escape sequences included. */
export type Shown = { readonly code: number | null; readonly shown: string }

/** A run on a terminal. */
export type TerminalRun = {
  /** Waits until something is shown after what was seen before; rejects when the run ends without it. */
  see: (text: string | RegExp) => Promise<void>
  type: (typed: string) => void
  ended: Promise<Shown>
}

/** What a run on a terminal may set. */
export type TerminalOptions = {
  readonly home: string
  readonly env?: { readonly [name: string]: string }
  /** Characters of a line; wide enough for every line unless given. */
  readonly columns?: number
}

/** What a person does when the terminal shows something. */
export type Reaction = { readonly on: RegExp; readonly type: string }

export const keys = { enter: '\r', escape: '\u001B', ctrlC: '\u0003', ctrlD: '\u0004', rubOut: '\u007F' }

/** Runs the program on a terminal; `stdout` names a file that takes its results. */
export function onTerminal(
  args: readonly string[],
  { stdout, ...options }: TerminalOptions & { readonly stdout?: string },
): TerminalRun {
  const words = [process.execPath, program, ...args].map(quoted).join(' ')
  return startLine(`exec ${words}${stdout === undefined ? '' : ` > ${quoted(stdout)}`}`, options)
}

/**
 * Runs a line of shell on a terminal, to its end.
 *
 * @param reactions each typed once, in their order, when what was shown since the last one matches
 */
export async function inTerminal(
  line: string,
  { reactions = [], ...options }: TerminalOptions & { readonly reactions?: readonly Reaction[] },
): Promise<Shown> {
  const run = startLine(line, options)
  for (const { on, type } of reactions) {
    await run.see(on)
    run.type(type)
  }
  return run.ended
}

function startLine(line: string, { home, env = {}, columns = 200 }: TerminalOptions): TerminalRun {
  if (host === undefined) throw new Error('there is no program that makes a terminal')
  const child = spawn(host.name, host.args(`stty cols ${columns} rows 24; ${line}`), {
    cwd: home,
    env: environment({ HOME: home, TERM: 'xterm-256color', SHELL: '/bin/sh', ...env }),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let [shown, seen, isOver] = ['', 0, false]
  let look: () => void = () => undefined
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    shown += chunk
    look()
  })
  child.stdin.on('error', () => undefined)
  const ended = new Promise<Shown>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      isOver = true
      look()
      resolve({ code, shown })
    })
  })
  const see = (wanted: string | RegExp) =>
    new Promise<void>((resolve, reject) => {
      look = () => {
        const fresh = shown.slice(seen)
        if (typeof wanted === 'string' ? plain(fresh).includes(wanted) : wanted.test(fresh)) {
          seen = shown.length
          look = () => undefined
          resolve()
        } else if (isOver) reject(new Error(`the program ended without showing ${wanted}:\n${shown}`))
      }
      look()
    })
  return { see, type: (typed) => void child.stdin.write(typed), ended }
}

/** What is read on the screen: the text without the sequences that colour it and move the cursor. */
export function plain(shown: string): string {
  return shown.replace(/\u001B\[[0-9;?]*[A-Za-z]/g, '')
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
