import { spawn, spawnSync } from 'node:child_process'
import { environment } from '../../cli/support/run.ts'

/** Whether this system can run a command in a terminal of its own: util-linux has `script` for it. */
export const hasTerminal =
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true

/** What a person does when the terminal shows something. */
export type Reaction = { readonly on: RegExp; readonly type: string }

/**
 * Runs a line of shell in a terminal of its own.
 *
 * @param reactions each typed once, in their order, when what was shown since the last one matches
 * @returns everything that the terminal showed, and the exit code
 */
export async function inTerminal(
  line: string,
  { home, reactions = [] }: { readonly home: string; readonly reactions?: readonly Reaction[] },
): Promise<{ shown: string; code: number | null }> {
  const child = spawn('script', ['-qfec', line, '/dev/null'], {
    env: environment({ HOME: home, TERM: 'xterm', SHELL: '/bin/sh' }),
    cwd: home,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let [shown, from] = ['', 0]
  const left = [...reactions]
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    shown += chunk
    const [next] = left
    if (next === undefined || !next.on.test(shown.slice(from))) return
    from = shown.length
    left.shift()
    child.stdin.write(next.type)
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return { shown, code }
}
