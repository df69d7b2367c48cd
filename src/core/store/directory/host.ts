import { readFileSync, readlinkSync } from 'node:fs'
import { hostname, uptime } from 'node:os'
import { kill, pid } from 'node:process'

/** Who a process is, so that others can tell whether it still lives. */
export type Identity = {
  readonly pid: number
  /** When the process began, as the system counts; tells it from a later one with its pid. Empty where unknown. */
  readonly start: string
  /** The machine, and which processes it sees: pids of another one say nothing here. */
  readonly host: string
  /** Changes when the machine starts anew. */
  readonly boot: string
}

/** The process this runs in, and what it can find out about others on its machine. */
export type Host = Identity & {
  /** Whether a process of this machine lives. */
  isAlive(process: Pick<Identity, 'pid' | 'start'>): boolean
  /** Lets time pass, in milliseconds. */
  pause(millis: number): Promise<void>
}

let own: Host | undefined

/** This process. */
export function thisHost(): Host {
  return (own ??= {
    pid,
    start: startOf(pid),
    host: [hostname(), textOf('/etc/machine-id'), linkOf('/proc/self/ns/pid')].filter((part) => part !== '').join(' '),
    boot: bootOf(),
    isAlive: (process) => lives(process.pid) && (process.start === '' || startOf(process.pid) === process.start),
    pause: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
  })
}

function lives(pid: number): boolean {
  try {
    kill(pid, 0)
    return true
  } catch (error) {
    // A process of somebody else may not be signalled, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Linux: field 22 of stat, counted after the command, which may hold anything, in parentheses. */
function startOf(pid: number): string {
  const stat = textOf(`/proc/${pid}/stat`)
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

function bootOf(): string {
  const id = textOf('/proc/sys/kernel/random/boot_id')
  // Elsewhere the minute of the start has to do.
  return id === '' ? `started ${Math.round((Date.now() / 1000 - uptime()) / 60)}` : id
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
