import { type Manifest, TmcError } from '../../core/apimachinery/index.ts'

/** What `-f` and `-R` say. */
export type ManifestSources = {
  /** Files, directories, or `-` for stdin, in the order given. */
  readonly files: readonly string[]
  /** Whether directories are read with those below them (`-R`). */
  readonly recursive?: boolean
  /** Where `-` reads from; read until its end, however slow it is. */
  readonly stdin?: AsyncIterable<Uint8Array | string>
  readonly signal?: AbortSignal
}

/**
 * Reads every manifest that `-f` names: YAML or JSON, many documents, Lists flattened, directories in alphabetical order with
 * the extensions kubectl takes (.json, .yaml, .yml). One object twice is a problem too.
 *
 * @returns the manifests in the order they were written
 * @throws TmcError `InvalidManifest` whose details list every problem of every file; nothing is returned when any is wrong.
 * `NotFound` for a path that does not exist, `Usage` for a URL or for `-` twice, `TooLarge`, `Aborted`
 */
export function readManifestFiles(sources: ManifestSources): Promise<Manifest[]> {
  return Promise.reject(new TmcError('Bug', String(sources.files)))
}
