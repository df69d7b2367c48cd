import { nearestName, TmcError } from '../apimachinery/index.ts'
import {
  buildFleet,
  type Decision,
  type Outcome,
  type Placements,
  rescheduleAll,
  scheduleAll,
} from '../placement/index.ts'
import { compareRuns } from './diff.ts'
import { reportVersion } from './report.ts'
import type { Scenario } from './scenario.ts'
import { parseRemoval, type Removal, withoutParts } from './without.ts'

/** What the loss of some parts of the fleet costs. */
export type Loss = {
  readonly without: readonly string[]
  /** Workloads that are not wholly placed any more though they were. */
  readonly unplaced: readonly LostWorkload[]
  /** Replicas that find no place any more. */
  readonly lostReplicas: number
  /** Replicas that move to another target. */
  readonly moved: number
}

/** A workload that a loss leaves without a place. */
export type LostWorkload = {
  readonly workload: Decision['workload']
  readonly before: Outcome
  readonly after: Outcome
  /** Replicas without a place; copies for what has no replicas. */
  readonly lostReplicas: number
}

/** Every combination of losses, the worst first. */
export type LossReport = {
  readonly apiVersion: typeof reportVersion
  readonly kind: 'PlacementLossReport'
  readonly now: string | null
  /** What was lost, one, two, … at a time. */
  readonly each: string
  readonly atOnce: number
  readonly combinations: number
  /** Combinations that leave something unplaced that was placed before. */
  readonly fatal: number
  readonly losses: readonly Loss[]
}

/** Combinations that are tried at most. */
const manyCombinations = 5_000

/** How losses are tried. */
export type LossOptions = {
  /** What is lost: `target`, or a topology key whose values are: `zone`, `region`, a label. */
  readonly each?: string
  /** How many are lost together: 1 unless told otherwise. */
  readonly atOnce?: number
  readonly onStep?: (done: number, total: number) => void
}

/**
 * Takes away every target, zone or region in turn, or every combination of some of them, and reports what loses its place.
 * What can stay where it is stays.
 *
 * @throws TmcError `TooLarge` for more than 5,000 combinations, `Usage` when fewer parts are there than are to be lost
 */
export function tryLosses(scenario: Scenario, options: LossOptions = {}): LossReport {
  const combined = plannedLosses(scenario, options)
  return lossReport(scenario, options, lossesWithout(scenario, combined, options.onStep))
}

/**
 * The combinations that {@link tryLosses} tries, in order.
 *
 * @throws TmcError as {@link tryLosses}
 */
export function plannedLosses(scenario: Scenario, { each = 'target', atOnce = 1 }: LossOptions): Removal[][] {
  const parts = partsOf(scenario, each)
  if (!Number.isInteger(atOnce) || atOnce < 1 || atOnce > parts.length)
    throw tooFew(scenario, each, atOnce, parts.length)
  const count = binomial(parts.length, atOnce)
  if (count > manyCombinations)
    throw new TmcError('TooLarge', `${count} combinations are more than the ${manyCombinations} that are tried`, {
      hint: 'lose fewer at once, or regions instead of targets',
    })
  return [...combinations(parts, atOnce)]
}

function tooFew({ inputs: { targets } }: Scenario, each: string, atOnce: number, parts: number): TmcError {
  if (targets.length === 0)
    return new TmcError('Usage', 'the fleet has no targets that could be lost', { hint: 'name some with -f' })
  if (parts > 0)
    return new TmcError('Usage', `${atOnce} of ${parts} ${each === 'target' ? 'targets' : each} cannot be lost`, {
      hint: `from 1 to ${parts} can`,
    })
  const labels = targets.flatMap(({ metadata, spec }) => [metadata, ...(spec.cells ?? [])].map(({ labels }) => labels))
  const keys = new Set(labels.flatMap((one) => Object.keys(one ?? {})))
  const close = nearestName(each, ['target', 'zone', 'region', ...keys])
  return new TmcError('UnknownReference', `nothing in the fleet has a ${each} that could be lost`, {
    hint: close === undefined ? 'write target, zone, region or the key of a label' : `did you mean ${close}?`,
  })
}

/**
 * What each of some combinations costs, in their order.
 *
 * @param previous placements that are moved as little as possible before anything is lost; none: everything is decided anew
 */
