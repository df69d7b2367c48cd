import { type KubeObject, parseDuration, TmcError } from '../core/apimachinery/index.ts'
import type { ObjectStore } from '../core/store/index.ts'
import type { FoundObject } from './find-objects.ts'
import { objectName } from './outcome.ts'

/**
 * Waits until deleted objects are really gone: until everybody who put a finalizer on them has taken it away. An object of
 * the same name that came later is another one.
 *
 * @param timeout a duration such as `30s`; undefined waits without end
 * @throws TmcError `TimedOut` naming what is still there, `Aborted` when interrupted, `Usage` when the duration is none
 */
export async function waitUntilGone(
  store: ObjectStore,
  deleted: readonly FoundObject[],
  timeout: string | undefined,
  interruption: AbortSignal,
): Promise<void> {
  const end = timeout === undefined ? undefined : AbortSignal.timeout(millisecondsOf(timeout))
  const signal = end === undefined ? interruption : AbortSignal.any([interruption, end])
  for (const { kind, object } of deleted) {
    const { name = '', namespace, uid } = object.metadata
    const selection = { namespace, fieldSelector: [{ field: 'metadata.name', operator: '=' as const, value: name }] }
    const { items, metadata } = await store.list(kind, selection)
    let left = items.find((item) => item.metadata.uid === uid)
    if (left === undefined) continue
    for await (const event of store.watch(kind, { ...selection, resourceVersion: metadata.resourceVersion, signal })) {
      if (event.type === 'BOOKMARK' || event.object.metadata.uid !== uid) continue
      left = event.type === 'DELETED' ? undefined : event.object
      if (left === undefined) break
    }
    if (left === undefined) continue
    if (interruption.aborted) throw new TmcError('Aborted', `interrupted; ${stillThere(objectName(kind, name), left)}`)
    throw new TmcError('TimedOut', `${stillThere(objectName(kind, name), left)} after ${timeout}`)
  }
}

function stillThere(name: string, { metadata: { finalizers = [] } }: KubeObject): string {
  return `${name} still waits for ${finalizers.join(', ')}`
}

/** How long `--timeout` says, in milliseconds. */
export function millisecondsOf(timeout: string): number {
  const nanoseconds = parseDuration(timeout)
  if (nanoseconds < 0n) throw new TmcError('Usage', `--timeout ${timeout}: expected a duration that is not negative`)
  return Number(nanoseconds / 1_000_000n)
}
