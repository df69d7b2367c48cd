import { isJsonObject, type JsonObject, type JsonValue, type Path, setOwn } from '../apimachinery/index.ts'
import { type FieldError, forbidden, invalid, required, tooLong } from './field-error.ts'
import {
  labelProblems,
  labelValueProblems,
  pathSegmentProblems,
  qualifiedNameProblems,
  subdomainProblems,
} from './name-rules.ts'
import { isDateTime } from './formats.ts'

/** Most bytes that the keys and values of all annotations of one object may have together. */
const annotationBytes = 262_144

type FieldType = 'string' | 'integer' | 'boolean' | 'time' | 'strings' | 'stringMap' | 'owners' | 'managed'

/** The fields of Kubernetes' ObjectMeta. */
const fieldTypes = new Map<string, FieldType>([
  ['annotations', 'stringMap'],
  ['creationTimestamp', 'time'],
  ['deletionGracePeriodSeconds', 'integer'],
  ['deletionTimestamp', 'time'],
  ['finalizers', 'strings'],
  ['generateName', 'string'],
  ['generation', 'integer'],
  ['labels', 'stringMap'],
  ['managedFields', 'managed'],
  ['name', 'string'],
  ['namespace', 'string'],
  ['ownerReferences', 'owners'],
  ['resourceVersion', 'string'],
  ['selfLink', 'string'],
  ['uid', 'string'],
])

/** The names of the fields of Kubernetes' ObjectMeta. */
export const metadataFields: readonly string[] = /* @__PURE__ */ [...fieldTypes.keys()]

const ownerFields = new Map<string, FieldType>([
  ['apiVersion', 'string'],
  ['blockOwnerDeletion', 'boolean'],
  ['controller', 'boolean'],
  ['kind', 'string'],
  ['name', 'string'],
  ['uid', 'string'],
])

/** What reading the metadata of an object came to. */
export type MetadataReading = {
  /** Fields that ObjectMeta does not have; they were removed. */
  readonly unknown: readonly Path[]
  /** Fields of a wrong type; they are still there. */
  readonly errors: readonly FieldError[]
}

/**
 * Reads the metadata of an object as the API server does, in place: unknown fields go, nulls count as absent, a null
 * label or annotation is the empty text.
 *
 * @param at where the metadata is
 */
export function readMetadata(metadata: JsonObject, at: Path = ['metadata']): MetadataReading {
  const reading = { unknown: [] as Path[], errors: [] as FieldError[] }
  readFields(metadata, fieldTypes, at, reading)
  return reading
}

type Reading = { unknown: Path[]; errors: FieldError[] }

function readFields(object: JsonObject, types: ReadonlyMap<string, FieldType>, at: Path, reading: Reading): void {
  for (const key of Object.keys(object)) {
    const type = types.get(key)
    const path = [...at, key]
    if (type === undefined) {
      reading.unknown.push(path)
      delete object[key]
    } else if (isAbsent(object[key] ?? null, type, types === fieldTypes)) delete object[key]
    else readField(object[key] ?? null, type, path, reading)
  }
}

/** A null counts as absent; so does an empty text, list or map, except in owner references. */
function isAbsent(value: JsonValue, type: FieldType, emptyToo: boolean): boolean {
  if (value === null || !emptyToo) return value === null
  if (type === 'string') return value === ''
  if (type === 'stringMap') return isJsonObject(value) && Object.keys(value).length === 0
  return Array.isArray(value) && value.length === 0
}

function readField(value: JsonValue, type: FieldType, path: Path, reading: Reading): void {
  switch (type) {
    case 'string':
      return expect(typeof value === 'string', 'must be a string', value, path, reading)
    case 'boolean':
      return expect(typeof value === 'boolean', 'must be a boolean', value, path, reading)
    case 'integer':
      return expect(
        typeof value === 'bigint' || Number.isSafeInteger(value),
        'must be an integer',
        value,
        path,
        reading,
      )
    case 'time':
      return expect(
        typeof value === 'string' && isDateTime(value),
        'must be an RFC 3339 date and time',
        value,
        path,
        reading,
      )
    case 'strings':
      if (Array.isArray(value))
        return value.forEach((item, index) => readField(item, 'string', [...path, index], reading))
      return expect(false, 'must be a list of strings', value, path, reading)
    case 'stringMap':
      if (!isJsonObject(value)) return expect(false, 'must be a map of strings', value, path, reading)
      for (const key of Object.keys(value)) {
        if (value[key] === null) setOwn(value, key, '')
        readField(value[key] ?? '', 'string', [...path, key], reading)
      }
      return
    case 'owners':
      if (!Array.isArray(value)) return expect(false, 'must be a list of owner references', value, path, reading)
      for (const [index, owner] of value.entries())
        if (isJsonObject(owner)) readFields(owner, ownerFields, [...path, index], reading)
        else expect(owner === null, 'must be an owner reference', owner, [...path, index], reading)
      return
    case 'managed':
      return expect(Array.isArray(value), 'must be a list', value, path, reading)
  }
}

