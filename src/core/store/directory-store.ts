import { type ErrorDetail, TmcError } from '../apimachinery/index.ts'
import type { ObjectStore } from './object-store.ts'
import type { StoreOptions } from './store-options.ts'

/** How a directory is opened as a hub. */
export type DirectoryOptions = StoreOptions & {
  /**
   * What to do about files that are wrong: `refuse` everything with one `BrokenStore` that lists them all (unless told
   * otherwise), or `skip` them and read the others; such a store cannot be written.
   */
  readonly broken?: 'refuse' | 'skip' | undefined
  /** How long a write waits for another writer, in milliseconds; 10,000 unless given. */
  readonly lockTimeout?: number | undefined
}

/** A store in a directory of manifests. */
export interface DirectoryStore extends ObjectStore {
  /** Absolute path. */
  readonly directory: string
  /** What is wrong with the files of the hub, with file and line; empty when all is well. */
  problems(): Promise<readonly ErrorDetail[]>
}

/**
 * Opens a directory as a hub: one JSON manifest per object. Nothing is read before the first call.
 * See docs/hub-directory.md for what is where.
 */
export function directoryStore(_directory: string, _options: DirectoryOptions = {}): DirectoryStore {
  throw new TmcError('Bug', 'in the making')
}

/**
 * Makes a directory a hub, creating it when it does not exist.
 *
 * @returns false when it is one already; nothing is changed then
 * @throws TmcError `Forbidden` when it cannot be written, `Usage` when it is a file
 */
export function initDirectory(_directory: string): Promise<boolean> {
  return Promise.reject(new TmcError('Bug', 'in the making'))
}
