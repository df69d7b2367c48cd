import type { AnyResource } from '../api/index.ts'
import { type ErrorDetail, type JsonObject, type KubeObject, TmcError } from '../apimachinery/index.ts'
import { copyJson } from '../schema/index.ts'
import { applyObject } from './applies.ts'
import { copyChecked, idOf, metadataText } from './intake.ts'
import { admitDeletions } from './deletions.ts'
import { listObjects } from './listing.ts'
import type {
  ApplyOptions,
  Deletion,
  DeleteOptions,
  Input,
  ListOptions,
  ObjectKey,
  ObjectList,
  ObjectStore,
  Operation,
  Patch,
  WatchEvent,
  WatchOptions,
  WriteOptions,
  Written,
} from './object-store.ts'
import { patchObject, patchStatusOf } from './patches.ts'
import { notFound } from './refusals.ts'
import type { Change, Table } from './table.ts'
import type { Transaction } from './transaction.ts'
import { watchObjects } from './watching.ts'
import { createObject, deleteObject, keyProblem, type Result, updateObject, updateStatusOf } from './writes.ts'
import { invalidObject } from '../api/index.ts'

/** What is behind an embedded store: where its table comes from, and where changes go. */
export interface Backing {
  readonly table: Table
  /** Brings the table up to date; of a kind, or of one object of it, at least. */
  refresh(kind?: AnyResource, key?: ObjectKey): Promise<void>
  /** Runs a plan on an up-to-date table, alone; keeps its changes when it ends without an error, unless told not to. */
  transact<T>(plan: (tx: Transaction) => T, keeps: boolean): Promise<T>
  /** Brings the table up to date whenever somebody else changes what is behind it. @returns what stops that */
  follow(onFailure: (error: unknown) => void): () => void
}

/** An ObjectStore over a table. What writes mean is the same whatever is behind it. */
export class EmbeddedStore implements ObjectStore {
  readonly #backing: Backing

  constructor(backing: Backing) {
    this.#backing = backing
  }

  async get(kind: AnyResource, key: ObjectKey): Promise<KubeObject> {
    const problem = keyProblem(kind, key)
    if (problem !== undefined) throw invalidObject(kind, key.name, [problem])
    await this.#backing.refresh(kind, key)
    const entry = this.#backing.table.entry(kind, idOf(key))
    if (entry === undefined) throw notFound(kind, key)
    return out(entry.object)
  }

  async list(kind: AnyResource, options: ListOptions = {}): Promise<ObjectList> {
    await this.#backing.refresh(kind)
    return listObjects(this.#backing.table, kind, options)
  }

  create(kind: AnyResource, object: Input, options: WriteOptions = {}): Promise<KubeObject> {
    return this.#write({ verb: 'create', kind, object }, options)
  }

  update(kind: AnyResource, object: Input, options: WriteOptions = {}): Promise<KubeObject> {
    return this.#write({ verb: 'update', kind, object }, options)
  }

  updateStatus(kind: AnyResource, object: Input, options: WriteOptions = {}): Promise<KubeObject> {
    return this.#write({ verb: 'updateStatus', kind, object }, options)
  }

  patch(kind: AnyResource, key: ObjectKey, patch: Patch, options: WriteOptions = {}): Promise<KubeObject> {
    return this.#write({ verb: 'patch', kind, key, patch }, options)
  }

  patchStatus(kind: AnyResource, key: ObjectKey, patch: Patch, options: WriteOptions = {}): Promise<KubeObject> {
    return this.#write({ verb: 'patchStatus', kind, key, patch }, options)
  }

  async apply(kind: AnyResource, object: Input, options: ApplyOptions = {}): Promise<Written> {
    return this.#writeOne({ verb: 'apply', kind, object }, options)
  }

  async delete(kind: AnyResource, key: ObjectKey, options: DeleteOptions = {}): Promise<Deletion> {
    const { isGone, object } = await this.#backing.transact((tx) => {
      const deletion = deleteObject(tx, kind, key, options)
      admitDeletions(tx, () => options.force === true, options.onWarning)
      return deletion
    }, options.dryRun !== true)
    return { isGone, object: out(object) }
  }

  async batch(operations: readonly Operation[], options: ApplyOptions = {}): Promise<Written[]> {
    const own = operations.map(ownOperation)
    const results = await this.#backing.transact((tx) => runAll(tx, own, options), options.dryRun !== true)
    return results.map(({ object, outcome, before }) => ({
      object: options.dryRun === true ? unversioned(object, before) : out(object),
      outcome,
    }))
  }

  watch(kind: AnyResource, options: WatchOptions = {}): AsyncIterable<WatchEvent> {
    const { table } = this.#backing
    const refresh = () => this.#backing.refresh()
    return watchObjects({ table, refresh, follow: (onFailure) => this.#backing.follow(onFailure) }, kind, options)
  }

  async #write(operation: Operation, options: WriteOptions): Promise<KubeObject> {
    return (await this.#writeOne(operation, options)).object
  }

  async #writeOne(operation: Operation, options: ApplyOptions): Promise<Written> {
    const [written] = await this.batch([operation], options)
    if (written === undefined) throw new TmcError('Bug', 'an operation came to nothing')
    return written
  }
}

