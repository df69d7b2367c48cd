import { type AnyResource, invalidObject } from '../api/index.ts'
import { deepEqual, formatTime, type JsonObject, type JsonValue, own, setOwn } from '../apimachinery/index.ts'
import { type FieldError, invalid, required } from '../schema/index.ts'
import { finalizersOf, idOf, keyOf, metadataOf, metadataText, takeIn } from './intake.ts'
import type { DeleteOptions, Deletion, Input, ObjectKey, Outcome, WriteOptions } from './object-store.ts'
import { noOwners, type Owners } from './ownership.ts'
import { alreadyExists, badRequest, conflict, modified, noStatus, notFound } from './refusals.ts'
import type { Entry } from './table.ts'
import type { Transaction } from './transaction.ts'

/** An object after a write: as it is stored, or as it was last. */
export type Result = { readonly object: JsonObject; readonly outcome: Outcome }

/** Most characters of the prefix of a generated name; five more follow. */
const maxPrefix = 58

/** How often a generated name is drawn before the store gives up, as an API server does. */
const nameAttempts = 8

/** Stores a new object. */
export function createObject(tx: Transaction, kind: AnyResource, input: Input, options: WriteOptions): Result {
  return insert(tx, kind, takeIn(kind, input), noOwners, options)
}

/** As {@link createObject}, for an object that has been taken in. */
export function insert(
  tx: Transaction,
  kind: AnyResource,
  object: JsonObject,
  owners: Owners,
  options: WriteOptions,
): Result {
  const metadata = metadataOf(object)
  if (metadataText(object, 'resourceVersion') !== '')
    throw badRequest('resourceVersion should not be set on objects to be created', 'remove metadata.resourceVersion')
  const { sources } = tx.environment
  nameObject(tx, kind, object)
  for (const key of ['resourceVersion', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'managedFields', 'selfLink'])
    delete metadata[key]
  Object.assign(metadata, { uid: sources.uid(), creationTimestamp: formatTime(sources.now()), generation: 1 })
  if (kind.hasStatus) delete object['status']
  const admitted = admittedObject(tx, kind, object, undefined, false, options)
  const key = keyOf(admitted)
  const before = tx.entry(kind, idOf(key))
  if (before !== undefined) throw alreadyExists(kind, key.name, metadataText(before.object, 'deletionTimestamp') !== '')
  return { object: tx.put(kind, idOf(key), admitted, owners).object, outcome: 'created' }
}

/** Gives an object without a name one that begins with its generateName and that no other has. */
function nameObject(tx: Transaction, kind: AnyResource, object: JsonObject): void {
  const prefix = metadataText(object, 'generateName')
  if (prefix === '' || metadataText(object, 'name') !== '') return
  for (let attempt = 0; attempt < nameAttempts; attempt++) {
    metadataOf(object)['name'] = prefix.slice(0, maxPrefix) + tx.environment.sources.suffix()
    if (tx.entry(kind, idOf(keyOf(object))) === undefined) return
  }
}

/** Replaces an object, its status apart where the kind has the subresource. */
export function updateObject(tx: Transaction, kind: AnyResource, input: Input, options: WriteOptions): Result {
  const object = takeIn(kind, input)
  const before = existing(tx, kind, keyOf(object))
  requireVersion(kind, object)
  checkPreconditions(kind, object, before)
  return replace(tx, kind, object, before, before.owners, options)
}

/** Replaces the status of an object. */
export function updateStatusOf(tx: Transaction, kind: AnyResource, input: Input, options: WriteOptions): Result {
  const object = takeIn(kind, input)
  if (!kind.hasStatus) throw noStatus(kind)
  const before = existing(tx, kind, keyOf(object))
  requireVersion(kind, object)
  checkPreconditions(kind, object, before)
  return replaceStatus(tx, kind, own(object, 'status'), before, options)
}

/** Puts an object in the place of another, with what only the store sets carried over. */
export function replace(
  tx: Transaction,
  kind: AnyResource,
  object: JsonObject,
  before: Entry,
  owners: Owners,
  options: WriteOptions,
): Result {
  const old = metadataOf(before.object)
  const metadata = metadataOf(object)
  delete metadata['managedFields']
  delete metadata['selfLink']
  if (metadataText(object, 'uid') === '') carry(old, metadata, 'uid')
  for (const key of ['creationTimestamp', 'generation', 'resourceVersion']) carry(old, metadata, key)
  // Without an old one a new deletionTimestamp stays, to be refused.
  for (const key of ['deletionTimestamp', 'deletionGracePeriodSeconds'])
    if (Object.hasOwn(old, key)) carry(old, metadata, key)
  if (kind.hasStatus) carry(before.object, object, 'status')
  const admitted = admittedObject(tx, kind, object, before.object, false, options)
  if (!deepEqual(contentOf(kind, admitted), contentOf(kind, before.object)))
    metadataOf(admitted)['generation'] = Number(old['generation'] ?? 0) + 1
  return store(tx, kind, admitted, before, owners)
}

/** Puts a status in the place of another; undefined removes it. */
export function replaceStatus(
  tx: Transaction,
  kind: AnyResource,
  status: JsonValue | undefined,
  before: Entry,
  options: WriteOptions,
): Result {
  const object = withStatus(before.object, status)
  const judged = admittedObject(tx, kind, object, before.object, true, options)
  return store(tx, kind, withStatus(before.object, own(judged, 'status')), before, before.owners)
}

function withStatus(object: JsonObject, status: JsonValue | undefined): JsonObject {
  const { status: _, ...rest } = object
  return status === undefined || status === null ? rest : { ...rest, status }
}

