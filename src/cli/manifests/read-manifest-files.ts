import {
  duplicateManifests,
  type ErrorDetail,
  type Manifest,
  manifestError,
  type ManifestReading,
  surveyManifests,
  TmcError,
} from '../../core/apimachinery/index.ts'
import { manifestPaths, permissionDenied } from './manifest-paths.ts'
import { decodeText, readSource } from './read-source.ts'

/** What `-f` and `-R` say. */
export type ManifestSources = {
  /** Files, directories, or `-` for stdin, in the order given. */
  readonly files: readonly string[]
  /** Whether directories are read with those below them (`-R`). */
  readonly recursive?: boolean
  /** Where `-` reads from; read until its end, however slow it is. */
  readonly stdin?: AsyncIterable<Uint8Array | string>
  readonly signal?: AbortSignal
  /** Told how many files have been read. */
  readonly onProgress?: (read: number, total: number) => void
}

/** How many files are read at a time. */
const atOnce = 16

/**
 * Reads every manifest that `-f` names, for whoever has nothing to add to what is wrong with some of them.
 *
 * @returns the manifests in the order they were written, at least one
 * @throws TmcError `InvalidManifest` whose details list every problem of every file, and as {@link surveyManifestFiles}
 */
export async function readManifestFiles(sources: ManifestSources): Promise<Manifest[]> {
  const { manifests, problems } = await surveyManifestFiles(sources)
  if (problems.length > 0) throw manifestError(problems)
  return [...manifests]
}

/**
 * Reads every manifest that `-f` names: YAML or JSON, many documents, Lists flattened, directories in alphabetical order with
 * the extensions kubectl takes (.json, .yaml, .yml). One object twice is a problem too. Problems do not end the reading, so
 * that those of all manifests can be told together.
 *
 * @returns the manifests in the order they were written; at least one, or a problem
 * @throws TmcError `NotFound` when all that is wrong is that paths do not exist, `Forbidden` when it is that they may not be
 * read, `InvalidManifest` when there is no object, `Usage` for a URL or for `-` twice, `TooLarge`, `Aborted`
 */
export async function surveyManifestFiles(sources: ManifestSources): Promise<ManifestReading> {
  const { files, signal } = sources
  refuseWhatIsNoFile(files)
  const { paths, missing, problems } = await manifestPaths(files, sources.recursive === true)
  const details: ErrorDetail[] = [...missing, ...problems]
  const manifests: Manifest[] = []
  for (let first = 0; first < paths.length; first += atOnce) {
    const batch = paths.slice(first, first + atOnce)
    const contents = await Promise.all(batch.map((path) => readSource(path, sources.stdin, signal)))
    for (const [index, content] of contents.entries()) {
      sources.onProgress?.(first + index, paths.length)
      stopIfAborted(signal)
      const file = nameOf(batch[index] ?? '')
      if ('problem' in content) details.push({ message: `${file}: ${content.problem}`, file })
      else await collect(content.bytes, file, manifests, details)
    }
  }
  details.push(...duplicateManifests(manifests))
  if (details.length > 0 && details.length === missing.length)
    throw new TmcError('NotFound', details[0]?.message ?? '', { details })
  if (details.length > 0 && details.every(isForbidden))
    throw new TmcError('Forbidden', details[0]?.message ?? '', { details })
  if (details.length === 0 && manifests.length === 0)
    throw new TmcError('InvalidManifest', `no objects in ${paths.map(nameOf).join(', ').slice(0, 200)}`)
  return { manifests, problems: details }
}

/** Reads the manifests of one file, and what is wrong with them. */
async function collect(bytes: Uint8Array, file: string, manifests: Manifest[], details: ErrorDetail[]): Promise<void> {
  const text = decodeText(bytes)
  if (typeof text !== 'string') {
    details.push({ message: `${file}: ${text.problem}`, file })
    return
  }
  const reading = await surveyManifests(text, file)
  for (const manifest of reading.manifests) manifests.push(manifest)
  details.push(...reading.problems)
}

function isForbidden({ message, file = '' }: ErrorDetail): boolean {
  return message === `${file}: ${permissionDenied}`
}

function refuseWhatIsNoFile(files: readonly string[]): void {
  const url = files.find((file) => /^[a-z][a-z+.-]*:\/\//i.test(file))
  if (url !== undefined)
    throw new TmcError('Usage', `-f ${JSON.stringify(url)}: URLs are not read`, {
      hint: `download it first: curl -fsSL ${url} | tmcctl … -f -`,
    })
  if (files.filter((file) => file === '-').length > 1)
    throw new TmcError('Usage', '-f - is given twice, and stdin can be read once')
}

function nameOf(path: string): string {
  return path === '-' ? '<stdin>' : path
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new TmcError('Aborted', 'interrupted while reading manifests')
}