/** An operation that shares nothing with the caller, who may go on changing what it passed. */
function ownOperation(operation: Operation): Operation {
  switch (operation.verb) {
    case 'create':
    case 'update':
    case 'updateStatus':
    case 'apply':
      return { ...operation, object: copyChecked(operation.object, operation.kind.kind) as JsonObject }
    case 'patch':
    case 'patchStatus':
      return { ...operation, patch: copyChecked(operation.patch, 'patch') as Patch }
    case 'delete':
      return operation
  }
}

type Told = Result & { readonly before: JsonObject | undefined }

function withBefore(tx: Transaction, plan: () => Result): Told {
  const mark = tx.mark()
  const result = plan()
  return { ...result, before: tx.changes[mark]?.before?.object }
}

function runAll(tx: Transaction, operations: readonly Operation[], options: ApplyOptions): Told[] {
  const results: Told[] = []
  const failures: TmcError[] = []
  const forced = new Set<Change>()
  for (const operation of operations) {
    const mark = tx.mark()
    try {
      results.push(withBefore(tx, () => run(tx, operation, options)))
      if (operation.verb === 'delete' && operation.force === true)
        for (const change of tx.changes.slice(mark)) forced.add(change)
    } catch (error) {
      if (!(error instanceof TmcError)) throw error
      failures.push(error)
      tx.goBack(mark)
    }
  }
  const [first] = failures
  if (first === undefined) {
    admitDeletions(tx, (change) => forced.has(change), options.onWarning)
    return results
  }
  if (failures.length === 1) throw first
  throw new TmcError(first.code, first.message, {
    hint: first.hint,
    details: failures.flatMap((one): readonly ErrorDetail[] =>
      one.details.length === 0 ? [{ message: one.message }] : one.details,
    ),
  })
}

function run(tx: Transaction, operation: Operation, options: ApplyOptions): Result {
  switch (operation.verb) {
    case 'create':
      return createObject(tx, operation.kind, operation.object, options)
    case 'update':
      return updateObject(tx, operation.kind, operation.object, options)
    case 'updateStatus':
      return updateStatusOf(tx, operation.kind, operation.object, options)
    case 'apply':
      return applyObject(tx, operation.kind, operation.object, options)
    case 'patch':
      return patchObject(tx, operation.kind, operation.key, operation.patch, options)
    case 'patchStatus':
      return patchStatusOf(tx, operation.kind, operation.key, operation.patch, options)
    case 'delete':
      return deleteObject(tx, operation.kind, operation.key, operation)
  }
}

function out(object: JsonObject): KubeObject {
  return copyJson(object) as KubeObject
}

/** The answer to a dry run: under the version that is stored, as none was given. */
function unversioned(object: JsonObject, before: JsonObject | undefined): KubeObject {
  const answer = out(object)
  if (before === undefined) delete answer.metadata.resourceVersion
  else answer.metadata.resourceVersion = metadataText(before, 'resourceVersion')
  return answer
}
