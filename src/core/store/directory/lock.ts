import { join } from 'node:path'
import { isJsonObject, own, TmcError } from '../../apimachinery/index.ts'
import { fileErrorCode } from './failures.ts'
import type { Files } from './files.ts'
import type { Host, Identity } from './host.ts'

/** How long a lock file that nobody can read is taken for one that is just being written, in milliseconds. */
const unreadableFor = 2_000

/**
 * Locks a folder against other writers. Lock files are numbered and the highest number counts: to take the lock is to make
 * the file after one that is free or whose holder is dead. Numbers only grow, so nobody ever removes the lock of a living
 * holder, however late it acts on what it saw.
 *
 * @param timeout milliseconds
 * @returns what frees the lock
 * @throws TmcError `Locked` naming the holder
 */
export async function lockFolder(files: Files, host: Host, folder: string, timeout: number): Promise<() => void> {
  let waited = 0
  let unreadable: { number: number; since: number } | undefined
  for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
    const top = Math.max(0, ...lockNumbers(files, folder))
    const state = top === 0 ? 'free' : stateOf(files, host, lockPath(folder, top))
    if (state === 'unreadable' && unreadable?.number !== top) unreadable = { number: top, since: waited }
    const isFree =
      state === 'free' ||
      state === 'stale' ||
      (state === 'unreadable' && waited - (unreadable?.since ?? 0) >= unreadableFor)
    if (isFree && take(files, host, folder, top + 1)) return () => free(files, host, folder, top + 1)
    if (isFree) continue
    if (waited >= timeout && state !== 'gone') throw lockedBy(state, lockPath(folder, top), timeout)
    await host.pause(pause)
    waited += pause
  }
}

type LockState = 'free' | 'stale' | 'unreadable' | 'gone' | Identity

function stateOf(files: Files, host: Host, path: string): LockState {
  let text: string
  try {
    text = files.read(path)
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return 'gone'
    throw error
  }
  const holder = readIdentity(text)
  if (holder === undefined) return 'unreadable'
  if (holder.isFree) return 'free'
  if (text === identityText(host, false) && abandoned.get(files)?.has(path) === true) return 'stale'
  if (holder.host !== host.host) return holder
  return holder.boot !== host.boot || !host.isAlive(holder) ? 'stale' : holder
}

function take(files: Files, host: Host, folder: string, number: number): boolean {
  const path = lockPath(folder, number)
  try {
    files.write(path, identityText(host, false))
  } catch (error) {
    if (fileErrorCode(error) === 'EEXIST') return false
    throw error
  }
  abandoned.get(files)?.delete(path)
  try {
    const numbers = lockNumbers(files, folder)
    if (numbers.some((other) => other > number)) {
      // Others went on while this one was looking at a lock that was free long ago.
      removeIfThere(files, path)
      return false
    }
    for (const other of numbers) if (other < number) removeIfThere(files, lockPath(folder, other))
    return true
  } catch (error) {
    free(files, host, folder, number)
    throw error
  }
}

/** Locks that this process could not free: they are nobody's, and other processes see so when it ends. */
const abandoned = new WeakMap<Files, Set<string>>()

/**
 * The file stays, marked as free, so that its number is never used again. A file that fails does not matter: what was done under the lock has been
 * done.
 */
function free(files: Files, host: Host, folder: string, number: number): void {
  const path = lockPath(folder, number)
  const draft = join(folder, `free.${host.pid}`)
  try {
    removeIfThere(files, draft)
    files.write(draft, identityText(host, true))
    files.rename(draft, path)
  } catch {
    try {
      // On a full disk there is still room for less: nobody can read it, so it counts as free after a while.
      files.truncate(path, 0)
    } catch (error) {
      if (fileErrorCode(error) === undefined) throw error
      abandoned.set(files, (abandoned.get(files) ?? new Set()).add(path))
    }
  }
}

function removeIfThere(files: Files, path: string): void {
  try {
    files.remove(path)
  } catch (error) {
    if (fileErrorCode(error) !== 'ENOENT') throw error
  }
}

function lockPath(folder: string, number: number): string {
  return join(folder, `lock.${number}`)
}

function lockNumbers(files: Files, folder: string): number[] {
  return files.list(folder).flatMap(({ name }) => {
    const number = /^lock\.([1-9]\d{0,14})$/.exec(name)?.[1]
    return number === undefined ? [] : [Number(number)]
  })
}

function identityText({ pid, start, host, boot }: Identity, isFree: boolean): string {
  return `${JSON.stringify({ pid, start, host, boot, isFree })}\n`
}

function readIdentity(text: string): (Identity & { readonly isFree: boolean }) | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isJsonObject(value)) return undefined
  const pid = own(value, 'pid')
  const [start, host, boot] = ['start', 'host', 'boot'].map((key) => own(value, key))
  if (typeof pid !== 'number' || typeof start !== 'string' || typeof host !== 'string' || typeof boot !== 'string')
    return undefined
  return { pid, start, host, boot, isFree: own(value, 'isFree') === true }
}

function lockedBy(state: Exclude<LockState, 'free' | 'stale' | 'gone'>, path: string, timeout: number): TmcError {
  const who = state === 'unreadable' ? 'another process' : `process ${state.pid} on ${state.host.split(' ')[0]}`
  return new TmcError('Locked', `the hub is being written by ${who}; gave up after ${timeout} ms (${path})`, {
    hint: 'try again when it is done; if that machine is gone for good, remove the file',
  })
}