function store(tx: Transaction, kind: AnyResource, object: JsonObject, before: Entry, owners: Owners): Result {
  const id = idOf(keyOf(before.object))
  if (metadataText(object, 'deletionTimestamp') !== '' && finalizersOf(object).length === 0) {
    tx.remove(kind, id)
    return { object, outcome: 'deleted' }
  }
  if (owners === before.owners && deepEqual(object, before.object))
    return { object: before.object, outcome: 'unchanged' }
  return { object: tx.put(kind, id, object, owners).object, outcome: 'configured' }
}

/** What counts as the wish of the object's author: a change of it is a new generation. */
function contentOf(kind: AnyResource, object: JsonObject): JsonObject {
  const { metadata: _, ...content } = object
  if (kind.hasStatus) delete content['status']
  return content
}

/** Deletes an object, or marks it while finalizers keep it. */
export function deleteObject(
  tx: Transaction,
  kind: AnyResource,
  key: ObjectKey,
  { uid, resourceVersion }: DeleteOptions,
): Deletion<JsonObject> & { outcome: Outcome } {
  const before = existing(tx, kind, key)
  const record = { uid: metadataText(before.object, 'uid'), version: String(before.revision) }
  if (uid !== undefined && uid !== record.uid)
    throw conflict(
      kind,
      key.name,
      `the UID in the precondition (${uid}) does not match the UID in record (${record.uid}). The object might have been deleted and then recreated`,
    )
  if (resourceVersion !== undefined && resourceVersion !== record.version)
    throw conflict(
      kind,
      key.name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${record.version}). The object might have been modified`,
    )
  const id = idOf(key)
  if (finalizersOf(before.object).length === 0) {
    tx.remove(kind, id)
    return { object: before.object, isGone: true, outcome: 'deleted' }
  }
  const metadata = { ...metadataOf(before.object) }
  if (metadata['deletionTimestamp'] !== undefined) return { object: before.object, isGone: false, outcome: 'unchanged' }
  metadata['generation'] = Number(metadata['generation'] ?? 0) + 1
  metadata['deletionTimestamp'] = formatTime(tx.environment.sources.now())
  metadata['deletionGracePeriodSeconds'] = 0
  const { object } = tx.put(kind, id, { ...before.object, metadata }, before.owners)
  return { object, isGone: false, outcome: 'configured' }
}

/** The stored object. @throws TmcError `NotFound`; `InvalidObject` when a namespaced kind is asked for without a namespace */
export function existing(tx: Transaction, kind: AnyResource, key: ObjectKey): Entry {
  const problem = keyProblem(kind, key)
  if (problem !== undefined) throw invalidObject(kind, key.name, [problem])
  const entry = tx.entry(kind, idOf(key))
  if (entry === undefined) throw notFound(kind, key)
  return entry
}

/** What is wrong with a key: it needs a name, and a namespace exactly when the kind has namespaces. */
export function keyProblem(kind: AnyResource, { name, namespace = '' }: ObjectKey): FieldError | undefined {
  const at = (key: string) => ({ field: `metadata.${key}`, path: ['metadata', key] })
  if (name === '') return required(at('name'))
  if (kind.scope === 'Namespaced' && namespace === '') return required(at('namespace'))
  if (kind.scope === 'Cluster' && namespace !== '')
    return { ...required(at('namespace')), type: 'Forbidden', message: 'Forbidden: not allowed on this type' }
  return undefined
}

function requireVersion(kind: AnyResource, object: JsonObject): void {
  const version = metadataText(object, 'resourceVersion')
  const at = { field: 'metadata.resourceVersion', path: ['metadata', 'resourceVersion'] }
  if (version === '' || version === '0')
    throw invalidObject(kind, keyOf(object).name, [invalid(at, 0, 'must be specified for an update')])
}

/** What an object says of the version and the uid it replaces must be so. */
export function checkPreconditions(kind: AnyResource, object: JsonObject, before: Entry): void {
  const { name } = keyOf(object)
  const uid = metadataText(object, 'uid')
  const stored = metadataText(before.object, 'uid')
  if (uid !== '' && uid !== stored)
    throw conflict(kind, name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${stored}`)
  checkVersion(kind, object, before)
}

/** The version an object says it replaces must be the stored one; saying none is no condition. */
export function checkVersion(kind: AnyResource, object: JsonObject, before: Entry): void {
  const { name } = keyOf(object)
  const version = metadataText(object, 'resourceVersion')
  const at = { field: 'metadata.resourceVersion', path: ['metadata', 'resourceVersion'] }
  if (version !== '' && !/^\d{1,20}$/.test(version))
    throw invalidObject(kind, name, [invalid(at, version, 'must be a version that the hub has given')])
  if (version !== '' && version !== '0' && version !== String(before.revision)) throw modified(kind, name)
}

function admittedObject(
  tx: Transaction,
  kind: AnyResource,
  object: JsonObject,
  old: JsonObject | undefined,
  isStatus: boolean,
  { fieldValidation = 'Strict', onWarning }: WriteOptions,
): JsonObject {
  const strict = fieldValidation === 'Strict'
  const verdict = tx.environment.admission({ kind, object, old, isStatus, strict })
  if (verdict.errors.length > 0) throw invalidObject(kind, keyOf(object).name, verdict.errors)
  if (onWarning !== undefined)
    for (const warning of verdict.warnings)
      if (fieldValidation !== 'Ignore' || !/unknown field/.test(warning)) onWarning(warning)
  return verdict.object
}

function carry(from: JsonObject, to: JsonObject, key: string): void {
  const value = own(from, key)
  if (value === undefined) delete to[key]
  else setOwn(to, key, value)
}