function expect(holds: boolean, detail: string, value: JsonValue, path: Path, reading: Reading): void {
  if (!holds) reading.errors.push(invalid({ field: metadataField(path), path }, value, detail))
}

/** Map keys in brackets, as the server prints them. */
function metadataField(path: Path): string {
  let text = ''
  path.forEach((part, index) => {
    const parent = path[index - 1]
    if (typeof part === 'number' || parent === 'labels' || parent === 'annotations') text += `[${part}]`
    else text += text === '' ? part : `.${part}`
  })
  return text
}

/** What names may be: DNS subdomains, DNS labels, or anything that fits into a path. */
export type NameRule = 'Subdomain' | 'Label' | 'PathSegment'

/** How metadata is judged. */
export type MetadataRules = {
  /** A namespaced object needs a namespace, a cluster-scoped one may have none; `Any` asks for neither. */
  readonly namespace: 'Required' | 'Forbidden' | 'Any'
  readonly names: NameRule
}

/**
 * Checks the metadata of a new object: names, labels, annotations, owners, finalizers, in the server's order and words.
 * Fields of a wrong type are passed over: {@link readMetadata} reports them.
 */
export function validateMetadata(metadata: JsonObject, rules: MetadataRules, at: Path = ['metadata']): FieldError[] {
  const check = new MetadataCheck(metadata, at)
  check.names(rules)
  check.generation()
  check.labels()
  check.annotations()
  check.owners()
  check.finalizers()
  return check.errors
}

/** Checks the name and the namespace alone, as far as they are given; see {@link validateMetadata}. */
export function validateNames(metadata: JsonObject, names: NameRule, at: Path = ['metadata']): FieldError[] {
  const check = new MetadataCheck(metadata, at)
  if (typeof metadata['name'] === 'string' && metadata['name'] !== '') check.name(metadata['name'], names)
  check.namespace('Any')
  return check.errors
}

/** What may not change between the metadata of an object and of its successor, and what {@link validateMetadata} asks of labels and the like. */
export function validateMetadataUpdate(metadata: JsonObject, old: JsonObject, at: Path = ['metadata']): FieldError[] {
  const check = new MetadataCheck(metadata, at)
  check.unchanged(old)
  check.labels()
  check.annotations()
  check.owners()
  return check.errors
}

/** Finalizers of Kubernetes itself, which need no domain. */
const standardFinalizers: readonly JsonValue[] = ['orphan', 'foregroundDeletion', 'kubernetes']

/** What the server says of finalizers that are new and have no domain of their own: another writer may use the same name. */
export function finalizerWarnings(metadata: JsonObject, old: JsonObject = {}): string[] {
  const { finalizers } = metadata
  const before = Array.isArray(old['finalizers']) ? old['finalizers'] : []
  if (!Array.isArray(finalizers)) return []
  const added = new Set(finalizers.filter((name) => typeof name === 'string').filter((name) => !before.includes(name)))
  const plain = [...added].filter((name) => !name.includes('/') && !standardFinalizers.includes(name))
  return plain.sort().map((name) => {
    const path = name.includes('.') ? ' including a path (/)' : ''
    return `metadata.finalizers: ${JSON.stringify(name)}: prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`
  })
}

const problemsBy: { readonly [rule in NameRule]: (text: string) => string[] } = {
  Subdomain: subdomainProblems,
  Label: labelProblems,
  PathSegment: pathSegmentProblems,
}

class MetadataCheck {
  readonly errors: FieldError[] = []
  readonly #metadata: JsonObject
  readonly #at: Path

  constructor(metadata: JsonObject, at: Path) {
    this.#metadata = metadata
    this.#at = at
  }

