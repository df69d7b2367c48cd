import { type KubeObject, TmcError } from '../../apimachinery/index.ts'
import type { Scorer, SyncTarget } from '../../api/index.ts'
import { askedGrains } from '../fleet/amounts.ts'
import { buildFleet, type IndexedFleet, indexed } from '../fleet/fleet.ts'
import { balancedAllocation, requestedToCapacity, type ShapePoint } from './scores.ts'
import { readWorkload } from '../workload/workload.ts'

/** How one of the scorers that come with the library is set. */
export type ResourceScorerOptions = {
  /** Rank among scorers, the higher first; 0 unless told otherwise. */
  readonly priority?: number
  /** Names of the resources that count, `cpu` and `memory` unless told otherwise. */
  readonly resources?: readonly string[]
}

/** Used and capacity of one resource, in the same unit. */
type Usage = { readonly resource: string; readonly used: number; readonly capacity: number }

/**
 * A scorer for targets whose resources would be used evenly once one more pod of the workload is there: kube-scheduler's
 * balanced allocation, 0 to 100. What a target's status counts as used counts; what the run placed before does not.
 */
export function balancedAllocationScorer(options: ResourceScorerOptions = {}): Scorer {
  return resourceScorer(options, balancedAllocation)
}

/**
 * A scorer by a shape over how full a target would be once one more pod of the workload is there: kube-scheduler's
 * requested-to-capacity ratio, 0 to 100. What a target's status counts as used counts; what the run placed before does not.
 *
 * @param shape from utilization, 0 to 100 percent, to score, 0 to 10; ascending by utilization
 * @param options `weights` by resource, 1 unless told otherwise
 * @throws TmcError `InvalidShare` when the shape is empty, out of range or not ascending
 */
export function requestedToCapacityScorer(
  shape: readonly ShapePoint[],
  options: ResourceScorerOptions & { readonly weights?: ReadonlyMap<string, number> } = {},
): Scorer {
  requireShape(shape)
  return resourceScorer(options, (usages) =>
    requestedToCapacity(
      usages.map((usage) => ({ ...usage, weight: options.weights?.get(usage.resource) ?? 1 })),
      shape,
    ),
  )
}

function requireShape(shape: readonly ShapePoint[]): void {
  const isIn = (value: number, most: number) => Number.isInteger(value) && value >= 0 && value <= most
  const isSound = shape.every(
    ({ utilization, score }, index) =>
      isIn(utilization, 100) && isIn(score, 10) && utilization > (shape[index - 1]?.utilization ?? -1),
  )
  if (shape.length > 0 && isSound) return
  throw new TmcError('InvalidShare', 'the shape of a scorer is empty, out of range or not ascending', {
    hint: 'give points such as { utilization: 0, score: 10 }, { utilization: 100, score: 0 }',
  })
}

function resourceScorer(
  { priority = 0, resources = ['cpu', 'memory'] }: ResourceScorerOptions,
  formula: (usages: readonly Usage[]) => number,
): Scorer {
  return { priority: () => priority, score: (target, workload) => formula(usagesOf(target, workload, resources)) }
}

const fleets = new WeakMap<SyncTarget, IndexedFleet>()

/** How full a target would be with one more pod; resources whose capacity it does not state are left out. */
function usagesOf(target: SyncTarget, workload: KubeObject, resources: readonly string[]): Usage[] {
  let fleet = fleets.get(target)
  if (fleet === undefined) fleets.set(target, (fleet = indexed(buildFleet({ targets: [target] }))))
  const read = readWorkload(workload, fleet.kinds, fleet.reader, 'default')
  return resources.flatMap((resource) => {
    const { capacity, free } = fleet.stated(resource, 0) ?? {}
    if (capacity === undefined) return []
    const asked = askedGrains(resource, read.demand.requests.get(resource) ?? 0n)
    return [{ resource, used: Number(capacity - (free ?? capacity) + asked), capacity: Number(capacity) }]
  })
}
