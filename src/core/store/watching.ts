import type { AnyResource } from '../api/index.ts'
import { type JsonObject, type KubeObject, TmcError } from '../apimachinery/index.ts'
import { copyJson } from '../schema/index.ts'
import type { WatchEvent, WatchOptions } from './object-store.ts'
import { badRequest } from './refusals.ts'
import { inNamespace, matcherOf } from './selection.ts'
import { type Change, type Table, tableName } from './table.ts'

/** After how many changes that do not concern it a watch that wants bookmarks gets one. */
const bookmarkEvery = 100

/** What a watch needs of the store it watches. */
export type Watched = {
  readonly table: Table
  /** Brings the table up to date. */
  readonly refresh: () => Promise<void>
  /** Keeps the table up to date from now on; a failure to do so ends the watch. @returns what stops that */
  readonly follow: (onFailure: (error: unknown) => void) => () => void
}

/** Tells the changes of a kind; see ObjectStore.watch. */
export async function* watchObjects(
  { table, refresh, follow }: Watched,
  kind: AnyResource,
  options: WatchOptions,
): AsyncGenerator<WatchEvent, void, undefined> {
  const { signal, bookmarks = false, resourceVersion = '' } = options
  const selects = selectionOf(kind, options)
  await refresh()
  const failures: unknown[] = []
  const unfollow = follow((error) => {
    failures.push(error)
    table.wake()
  })
  try {
    const isFromNow = resourceVersion === '' || resourceVersion === '0'
    let seen = isFromNow ? table.revision : startOf(table, resourceVersion)
    let marked = seen
    if (isFromNow) {
      const there = inNamespace(table.ids(kind), selects.namespace).map((id) => table.entry(kind, id)?.object)
      for (const object of there) {
        if (signal?.aborted === true) return
        if (object !== undefined && selects.matches(object)) yield { type: 'ADDED', object: out(object) }
      }
      if (bookmarks) yield { type: 'BOOKMARK', resourceVersion: String(seen) }
    }
    while (signal?.aborted !== true) {
      if (failures.length > 0) throw failures[0]
      if (seen < table.knownSince) throw tooOld(seen, table)
      for (const change of table.changesAfter(seen)) {
        if (isAborted(signal)) return
        seen = change.revision
        const event = tableName(change.kind) === tableName(kind) ? eventOf(change, selects) : undefined
        if (event === undefined) continue
        yield event
        marked = seen
      }
      if (bookmarks && seen - marked >= bookmarkEvery) {
        marked = seen
        yield { type: 'BOOKMARK', resourceVersion: String(seen) }
      }
      if (table.changesAfter(seen).length === 0 && failures.length === 0 && seen >= table.knownSince)
        await nextChange(table, signal)
    }
  } finally {
    unfollow()
  }
}

/** Which objects a watch is about. */
type Selects = { readonly namespace: string | undefined; readonly matches: (object: JsonObject) => boolean }

function selectionOf(kind: AnyResource, options: WatchOptions): Selects {
  const namespace = kind.scope === 'Namespaced' ? options.namespace : undefined
  return { namespace, matches: matcherOf(options) ?? (() => true) }
}

function startOf(table: Table, resourceVersion: string): number {
  if (!/^\d{1,16}$/.test(resourceVersion))
    throw badRequest(`resourceVersion ${JSON.stringify(resourceVersion)} is not one that the hub has given`)
  const start = Number(resourceVersion)
  if (start > table.revision)
    throw new TmcError('Gone', `Too large resource version: ${start}, current: ${table.revision}`, {
      hint: 'the version comes from another hub, or from this one before it was made anew; list again',
    })
  if (start < table.knownSince) throw tooOld(start, table)
  return start
}

function tooOld(seen: number, table: Table): TmcError {
  return new TmcError('Gone', `too old resource version: ${seen} (${table.knownSince})`, {
    hint: 'list again, and watch from the version of the list',
  })
}

/** What a change is to those who see only the selected objects. */
function eventOf({ id, before, after, revision }: Change, { namespace, matches }: Selects): WatchEvent | undefined {
  if (namespace !== undefined && !id.startsWith(`${namespace}/`)) return undefined
  const wasSeen = before !== undefined && matches(before.object)
  const isSeen = after !== undefined && matches(after.object)
  if (isSeen) return { type: wasSeen ? 'MODIFIED' : 'ADDED', object: out(after.object) }
  if (!wasSeen) return undefined
  const object = out(before.object)
  object.metadata.resourceVersion = String(revision)
  return { type: 'DELETED', object }
}

function out(object: JsonObject): KubeObject {
  return copyJson(object) as KubeObject
}

/** Read anew each time: it changes while a watch is suspended. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}

function nextChange(table: Table, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stopWaiting()
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const stopWaiting = table.onChange(done)
    signal?.addEventListener('abort', done)
  })
}
