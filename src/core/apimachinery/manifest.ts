import { type ErrorDetail, TmcError } from './errors.ts'
import { isJsonObject, type JsonObject, type JsonValue, setOwn } from './json.ts'
import { formatJson } from './json-text.ts'
import { type KubeObject, type ObjectMeta, parseApiVersion } from './object.ts'
import { formatPath, type Path } from './pointer.ts'
import { readDocuments, type TextDocument } from './yaml/yaml.ts'
import type { Position } from './line-index.ts'

/** An object as somebody wrote it, with where it was written. */
export type Manifest = {
  /** Not yet defaulted or validated, but it has an apiVersion, a kind, and metadata of the right types with a name. */
  readonly object: KubeObject
  /** The file as the user named it, or `<stdin>`. */
  readonly file: string
  /** Where the object begins. */
  readonly position: Position
  /** Where a field is written: a member at its key; of a field that is absent, its nearest parent that is not. */
  positionOf(path: Path): Position
}

/**
 * The problem of one field of a manifest as a whole line: file, line, column, object (unless the problem begins with it), what
 * is wrong and what would be right.
 */
export function manifestProblem(manifest: Manifest, path: Path, problem: string): ErrorDetail {
  const { file, object } = manifest
  const { line, column } = manifest.positionOf(path)
  const isNamed = problem.startsWith(`${object.kind} "`)
  const sentence = isNamed ? problem : `${objectName(object)}: ${problem}`
  return { message: `${file}:${line}:${column}: ${sentence}`, field: formatPath(path), file, line, column }
}

/** One error for all problems of all manifests: by file, in the order in which they first come up, and then by place. */
export function manifestError(problems: readonly ErrorDetail[]): TmcError {
  const details = inFileOrder(problems)
  const hint = details.find((detail) => detail.hint !== undefined)?.hint
  return new TmcError('InvalidManifest', details[0]?.message ?? 'the manifests are invalid', { details, hint })
}

function inFileOrder(problems: readonly ErrorDetail[]): ErrorDetail[] {
  const files = [...new Set(problems.map(({ file }) => file))]
  const ranked = problems.map((problem) => ({ problem, file: files.indexOf(problem.file), place: placeOf(problem) }))
  return ranked.sort((left, right) => left.file - right.file || left.place - right.place).map(({ problem }) => problem)
}

/** Orders problems by line, then column. */
function placeOf({ line = 0, column = 0 }: ErrorDetail): number {
  return line * 1e6 + Math.min(column, 1e6 - 1)
}

/** One problem for each object that stands in the manifests a second time, naming both places. */
export function duplicateManifests(manifests: readonly Manifest[]): ErrorDetail[] {
  const first = new Map<string, Manifest>()
  const details: ErrorDetail[] = []
  for (const manifest of manifests) {
    const { apiVersion, kind, metadata } = manifest.object
    // Objects whose names the server makes up are never the same.
    if (metadata.name === undefined) continue
    const identity = JSON.stringify([parseApiVersion(apiVersion).group, kind, metadata.namespace ?? '', metadata.name])
    const earlier = first.get(identity)
    if (earlier === undefined) {
      first.set(identity, manifest)
      continue
    }
    const { line, column } = manifest.position
    const place = `${earlier.file}:${earlier.position.line}:${earlier.position.column}`
    details.push({
      message: `${manifest.file}:${line}:${column}: ${objectName(manifest.object)} is there twice, first at ${place}`,
      file: manifest.file,
      line,
      column,
    })
  }
  return details
}

/** An object in a sentence: its kind and its name, the namespace before it. */
function objectName({ kind, metadata }: KubeObject): string {
  const name = metadata.name ?? `${metadata.generateName ?? ''}*`
  return `${kind} ${JSON.stringify(metadata.namespace === undefined ? name : `${metadata.namespace}/${name}`)}`
}

/** Objects that were read, and what is wrong with the rest of what they were read from. */
export type ManifestReading = { readonly manifests: readonly Manifest[]; readonly problems: readonly ErrorDetail[] }

/**
 * Reads the objects of one text, all of them or none; see {@link surveyManifests}.
 *
 * @throws TmcError `InvalidManifest` listing every problem of the text; `TooLarge`
 */
export async function readManifests(text: string, file: string): Promise<Manifest[]> {
  const { manifests, problems } = await surveyManifests(text, file)
  if (problems.length > 0) throw manifestError(problems)
  return [...manifests]
}

/**
 * Reads what can be read of one text: YAML or JSON, any number of documents, Lists flattened (items of a typed list that leave
 * out their kind get it from the list). Members of metadata that are null are left out.
 *
 * @returns the objects in the order they are written
 * @throws TmcError `TooLarge`
 */
export async function surveyManifests(text: string, file: string): Promise<ManifestReading> {
  const manifests: Manifest[] = []
  const { documents, details } = await readDocuments(text, file)
  for (const document of documents) {
    const reader = new DocumentReader(document, file)
    reader.read(document.value, [], undefined)
    manifests.push(...reader.manifests)
    details.push(...reader.details)
  }
  return { manifests, problems: details }
}

/** What the items of a typed list are, when they do not say it. */
type Implied = { readonly apiVersion: string; readonly kind: string }

/** An object in a document; where it is, is found out when somebody asks. */
class DocumentManifest implements Manifest {
  readonly object: KubeObject
  readonly file: string
  readonly #document: TextDocument
  readonly #path: Path

