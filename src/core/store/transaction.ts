import type { AnyResource } from '../api/index.ts'
import { type JsonObject, sortedKeys } from '../apimachinery/index.ts'
import type { StoreAdmission } from './admission.ts'
import { metadataOf } from './intake.ts'
import type { Owners } from './ownership.ts'
import type { Sources } from './sources.ts'
import { type Change, type Entry, type Table, tableName } from './table.ts'

/** What a write relies on. */
export type WriteEnvironment = { readonly admission: StoreAdmission; readonly sources: Sources }

/** Changes on top of a table that nobody else sees until they are committed. */
export class Transaction {
  readonly environment: WriteEnvironment
  readonly #table: Table
  readonly #latest = new Map<string, Entry | undefined>()
  #changes: Change[] = []

  constructor(table: Table, environment: WriteEnvironment) {
    this.#table = table
    this.environment = environment
  }

  /** What happened so far, in the order of revisions. */
  get changes(): readonly Change[] {
    return this.#changes
  }

  entry(kind: AnyResource, id: string): Entry | undefined {
    const key = `${tableName(kind)} ${id}`
    return this.#latest.has(key) ? this.#latest.get(key) : this.#table.entry(kind, id)
  }

  /** The objects of a kind, in no order. */
  *objects(kind: AnyResource): Generator<JsonObject> {
    const ids = new Set(this.#table.ids(kind))
    for (const change of this.#changes) if (tableName(change.kind) === tableName(kind)) ids.add(change.id)
    for (const id of ids) {
      const entry = this.entry(kind, id)
      if (entry !== undefined) yield entry.object
    }
  }

  /** Stores an object under a new resourceVersion. */
  put(kind: AnyResource, id: string, object: JsonObject, owners: Owners): Entry {
    const revision = this.#nextRevision()
    const versioned = { ...object, metadata: { ...metadataOf(object), resourceVersion: String(revision) } }
    const after = { object: sortedKeys(versioned) as JsonObject, owners, revision }
    this.#record(kind, id, revision, after)
    return after
  }

  /** Removes an object. */
  remove(kind: AnyResource, id: string): void {
    this.#record(kind, id, this.#nextRevision(), undefined)
  }

  /** A point to go back to. */
  mark(): number {
    return this.#changes.length
  }

  /** Forgets what happened after a point. */
  goBack(mark: number): void {
    for (const { kind, id, before } of this.#changes.slice(mark).reverse())
      this.#latest.set(`${tableName(kind)} ${id}`, before)
    this.#changes = this.#changes.slice(0, mark)
  }

  #record(kind: AnyResource, id: string, revision: number, after: Entry | undefined): void {
    this.#changes.push({ kind, id, revision, before: this.entry(kind, id), after })
    this.#latest.set(`${tableName(kind)} ${id}`, after)
  }

  #nextRevision(): number {
    return this.#table.revision + this.#changes.length + 1
  }
}
