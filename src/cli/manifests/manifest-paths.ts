import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { ErrorDetail } from '../../core/apimachinery/index.ts'

/** The files that paths stand for, and what is wrong with those that stand for none. */
export type ManifestPaths = {
  readonly paths: readonly string[]
  readonly missing: readonly ErrorDetail[]
  readonly problems: readonly ErrorDetail[]
}

/** What kubectl reads in a directory; a file that is named itself may have any extension. */
const extensions = new Set(['.json', '.yaml', '.yml'])

/** Deepest nesting of directories; a link to a parent would go on for ever. */
const maxDepth = 64

/** Finds the files behind the paths of `-f`. */
export async function manifestPaths(files: readonly string[], isRecursive: boolean): Promise<ManifestPaths> {
  const paths: string[] = []
  const missing: ErrorDetail[] = []
  const problems: ErrorDetail[] = []
  for (const file of files) {
    if (file === '-') {
      paths.push(file)
      continue
    }
    try {
      if (!(await stat(file)).isDirectory()) paths.push(file)
      else {
        const found = await listDirectory(file, isRecursive, 0)
        paths.push(...found)
        if (found.length === 0) problems.push(emptyDirectory(file, isRecursive))
      }
    } catch (error) {
      const isAbsent = hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')
      const message = isAbsent ? `the path ${JSON.stringify(file)} does not exist` : `${file}: ${readingProblem(error)}`
      ;(isAbsent ? missing : problems).push({ message, file })
    }
  }
  return { paths, missing, problems }
}

async function listDirectory(folder: string, isRecursive: boolean, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const paths: string[] = []
  for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (isRecursive && depth < maxDepth) paths.push(...(await listDirectory(path, true, depth + 1)))
    } else if (extensions.has(extname(entry.name))) paths.push(path)
  }
  return paths
}

function emptyDirectory(file: string, isRecursive: boolean): ErrorDetail {
  const below = isRecursive ? '' : ' in the directory itself; -R reads those below too'
  return { message: `${file}: no .json, .yaml or .yml file${below}`, file }
}

/** What is wrong with a file that may not be read. */
export const permissionDenied = 'permission denied'

/** What a failed read of a file means, in words. */
export function readingProblem(error: unknown): string {
  if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM')) return permissionDenied
  if (hasCode(error, 'EISDIR')) return 'is a directory'
  if (hasCode(error, 'ELOOP')) return 'too many symbolic links'
  if (hasCode(error, 'ENOENT')) return 'does not exist any more'
  return error instanceof Error ? error.message : String(error)
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
