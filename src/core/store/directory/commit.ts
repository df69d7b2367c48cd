import type { JsonObject } from '../../apimachinery/index.ts'
import { type Change, tableName } from '../table.ts'
import { manifestPath } from './layout.ts'
import type { Ledger } from './ledger.ts'
import type { LoggedChange, LogRecord } from './log-record.ts'
import { manifestOf, manifestText, type StateRecord, stateOf } from './state-record.ts'

/** A manifest to replace, or to remove when the text is null. Its path is below the hub. */
export type FileChange = { readonly path: string; readonly text: string | null }

/** What changes come to on disk: one record, which makes them last, and the manifests. */
export type Commit = { readonly record: LogRecord & { type: 'changes' }; readonly files: readonly FileChange[] }

/**
 * Plans how changes are written.
 *
 * @param hashOnDisk what is in a file now; null when there is none
 */
export function planCommit(
  changes: readonly Change[],
  ledger: Ledger,
  hashOnDisk: (path: string) => string | null,
  boot: string,
): Commit {
  const files = new Map<string, FileChange>()
  const states = new Map<string, StateRecord | undefined>()
  const logged = changes.map(({ kind, id, revision, after }): LoggedChange => {
    const table = tableName(kind)
    const path = manifestPath(kind, id)
    const key = `${table} ${id}`
    const old = states.has(key) ? states.get(key) : ledger.object(table, id)?.state
    const before = hashOnDisk(path)
    if (after === undefined) {
      states.set(key, undefined)
      files.set(path, { path, text: null })
      return { table, id, revision, manifest: null, before }
    }
    const manifest: JsonObject = manifestOf(kind, after.object)
    const text = manifestText(manifest)
    const state = stateOf(kind, after, manifest, text)
    states.set(key, state)
    if (old?.manifestHash === state.manifestHash) return { table, id, revision, state }
    files.set(path, { path, text })
    return { table, id, revision, state, manifest, before }
  })
  const revision = changes.at(-1)?.revision ?? ledger.revision
  return {
    record: { type: 'changes', revision, boot, isFromManifests: false, changes: logged },
    files: [...files.values()].filter(({ path, text }) => text !== null || hashOnDisk(path) !== null),
  }
}