  names({ namespace, names }: MetadataRules): void {
    const problems = problemsBy[names]
    const prefix = this.#text('generateName')
    // What is appended to a prefix begins with a letter, so that a dash at its end does no harm.
    const masked =
      names === 'Subdomain' && prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix
    if (prefix !== '') for (const problem of problems(masked)) this.#invalid('generateName', prefix, problem)
    const name = this.#text('name')
    // A server makes a name of the prefix before it looks.
    if (name === '' && prefix === '' && names === 'Subdomain')
      this.errors.push(required(this.#place('name'), 'name or generateName is required'))
    else if (name !== '') this.name(name, names)
    this.namespace(namespace)
  }

  name(name: string, rule: NameRule): void {
    for (const problem of problemsBy[rule](name)) this.#invalid('name', name, problem)
  }

  namespace(namespace: MetadataRules['namespace']): void {
    const space = this.#text('namespace')
    if (space !== '' && namespace === 'Forbidden')
      this.errors.push(forbidden(this.#place('namespace'), 'not allowed on this type'))
    else if (space !== '') for (const problem of labelProblems(space)) this.#invalid('namespace', space, problem)
    else if (namespace === 'Required') this.errors.push(required(this.#place('namespace')))
  }

  generation(): void {
    const { generation } = this.#metadata
    if ((typeof generation === 'number' || typeof generation === 'bigint') && generation < 0)
      this.#invalid('generation', generation, 'must be greater than or equal to 0')
  }

  labels(): void {
    for (const [key, value] of this.#entries('labels')) {
      for (const problem of qualifiedNameProblems(key)) this.#invalid('labels', key, problem, [key])
      for (const problem of labelValueProblems(value)) this.#invalid('labels', value, problem, [key])
    }
  }

  annotations(): void {
    let bytes = 0
    for (const [key, value] of this.#entries('annotations')) {
      for (const problem of qualifiedNameProblems(key.toLowerCase())) this.#invalid('annotations', key, problem, [key])
      // A character has three bytes at most for each of its units: only what may be too much is counted out.
      bytes += 3 * (key.length + value.length)
    }
    if (bytes > annotationBytes && this.#bytesOf('annotations') > annotationBytes)
      this.errors.push(tooLong(this.#place('annotations'), annotationBytes))
  }

  owners(): void {
    const { ownerReferences } = this.#metadata
    if (!Array.isArray(ownerReferences)) return
    let controller: string | undefined
    ownerReferences.forEach((owner, index) => {
      if (!isJsonObject(owner)) return
      const empty = (key: string): boolean => owner[key] === undefined || owner[key] === ''
      const wrong = (key: string, detail: string): void => {
        const at = {
          field: `${metadataField(this.#at)}.ownerReferences.${key}`,
          path: [...this.#at, 'ownerReferences', index, key],
        }
        this.errors.push(invalid(at, '', detail))
      }
      if (empty('apiVersion')) wrong('apiVersion', 'version must not be empty')
      for (const key of ['kind', 'name', 'uid']) if (empty(key)) wrong(key, 'must not be empty')
      if (owner['controller'] !== true) return
      const name = `${text(owner['kind'])}/${text(owner['name'])}`
      if (controller === undefined) controller = name
      else
        this.#invalid(
          'ownerReferences',
          ownerReferences,
          `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`,
        )
    })
  }

  finalizers(): void {
    const { finalizers } = this.#metadata
    if (!Array.isArray(finalizers)) return
    const names = finalizers.filter((name) => typeof name === 'string')
    names.forEach((name, index) => {
      for (const problem of qualifiedNameProblems(name)) this.#invalid('finalizers', name, problem, [index])
    })
    if (names.includes('orphan') && names.includes('foregroundDeletion'))
      this.#invalid('finalizers', names, 'finalizer orphan and foregroundDeletion cannot be both set')
  }

  /** The fields that identify an object, and those only a server may set. */
  unchanged(old: JsonObject): void {
    const { finalizers } = this.#metadata
    if (old['deletionTimestamp'] !== undefined && Array.isArray(finalizers)) {
      const before = Array.isArray(old['finalizers']) ? old['finalizers'] : []
      const added = finalizers.filter((name) => typeof name === 'string' && !before.includes(name)).sort()
      if (added.length > 0)
        this.errors.push(
          forbidden(
            this.#place('finalizers'),
            `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((name) => JSON.stringify(name)).join(', ')}}`,
          ),
        )
    }
    for (const key of ['name', 'namespace', 'uid']) {
      const now = this.#text(key)
      if (now !== text(old[key])) this.#invalid(key, now, 'field is immutable')
    }
    for (const key of ['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds']) {
      const now = this.#metadata[key] ?? null
      if (now !== (old[key] ?? null)) this.#invalid(key, now, 'field is immutable')
    }
  }

  #bytesOf(key: 'annotations'): number {
    const utf8 = new TextEncoder()
    return this.#entries(key).reduce((sum, [name, value]) => sum + utf8.encode(name + value).length, 0)
  }

  #text(key: string): string {
    return text(this.#metadata[key])
  }

  #entries(key: 'labels' | 'annotations'): [string, string][] {
    const map = this.#metadata[key]
    if (!isJsonObject(map)) return []
    const entries = Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    return entries.sort(([left], [right]) => (left < right ? -1 : 1))
  }

  #place(key: string, below: Path = []): { field: string; path: Path } {
    return { field: `${metadataField(this.#at)}.${key}`, path: [...this.#at, key, ...below] }
  }

  #invalid(key: string, value: JsonValue, detail: string, below: Path = []): void {
    this.errors.push(invalid(this.#place(key, below), value, detail))
  }
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}
