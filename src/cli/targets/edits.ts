import type { SyncTarget } from '../../core/api/index.ts'
import { deepEqual, type JsonObject, TmcError } from '../../core/apimachinery/index.ts'
import type { Taint, TaintChange } from './parse-flags.ts'

/** A change of one target: what to merge into it, and the word for what became of it. */
export type TargetEdit = {
  /** RFC 7386; undefined when there is nothing to change. */
  readonly patch: JsonObject | undefined
  readonly word: string
}

/** Takes no new workloads any more; what runs there stays. */
export function cordon({ spec }: SyncTarget): TargetEdit {
  if (spec.unschedulable === true) return { patch: undefined, word: 'already cordoned' }
  return { patch: { spec: { unschedulable: true } }, word: 'cordoned' }
}

/** Takes new workloads again, and whatever was to leave may stay. */
export function uncordon({ spec }: SyncTarget): TargetEdit {
  if (spec.unschedulable !== true && spec.evictAfter === undefined)
    return { patch: undefined, word: 'already uncordoned' }
  return { patch: { spec: { unschedulable: null, evictAfter: null } }, word: 'uncordoned' }
}

/**
 * Takes no new workloads, and what runs there leaves from a time on. A target that is being drained already keeps its
 * time, unless another is asked for.
 *
 * @param evictAfter RFC 3339
 * @param isAsked whether a person named the time
 */
export function drain({ spec }: SyncTarget, evictAfter: string, isAsked: boolean): TargetEdit {
  if (spec.unschedulable === true && spec.evictAfter !== undefined && (!isAsked || spec.evictAfter === evictAfter))
    return { patch: undefined, word: `already draining since ${spec.evictAfter}` }
  return { patch: { spec: { unschedulable: true, evictAfter } }, word: `draining from ${evictAfter}` }
}

/**
 * Changes taints. A taint is one by its key and effect.
 *
 * @throws TmcError `NotFound` when a taint to remove is not there
 */
export function taint({ metadata, spec }: SyncTarget, changes: readonly TaintChange[]): TargetEdit {
  const before = spec.taints ?? []
  for (const change of changes)
    if (change.action === 'Remove' && !before.some((one) => isMeant(one, change))) {
      const what = change.effect === undefined ? change.key : `${change.key}:${change.effect}`
      throw new TmcError('NotFound', `synctarget ${JSON.stringify(metadata.name)} has no taint ${what}`)
    }
  const after = applyTaintChanges(before, changes)
  if (deepEqual(after, before)) return { patch: undefined, word: 'unchanged' }
  return { patch: { spec: { taints: after } }, word: changes.every(isRemoval) ? 'untainted' : 'tainted' }
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

function isRemoval({ action }: TaintChange): boolean {
  return action === 'Remove'
}

function isMeant(taint: Taint, { key, effect }: { key: string; effect: Taint['effect'] | undefined }): boolean {
  return taint.key === key && (effect === undefined || taint.effect === effect)
}
