import { TmcError } from '../../core/apimachinery/index.ts'
import { kinds, type SyncTarget } from '../../core/api/index.ts'
import { emptySelector } from '../empty-selector.ts'
import type { Hub } from '../hub.ts'
import { notFound } from '../missing.ts'
import { objectName } from '../outcome.ts'

/** Which targets a command is about: names, or a selector, or all. */
export type TargetChoice = {
  readonly names: readonly string[]
  readonly selector?: string | undefined
  readonly all?: boolean | undefined
}

/**
 * The targets a command is about, by name in the order given, else in the order of their names.
 *
 * @throws TmcError `Usage` when nothing or too much says which; `NotFound` listing every name that is no target
 */
export async function chooseTargets(hub: Hub, { names, selector, all }: TargetChoice): Promise<SyncTarget[]> {
  const ways = [names.length > 0, selector !== undefined, all === true].filter(Boolean).length
  if (ways === 0)
    throw new TmcError('Usage', 'missing TARGET', { hint: 'name targets, or choose them with -l or --all' })
  if (selector?.trim() === '') throw emptySelector()
  if (names.includes('')) throw new TmcError('Usage', 'a name is empty')
  if (ways > 1) throw new TmcError('Usage', 'targets are chosen by name, by -l or by --all, not by several of them')
  const { items } = await hub.client.syncTargets.list({ labelSelector: selector })
  if (names.length === 0) return items
  const byName = new Map(items.map((target) => [target.metadata.name, target]))
  const missing = names.filter((name) => !byName.has(name))
  if (missing.length > 0) throw notFound('synctargets.workload.kcp.io', missing, [...byName.keys()])
  return [...new Set(names)].flatMap((name) => byName.get(name) ?? [])
}

/** A target as messages name it. */
export function targetName({ metadata }: SyncTarget): string {
  return objectName(kinds.syncTargets, metadata.name)
}
