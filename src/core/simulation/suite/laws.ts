import { isJsonObject, own, Quantity } from '../../apimachinery/index.ts'
import {
  buildFleet,
  type Decision,
  type Placements,
  type PlacementInputs,
  rescheduleAll,
  scheduleAll,
} from '../../placement/index.ts'
import { replicasByTarget } from '../shift.ts'
import { unplacedReplicas } from '../losses.ts'
import { placementText } from '../orderings.ts'
import { randomNumbers, shuffled } from '../shuffle.ts'
import { workloadLabel } from '../workload-name.ts'

/** Laws that hold of every placement, or are worth wanting. */
export const lawNames = [
  'SumAndBounds',
  'OrderOfInputChangesNothing',
  'SameInputSameResult',
  'RescheduleMovesNothing',
  'ScalingUpShrinksNobody',
  'UnrelatedLossMovesNothing',
  'NoCapacityTwice',
  'SurvivesLossOfAnyTarget',
] as const
export type Law = (typeof lawNames)[number]

/** What a law is, as a sentence. */
export const lawMeanings: { readonly [L in Law]: string } = {
  SumAndBounds: 'replicas placed and left over are those asked for',
  OrderOfInputChangesNothing: 'the order of manifests changes nothing',
  SameInputSameResult: 'the same input gives the same result',
  RescheduleMovesNothing: 'rescheduling what was just scheduled moves nothing',
  ScalingUpShrinksNobody: 'one replica more takes none from any target',
  UnrelatedLossMovesNothing: 'losing a target moves nothing that was not on it',
  NoCapacityTwice: 'no target is promised more than it has free',
  SurvivesLossOfAnyTarget: 'losing any one target leaves everything placed that was',
}

/**
 * Checks one law; every violation is a sentence.
 *
 * @param onStep told after each of its {@link stepsOf} steps
 */
export function checkLaw(law: Law, inputs: PlacementInputs, run: Placements, onStep: () => void = () => {}): string[] {
  const violations = checks[law](inputs, run, onStep)
  if (!isByTarget.has(law)) onStep()
  return violations
}

/** How many steps, of deciding everything once or less, a law takes. */
export function stepsOf(law: Law, { targets }: PlacementInputs): number {
  return isByTarget.has(law) ? targets.length : 1
}

/** Laws that are checked a target at a time. */
const isByTarget: ReadonlySet<Law> = new Set(['UnrelatedLossMovesNothing', 'SurvivesLossOfAnyTarget'])

type Check = (inputs: PlacementInputs, run: Placements, onStep: () => void) => string[]

const checks: { readonly [L in Law]: Check } = {
  SumAndBounds: (_inputs, { decisions }) =>
    decisions.flatMap((decision) => {
      const { requested, overflow, clusters, mode } = decision
      if (requested === null || overflow === null || mode === 'Duplicated' || decision.outcome === 'Error') return []
      const placed = clusters.reduce((sum, { replicas }) => sum + (replicas ?? 0), 0)
      // A distribution may ask for another total than the workload does.
      if (placed + overflow === requested || overflow === 0) return []
      return [`${workloadLabel(decision.workload)}: ${placed} placed and ${overflow} left over are not ${requested}`]
    }),
  OrderOfInputChangesNothing: (inputs, run) => {
    const random = randomNumbers(1)
    const mixed = scheduleAll({
      ...inputs,
      workloads: shuffled(inputs.workloads, random),
      targets: shuffled(inputs.targets, random),
      policies: shuffled(inputs.policies ?? [], random),
      constraints: shuffled(inputs.constraints ?? [], random),
    })
    return differences(run.decisions, mixed.decisions)
  },
  SameInputSameResult: (inputs, run) => differences(run.decisions, scheduleAll(inputs).decisions),
  RescheduleMovesNothing: (inputs, run) => differences(run.decisions, rescheduleAll(inputs, run.decisions).decisions),
  ScalingUpShrinksNobody: (inputs, run) => {
    const grown = rescheduleAll({ ...inputs, workloads: inputs.workloads.map(withOneMore) }, run.decisions)
    return shrunk(run.decisions, grown.decisions, () => true)
  },
  UnrelatedLossMovesNothing: (inputs, run, onStep) =>
    inputs.targets.flatMap(({ metadata: { name } }) => {
      const rest = withoutTarget(inputs, name)
      const after = rescheduleAll(rest, run.decisions)
      onStep()
      return shrunk(run.decisions, after.decisions, (decision) => !replicasByTarget(decision).has(name)).map(
        (problem) => `without ${name}: ${problem}`,
      )
    }),
  NoCapacityTwice: (inputs, run) => overcommitted(inputs, run),
  SurvivesLossOfAnyTarget: (inputs, run, onStep) =>
    inputs.targets.flatMap(({ metadata: { name } }) => {
      const after = new Map(
        rescheduleAll(withoutTarget(inputs, name), run.decisions).decisions.map((one) => [labelOf(one), one]),
      )
      onStep()
      return run.decisions
        .filter((decision) => decision.outcome === 'Placed')
        .flatMap((decision) => {
          const now = after.get(labelOf(decision))
          if (now === undefined || now.outcome === 'Placed') return []
          return [`without ${name}: ${labelOf(decision)} is ${now.outcome}, ${unplacedReplicas(now)} find no place`]
        })
    }),
}

