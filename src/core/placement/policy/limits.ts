import { matchesSelector, type Selector, selectorOf } from '../../apimachinery/index.ts'
import type {
  AntiAffinityTerm,
  SchedulingConstraint,
  SchedulingConstraints,
  TopologySpreadConstraint,
} from '../../api/index.ts'
import type { QuantityReader } from '../fleet/amounts.ts'
import { compareText } from './policies.ts'
import type { Workload } from '../workload/workload.ts'

/** A hard or soft spread, and the constraint it comes from. All are objects of one form, which the counters read often. */
export type Spread = {
  readonly topologyKey: string
  readonly maxSkew: number
  readonly whenUnsatisfiable: TopologySpreadConstraint['whenUnsatisfiable']
  readonly unit?: TopologySpreadConstraint['unit'] | undefined
  readonly minDomains?: number | undefined
  readonly from: string
}

/** A distance to keep, its selectors compiled, and the constraint it comes from. */
export type Distance = {
  readonly term: AntiAffinityTerm
  readonly workloads: Selector
  readonly namespaces: Selector | undefined
  readonly isHard: boolean
  readonly weight: number
  readonly from: string
}

/** The constraints that apply to a workload, combined to the strictest. */
export type Limits = {
  /** Tells combinations apart within a run. */
  readonly key: string
  readonly from: readonly string[]
  readonly minReplicas: number | undefined
  readonly maxReplicas: number | undefined
  readonly maxClusters: number | undefined
  /** Names of the constraints that set the bounds. */
  readonly minFrom: string
  readonly maxFrom: string
  readonly maxClustersFrom: string
  /** Floors per replica in billionths, by resource. */
  readonly requests: ReadonlyMap<string, bigint>
  readonly limits: ReadonlyMap<string, bigint>
  readonly hardSpreads: readonly Spread[]
  readonly softSpreads: readonly Spread[]
  readonly distances: readonly Distance[]
  /** The same as data, for a strategy of one's own. */
  readonly combined: SchedulingConstraints
}

type ReadConstraint = { readonly constraint: SchedulingConstraint; readonly selector: Selector | undefined }

/** The SchedulingConstraints of a run. */
export class ConstraintBook {
  readonly #byNamespace = new Map<string, ReadConstraint[]>()
  readonly #everywhere: ReadConstraint[] = []
  readonly #combined = new Map<string, Limits>()
  readonly #reader: QuantityReader
  /** Whether any constraint keeps workloads apart. */
  readonly hasDistances: boolean

  /** @throws TmcError `InvalidSelector` */
  constructor(constraints: readonly SchedulingConstraint[], reader: QuantityReader) {
    this.#reader = reader
    this.hasDistances = constraints.some(({ spec }) => (spec.antiAffinity?.terms.length ?? 0) > 0)
    for (const constraint of [...constraints].sort((a, b) => compareText(a.metadata.name, b.metadata.name))) {
      const { workloadSelector } = constraint.spec
      const read = { constraint, selector: workloadSelector === undefined ? undefined : selectorOf(workloadSelector) }
      const { namespace } = constraint.metadata
      if (namespace === undefined) this.#everywhere.push(read)
      else this.#byNamespace.set(namespace, [...(this.#byNamespace.get(namespace) ?? []), read])
    }
  }

  /** Names of the constraints a namespace sees. */
  namesIn(namespace: string | undefined): string[] {
    return this.#seenFrom(namespace).map(({ constraint }) => constraint.metadata.name)
  }

  /** The constraints that apply to a workload, combined; `only` restricts to these names. */
  limitsFor(workload: Workload, only: ReadonlySet<string> | undefined): Limits {
    const applying = this.#seenFrom(workload.namespace).filter(
      ({ constraint, selector }) =>
        (only === undefined || only.has(constraint.metadata.name)) &&
        (selector === undefined || matchesSelector(selector, workload.labels)),
    )
    if (applying.length === 0) return noLimits
    const key = applying
      .map(({ constraint }) => `${constraint.metadata.namespace ?? ''}/${constraint.metadata.name}`)
      .join(' ')
    let limits = this.#combined.get(key)
    if (limits === undefined)
      this.#combined.set(
        key,
        (limits = combineConstraints(
          key,
          applying.map(({ constraint }) => constraint),
          this.#reader,
        )),
      )
    return limits
  }

  #seenFrom(namespace: string | undefined): readonly ReadConstraint[] {
    const local = namespace === undefined ? undefined : this.#byNamespace.get(namespace)
    if (local === undefined) return this.#everywhere
    return this.#everywhere.length === 0 ? local : [...local, ...this.#everywhere]
  }
}

