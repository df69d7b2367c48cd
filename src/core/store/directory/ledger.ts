import { allKinds, type AnyResource } from '../../api/index.ts'
import { tableName } from '../table.ts'
import { manifestPath } from './layout.ts'
import type { BaseObject, LoggedChange, LogRecord, Unsettled } from './log-record.ts'
import type { StateRecord } from './state-record.ts'

const kindsByTable = new Map(allKinds.map((kind) => [tableName(kind), kind]))

/** The kind whose objects are kept under a name; undefined when it is one of another version of this program. */
export function kindOfTable(table: string): AnyResource | undefined {
  return kindsByTable.get(table)
}

/** What the hub's records say of one object. */
export type LedgerObject = {
  readonly table: string
  readonly id: string
  /** Undefined when the object has gone. */
  readonly state: StateRecord | undefined
  readonly unsettled: Unsettled | undefined
}

/** An object of one of this project's kinds. */
export type PlacedObject = LedgerObject & { readonly kind: AnyResource }

/** What all of the hub's records come to. */
export class Ledger {
  readonly #objects = new Map<string, LedgerObject>()
  /** Keys of those that are unsettled, which are few. */
  readonly #unsettled = new Set<string>()
  #placed: Map<string, PlacedObject> | undefined
  #revision = 1

  /** Of the last change. */
  get revision(): number {
    return this.#revision
  }

  /** Every object that there is, or whose manifest may still be there. */
  objects(): IterableIterator<LedgerObject> {
    return this.#objects.values()
  }

  object(table: string, id: string): LedgerObject | undefined {
    return this.#objects.get(`${table} ${id}`)
  }

  /** Those of this project's kinds by the path of their manifest. */
  byPath(): ReadonlyMap<string, PlacedObject> {
    if (this.#placed === undefined) {
      this.#placed = new Map()
      for (const object of this.#objects.values()) this.#place(object)
    }
    return this.#placed
  }

  /** Whether a manifest may not be what it should be although nobody touched it. */
  needsSettling(boot: string): boolean {
    for (const key of this.#unsettled) {
      const unsettled = this.#objects.get(key)?.unsettled
      if (unsettled !== undefined && (!unsettled.isDone || unsettled.boot !== boot)) return true
    }
    return false
  }

  apply(record: LogRecord): void {
    switch (record.type) {
      case 'base':
        this.#objects.clear()
        this.#unsettled.clear()
        this.#placed = undefined
        for (const { table, id, state, unsettled } of record.objects) this.#set({ table, id, state, unsettled })
        break
      case 'changes':
        for (const change of record.changes) this.#change(change, record.boot, record.isFromManifests)
        break
      case 'done':
        this.#settle(record)
    }
    this.#revision = Math.max(this.#revision, record.revision)
  }

  /** Everything as the first record of a new log. */
  base(): LogRecord {
    const objects = [...this.#objects.values()].map(({ table, id, state, unsettled }): BaseObject => {
      return { table, id, ...(state === undefined ? {} : { state }), ...(unsettled === undefined ? {} : { unsettled }) }
    })
    return { type: 'base', format: 1, revision: this.#revision, objects }
  }

  #change(change: LoggedChange, boot: string, isFromManifests: boolean): void {
    const { table, id, revision, state, manifest, before = null } = change
    const old = this.object(table, id)?.unsettled
    if (isFromManifests || manifest === undefined)
      return this.#set({ table, id, state, unsettled: isFromManifests ? undefined : old })
    const unsettled = { before: [...(old?.before ?? []), before], manifest, revision, boot, isDone: false }
    this.#set({ table, id, state, unsettled })
  }

  #settle({ since, revision, boot, isSynced }: LogRecord & { type: 'done' }): void {
    for (const key of [...this.#unsettled]) {
      const object = this.#objects.get(key)
      const unsettled = object?.unsettled
      if (
        object === undefined ||
        unsettled === undefined ||
        unsettled.revision < since ||
        unsettled.revision > revision
      )
        continue
      // What a machine still has after a new start is on its disk.
      const isSettled = isSynced || unsettled.boot !== boot
      this.#set({ ...object, unsettled: isSettled ? undefined : { ...unsettled, isDone: true } })
    }
  }

  #set(object: LedgerObject): void {
    const key = `${object.table} ${object.id}`
    if (object.state === undefined && object.unsettled === undefined) this.#objects.delete(key)
    else this.#objects.set(key, object)
    if (object.unsettled === undefined) this.#unsettled.delete(key)
    else this.#unsettled.add(key)
    this.#place(object)
  }

  #place(object: LedgerObject): void {
    const kind = kindOfTable(object.table)
    if (this.#placed === undefined || kind === undefined) return
    const path = manifestPath(kind, object.id)
    if (object.state === undefined && object.unsettled === undefined) this.#placed.delete(path)
    else this.#placed.set(path, { ...object, kind })
  }
}