export function lossesWithout(
  scenario: Scenario,
  combined: readonly (readonly Removal[])[],
  onStep?: LossOptions['onStep'],
  previous: readonly Decision[] = [],
): Loss[] {
  const before = scheduleAll(scenario.inputs, {
    fleet: buildFleet(scenario.inputs),
    ...(previous.length === 0 ? {} : { previous }),
  })
  onStep?.(0, combined.length)
  return combined.map((removals, index) => {
    const loss = lossOf(scenario, before, removals)
    onStep?.(index + 1, combined.length)
    return loss
  })
}

/** The report of losses that were tried, in whatever order they come. */
export function lossReport(
  { inputs }: Pick<Scenario, 'inputs'>,
  { each = 'target', atOnce = 1 }: LossOptions,
  tried: readonly Loss[],
): LossReport {
  const losses = [...tried].sort(
    (left, right) =>
      right.unplaced.length - left.unplaced.length ||
      right.lostReplicas - left.lostReplicas ||
      right.moved - left.moved ||
      (left.without.join() < right.without.join() ? -1 : 1),
  )
  return {
    apiVersion: reportVersion,
    kind: 'PlacementLossReport',
    now: inputs.now ?? null,
    each,
    atOnce,
    combinations: losses.length,
    fatal: losses.filter(({ unplaced }) => unplaced.length > 0).length,
    losses,
  }
}

/** What one loss costs, compared with a run before it. */
export function lossOf(scenario: Scenario, before: Placements, removals: readonly Removal[]): Loss {
  const { scenario: reduced } = withoutParts(scenario, removals)
  const after = rescheduleAll(reduced.inputs, before.decisions)
  const outcomes = new Map(after.decisions.map((decision) => [identityOf(decision), decision]))
  const unplaced = before.decisions.flatMap((decision): LostWorkload[] => {
    const now = outcomes.get(identityOf(decision))
    if (decision.outcome === 'Follows' || now === undefined) return []
    const lostReplicas = Math.max(0, unplacedReplicas(now) - unplacedReplicas(decision))
    if (lostReplicas === 0 && !(decision.outcome === 'Placed' && now.outcome !== 'Placed')) return []
    return [{ workload: decision.workload, before: decision.outcome, after: now.outcome, lostReplicas }]
  })
  return {
    without: removals.map(({ text }) => text),
    unplaced,
    lostReplicas: unplaced.reduce((sum, one) => sum + one.lostReplicas, 0),
    moved: compareRuns(before, after).totals.moved,
  }
}

/** Replicas without a place; one for an unplaced workload without replicas. */
export function unplacedReplicas({ outcome, overflow, requested }: Decision): number {
  return overflow ?? (outcome === 'Unplaced' ? (requested ?? 1) : 0)
}

function identityOf({ workload: { apiVersion, kind, namespace = '', name } }: Decision): string {
  return `${apiVersion}/${kind}/${namespace}/${name}`
}

/** Everything of a sort that can be lost, in order. */
export function partsOf(scenario: Scenario, each: string): Removal[] {
  const { targets } = scenario.inputs
  if (each === 'target') return targets.map(({ metadata }) => parseRemoval(metadata.name)).sort(byText)
  const probe = parseRemoval(`${each}=`)
  const key = 'key' in probe ? probe.key : each
  const values = new Set<string>()
  for (const { metadata, spec } of targets)
    for (const labels of [metadata.labels, ...(spec.cells ?? []).map((cell) => cell.labels)])
      if (labels !== undefined && Object.hasOwn(labels, key)) values.add(labels[key] ?? '')
  return [...values].map((value) => parseRemoval(`${each}=${value}`)).sort(byText)
}

function byText(left: Removal, right: Removal): number {
  return left.text < right.text ? -1 : left.text > right.text ? 1 : 0
}

function binomial(n: number, k: number): number {
  let result = 1
  for (let step = 1; step <= k; step++) result = (result * (n - k + step)) / step
  return Math.round(result)
}

/** Every combination of `k` items, in order. */
export function* combinations<T>(items: readonly T[], k: number, from = 0): Generator<T[]> {
  if (k === 0) {
    yield []
    return
  }
  // k levels deep, and never more than 5,000 combinations.
  for (let index = from; index <= items.length - k; index++)
    for (const rest of combinations(items, k - 1, index + 1)) yield [items[index] as T, ...rest]
}
