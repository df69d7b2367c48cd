import type { PlacementInputs } from '../placement/index.ts'

/**
 * About how many milliseconds of one core it takes to decide everything once: as measured, 0.01 a workload and 0.00008 more
 * for each target.
 */
export function runTime({ targets, workloads }: Pick<PlacementInputs, 'targets' | 'workloads'>): number {
  return workloads.length * (0.01 + 0.00008 * targets.length)
}
