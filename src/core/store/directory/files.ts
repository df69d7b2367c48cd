import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  type Stats,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { platform } from 'node:process'

const isWindows = platform === 'win32'

/** What a name in a folder is; links are not followed. */
export type FileType = 'file' | 'folder' | 'link' | 'other'

/** What is known of a file without reading it. */
export type FileStat = {
  readonly type: FileType
  /** In bytes. */
  readonly size: number
  /** Differs when the file has been written or replaced since. */
  readonly fingerprint: string
}

/**
 * The file operations a hub is built from, each one step that happens or does not. All of a hub's reading and writing goes
 * through here, so that a test can cut it short anywhere. Errors carry Node's codes (`ENOENT`, `EACCES`, …).
 */
export interface Files {
  /** The text of a file from a byte on. */
  read(path: string, from?: number): string
  /** A file and its text in one, which is faster for many; of what is no file, or is larger than so many bytes, no text. */
  look(path: string, limit: number): { readonly stat: FileStat; readonly text: string | undefined } | undefined
  /** Undefined when there is nothing of that name. */
  stat(path: string): FileStat | undefined
  list(path: string): readonly { readonly name: string; readonly type: FileType }[]
  /** Fails unless files can be made in a folder. */
  checkWritable(path: string): void
  /** Makes one folder; the one above it exists. */
  makeFolder(path: string): void
  /** Makes a file; fails with `EEXIST` when there is one. */
  write(path: string, text: string): void
  /** Adds to the end of a file that exists. */
  append(path: string, text: string): void
  truncate(path: string, size: number): void
  /** Returns when what the file holds, or which names the folder has, is on disk. */
  sync(path: string): void
  /** Gives a file another name, in place of what had it. */
  rename(from: string, to: string): void
  remove(path: string): void
}

/** The files of this machine. */
export const nodeFiles: Files = {
  read(path, from = 0) {
    if (from === 0) return readFileSync(path, 'utf8')
    const file = openSync(path, 'r')
    try {
      const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - from))
      let length = 0
      while (length < bytes.length) {
        const more = readSync(file, bytes, length, bytes.length - length, from + length)
        if (more === 0) break
        length += more
      }
      return bytes.toString('utf8', 0, length)
    } finally {
      closeSync(file)
    }
  },
  look(path, limit) {
    let file: number
    try {
      file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
    } catch (error) {
      const stat = this.stat(path)
      if (stat === undefined || stat.type !== 'file') return stat === undefined ? undefined : { stat, text: undefined }
      throw error
    }
    try {
      const stat = statOf(fstatSync(file))
      const isRead = stat.type === 'file' && stat.size <= limit
      return { stat, text: isRead ? readWhole(file, stat.size) : undefined }
    } finally {
      closeSync(file)
    }
  },
  stat(path) {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    return stat === undefined ? undefined : statOf(stat)
  },
  list: (path) =>
    readdirSync(path, { withFileTypes: true }).map((entry) => ({ name: entry.name, type: typeOf(entry) })),
  checkWritable: (path) => accessSync(path, constants.W_OK),
  makeFolder: (path) => mkdirSync(path),
  write: (path, text) => writeFileSync(path, text, { flag: 'wx' }),
  append(path, text) {
    const file = openSync(path, constants.O_WRONLY | constants.O_APPEND)
    try {
      writeFileSync(file, text)
    } finally {
      closeSync(file)
    }
  },
  truncate: (path, size) => truncateSync(path, size),
  sync(path) {
    // Windows syncs what is open for writing, and no folders: its file systems keep a journal of names.
    if (isWindows && lstatSync(path).isDirectory()) return
    const file = openSync(path, isWindows ? 'r+' : 'r')
    try {
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  },
  rename: (from, to) => renameSync(from, to),
  remove: (path) => unlinkSync(path),
}

const page = Buffer.allocUnsafe(65_536)

/** The text of an open file of so many bytes. */
function readWhole(file: number, size: number): string {
  // One byte more tells whether it has grown since.
  if (size < page.length) {
    const length = readSync(file, page, 0, size + 1, 0)
    if (length === size) return page.toString('utf8', 0, length)
  }
  return readFileSync(file, 'utf8')
}

function statOf(stat: Stats): FileStat {
  const { ino, size, mtimeMs, ctimeMs } = stat
  return { type: typeOf(stat), size, fingerprint: `${ino} ${size} ${mtimeMs} ${ctimeMs}` }
}

type Typed = { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }

function typeOf(entry: Typed): FileType {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'folder'
  return entry.isSymbolicLink() ? 'link' : 'other'
}
