import { allKinds, type AnyResource, validateDelete } from '../core/api/index.ts'
import { type ErrorDetail, type KubeObject, TmcError } from '../core/apimachinery/index.ts'
import type { ObjectStore } from '../core/store/index.ts'
import type { FoundObject } from './find-objects.ts'
import { endingAtOnce } from './interruption.ts'
import { objectName, type ObjectOutcome } from './outcome.ts'

/** What may be said against a deletion. */
export type DeletionCheck = { readonly warnings: readonly string[]; readonly obstacles: readonly ErrorDetail[] }

/**
 * Looks at what some objects mean to the rest of the hub: what still refers to them is an obstacle, unless it goes too;
 * what would be lost with them is a warning.
 */
export async function checkDeletion(store: ObjectStore, doomed: readonly FoundObject[]): Promise<DeletionCheck> {
  const leaving = new Set(doomed.map(({ kind, object }) => identity(kind, object)))
  const related: KubeObject[] = []
  for (const kind of allKinds) {
    const { items } = await store.list(kind)
    related.push(...items.filter((object) => !leaving.has(identity(kind, object))))
  }
  const warnings: string[] = []
  const obstacles: ErrorDetail[] = []
  for (const { kind, object } of doomed) {
    const verdict = validateDelete(kind, object, { related })
    const name = objectName(kind, object.metadata.name ?? '')
    warnings.push(...verdict.warnings.map((warning) => `${name}: ${warning}`))
    obstacles.push(
      ...verdict.errors.map(({ message }) => ({ message: `${name}: ${message.replace(/^Forbidden: /, '')}` })),
    )
  }
  return { warnings, obstacles }
}

/** The error that keeps a deletion from happening. */
export function stillNeeded(obstacles: readonly ErrorDetail[]): TmcError {
  return new TmcError('Conflict', obstacles[0]?.message ?? 'still needed', {
    details: obstacles,
    hint: 'delete what refers to it first, or together with it; --force deletes it all the same',
  })
}

/**
 * Deletes objects, all or none, each only if it still is the one that was looked at.
 *
 * @returns what became of each: deleted, or waiting for its finalizers
 */
export async function deleteObjects(
  store: ObjectStore,
  doomed: readonly FoundObject[],
  { isDryRun, force }: { readonly isDryRun: boolean; readonly force: boolean },
): Promise<ObjectOutcome[]> {
  const operations = doomed.map(({ kind, object: { metadata } }) => ({
    verb: 'delete' as const,
    kind,
    key: { name: metadata.name ?? '', namespace: metadata.namespace },
    uid: metadata.uid,
    force,
  }))
  const written = await endingAtOnce(() => store.batch(operations, { dryRun: isDryRun }))
  return doomed.map(({ kind, object }, index) => {
    const after = written[index]
    const waits = after?.outcome !== 'deleted' && (after?.object.metadata.finalizers ?? []).length > 0
    const finalizers = after?.object.metadata.finalizers ?? []
    return { kind, object, word: waits ? `is being deleted; waits for ${finalizers.join(', ')}` : 'deleted' }
  })
}

function identity({ plural, group }: AnyResource, { metadata }: KubeObject): string {
  return `${plural}.${group}/${metadata.namespace ?? ''}/${metadata.name ?? ''}`
}
