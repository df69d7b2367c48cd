import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The start file of the program under test. */
export const program = fileURLToPath(new URL('../../../bin/run.js', import.meta.url))

/** How a process ended. */
export type Result = { code: number | null; stdout: string; stderr: string }

/** What a run may set. */
export type RunOptions = {
  /** Written to stdin, which is then closed; several pieces are written `pause` milliseconds apart. */
  stdin?: string | readonly string[]
  pause?: number
  env?: { readonly [name: string]: string }
  cwd?: string
  /** The user it runs as; only root can set it. */
  uid?: number
}

/** A home of its own for one test file: no hub, no configuration of the machine reaches the program. */
export class Home {
  readonly directory = mkdtempSync(join(tmpdir(), 'tmcctl-home-'))

  /** A path inside the home. */
  path(...parts: string[]): string {
    return join(this.directory, ...parts)
  }

  /** Runs the program with the given arguments and waits for its end. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Result> {
    return run(args, { ...options, cwd: options.cwd ?? this.directory, env: { HOME: this.directory, ...options.env } })
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true })
  }
}

/** The environment of the program: what it needs to start, and what the test sets; nothing of the machine's. */
export function environment(extra: { readonly [name: string]: string } = {}): { [name: string]: string } {
  return { PATH: process.env['PATH'] ?? '', ...extra }
}

/** Runs the program with nothing in its environment but what the options say. */
export async function run(
  args: readonly string[],
  { stdin = '', pause = 0, env = {}, cwd, uid }: RunOptions,
): Promise<Result> {
  const child = spawn(process.execPath, [program, ...args], {
    env: environment(env),
    ...(cwd === undefined ? {} : { cwd }),
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  // A program that ends without reading closes the pipe; that is its right.
  child.stdin.on('error', () => undefined)
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  for (const piece of typeof stdin === 'string' ? [stdin] : stdin) {
    child.stdin.write(piece)
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
  }
  child.stdin.end()
  return { code: await ended, stdout, stderr }
}
