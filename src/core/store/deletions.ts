import { allKinds, referencesOf } from '../api/index.ts'
import { type ErrorDetail, type JsonObject, TmcError } from '../apimachinery/index.ts'
import { keyOf, metadataText } from './intake.ts'
import type { Change } from './table.ts'
import type { Transaction } from './transaction.ts'

/**
 * Judges the deletions of a transaction once all of it is planned, since what goes together may refer to each other.
 *
 * @param isForced whether a deletion happens whatever refers to its object
 * @throws TmcError `Conflict` whose details name everything that still refers to an object that would go
 */
export function admitDeletions(
  tx: Transaction,
  isForced: (change: Change) => boolean,
  onWarning: ((warning: string) => void) | undefined,
): void {
  const { deletion } = tx.environment.admission
  const doomed = tx.changes.filter((change) => isDeletion(change) && !isForced(change))
  if (deletion === undefined || doomed.length === 0) return
  const referring = referringObjects(tx, new Set(doomed.map(({ kind }) => kind.kind)))
  const details: ErrorDetail[] = []
  for (const { kind, before } of doomed) {
    const object = before?.object ?? {}
    const { name, namespace = '' } = keyOf(object)
    const related = referring.get(referenceKey({ kind: kind.kind, namespace, name })) ?? []
    const { errors, warnings } = deletion({ kind, object, related })
    const called = `${kind.kind} ${JSON.stringify(namespace === '' ? name : `${namespace}/${name}`)}`
    for (const warning of warnings) onWarning?.(`${called}: ${warning}`)
    for (const { message } of errors) details.push({ message: `${called}: ${message.replace(/^Forbidden: /, '')}` })
  }
  if (details.length === 0) return
  const hint = 'delete what refers to it first, or together with it'
  throw new TmcError('Conflict', details[0]?.message ?? '', { details, hint })
}

/** Whether somebody wants an object gone with this change, rather than its last finalizer leaving. */
function isDeletion({ before, after }: Change): boolean {
  const wasLeaving = before !== undefined && metadataText(before.object, 'deletionTimestamp') !== ''
  const isLeaving = after === undefined || metadataText(after.object, 'deletionTimestamp') !== ''
  return before !== undefined && isLeaving && !wasLeaving
}

/** The objects that refer to objects of some kinds, by what they refer to. Those that are leaving keep nothing. */
function referringObjects(tx: Transaction, kinds: ReadonlySet<string>): Map<string, JsonObject[]> {
  const referring = new Map<string, JsonObject[]>()
  for (const kind of allKinds)
    for (const object of tx.objects(kind)) {
      if (metadataText(object, 'deletionTimestamp') !== '') continue
      for (const key of new Set(
        referencesOf(object)
          .filter((one) => kinds.has(one.kind))
          .map(referenceKey),
      )) {
        const list = referring.get(key)
        if (list === undefined) referring.set(key, [object])
        else list.push(object)
      }
    }
  return referring
}

function referenceKey({ kind, namespace, name }: { kind: string; namespace: string; name: string }): string {
  return `${kind} ${namespace}/${name}`
}
