import type { Decision, Placements, Reason } from '../../placement/index.ts'
import { compareRuns, type DiffTotals, regionKey } from '../diff.ts'
import { replicasByTarget } from '../shift.ts'
import { type PlacementSummary, summarize } from '../report.ts'
import type { Scenario } from '../scenario.ts'
import { answerFor } from '../why.ts'
import { workloadLabel } from '../workload-name.ts'
import { type TraceLine, traceLines } from './trace-lines.ts'

/** What the page shows of one target for one workload. */
export type PageCell = {
  /** Replicas, 1 for a copy; 0 when the workload is not there. */
  readonly now: number
  /** The same before the change; absent when there is nothing to compare with. */
  readonly before?: number
  /** Why it is there, or every reason why not. */
  readonly reasons: readonly string[]
  /** Everything that was looked at; empty on a page of many cells. */
  readonly trace: readonly TraceLine[]
}

/** A row: one workload. */
export type PageRow = {
  readonly label: string
  readonly outcome: Decision['outcome']
  readonly policy: string | null
  readonly requested: number | null
  readonly overflow: number | null
  /** In the order of the targets. */
  readonly cells: readonly PageCell[]
}

/** A column: one target. */
export type PageTarget = {
  readonly name: string
  readonly region: string
  readonly total: number
  readonly before?: number
}

/** Everything the page shows. */
export type PageModel = {
  readonly title: string
  readonly now: string | null
  readonly seed: string
  readonly targets: readonly PageTarget[]
  readonly rows: readonly PageRow[]
  /** Workloads that were left out because there were too many to show. */
  readonly hidden: number
  readonly followers: number
  readonly summary: PlacementSummary
  readonly totals?: DiffTotals
}

/** Rows and cells the page shows at most: beyond, a browser is no longer quick. */
const manyRows = 500
const manyCells = 60_000

/** Cells up to which each carries its trace: some hundred characters apiece. */
const manyTraces = 5_000

/** Reasons of one cell on a page of more than that. */
const manyReasons = 6

/**
 * Prepares the page of a run, next to the run before a change when there is one. Targets stand by region, then name; what is
 * not placed stands first.
 */
export function pageModel(
  scenario: Scenario,
  run: Placements,
  before?: Placements,
  title = 'Placement report',
): PageModel {
  const { fleet } = run
  const names = [...new Set([...fleet.names, ...(before?.fleet.names ?? [])])]
  const regionOf = (name: string): string => {
    const now = fleet.indexOf(name)
    const then = before?.fleet.indexOf(name)
    const value =
      now !== undefined
        ? fleet.topologyValue(regionKey, now)
        : then === undefined
          ? undefined
          : before?.fleet.topologyValue(regionKey, then)
    return value ?? ''
  }
  names.sort((left, right) => compare(regionOf(left), regionOf(right)) || compare(left, right))
  const earlier = new Map(before?.decisions.map((decision) => [workloadLabel(decision.workload), decision]) ?? [])
  const leaders = run.decisions.filter(({ outcome }) => outcome !== 'Follows' && outcome !== 'Ignored')
  const order = ['Error', 'Unplaced', 'Partial', 'Placed']
  const sorted = [...leaders].sort(
    (left, right) => order.indexOf(left.outcome) - order.indexOf(right.outcome) || left.step - right.step,
  )
  const shown = sorted.slice(0, Math.max(1, Math.min(manyRows, Math.floor(manyCells / Math.max(1, names.length)))))
  const isTraced = shown.length * names.length <= manyTraces
  const totalOn = (decisions: readonly Decision[], name: string) =>
    decisions.reduce((sum, one) => sum + (one.outcome === 'Follows' ? 0 : (replicasByTarget(one).get(name) ?? 0)), 0)
  return {
    title,
    now: run.now,
    seed: scenario.inputs.seed ?? '',
    targets: names.map((name) => ({
      name,
      region: regionOf(name),
      total: totalOn(run.decisions, name),
      ...(before === undefined ? {} : { before: totalOn(before.decisions, name) }),
    })),
    rows: shown.map((decision) =>
      rowOf(
        decision,
        names,
        run,
        before === undefined ? undefined : (earlier.get(workloadLabel(decision.workload)) ?? null),
        isTraced,
      ),
    ),
    hidden: sorted.length - shown.length,
    followers: run.decisions.filter(({ outcome }) => outcome === 'Follows').length,
    summary: summarize(fleet.size, run.decisions),
    ...(before === undefined ? {} : { totals: compareRuns(before, run).totals }),
  }
}

function rowOf(
  decision: Decision,
  names: readonly string[],
  run: Placements,
  earlier: Decision | null | undefined,
  isTraced: boolean,
): PageRow {
  const now = replicasByTarget(decision)
  const then = earlier === undefined ? undefined : replicasByTarget(earlier ?? undefined)
  const chosen = new Map(decision.clusters.map(({ clusterName, reason }) => [clusterName, reason]))
  const answer = (name: string): Pick<PageCell, 'reasons' | 'trace'> => {
    if (decision.error !== undefined) return { reasons: [decision.error.message], trace: [] }
    if (run.fleet.indexOf(name) === undefined) return { reasons: ['it is not in the fleet any more'], trace: [] }
    if (!isTraced) return { reasons: reasonsOn(decision, name, chosen.get(name)), trace: [] }
    const { reason, reasons, trace } = answerFor(decision, name)
    return { reasons: reason === null ? reasons.map(reasonText) : [reason], trace: traceLines(trace) }
  }
  return {
    label: workloadLabel(decision.workload),
    outcome: decision.outcome,
    policy: decision.policy,
    requested: decision.requested,
    overflow: decision.overflow,
    cells: names.map((name) => ({
      now: now.get(name) ?? 0,
      ...(then === undefined ? {} : { before: then.get(name) ?? 0 }),
      ...answer(name),
    })),
  }
}

function reasonsOn(decision: Decision, name: string, reason: string | undefined): string[] {
  if (reason !== undefined) return [reason]
  const all = decision.reasonsFor(name)
  const told = all.slice(0, manyReasons).map(reasonText)
  return all.length > manyReasons ? [...told, `and ${all.length - manyReasons} more`] : told
}

function reasonText({ stage, code, message }: Reason): string {
  return `${stage}/${code}: ${message}`
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
