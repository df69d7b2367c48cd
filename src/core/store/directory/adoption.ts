import { formatTime, type JsonObject } from '../../apimachinery/index.ts'
import type { Sources } from '../sources.ts'
import { type Change, type Table, tableName } from '../table.ts'
import { fixedPart } from './fixed-part.ts'
import { kindOfTable } from './ledger.ts'
import type { LoggedChange } from './log-record.ts'
import { contentHash, entryOf, manifestOf, manifestText, type StateRecord, textHash } from './state-record.ts'
import { type HandEdit, isNewGeneration, type SoundObject } from './survey.ts'

/**
 * Plans what edits by hand come to: a new manifest is an object that was created now, a changed one a new version (and, when
 * more than its labels or annotations changed, a new generation), one that has gone a deletion.
 *
 * @param revision the last one that was given
 */
export function planEdits(
  edits: readonly HandEdit[],
  revision: number,
  { now, uid }: Sources,
): { objects: SoundObject[]; changes: LoggedChange[] } {
  const objects: SoundObject[] = []
  const changes = edits.map((edit, index): LoggedChange => {
    const { kind, id, manifest, old } = edit
    const table = tableName(kind)
    const own = revision + index + 1
    if (manifest === undefined) return { table, id, revision: own, manifest: null, before: null }
    const generation = Number(old?.metadata['generation'] ?? 0)
    const metadata: JsonObject =
      old === undefined
        ? { uid: uid(), creationTimestamp: formatTime(now()), generation: 1 }
        : { ...old.metadata, generation: isNewGeneration(edit) ? generation + 1 : generation }
    const { fixed: _, ...kept } = old ?? {}
    const fixed = fixedPart(kind, manifest)
    const state: StateRecord = {
      ...kept,
      metadata: { ...metadata, resourceVersion: String(own) },
      manifestHash: textHash(manifestText(manifest)),
      contentHash: contentHash(manifest),
      ...(fixed === undefined ? {} : { fixed }),
    }
    objects.push({ kind, id, manifest, state })
    return { table, id, revision: own, state, manifest, before: null }
  })
  return { objects, changes }
}

/** Changes of the hub's records as changes of a table. Those of kinds this program does not know are left out. */
export function tableChanges(table: Table, changes: readonly LoggedChange[]): Change[] {
  const latest = new Map<string, Change['after']>()
  return changes.flatMap((change): Change[] => {
    const { id, revision, state, manifest } = change
    const kind = kindOfTable(change.table)
    if (kind === undefined) return []
    const key = `${change.table} ${id}`
    const before = latest.has(key) ? latest.get(key) : table.entry(kind, id)
    // Where only the hub's part changed, the manifest is what it was.
    const content = manifest ?? (before === undefined ? undefined : manifestOf(kind, before.object))
    const after = state === undefined || content === undefined ? undefined : entryOf(content, state)
    latest.set(key, after)
    return [{ kind, id, revision, before, after }]
  })
}
