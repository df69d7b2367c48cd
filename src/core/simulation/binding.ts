import type { SchedulingConstraint, SyncTarget } from '../api/index.ts'
import type { Decision, PlacementInputs } from '../placement/index.ts'
import type { Scenario } from './scenario.ts'

/** What stops a workload from growing further. */
export type Binding = {
  readonly stage: string
  readonly code: string
  readonly message: string
  /** Targets it concerns. */
  readonly count: number
  /** Whether lifting this alone, everything else as it is, was tried and lets the workload grow. */
  readonly isSole: boolean
}

/** One limit, and the inputs without it. */
type Limit = Omit<Binding, 'count' | 'isSole'> & { readonly lift: (inputs: PlacementInputs) => PlacementInputs }

/**
 * What stops a workload that is not wholly placed: limits which alone would let it grow when lifted come first, each tried;
 * when none does, those which only do so together; then what keeps other targets out, by how many it keeps out.
 *
 * @param grows whether the workload is wholly placed under other inputs
 */
export function bindingsOf(scenario: Scenario, decision: Decision, grows: (scenario: Scenario) => boolean): Binding[] {
  const { inputs } = scenario
  const empty = decision.notes.find(({ code }) => code === 'NoTargets')
  if (empty !== undefined) return [{ stage: 'Fleet', code: empty.code, message: empty.message, count: 0, isSole: true }]
  const limits = [...limitsOf(inputs, decision)]
  const count = decision.clusters.length
  const growsWithout = (lifted: readonly Limit[]) =>
    grows({ ...scenario, inputs: lifted.reduce((changed, { lift }) => lift(changed), inputs) })
  const sole = limits.filter((limit) => growsWithout([limit]))
  const together =
    sole.length > 0 || !growsWithout(limits)
      ? []
      : limits.filter((limit) => !growsWithout(limits.filter((other) => other !== limit)))
  const tried = [...sole, ...together].map(({ stage, code, message }): Binding => {
    return { stage, code, message, count, isSole: sole.length > 0 }
  })
  const keeping = decision
    .rejectionGroups(0)
    .map(({ stage, code, message, count: kept }): Binding => ({ stage, code, message, count: kept, isSole: false }))
    .filter(({ code }) => !tried.some((limit) => limit.code === code))
  return [...tried, ...keeping]
}

function* limitsOf(inputs: PlacementInputs, decision: Decision): Generator<Limit> {
  const [first] = decision.clusters
  const entries = first === undefined ? [] : decision.trace(first.clusterName).entries
  for (const { stage, name } of entries)
    if (stage === 'Resources')
      yield {
        stage,
        code: 'InsufficientResource',
        message: `the ${name} that is free is used up`,
        lift: (given) => ({ ...given, targets: given.targets.map((target) => withoutResource(target, name)) }),
      }
  if (inputs.targets.some(({ spec }) => spec.resourceQuotas !== undefined))
    yield {
      stage: 'Quota',
      code: 'QuotaExceeded',
      message: 'quotas of targets leave no more room',
      lift: (given) => ({ ...given, targets: given.targets.map(withoutQuotas) }),
    }
  for (const { metadata, spec } of inputs.constraints ?? []) {
    const { namespace, name = '' } = metadata
    if (namespace !== decision.workload.namespace) continue
    const changing =
      (change: (spec: SchedulingConstraint['spec']) => SchedulingConstraint['spec']): Limit['lift'] =>
      (given) => ({
        ...given,
        constraints: (given.constraints ?? []).map((one) =>
          one.metadata.name === name && one.metadata.namespace === namespace ? { ...one, spec: change(one.spec) } : one,
        ),
      })
    for (const field of ['maxReplicas', 'maxClusters', 'minReplicas'] as const)
      if (spec[field] !== undefined)
        yield {
          stage: 'Constraint',
          code: field,
          message: `constraint ${name} sets ${field} to ${spec[field]}`,
          lift: changing(({ [field]: _lifted, ...rest }) => rest),
        }
    for (const { topologyKey, whenUnsatisfiable, maxSkew } of spec.topologySpreadConstraints ?? [])
      if (whenUnsatisfiable === 'DoNotSchedule')
        yield {
          stage: 'TopologySpread',
          code: 'SkewExceeded',
          message: `constraint ${name} allows a skew of ${maxSkew} over ${topologyKey}`,
          lift: changing((given) => ({
            ...given,
            topologySpreadConstraints: (given.topologySpreadConstraints ?? []).filter(
              (one) => one.topologyKey !== topologyKey || one.whenUnsatisfiable !== whenUnsatisfiable,
            ),
          })),
        }
  }
}

/** A target that says nothing of a resource, so that any amount of it fits. */
function withoutResource(target: SyncTarget, resource: string): SyncTarget {
  const { spec, status } = target
  return {
    ...target,
    spec: {
      ...spec,
      cells: (spec.cells ?? []).map((cell) => ({ ...cell, capacity: less(cell.capacity, resource) })),
    },
    ...(status === undefined
      ? {}
      : {
          status: {
            ...status,
            allocatedResources: less(status.allocatedResources, resource),
            availableResources: less(status.availableResources, resource),
          },
        }),
  }
}

function less<T>(amounts: { [resource: string]: T } | undefined, resource: string): { [resource: string]: T } {
  return Object.fromEntries(Object.entries(amounts ?? {}).filter(([name]) => name !== resource))
}

function withoutQuotas(target: SyncTarget): SyncTarget {
  const { resourceQuotas: _lifted, ...spec } = target.spec
  return { ...target, spec }
}
