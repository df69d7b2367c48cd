import type { SyncTarget } from '../../core/api/index.ts'
import { TmcError } from '../../core/apimachinery/index.ts'
import type { Taint, TaintChange } from './parse-flags.ts'

/** Takes no new workloads any more; what runs there stays. */
export function cordon(target: SyncTarget): SyncTarget {
  return { ...target, spec: { ...target.spec, unschedulable: true } }
}

/** Takes new workloads again, and whatever was to leave may stay. */
export function uncordon(target: SyncTarget): SyncTarget {
  const { unschedulable: _, evictAfter: __, ...spec } = target.spec
  return { ...target, spec }
}

/**
 * Takes no new workloads, and what runs there leaves from a time on.
 *
 * @param evictAfter RFC 3339
 */
export function drain(target: SyncTarget, evictAfter: string): SyncTarget {
  return { ...target, spec: { ...target.spec, unschedulable: true, evictAfter } }
}

/**
 * Changes taints. A taint is one by its key and effect.
 *
 * @throws TmcError `NotFound` when a taint to remove is not there
 */
export function taint(target: SyncTarget, changes: readonly TaintChange[]): SyncTarget {
  for (const change of changes)
    if (change.action === 'Remove' && !(target.spec.taints ?? []).some((one) => isMeant(one, change))) {
      const what = change.effect === undefined ? change.key : `${change.key}:${change.effect}`
      throw new TmcError('NotFound', `target ${JSON.stringify(target.metadata.name)} has no taint ${what}`)
    }
  return { ...target, spec: { ...target.spec, taints: applyTaintChanges(target.spec.taints ?? [], changes) } }
}

/** The taints after some changes; a taint that stays as it is keeps the time it came. */
export function applyTaintChanges(taints: readonly Taint[], changes: readonly TaintChange[]): Taint[] {
  let result = [...taints]
  for (const change of changes) {
    if (change.action === 'Remove') {
      result = result.filter((one) => !isMeant(one, change))
      continue
    }
    const index = result.findIndex(({ key, effect }) => key === change.taint.key && effect === change.taint.effect)
    const old = result[index]
    if (old === undefined) result.push(change.taint)
    else if (old.value !== change.taint.value) result[index] = change.taint
  }
  return result
}

function isMeant(taint: Taint, { key, effect }: { key: string; effect: Taint['effect'] | undefined }): boolean {
  return taint.key === key && (effect === undefined || taint.effect === effect)
}
