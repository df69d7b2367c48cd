import type { ErrorDetail } from './errors.ts'
import { TmcError } from './errors.ts'
import type { KubeObject } from './object.ts'
import type { Path } from './pointer.ts'

/** A place in a text; line and column count from 1, the column in UTF-16 units. */
export type Position = { readonly line: number; readonly column: number }

/** An object as somebody wrote it, with where it was written. */
export type Manifest = {
  /** Not yet defaulted or validated; it has an apiVersion, a kind and a metadata object. */
  readonly object: KubeObject
  /** The file as the user named it, or `<stdin>`. */
  readonly file: string
  /** Where the object begins. */
  readonly position: Position
  /** Where a field is written; of a field that is absent, its nearest parent that is not. */
  positionOf(path: Path): Position
}

/** The problem of one field of a manifest as a whole line: file, line, column, object, field, what would be right. */
export function manifestProblem(manifest: Manifest, path: Path, problem: string): ErrorDetail {
  const { line, column } = manifest.positionOf(path)
  return { message: `${manifest.file}:${line}:${column}: ${problem}`, file: manifest.file, line, column }
}

/** One error for all problems of all manifests. */
export function manifestError(details: readonly ErrorDetail[]): TmcError {
  return new TmcError('InvalidManifest', details[0]?.message ?? 'nothing is wrong', { details })
}

/**
 * Reads the objects of one text: YAML or JSON, any number of documents, Lists flattened.
 *
 * @throws TmcError `InvalidManifest` listing every problem of the text
 */
export function readManifests(text: string, file: string): Promise<Manifest[]> {
  return Promise.reject(new TmcError('Bug', `${file}: ${text.length}`))
}
