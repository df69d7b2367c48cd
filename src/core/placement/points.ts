import { manyReplicas } from './amounts.ts'
import type { Demand } from './demand.ts'
import type { IndexedFleet } from './fleet.ts'
import type { Ledger } from './ledger.ts'
import type { Strategy } from './strategies/strategy.ts'
import type { Subject } from './subject.ts'

/** Pods a score counts with: all of a copy, or as many as fit up to a most. */
export type Pods = { readonly copies: number | undefined; readonly most: number }

export function podsOf({ mode, podsPerUnit, requested }: Subject): Pods {
  return mode === 'Duplicated'
    ? { copies: podsPerUnit, most: podsPerUnit }
    : { copies: undefined, most: Math.min(Math.max(1, requested ?? 1), manyReplicas) }
}

/** Pods a score counts with on a target where so many fit. */
export function podsCounted({ copies, most }: Pods, room: number): number {
  return copies ?? Math.min(room, most)
}

/** The resources a strategy looks at: those asked for, or cpu and memory when the workload asks for none. */
export function scoredResources({ lines }: Demand): readonly string[] {
  const asked = lines.map(({ resource }) => resource).filter((resource) => resource !== 'pods')
  return asked.length === 0 ? ['cpu', 'memory'] : asked
}

/**
 * Fills the points that a strategy gives for resources, as things are now, on `count` targets of `list`.
 *
 * @param room pods that fit, by target
 */
export function fillPoints(
  strategy: Strategy,
  demand: Demand,
  pods: Pods,
  fleet: IndexedFleet,
  ledger: Ledger,
  room: Float64Array,
  list: Int32Array,
  count: number,
  into: Float64Array,
): void {
  const formula = strategy.points
  const resources: { readonly free: Float64Array; readonly capacity: Float64Array; readonly asked: number }[] = []
  if (formula !== undefined)
    for (const resource of scoredResources(demand)) {
      const column = fleet.columns.get(resource)
      if (column === undefined) continue
      const asked = demand.lines.find((line) => line.resource === resource)?.asked ?? 0
      resources.push({ free: ledger.free(column), capacity: column.capacity, asked })
    }
  const isMean = strategy.combines === 'mean'
  for (let position = 0; position < count; position++) {
    const target = list[position] ?? 0
    const counted = podsCounted(pods, room[target] ?? 0)
    let sum = 0
    let least = Infinity
    let scored = 0
    for (let index = 0; index < resources.length; index++) {
      const resource = resources[index]
      if (resource === undefined || formula === undefined) continue
      const whole = resource.capacity[target] ?? NaN
      if (Number.isNaN(whole)) continue
      const points = formula((resource.free[target] ?? 0) - resource.asked * counted, whole)
      sum += points
      if (points < least) least = points
      scored++
    }
    into[target] = scored === 0 ? 0 : isMean ? Math.floor(sum / scored) : least
  }
}
