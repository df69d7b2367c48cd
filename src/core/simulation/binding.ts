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

/** One limit taken away. */
type Relaxation = Omit<Binding, 'count' | 'isSole'> & { readonly inputs: PlacementInputs }

/**
 * What stops a workload that is not wholly placed: limits which alone would let it grow when lifted come first, each tried;
 * then what keeps other targets out, by how many it keeps out.
 *
 * @param grows whether the workload is wholly placed under other inputs
 */
export function bindingsOf(scenario: Scenario, decision: Decision, grows: (scenario: Scenario) => boolean): Binding[] {
  const { inputs } = scenario
  const sole = [...relaxations(inputs, decision)].flatMap(({ inputs: relaxed, ...limit }): Binding[] =>
    grows({ ...scenario, inputs: relaxed }) ? [{ ...limit, count: decision.clusters.length, isSole: true }] : [],
  )
  const keeping = decision
    .rejectionGroups(0)
    .map(({ stage, code, message, count }): Binding => ({ stage, code, message, count, isSole: false }))
    .filter(({ code }) => !sole.some((limit) => limit.code === code))
  return [...sole, ...keeping]
}

function* relaxations(inputs: PlacementInputs, decision: Decision): Generator<Relaxation> {
  const [first] = decision.clusters
  const entries = first === undefined ? [] : decision.trace(first.clusterName).entries
  for (const { stage, name } of entries)
    if (stage === 'Resources')
      yield {
        stage,
        code: 'InsufficientResource',
        message: `the ${name} that is free is used up`,
        inputs: { ...inputs, targets: inputs.targets.map((target) => withoutResource(target, name)) },
      }
  if (inputs.targets.some(({ spec }) => spec.resourceQuotas !== undefined))
    yield {
      stage: 'Quota',
      code: 'QuotaExceeded',
      message: 'quotas of targets leave no more room',
      inputs: { ...inputs, targets: inputs.targets.map(withoutQuotas) },
    }
  for (const constraint of inputs.constraints ?? []) {
    const { namespace, name } = constraint.metadata
    if (namespace !== decision.workload.namespace) continue
    for (const field of ['maxReplicas', 'maxClusters', 'minReplicas'] as const) {
      const value = constraint.spec[field]
      if (value === undefined) continue
      const { [field]: _lifted, ...spec } = constraint.spec
      yield {
        stage: 'Constraint',
        code: field,
        message: `constraint ${name} sets ${field} to ${value}`,
        inputs: withConstraint(inputs, constraint, spec),
      }
    }
    for (const spread of constraint.spec.topologySpreadConstraints ?? []) {
      if (spread.whenUnsatisfiable !== 'DoNotSchedule') continue
      const others = constraint.spec.topologySpreadConstraints?.filter((one) => one !== spread) ?? []
      yield {
        stage: 'TopologySpread',
        code: 'SkewExceeded',
        message: `constraint ${name} allows a skew of ${spread.maxSkew} over ${spread.topologyKey}`,
        inputs: withConstraint(inputs, constraint, { ...constraint.spec, topologySpreadConstraints: others }),
      }
    }
  }
}

function withConstraint(
  inputs: PlacementInputs,
  constraint: SchedulingConstraint,
  spec: SchedulingConstraint['spec'],
): PlacementInputs {
  return {
    ...inputs,
    constraints: (inputs.constraints ?? []).map((one) => (one === constraint ? { ...one, spec } : one)),
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
