import { percentOf } from '../fleet/amounts.ts'

/**
 * Formulas that turn how full a target would be into points from 0 to 100, those of kube-scheduler. All take integers and
 * floor unless they say otherwise.
 */

/** floor(100 × free / capacity); 0 when nothing is there or it is overcommitted. */
export function leastAllocated(free: number, capacity: number): number {
  return capacity <= 0 || free <= 0 ? 0 : percentOf(free < capacity ? free : capacity, capacity)
}

/** floor(100 × used / capacity); 100 when it is overcommitted, as kube-scheduler has it (KubeAdmiral gives 0). */
export function mostAllocated(free: number, capacity: number): number {
  return leastAllocated(capacity - free, capacity)
}

/** One point of a shape: at `utilization` percent, `score` from 0 to 10. */
export type ShapePoint = { readonly utilization: number; readonly score: number }

/**
 * Requested-to-capacity ratio: the utilisation of each resource, put through a piecewise linear shape and multiplied by 10;
 * the mean over the resources that score, rounded. Resources that score 0 are left out of the mean.
 *
 * @param shape ascending by utilization, at least one point
 * @see kube-scheduler, requested_to_capacity_ratio.go
 */
export function requestedToCapacity(
  resources: readonly { readonly used: number; readonly capacity: number; readonly weight?: number }[],
  shape: readonly ShapePoint[],
): number {
  let sum = 0
  let weights = 0
  for (const { used, capacity, weight = 1 } of resources) {
    const utilization = capacity <= 0 || used > capacity ? 100 : percentOf(Math.max(used, 0), capacity)
    const score = shaped(utilization, shape)
    if (score <= 0) continue
    sum += score * weight
    weights += weight
  }
  return weights === 0 ? 0 : Math.round(sum / weights)
}

function shaped(utilization: number, shape: readonly ShapePoint[]): number {
  for (const [index, point] of shape.entries()) {
    if (utilization > point.utilization) continue
    const before = shape[index - 1]
    if (before === undefined) return point.score * 10
    const rise = (point.score - before.score) * 10
    const steps = Math.trunc((rise * (utilization - before.utilization)) / (point.utilization - before.utilization))
    return before.score * 10 + steps
  }
  return (shape.at(-1)?.score ?? 0) * 10
}

/**
 * Balanced allocation: 100 × (1 − the standard deviation of the used fractions), floored; half the difference for two
 * resources. Fractions are cut at 1, resources without capacity left out.
 *
 * @see kube-scheduler, balanced_allocation.go
 */
export function balancedAllocation(resources: readonly { readonly used: number; readonly capacity: number }[]): number {
  const fractions = resources
    .filter(({ capacity }) => capacity > 0)
    .map(({ used, capacity }) => Math.min(1, used / capacity))
  if (fractions.length === 0) return 100
  const [first = 0, second = 0] = fractions
  if (fractions.length === 2) return Math.floor((1 - Math.abs(first - second) / 2) * 100)
  const mean = fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length
  const variance = fractions.reduce((sum, fraction) => sum + (fraction - mean) ** 2, 0) / fractions.length
  return Math.floor((1 - Math.sqrt(variance)) * 100)
}