function combineConstraints(key: string, constraints: readonly SchedulingConstraint[], reader: QuantityReader): Limits {
  let minReplicas: number | undefined
  let maxReplicas: number | undefined
  let maxClusters: number | undefined
  let [minFrom, maxFrom, maxClustersFrom] = ['', '', '']
  const requests = new Map<string, bigint>()
  const limits = new Map<string, bigint>()
  const written: { [resource: string]: string | number } = {}
  const stated: TopologySpreadConstraint[] = []
  const spreads: Spread[] = []
  const distances: Distance[] = []
  for (const { metadata, spec } of constraints) {
    if (spec.minReplicas !== undefined && spec.minReplicas > (minReplicas ?? -1)) {
      minReplicas = spec.minReplicas
      minFrom = metadata.name
    }
    if (spec.maxReplicas !== undefined && spec.maxReplicas < (maxReplicas ?? Infinity)) {
      maxReplicas = spec.maxReplicas
      maxFrom = metadata.name
    }
    if (spec.maxClusters !== undefined && spec.maxClusters < (maxClusters ?? Infinity)) {
      maxClusters = spec.maxClusters
      maxClustersFrom = metadata.name
    }
    for (const [resource, text] of Object.entries(spec.resourceRequirements?.requests ?? {})) {
      const amount = reader.read(text)
      if (amount !== undefined && amount > (requests.get(resource) ?? -1n)) {
        requests.set(resource, amount)
        Object.defineProperty(written, resource, { value: text, enumerable: true, configurable: true })
      }
    }
    for (const [resource, text] of Object.entries(spec.resourceRequirements?.limits ?? {})) {
      const amount = reader.read(text)
      if (amount !== undefined && amount > (limits.get(resource) ?? -1n)) limits.set(resource, amount)
    }
    for (const spread of spec.topologySpreadConstraints ?? []) {
      const { topologyKey, maxSkew, whenUnsatisfiable, unit, minDomains } = spread
      stated.push({ ...spread })
      spreads.push({ topologyKey, maxSkew, whenUnsatisfiable, unit, minDomains, from: metadata.name })
    }
    for (const term of spec.antiAffinity?.terms ?? [])
      distances.push({
        term,
        workloads: selectorOf(term.labelSelector),
        namespaces: term.namespaceSelector === undefined ? undefined : selectorOf(term.namespaceSelector),
        isHard: term.enforcement === 'Required',
        weight: term.weight ?? 1,
        from: metadata.name,
      })
  }
  const min = minReplicas === 0 ? undefined : minReplicas
  const from = constraints.map(({ metadata }) => metadata.name)
  return {
    key,
    from,
    minReplicas: min,
    maxReplicas,
    maxClusters,
    minFrom,
    maxFrom,
    maxClustersFrom,
    requests,
    limits,
    hardSpreads: spreads.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule'),
    softSpreads: spreads.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway'),
    distances,
    combined: {
      ...(min === undefined ? {} : { minReplicas: min }),
      ...(maxReplicas === undefined ? {} : { maxReplicas }),
      ...(maxClusters === undefined ? {} : { maxClusters }),
      ...(requests.size === 0 ? {} : { requests: written }),
      topologySpreadConstraints: stated,
      antiAffinity: distances.map(({ term }) => term),
      from,
    },
  }
}

/** No constraint applies. */
export const noLimits: Limits = {
  key: '',
  from: [],
  minReplicas: undefined,
  maxReplicas: undefined,
  maxClusters: undefined,
  minFrom: '',
  maxFrom: '',
  maxClustersFrom: '',
  requests: new Map(),
  limits: new Map(),
  hardSpreads: [],
  softSpreads: [],
  distances: [],
  combined: { topologySpreadConstraints: [], antiAffinity: [], from: [] },
}
