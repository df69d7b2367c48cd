import { basename, dirname } from 'node:path'
import type { Files, FileStat, FileType } from '../../../src/core/store/index.ts'

type Folder = { readonly type: 'folder'; entries: Map<string, Inode>; onDisk: Map<string, Inode> }
type File = { readonly type: 'file'; readonly number: number; text: string; onDisk: string; writes: number }
type Inode = Folder | File

/** What is left of what was not synced: all of it when a process dies; nothing, or just anything, when the power goes. */
export type Survival = 'All' | 'SyncedOnly' | { readonly chance: () => number }

/** Thrown by the operation at which a simulated process dies, and by every one after it. */
export class Crash extends Error {}

/** How a disk compares the names in a folder: as they are, or as macOS and Windows do, without case and form of accents. */
export type Names = 'Exact' | 'Folded'

/**
 * A disk in memory that can stop after any operation. It tells what was synced from what was only written: the content of
 * a file by syncing the file, its name by syncing the folder. Texts are ASCII.
 */
export class SimulatedDisk implements Files {
  #root: Folder = newFolder()
  #files = 0
  readonly #names: Names
  /** How many operations that change something have been done. */
  operations = 0
  /** Which of them (counted from 1) wrote a text, and can therefore be half done. */
  readonly texts = new Set<number>()
  /** How many of them waited for the disk. */
  syncs = 0
  /** The operation (counted from 1) that is not done any more. */
  cutAt = Infinity
  /** Whether a text that is being written at the cut is half there. */
  tears = false
  /** Thrown instead of doing an operation, when it returns something. */
  refuse: (operation: string, path: string) => string | undefined = () => undefined

  constructor(names: Names = 'Exact') {
    this.#names = names
  }

