import { join, sep } from 'node:path'
import { allKinds, type AnyResource } from '../../api/index.ts'
import { type ErrorDetail, isDnsLabel } from '../../apimachinery/index.ts'
import { fileErrorCode, fileFailure } from './failures.ts'
import type { Files, FileType } from './files.ts'

/** A file that should hold a manifest. */
export type FoundFile = { readonly kind: AnyResource; /** Below the hub. */ readonly path: string }

/** What is in a hub: files that should hold manifests, and what should not be there. */
export type Finding = { readonly found: FoundFile[]; readonly problems: ErrorDetail[] }

/** Finds the manifests of one kind, or of all. Files that hold no objects (README.md, `.gitkeep`, `x.json~`) do not matter. */
export function findManifests(files: Files, directory: string, only?: AnyResource): Finding {
  const walk = new Walk(files, directory)
  if (only !== undefined) walk.kind(only)
  else walk.groups(new Set(allKinds.map((kind) => kind.group)))
  return walk
}

class Walk implements Finding {
  readonly found: FoundFile[] = []
  readonly problems: ErrorDetail[] = []
  readonly #files: Files
  readonly #directory: string

  constructor(files: Files, directory: string) {
    this.#files = files
    this.#directory = directory
  }

  groups(groups: ReadonlySet<string>): void {
    // Where file systems ignore case this folder is that of the group, and on the next machine it is not.
    for (const { name } of this.#list('.')) {
      const group = name.toLowerCase()
      if (name !== group && groups.has(group)) this.#problem(name, `the folder of this group is called ${group}`)
    }
    for (const group of groups) this.group(group)
  }

  group(group: string): void {
    const kinds = allKinds.filter((kind) => kind.group === group)
    for (const { name, path, type } of this.#list(group)) {
      if (type === 'folder' && !kinds.some((kind) => kind.plural === name))
        this.#problem(
          path,
          `no kind of ${group} is called ${JSON.stringify(name)}; use ${kinds.map((kind) => kind.plural).join(', ')}`,
        )
      else if (type !== 'folder') this.#stray(path, type, `manifests are in folders below ${group}`)
    }
    for (const kind of kinds) this.kind(kind)
  }

  kind(kind: AnyResource): void {
    const folder = join(kind.group, kind.plural)
    if (kind.scope === 'Cluster') return this.#manifests(kind, folder)
    for (const { name, path, type } of this.#list(folder)) {
      if (type !== 'folder') this.#stray(path, type, `${kind.kind} has namespaces: move it to ${folder}/NAMESPACE/`)
      else if (isDnsLabel(name) || name.endsWith('_')) this.#manifests(kind, path)
      else this.#problem(path, `${JSON.stringify(name)} is not the name of a namespace`)
    }
  }

  #manifests(kind: AnyResource, folder: string): void {
    for (const { name, path, type } of this.#list(folder)) {
      if (type === 'file' && name.endsWith('.json')) this.found.push({ kind, path })
      else if (type === 'folder') this.#problem(path, 'a folder where manifests are expected')
      else if (/\.json$/i.test(name)) this.#stray(path, type, 'the names of manifests end in .json, in small letters')
      else this.#stray(path, type, 'the hub reads JSON; add it with tmcctl apply -f')
    }
  }

  #stray(path: string, type: FileType, what: string): void {
    if (type !== 'file')
      this.#problem(path, type === 'link' ? 'a symbolic link, which a hub does not follow' : 'not a file')
    else if (/\.(json|ya?ml)$/i.test(path)) this.#problem(path, what)
  }

  /** What is in a folder, apart from hidden names; nothing when there is no such folder. */
  #list(folder: string): { name: string; path: string; type: FileType }[] {
    const full = join(this.#directory, folder)
    const type = this.#files.stat(full)?.type
    if (type === undefined) return []
    if (type !== 'folder') {
      this.#problem(folder, type === 'link' ? 'a symbolic link, which a hub does not follow' : 'not a folder')
      return []
    }
    try {
      return this.#files
        .list(full)
        .filter(({ name }) => !name.startsWith('.'))
        .map(({ name, type: itsType }) => ({ name, path: folder + sep + name, type: itsType }))
    } catch (error) {
      if (fileErrorCode(error) === 'ENOENT') return []
      throw fileFailure(error, full, 'read')
    }
  }

  #problem(path: string, problem: string): void {
    const file = join(this.#directory, path)
    this.problems.push({ message: `${file}: ${problem}`, file })
  }
}