  constructor(object: KubeObject, file: string, document: TextDocument, path: Path) {
    this.object = object
    this.file = file
    this.#document = document
    this.#path = path
  }

  get position(): Position {
    return this.positionOf([])
  }

  positionOf(path: Path): Position {
    const whole = [...this.#path, ...path]
    return whole.length === 0 ? this.#document.position : this.#document.positionOf(whole)
  }
}

class DocumentReader {
  readonly manifests: Manifest[] = []
  readonly details: ErrorDetail[] = []
  readonly #document: TextDocument
  readonly #file: string

  constructor(document: TextDocument, file: string) {
    this.#document = document
    this.#file = file
  }

  read(value: JsonValue, path: Path, implied: Implied | undefined): void {
    if (!isJsonObject(value)) return this.#fail(path, `an object is needed, found ${described(value)}`)
    if (implied !== undefined && !Object.hasOwn(value, 'apiVersion') && !Object.hasOwn(value, 'kind'))
      value = { ...implied, ...value }
    const problems = this.details.length
    const apiVersion = this.#text(value, path, 'apiVersion', 'such as apps/v1')
    const kind = this.#text(value, path, 'kind', 'such as Deployment')
    if (apiVersion === undefined || kind === undefined) return
    const items = value['items']
    if (kind.endsWith('List') && Object.hasOwn(value, 'items') && (Array.isArray(items) || items === null))
      return this.#list({ apiVersion, kind }, items ?? [], path)
    const metadata = this.#metadata(value, path, kind)
    if (metadata === undefined || this.details.length > problems) return
    const object: KubeObject = { ...value, apiVersion, kind, metadata }
    this.manifests.push(new DocumentManifest(object, this.#file, this.#document, path))
  }

  #list({ apiVersion, kind }: Implied, items: readonly JsonValue[], path: Path): void {
    const implied = kind === 'List' ? undefined : { apiVersion, kind: kind.slice(0, -'List'.length) }
    items.forEach((item, index) => this.read(item, [...path, 'items', index], implied))
  }

  /** The metadata in the types that the rest of the program relies on. */
  #metadata(object: JsonObject, path: Path, kind: string): ObjectMeta | undefined {
    const written = Object.hasOwn(object, 'metadata') ? object['metadata'] : null
    const at = [...path, 'metadata']
    if (written !== null && written !== undefined && !isJsonObject(written)) {
      this.#fail(at, `metadata: an object is needed, found ${described(written)}`)
      return undefined
    }
    const metadata: JsonObject = {}
    for (const [name, value] of Object.entries(written ?? {})) {
      if (value === null && name !== 'creationTimestamp') continue
      setOwn(metadata, name, this.#member(name, value, [...at, name]))
    }
    const hasName = [metadata['name'], metadata['generateName']].some((name) => name !== undefined && name !== '')
    if (!hasName) this.#fail(at, `${kind} has no metadata.name`)
    return metadata
  }

  #member(name: string, value: JsonValue, at: Path): JsonValue {
    switch (name) {
      case 'name':
      case 'generateName':
      case 'namespace':
        if (typeof value !== 'string') this.#fail(at, `metadata.${name}: ${needsText(value)}`)
        return value
      case 'labels':
      case 'annotations':
        return this.#texts(name, value, at)
      case 'finalizers':
      case 'ownerReferences':
        if (!Array.isArray(value)) this.#fail(at, `metadata.${name}: a list is needed, found ${described(value)}`)
        return value
      default:
        return value
    }
  }

  /** Labels or annotations; one that is null is empty, as the API server reads it. */
  #texts(name: string, value: JsonValue, at: Path): JsonValue {
    if (!isJsonObject(value)) {
      this.#fail(at, `metadata.${name}: an object is needed, found ${described(value)}`)
      return value
    }
    const texts: JsonObject = {}
    for (const [key, text] of Object.entries(value)) {
      if (typeof text !== 'string' && text !== null)
        this.#fail([...at, key], `metadata.${name}[${key}]: ${needsText(text)}`)
      setOwn(texts, key, text ?? '')
    }
    return texts
  }

  #text(object: JsonObject, path: Path, name: 'apiVersion' | 'kind', example: string): string | undefined {
    const value = Object.hasOwn(object, name) ? object[name] : undefined
    if (typeof value === 'string' && value !== '') return value
    if (value === undefined || value === null || value === '') this.#fail(path, `the object has no ${name}, ${example}`)
    else this.#fail([...path, name], `${name}: ${needsText(value)}`)
    return undefined
  }

  #fail(path: Path, problem: string): void {
    const { line, column } = this.#document.positionOf(path)
    const file = this.#file
    this.details.push({ message: `${file}:${line}:${column}: ${problem}`, field: formatPath(path), file, line, column })
  }
}

/** YAML makes booleans and numbers of words such as `y`, `on` and `012`, so the way out is always the quotes. */
function needsText(value: JsonValue): string {
  if (typeof value === 'object') return `a text is needed, found ${described(value)}`
  const type = typeof value === 'boolean' ? 'the boolean' : 'the number'
  return `a text is needed, found ${type} ${formatJson(value)}; put the value in quotes`
}

function described(value: JsonValue): string {
  if (Array.isArray(value)) return 'a list'
  if (isJsonObject(value)) return 'an object'
  return value === null ? 'nothing' : `${typeof value === 'string' ? 'the text ' : ''}${formatJson(value).slice(0, 80)}`
}
