import { dirname, join } from 'node:path'
import { isJsonObject, own, parseJson, shellWord, TmcError } from '../../apimachinery/index.ts'
import type { FileChange } from './commit.ts'
import { fileErrorCode, fileFailure } from './failures.ts'
import type { Files } from './files.ts'
import { draftFolder, markerFile, stateFolder } from './layout.ts'
import type { Ledger } from './ledger.ts'
import { Log } from './log.ts'
import type { Survey } from './survey.ts'

/** What `hub.json` says. */
const marker = { apiVersion: 'tmcctl.kcp.io/v1alpha1', kind: 'Hub', format: 1 }

/** From how many objects on it is taken for an accident when all manifests have gone. */
const emptiedFrom = 5

/**
 * Why a path is no place for a hub: it is a file, or a part of it is one, or a link to nothing.
 *
 * @param wanted what was looked for, such as `a hub`
 */
export function noPlace(files: Files, directory: string, wanted: string): TmcError {
  let file = directory
  while (!isFile(files, file) && dirname(file) !== file) file = dirname(file)
  const message = isDangling(files, directory)
    ? `${directory} is a link to what does not exist`
    : file === directory || !isFile(files, file)
      ? `${directory} is a file, not ${wanted}`
      : `${file} is a file; ${directory} cannot be inside of it`
  return new TmcError('NoHub', message, { hint: 'a hub is a directory: name another path with --hub local:DIR' })
}

/** Whether a path is a link to what does not exist. */
export function isDangling(files: Files, path: string): boolean {
  try {
    if (files.stat(path)?.type !== 'link') return false
    files.list(path)
    return false
  } catch (error) {
    return fileErrorCode(error) === 'ENOENT'
  }
}

function isFile(files: Files, path: string): boolean {
  try {
    return files.stat(path)?.type === 'file'
  } catch {
    return false
  }
}

/** The folder of a hub and what is in it, as files. */
export class HubFolder {
  readonly stateFolder: string
  readonly #files: Files
  readonly #directory: string

  constructor(files: Files, directory: string) {
    this.#files = files
    this.#directory = directory
    this.stateFolder = join(directory, stateFolder)
  }