function labelOf({ workload }: Decision): string {
  return workloadLabel(workload)
}

/** Workloads that are placed otherwise. */
function differences(before: readonly Decision[], after: readonly Decision[]): string[] {
  const others = new Map(after.map((decision) => [labelOf(decision), placementText(decision)]))
  return before.flatMap((decision) => {
    const now = others.get(labelOf(decision))
    const then = placementText(decision)
    return now === then ? [] : [`${labelOf(decision)}: ${then || '<none>'} became ${now || '<none>'}`]
  })
}

/** Targets that have fewer replicas of a workload than before. */
function shrunk(
  before: readonly Decision[],
  after: readonly Decision[],
  counts: (decision: Decision) => boolean,
): string[] {
  const others = new Map(after.map((decision) => [labelOf(decision), replicasByTarget(decision)]))
  return before
    .filter((decision) => decision.outcome !== 'Follows' && counts(decision))
    .flatMap((decision) =>
      [...replicasByTarget(decision)].flatMap(([target, replicas]) => {
        const now = others.get(labelOf(decision))?.get(target) ?? 0
        return now < replicas ? [`${labelOf(decision)}: ${target} had ${replicas} and has ${now}`] : []
      }),
    )
}

function withOneMore<T extends PlacementInputs['workloads'][number]>(object: T): T {
  const spec = object['spec']
  if (!isJsonObject(spec)) return object
  const replicas = own(spec, 'replicas')
  return typeof replicas === 'number' && replicas > 0
    ? { ...object, spec: { ...spec, replicas: replicas + 1 } }
    : object
}

function withoutTarget(inputs: PlacementInputs, name: string): PlacementInputs {
  return {
    ...inputs,
    targets: inputs.targets.filter(({ metadata }) => metadata.name !== name),
    absentTargets: [...(inputs.absentTargets ?? []), name],
  }
}

/** Targets that are promised more than they had free before the run, by what the traces say a pod asks for. */
function overcommitted(inputs: PlacementInputs, { decisions }: Placements): string[] {
  const fresh = buildFleet(inputs)
  const promised = new Map<string, Map<string, bigint>>()
  for (const decision of decisions)
    for (const { clusterName, replicas } of decision.clusters) {
      if (decision.outcome === 'Follows' || replicas === 0) continue
      for (const { stage, name, verdict, inputs: compared } of decision.trace(clusterName).entries) {
        const perPod = stage === 'Resources' && verdict === 'Passed' ? compared['requested'] : undefined
        if (typeof perPod !== 'string') continue
        const sums = promised.get(clusterName) ?? new Map<string, bigint>()
        sums.set(name, (sums.get(name) ?? 0n) + countable(name, perPod) * BigInt(replicas ?? 1))
        promised.set(clusterName, sums)
      }
    }
  return [...promised].flatMap(([clusterName, sums]) =>
    [...sums].flatMap(([resource, amount]) => {
      const free = fresh.stated(resource, fresh.indexOf(clusterName) ?? -1)?.free
      return free !== undefined && amount > free
        ? [`${clusterName}: ${amount} of ${resource} promised, ${free} free`]
        : []
    }),
  )
}

/** Thousandths of a CPU, whole units of everything else: what a fleet counts in. */
function countable(resource: string, text: string): bigint {
  const quantity = Quantity.parse(text)
  return resource === 'cpu' || resource.endsWith('.cpu') ? quantity.milliValue() : quantity.value()
}
