import type { SyncTarget } from '../../core/api/index.ts'
import { kinds } from '../../core/api/index.ts'
import { TmcError } from '../../core/apimachinery/index.ts'
import type { Hub } from '../hub.ts'
import type { ObjectOutcome } from '../outcome.ts'
import type { TargetEdit } from './edits.ts'

/**
 * Changes some targets, all or none. Each is changed only if it still is what the change was made for.
 *
 * @returns what became of each
 * @throws TmcError `Conflict` when somebody else changed one in the meantime
 */
export async function editTargets(
  hub: Hub,
  targets: readonly SyncTarget[],
  edit: (target: SyncTarget) => TargetEdit,
  isDryRun: boolean,
): Promise<ObjectOutcome[]> {
  const kind = kinds.syncTargets
  const edits = targets.map((target) => ({ target, ...edit(target) }))
  const changes = edits.flatMap(({ target: { metadata }, patch }) => {
    if (patch === undefined) return []
    const withVersion = { ...patch, metadata: { resourceVersion: metadata.resourceVersion ?? '' } }
    return [
      {
        verb: 'patch' as const,
        kind,
        key: { name: metadata.name },
        patch: { type: 'merge' as const, patch: withVersion },
      },
    ]
  })
  const written = await hub.store.batch(changes, { dryRun: isDryRun })
  const byName = new Map(written.map(({ object }) => [object.metadata.name, object]))
  return edits.map(({ target, word }) => {
    const name = target.metadata.name
    const object = byName.get(name) ?? target
    if (object === undefined) throw new TmcError('Bug', `nothing became of ${name}`)
    return { kind, object: object, word }
  })
}