  log(limit: number): Log {
    return new Log(this.#files, this.stateFolder, limit)
  }

  /** @throws TmcError `NoHub` when the folder is none, `BrokenStore` when it is one this program cannot read */
  check(): void {
    const path = join(this.#directory, markerFile)
    let text: string
    try {
      text = this.#files.read(path)
    } catch (error) {
      const code = fileErrorCode(error)
      if (code === 'ENOTDIR') throw noPlace(this.#files, this.#directory, 'a hub')
      if (code !== 'ENOENT') throw fileFailure(error, path, 'read')
      if (isDangling(this.#files, this.#directory)) throw noPlace(this.#files, this.#directory, 'a hub')
      const isThere = this.#files.stat(this.#directory) !== undefined
      const hint = `make one with: tmcctl init --hub ${shellWord(`local:${this.#directory}`)}`
      throw new TmcError(
        'NoHub',
        `${this.#directory} ${isThere ? `is not a hub: it has no ${markerFile}` : 'does not exist'}`,
        { hint },
      )
    }
    const problem = markerProblem(text)
    if (problem !== undefined) {
      const message = `${path}: ${problem}`
      throw new TmcError('BrokenStore', message, {
        details: [{ message, file: path }],
        hint: `it should be ${JSON.stringify(marker)}`,
      })
    }
  }

  /** Makes the folder a hub. @returns false when it is one */
  create(): boolean {
    this.#makeFolders(this.#directory)
    const path = join(this.#directory, markerFile)
    if (this.#files.stat(path) !== undefined) {
      this.check()
      return false
    }
    this.prepareStateFolder()
    const draft = join(this.stateFolder, draftFolder, markerFile)
    this.#removeIfThere(draft)
    this.#files.write(draft, `${JSON.stringify(marker, undefined, 2)}\n`)
    this.#files.sync(draft)
    this.#files.rename(draft, path)
    this.#files.sync(this.#directory)
    return true
  }

  hasStateFolder(): boolean {
    const type = this.#files.stat(this.stateFolder)?.type
    if (type === undefined || type === 'folder') return type === 'folder'
    const message = `${this.stateFolder}: not a folder; the hub keeps its own records there`
    throw new TmcError('BrokenStore', message, { details: [{ message, file: this.stateFolder }] })
  }

  /** Makes the folder for the hub's own records, which keeps itself out of commits. */
  prepareStateFolder(): void {
    if (!this.hasStateFolder()) {
      this.#makeOne(this.stateFolder)
      this.#files.sync(this.#directory)
    }
    const ignored = join(this.stateFolder, '.gitignore')
    if (this.#files.stat(ignored) === undefined) {
      try {
        this.#files.write(ignored, '*\n')
      } catch (error) {
        if (fileErrorCode(error) !== 'EEXIST') throw error
      }
    }
    this.#makeOne(join(this.stateFolder, draftFolder))
  }

  /** Removes drafts of writers that did not come to an end. Only under the lock. */
  clearDrafts(): void {
    const folder = join(this.stateFolder, draftFolder)
    for (const { name } of this.#files.list(folder)) this.#files.remove(join(folder, name))
  }

  /**
   * Writes new manifests aside, and sees to it that they can take their places.
   *
   * @returns the draft of each path
   */
  draft(changes: readonly FileChange[], syncs: boolean): Map<string, string> {
    const drafts = new Map<string, string>()
    const folders = new Set<string>()
    for (const { path, text } of changes) {
      const folder = dirname(join(this.#directory, path))
      if (!folders.has(folder)) {
        this.#makeFoldersBelow(folder)
        this.#files.checkWritable(folder)
        folders.add(folder)
      }
      if (text === null) continue
      const draft = join(this.stateFolder, draftFolder, String(drafts.size))
      this.#files.write(draft, text)
      if (syncs) this.#files.sync(draft)
      drafts.set(path, draft)
    }
    return drafts
  }

  /** Replaces manifests by their drafts, and removes those that go. */
  putInPlace(changes: readonly FileChange[], drafts: ReadonlyMap<string, string>, syncs: boolean): void {
    const folders = new Set<string>()
    for (const { path } of changes) {
      const full = join(this.#directory, path)
      const draft = drafts.get(path)
      if (draft === undefined) this.#removeIfThere(full)
      else this.#files.rename(draft, full)
      folders.add(dirname(full))
    }
    if (syncs) for (const folder of folders) this.#files.sync(folder)
  }

  /** Replaces or removes one manifest. */
  replace(path: string, text: string | null, syncs: boolean): void {
    const change = { path, text }
    this.putInPlace([change], this.draft([change], syncs), syncs)
  }

  /** @throws TmcError `BrokenStore` when every manifest has gone at once, which nobody does on purpose */
  refuseIfEmptied(ledger: Ledger, survey: Survey): void {
    if (survey.seen.size > 0 || survey.redo.length > 0 || survey.edits.length < emptiedFrom) return
    const known = [...ledger.objects()].filter(({ state }) => state !== undefined).length
    const message = `${this.#directory}: all ${known} manifests of this hub have gone`
    throw new TmcError('BrokenStore', message, {
      details: [{ message, file: this.#directory }],
      hint: `bring them back; if they are to go, remove ${this.stateFolder} as well`,
    })
  }

  /** Makes the folders of a path below the hub, each only as a real folder; new ones are on disk afterwards. */
  #makeFoldersBelow(folder: string): void {
    if (folder === this.#directory) return
    const type = this.#files.stat(folder)?.type
    if (type === 'folder') return
    if (type !== undefined) {
      const message = `${folder}: ${type === 'link' ? 'a symbolic link, which a hub does not follow' : 'not a folder'}`
      throw new TmcError('BrokenStore', message, { details: [{ message, file: folder }] })
    }
    this.#makeFoldersBelow(dirname(folder))
    this.#makeOne(folder)
    this.#files.sync(dirname(folder))
  }

  #makeFolders(folder: string): void {
    if (this.#files.stat(folder) !== undefined) return
    if (dirname(folder) !== folder) this.#makeFolders(dirname(folder))
    this.#makeOne(folder)
    try {
      this.#files.sync(dirname(folder))
    } catch (error) {
      // Who may make a folder somewhere may yet not look around there.
      if (fileErrorCode(error) !== 'EACCES') throw error
    }
  }

  #makeOne(folder: string): void {
    try {
      this.#files.makeFolder(folder)
    } catch (error) {
      if (fileErrorCode(error) !== 'EEXIST') throw error
    }
  }

  #removeIfThere(path: string): void {
    try {
      this.#files.remove(path)
    } catch (error) {
      if (fileErrorCode(error) !== 'ENOENT') throw error
    }
  }
}

function markerProblem(text: string): string | undefined {
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    return 'not JSON'
  }
  if (!isJsonObject(value) || own(value, 'kind') !== marker.kind || own(value, 'apiVersion') !== marker.apiVersion)
    return 'does not say that this is a hub'
  const format = own(value, 'format')
  if (format === marker.format) return undefined
  return typeof format === 'number' && format > marker.format
    ? `format ${format} was made by a newer version of this program`
    : 'does not say a format that this program knows'
}
