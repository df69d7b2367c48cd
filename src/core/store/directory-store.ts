import { resolve } from 'node:path'
import { type ErrorDetail, TmcError } from '../apimachinery/index.ts'
import { DirectoryBacking } from './directory/directory-backing.ts'
import { fileErrorCode, fileFailure } from './directory/failures.ts'
import { type Files, nodeFiles } from './directory/files.ts'
import { type Host, thisHost } from './directory/host.ts'
import { HubFolder, isDangling, noPlace } from './directory/hub-folder.ts'
import { EmbeddedStore } from './embedded-store.ts'
import { lateAdmission } from './late-admission.ts'
import { defaultHistory } from './memory-store.ts'
import type { ObjectStore } from './object-store.ts'
import { systemSources } from './sources.ts'
import type { StoreOptions } from './store-options.ts'

export type { Files, FileStat, FileType } from './directory/files.ts'
export type { Host, Identity } from './directory/host.ts'

/** How a directory is opened as a hub. */
export type DirectoryOptions = StoreOptions & {
  /**
   * What to do about files that are wrong: `refuse` everything with one `BrokenStore` that lists them all (unless told
   * otherwise), or `skip` them and read the others; such a store cannot be written.
   */
  readonly broken?: 'refuse' | 'skip' | undefined
  /** How long a write waits for another writer, in milliseconds; 10,000 unless given. */
  readonly lockTimeout?: number | undefined
  /** How often a watch looks for what other processes and people did, in milliseconds; 500 unless given. */
  readonly pollInterval?: number | undefined
  /** How long the hub's own log grows before it is begun anew, in bytes; 1 MiB unless given. */
  readonly logLimit?: number | undefined
  /** File operations; those of this machine unless given. */
  readonly files?: Files | undefined
  /** The process that opens it; this one unless given. */
  readonly host?: Host | undefined
}

/** A store in a directory of manifests. */
export interface DirectoryStore extends ObjectStore {
  /** Absolute path. */
  readonly directory: string
  /** What is wrong with the files of the hub, with file and line; empty when all is well. */
  problems(): Promise<readonly ErrorDetail[]>
}

class EmbeddedDirectoryStore extends EmbeddedStore implements DirectoryStore {
  readonly directory: string
  readonly problems: () => Promise<readonly ErrorDetail[]>

  constructor(directory: string, backing: DirectoryBacking) {
    super(backing)
    this.directory = directory
    this.problems = () => backing.problems()
  }
}

/**
 * Opens a directory as a hub: one JSON manifest per object. Nothing is read before the first call.
 * See docs/hub-directory.md for what is where.
 */
export function directoryStore(directory: string, options: DirectoryOptions = {}): DirectoryStore {
  const absolute = resolve(directory)
  const { admission = lateAdmission, sources, history = defaultHistory, broken = 'refuse' } = options
  const backing = new DirectoryBacking({
    directory: absolute,
    files: options.files ?? nodeFiles,
    host: options.host ?? thisHost(),
    environment: { admission, sources: { ...systemSources, ...sources } },
    history,
    skipsBroken: broken === 'skip',
    logLimit: options.logLimit ?? 1_048_576,
    lockTimeout: options.lockTimeout ?? 10_000,
    pollInterval: options.pollInterval ?? 500,
  })
  return new EmbeddedDirectoryStore(absolute, backing)
}

/**
 * Makes a directory a hub, creating it when it does not exist.
 *
 * @returns false when it is one already; nothing is changed then
 * @throws TmcError `Forbidden` when it cannot be written, `NoHub` when it is a file, `StorageFailed`
 */
export function initDirectory(directory: string, files: Files = nodeFiles): Promise<boolean> {
  const absolute = resolve(directory)
  return new Promise((done) => {
    try {
      if (files.stat(absolute)?.type === 'file') throw noPlace(files, absolute, 'a directory')
      done(new HubFolder(files, absolute).create())
    } catch (error) {
      if (fileErrorCode(error) === 'ENOTDIR' || isDangling(files, absolute))
        throw noPlace(files, absolute, 'a directory')
      throw error instanceof TmcError ? error : fileFailure(error, absolute, 'written')
    }
  })
}
