import { askedGrains, manyReplicas } from '../fleet/amounts.ts'
import type { Column } from '../fleet/columns.ts'
import type { IndexedFleet } from '../fleet/fleet.ts'
import type { Limits } from '../policy/limits.ts'
import type { Workload } from '../workload/workload.ts'

/** One resource a pod asks for. */
export type DemandLine = {
  readonly resource: string
  /** Its column; undefined when no target states the resource. */
  readonly column: Column | undefined
  /** Grains per pod, more than 0; exact unless `wide` is given. */
  readonly asked: number
  /** Grains per pod, where a double cannot hold them. */
  readonly wide: bigint | undefined
}

/** What one pod of a workload counts as: its own requests, raised to the floors of constraints, and a pod slot. */
export type Demand = {
  readonly lines: readonly DemandLine[]
  /** The same in billionths, for quotas: raised too. */
  readonly requests: ReadonlyMap<string, bigint>
  readonly limits: ReadonlyMap<string, bigint>
  /** Whether every target states how much it has of each resource but pod slots. */
  readonly isStated: boolean
  /** What a strategy looks at: the resources asked for, or cpu and memory where none is, as far as any target states them. */
  readonly scored: readonly ScoredLine[]
}

/** A resource a strategy looks at, and the grains of it that a pod asks for; 0 where it does not. */
export type ScoredLine = { readonly resource: string; readonly column: Column; readonly asked: number }

/** What pods count as: one object for all workloads whose pods count alike, so that what follows from it is found once. */
export class DemandBook {
  readonly #fleet: IndexedFleet
  readonly #known = new Map<string, Demand>()

  constructor(fleet: IndexedFleet) {
    this.#fleet = fleet
  }

  /** What one pod of a workload counts as under the constraints that apply. */
  demandOf(workload: Workload, limits: Limits): Demand {
    let key = `${workload.pod === undefined ? '' : 'pod'}\n${limits.key}\n`
    for (const [resource, nanos] of workload.demand.requests) key += `${resource.length} ${resource}=${nanos}\n`
    for (const [resource, nanos] of workload.demand.limits) key += `\n${resource.length} ${resource}=${nanos}`
    let demand = this.#known.get(key)
    if (demand === undefined) this.#known.set(key, (demand = countDemand(workload, limits, this.#fleet)))
    return demand
  }
}

function countDemand(workload: Workload, limits: Limits, fleet: IndexedFleet): Demand {
  const requests = raised(workload.demand.requests, limits.requests)
  const runsPods = workload.pod !== undefined
  const lines: DemandLine[] = []
  for (const [resource, nanos] of requests) {
    const grains = askedGrains(resource, nanos)
    if (grains <= 0n) continue
    const isWide = grains > 9007199254740991n
    lines.push({
      resource,
      column: fleet.columns.get(resource),
      asked: Number(grains),
      wide: isWide ? grains : undefined,
    })
  }
  if (runsPods && !requests.has('pods'))
    lines.push({ resource: 'pods', column: fleet.columns.get('pods'), asked: 1, wide: undefined })
  const isStated = lines.every(({ resource, column }) => resource === 'pods' || column?.isStated === true)
  const asked = lines.filter(({ resource }) => resource !== 'pods')
  return {
    lines,
    requests,
    limits: raised(workload.demand.limits, limits.limits),
    isStated,
    scored:
      asked.length > 0 ? scoredLines(asked, fleet) : scoredLines([{ resource: 'cpu' }, { resource: 'memory' }], fleet),
  }
}

function scoredLines(
  lines: readonly { readonly resource: string; readonly asked?: number }[],
  fleet: IndexedFleet,
): ScoredLine[] {
  return lines.flatMap(({ resource, asked = 0 }) => {
    const column = fleet.columns.get(resource)
    return column === undefined ? [] : [{ resource, column, asked }]
  })
}

function raised(own: ReadonlyMap<string, bigint>, floors: ReadonlyMap<string, bigint>): ReadonlyMap<string, bigint> {
  if (floors.size === 0) return own
  const all = new Map(own)
  for (const [resource, floor] of floors) if (floor > (all.get(resource) ?? -1n)) all.set(resource, floor)
  return all
}

/** How many pods of `asked` grains fit into `free`; integers below 2^53, whose quotient a double floors exactly. */
export function podsThatFit(free: number, asked: number): number {
  if (free < asked) return 0
  const pods = Math.floor(free / asked)
  return pods > manyReplicas ? manyReplicas : pods
}

/** As {@link podsThatFit} for amounts of any size. */
export function widePodsThatFit(free: bigint, asked: bigint): number {
  if (free < asked) return 0
  const pods = free / asked
  return pods > BigInt(manyReplicas) ? manyReplicas : Number(pods)
}
