import { TmcError } from '../../../core/apimachinery/index.ts'
import { PlacementDecision } from '../../../core/api/index.ts'
import { type DecisionPlan, type PlannedDecision, workloadLabel } from '../../../core/simulation/index.ts'
import type { ObjectStore, Operation } from '../../../core/store/index.ts'
import type { ObjectOutcome } from '../../outcome.ts'
import { formatTable } from '../../printers/index.ts'

/** A plan for people: what changes, what was and will be, and what is short of a place and why. */
export function formatPlan({ decisions, counts }: DecisionPlan): string {
  const shown = decisions.filter((one) => one.action !== 'Keep' || isShort(one))
  const rows = shown.map(({ action, workload, object, outcome, before, after }) => [
    action,
    workload === null ? (object.metadata.name ?? '') : workloadLabel(workload),
    outcome ?? '',
    before.length === 0 ? '<none>' : before.join(' '),
    after.length === 0 ? '<none>' : after.join(' '),
    isShort({ outcome }) ? shortage(object) : '',
  ])
  const columns = ['Plan', 'Workload', 'Outcome', 'Before', 'After', 'Why'].map((name) => ({ name }))
  const { Create, Update, Keep, Remove } = counts
  return `${formatTable({ columns, rows })}${Create} to create, ${Update} to change, ${Remove} to remove, ${Keep} as they are`
}

function isShort({ outcome }: Pick<PlannedDecision, 'outcome'>): boolean {
  return outcome === 'Partial' || outcome === 'Unplaced'
}

/** How much found no place and why, and what stops most of the other targets. */
function shortage({ status }: PlannedDecision['object']): string {
  const message = status?.conditions?.find(({ type }) => type === 'Scheduled')?.message ?? ''
  const [first] = (status?.rejected ?? []).filter(({ stage }) => stage !== 'Ranking')
  return first === undefined ? message : `${message}; ${first.count}× ${first.code}: ${first.message}`
}

/**
 * Stops when a workload could not be decided: half of what was asked for is not to be written.
 *
 * @throws TmcError `InvalidManifest` listing every mistake
 */
export function refuseMistakes({ mistakes }: DecisionPlan): void {
  const [first] = mistakes
  if (first === undefined) return
  throw new TmcError('InvalidManifest', first.message, {
    details: mistakes,
    hint: 'nothing was written; mend them, or leave these workloads out',
  })
}

/**
 * Writes a plan to a hub, all or nothing. An object that somebody changed since it was read is a Conflict.
 *
 * @returns what became of each object, those that stay as they are included
 */
export async function applyPlan(
  store: ObjectStore,
  { decisions }: DecisionPlan,
  isDryRun: boolean,
): Promise<ObjectOutcome[]> {
  const written = await store.batch(decisions.flatMap(operationsFor), { dryRun: isDryRun, fieldManager: 'tmcctl' })
  const latest = new Map(
    written.map(({ object }) => [`${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`, object]),
  )
  return decisions.map(({ action, object }) => ({
    kind: PlacementDecision,
    object: latest.get(`${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`) ?? object,
    word: words[action],
  }))
}

const words: { readonly [A in PlannedDecision['action']]: string } = {
  Create: 'created',
  Update: 'configured',
  Keep: 'unchanged',
  Remove: 'deleted',
}

/** The status has a door of its own, as in an API server. */
function operationsFor({ action, object }: PlannedDecision): Operation[] {
  const { metadata, status } = object
  const key = { name: metadata.name ?? '', namespace: metadata.namespace }
  const patchStatus: Operation[] =
    status === undefined
      ? []
      : [{ verb: 'patchStatus', kind: PlacementDecision, key, patch: { type: 'merge', patch: { ...status } } }]
  switch (action) {
    case 'Create':
      return [{ verb: 'create', kind: PlacementDecision, object }, ...patchStatus]
    case 'Update':
      return [{ verb: 'update', kind: PlacementDecision, object }, ...patchStatus]
    case 'Remove':
      return [
        { verb: 'delete', kind: PlacementDecision, key, uid: metadata.uid, resourceVersion: metadata.resourceVersion },
      ]
    case 'Keep':
      return []
  }
}