  /** The disk as another process, or the machine after a new start, finds it. */
  survivor(survival: Survival): SimulatedDisk {
    const copy = new SimulatedDisk(this.#names)
    const copies = new Map<Inode, Inode>()
    copy.#root = surviving(this.#root, survival, copies) as Folder
    copy.#files = this.#files
    return copy
  }

  read(path: string, from = 0): string {
    this.#live('read', path)
    return this.#file(path).text.slice(from)
  }

  look(path: string, limit: number): { stat: FileStat; text: string | undefined } | undefined {
    this.#live('read', path)
    const stat = this.stat(path)
    if (stat === undefined) return undefined
    return { stat, text: stat.type === 'file' && stat.size <= limit ? this.#file(path).text : undefined }
  }

  stat(path: string): FileStat | undefined {
    this.#live('stat', path)
    const inode = this.#find(path)
    if (inode === undefined) return undefined
    if (inode.type === 'folder') return { type: 'folder', size: 0, fingerprint: 'folder' }
    return { type: 'file', size: inode.text.length, fingerprint: `${inode.number} ${inode.writes}` }
  }

  list(path: string): { name: string; type: FileType }[] {
    this.#live('list', path)
    return [...this.#folder(path).entries].map(([name, { type }]) => ({ name, type }))
  }

  checkWritable(path: string): void {
    this.#live('checkWritable', path)
  }

  makeFolder(path: string): void {
    this.#step('makeFolder', path)
    if (this.#find(path) !== undefined) throw failure('EEXIST', path)
    this.#enter(path, newFolder())
  }

  write(path: string, text: string): void {
    const cut = this.#step('write', path, text)
    if (this.#find(path) !== undefined) throw failure('EEXIST', path)
    const file: File = { type: 'file', number: ++this.#files, text: cut ?? text, onDisk: '', writes: 1 }
    this.#enter(path, file)
    if (cut !== undefined) throw new Crash()
  }

  append(path: string, text: string): void {
    const cut = this.#step('append', path, text)
    const file = this.#file(path)
    file.text += cut ?? text
    file.writes++
    if (cut !== undefined) throw new Crash()
  }

  truncate(path: string, size: number): void {
    this.#step('truncate', path)
    const file = this.#file(path)
    file.text = file.text.slice(0, size)
    file.writes++
  }

  sync(path: string): void {
    this.#step('sync', path)
    this.syncs++
    const inode = this.#find(path)
    if (inode === undefined) throw failure('ENOENT', path)
    if (inode.type === 'folder') inode.onDisk = new Map(inode.entries)
    else inode.onDisk = inode.text
  }

  rename(from: string, to: string): void {
    this.#step('rename', to)
    const inode = this.#find(from)
    if (inode === undefined) throw failure('ENOENT', from)
    this.#leave(from)
    this.#enter(to, inode)
  }

  remove(path: string): void {
    this.#step('remove', path)
    this.#file(path)
    this.#leave(path)
  }

  #live(operation: string, path: string): void {
    if (this.operations >= this.cutAt) throw new Crash()
    const code = this.refuse(operation, path)
    if (code !== undefined) throw failure(code, path)
  }

  /** @returns the part of a text that is written before the cut */
  #step(operation: string, path: string, text = ''): string | undefined {
    this.#live(operation, path)
    this.operations++
    if (text !== '') this.texts.add(this.operations)
    if (this.operations < this.cutAt) return undefined
    if (this.tears && text !== '') return text.slice(0, Math.floor(text.length / 2))
    throw new Crash()
  }

  #find(path: string): Inode | undefined {
    let inode: Inode | undefined = this.#root
    for (const part of path.split('/').filter((one) => one !== '')) {
      if (inode.type !== 'folder') throw failure('ENOTDIR', path)
      inode = inode.entries.get(this.#nameIn(inode, part))
      if (inode === undefined) return undefined
    }
    return inode
  }

  /** Under the name that is there already, if the disk takes it for the same. */
  #enter(path: string, inode: Inode): void {
    const folder = this.#folder(dirname(path))
    folder.entries.set(this.#nameIn(folder, basename(path)), inode)
  }

  #leave(path: string): void {
    const folder = this.#folder(dirname(path))
    folder.entries.delete(this.#nameIn(folder, basename(path)))
  }

  #nameIn({ entries }: Folder, name: string): string {
    if (this.#names === 'Exact' || entries.has(name)) return name
    const wanted = folded(name)
    for (const known of entries.keys()) if (folded(known) === wanted) return known
    return name.normalize('NFD')
  }

  #file(path: string): File {
    const inode = this.#find(path)
    if (inode?.type !== 'file') throw failure(inode === undefined ? 'ENOENT' : 'EISDIR', path)
    return inode
  }

  #folder(path: string): Folder {
    const inode = this.#find(path)
    if (inode?.type !== 'folder') throw failure(inode === undefined ? 'ENOENT' : 'ENOTDIR', path)
    return inode
  }
}

function folded(name: string): string {
  return name.normalize('NFD').toLowerCase()
}

function newFolder(): Folder {
  return { type: 'folder', entries: new Map(), onDisk: new Map() }
}

function surviving(inode: Inode, survival: Survival, copies: Map<Inode, Inode>): Inode {
  const known = copies.get(inode)
  if (known !== undefined) return known
  const keeps = (): boolean => survival === 'All' || (typeof survival === 'object' && survival.chance() < 0.5)
  if (inode.type === 'file') {
    const text = keeps() ? inode.text : torn(inode, survival)
    const file: File = { ...inode, text, onDisk: text }
    copies.set(inode, file)
    return file
  }
  const folder = newFolder()
  copies.set(inode, folder)
  for (const name of new Set([...inode.onDisk.keys(), ...inode.entries.keys()])) {
    const child = (keeps() ? inode.entries : inode.onDisk).get(name)
    if (child !== undefined) folder.entries.set(name, surviving(child, survival, copies))
  }
  folder.onDisk = new Map(folder.entries)
  return folder
}

/** What was synced, or (by chance) that and a part of what was written after it. */
function torn({ text, onDisk }: File, survival: Survival): string {
  if (typeof survival !== 'object' || !text.startsWith(onDisk)) return onDisk
  return text.slice(0, onDisk.length + Math.floor((text.length - onDisk.length) * survival.chance()))
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}
