import { matchesSelector, type Selector, selectorOf, TmcError } from '../../apimachinery/index.ts'
import type { WorkloadDistribution } from '../../api/index.ts'
import type { IndexedFleet } from '../fleet/fleet.ts'
import { unknownReference } from '../fleet/nearest.ts'
import { compareText } from './policies.ts'
import type { Workload } from '../workload/workload.ts'

/** What a distribution gives one target. */
export type DistributionShare = {
  readonly weight: number
  /** Exactly so many replicas. */
  readonly replicas: number | undefined
  /** So many percent of the replicas. */
  readonly percent: number | undefined
}

/** A WorkloadDistribution, read once for a run. */
export class DistributionPlan {
  readonly id: number
  readonly name: string
  readonly distribution: WorkloadDistribution
  /** Shares by target number; undefined when it lists no targets, so that all are candidates. */
  readonly shares: ReadonlyMap<number, DistributionShare> | undefined
  /** Whether any entry states a weight; if none does, all weigh the same. */
  readonly hasWeights: boolean
  readonly #selector: Selector | undefined
  /** What is wrong with it. */
  readonly error: TmcError | undefined

  constructor(id: number, distribution: WorkloadDistribution, fleet: IndexedFleet, absent: ReadonlySet<string>) {
    this.id = id
    this.distribution = distribution
    this.name = distribution.metadata.name
    const { targets, workloadSelector } = distribution.spec
    this.hasWeights = targets.some(({ weight }) => weight !== undefined)
    let error: TmcError | undefined
    const shares = new Map<number, DistributionShare>()
    for (const [index, { name, syncTargetRef, weight, replicas }] of targets.entries()) {
      const target = syncTargetRef?.name ?? name
      const number = fleet.indexOf(target)
      if (number !== undefined) shares.set(number, { weight: weight ?? 0, ...countOf(replicas) })
      else if (!absent.has(target))
        error ??= unknownReference(
          'target',
          target,
          `WorkloadDistribution "${this.name}": spec.targets[${index}]`,
          fleet.names,
        )
    }
    this.shares = targets.length === 0 ? undefined : shares
    try {
      this.#selector = workloadSelector === undefined ? undefined : selectorOf(workloadSelector)
    } catch (caught) {
      if (!(caught instanceof TmcError)) throw caught
      error = caught
    }
    this.error = error
  }

  /** How specifically it names a workload: by name 3, by labels 2, by kind 1; 0 when it does not. */
  names(workload: Workload): 0 | 1 | 2 | 3 {
    const { resource, workloadRef, workloadSelector } = this.distribution.spec
    const { namespace } = this.distribution.metadata
    if (namespace !== undefined && namespace !== workload.namespace) return 0
    if (resource.group !== workload.group || resource.resource !== workload.resource) return 0
    if (workloadRef !== undefined) return workloadRef.name === workload.ref.name ? 3 : 0
    if (workloadSelector === undefined) return 1
    return this.#selector !== undefined && matchesSelector(this.#selector, workload.labels) ? 2 : 0
  }
}

function countOf(replicas: number | string | undefined): Pick<DistributionShare, 'replicas' | 'percent'> {
  if (typeof replicas === 'number') return { replicas, percent: undefined }
  if (replicas === undefined) return { replicas: undefined, percent: undefined }
  return { replicas: undefined, percent: Number.parseInt(replicas, 10) }
}

/** The distributions of a run. */
export class DistributionBook {
  readonly #byResource = new Map<string, DistributionPlan[]>()

  constructor(distributions: readonly WorkloadDistribution[], fleet: IndexedFleet, absent: ReadonlySet<string>) {
    const sorted = [...distributions].sort((a, b) => compareText(a.metadata.name, b.metadata.name))
    for (const [id, distribution] of sorted.entries()) {
      const { group, resource } = distribution.spec.resource
      const key = `${group}/${resource}`
      const plans = this.#byResource.get(key) ?? []
      plans.push(new DistributionPlan(id, distribution, fleet, absent))
      this.#byResource.set(key, plans)
    }
  }

  /** The distribution that names a workload most specifically, then the first by name; and how many name it. */
  planFor(workload: Workload): { readonly plan: DistributionPlan; readonly count: number } | undefined {
    let best: DistributionPlan | undefined
    let most = 0
    let count = 0
    for (const plan of this.#byResource.get(`${workload.group}/${workload.resource}`) ?? []) {
      const specific = plan.names(workload)
      if (specific > 0) count++
      if (specific <= most) continue
      most = specific
      best = plan
    }
    return best === undefined ? undefined : { plan: best, count }
  }
}
