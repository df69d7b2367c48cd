import type { AnyResource } from '../api/index.ts'
import type { JsonObject } from '../apimachinery/index.ts'
import type { Owners } from './ownership.ts'

/** An object as it is stored; never changed in place, never handed out. */
export type Entry = {
  readonly object: JsonObject
  /** Which field manager applied what. */
  readonly owners: Owners
  /** The revision of its last change, which is its resourceVersion. */
  readonly revision: number
}

/** One change of one object. */
export type Change = {
  readonly kind: AnyResource
  readonly id: string
  readonly revision: number
  readonly before: Entry | undefined
  /** Undefined when the object has gone. */
  readonly after: Entry | undefined
}

/** The name under which the objects of a kind are kept, apart from its version. */
export function tableName({ group, plural }: Pick<AnyResource, 'group' | 'plural'>): string {
  return `${group}/${plural}`
}

type Rows = { readonly entries: Map<string, Entry>; sorted: readonly string[] | undefined; changed: number }

/** Objects by kind, namespace and name, and the changes that led there. The revision counts changes of any kind. */
export class Table {
  readonly #rows = new Map<string, Rows>()
  readonly #limit: number
  #revision = 1
  /** The last changes, oldest first; those before `#known` are forgotten. */
  #history: Change[] = []
  #known = 1
  #wakers: (() => void)[] = []

  constructor(historyLimit: number) {
    this.#limit = historyLimit
  }

  /** Of the last change. */
  get revision(): number {
    return this.#revision
  }

  /** Changes after this revision are known, all of them. */
  get knownSince(): number {
    return this.#known
  }

  entry(kind: AnyResource, id: string): Entry | undefined {
    return this.#rows.get(tableName(kind))?.entries.get(id)
  }

  /** The ids of a kind, in order. */
  ids(kind: AnyResource): readonly string[] {
    const rows = this.#rows.get(tableName(kind))
    if (rows === undefined) return []
    return (rows.sorted ??= [...rows.entries.keys()].sort())
  }

  /** The objects of a kind as they were at a revision not before {@link knownSince}. */
  at(kind: AnyResource, revision: number): { ids: readonly string[]; entry(id: string): Entry | undefined } {
    const changed = this.#rows.get(tableName(kind))?.changed ?? 0
    if (changed <= revision) return { ids: this.ids(kind), entry: (id) => this.entry(kind, id) }
    const undone = new Map<string, Entry | undefined>()
    for (const change of this.changesAfter(revision).toReversed())
      if (tableName(change.kind) === tableName(kind)) undone.set(change.id, change.before)
    const ids = new Set(this.ids(kind))
    for (const [id, before] of undone)
      if (before === undefined) ids.delete(id)
      else ids.add(id)
    return {
      ids: [...ids].sort(),
      entry: (id) => (undone.has(id) ? undone.get(id) : this.entry(kind, id)),
    }
  }

  /** The changes after a revision not before {@link knownSince}, oldest first. */
  changesAfter(revision: number): readonly Change[] {
    let low = 0
    let high = this.#history.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#history[middle]?.revision ?? 0) <= revision) low = middle + 1
      else high = middle
    }
    return low === 0 ? this.#history : this.#history.slice(low)
  }

  /** Takes changes over, in the order of their revisions, and wakes those who wait for them. */
  commit(changes: readonly Change[]): void {
    for (const change of changes) {
      this.#put(change)
      this.#history.push(change)
    }
    const excess = this.#history.length - this.#limit
    // Cutting off a quarter at a time keeps the cost per change constant.
    if (excess > this.#limit / 4) {
      this.#known = this.#history[excess - 1]?.revision ?? this.#known
      this.#history = this.#history.slice(excess)
    }
    this.wake()
  }

  /** Starts from objects whose history is unknown. */
  load(entries: Iterable<readonly [AnyResource, string, Entry]>, revision: number): void {
    this.#rows.clear()
    this.#history = []
    this.#revision = revision
    this.#known = revision
    for (const [kind, id, after] of entries) this.#put({ kind, id, revision: after.revision, before: undefined, after })
    this.#revision = revision
    this.wake()
  }

  wake(): void {
    const wakers = this.#wakers
    this.#wakers = []
    for (const wake of wakers) wake()
  }

  /** Calls back once, at the next change. @returns what stops waiting */
  onChange(wake: () => void): () => void {
    this.#wakers.push(wake)
    return () => {
      this.#wakers = this.#wakers.filter((one) => one !== wake)
    }
  }

  #put({ kind, id, revision, after }: Change): void {
    const name = tableName(kind)
    let rows = this.#rows.get(name)
    if (rows === undefined) this.#rows.set(name, (rows = { entries: new Map(), sorted: undefined, changed: 0 }))
    if ((after === undefined) === rows.entries.has(id)) rows.sorted = undefined
    if (after === undefined) rows.entries.delete(id)
    else rows.entries.set(id, after)
    rows.changed = revision
    this.#revision = Math.max(this.#revision, revision)
  }
}
