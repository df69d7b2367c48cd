import {
  buildFleet,
  type ClusterPlacement,
  type AuditEntry,
  decide,
  type Decision,
  type Follow,
  type Mode,
  type Note,
  type Outcome,
  type Reason,
  type RejectionGroup,
  type TraceEntry,
} from '../placement/index.ts'
import { type Place, placeOfMistake } from './mistake.ts'
import type { Scenario } from './scenario.ts'
import type { Suggestions } from './suggestion.ts'
import { isTraced } from './traced.ts'

/** The version of everything this room reports. */
export const reportVersion = 'tmcctl.kcp.io/v1alpha1'

/** How much is said about targets that were not chosen: nothing, counts by reason, or every reason of every target. */
export type RejectedDetail = 'none' | 'counts' | 'all'

/** Target × workload pairs up to which every reason of every target is reported unless asked otherwise. */
export const manyPairs = 100_000

/** A chosen target as it is reported. */
export type ReportedCluster = ClusterPlacement & { readonly trace?: readonly TraceEntry[] }

/** A target that was not chosen, as it is reported. */
export type ReportedRejection = {
  readonly clusterName: string
  readonly reasons: readonly Reason[]
  readonly trace?: readonly TraceEntry[]
}

/** Where one workload goes: an entry of `placements`, what scripts rely on. */
export type ReportedPlacement = {
  readonly workload: {
    readonly apiVersion: string
    readonly kind: string
    readonly namespace: string | null
    readonly name: string
  }
  readonly outcome: Outcome
  readonly policy: string | null
  readonly strategy: string | null
  readonly mode: Mode | null
  readonly requested: number | null
  readonly overflow: number | null
  readonly seed: string
  readonly clusters: readonly ReportedCluster[]
  /** Empty unless `rejected` is `all`. */
  readonly rejected: readonly ReportedRejection[]
  /** With `rejected` `counts`: the reasons, and how many targets each of them stopped. */
  readonly rejectedCounts?: readonly RejectionGroup[]
  readonly audit: readonly AuditEntry[]
  readonly follows?: readonly Follow[]
  readonly notes: readonly Note[]
  /** What is wrong, and where it is written, when that is a manifest. */
  readonly error?: { readonly code: string; readonly message: string } & Place
}

/** The sums of a report. */
export type PlacementSummary = {
  readonly targets: number
  /** Objects that were decided on their own: all but followers and what is no workload. */
  readonly workloads: number
  readonly placed: number
  readonly partial: number
  readonly unplaced: number
  readonly followers: number
  readonly ignored: number
  readonly errors: number
  /** Replicas placed; one per target for a workload without replicas. */
  readonly replicas: number
  /** Replicas that found no place. */
  readonly overflow: number
}

/** What `placement simulate` prints as JSON. */
export type PlacementReport = {
  readonly apiVersion: typeof reportVersion
  readonly kind: 'PlacementReport'
  readonly seed: string
  readonly now: string | null
  /** Parts of the fleet that were taken away; absent when none were. */
  readonly without?: readonly string[]
  readonly placements: readonly ReportedPlacement[]
  readonly summary: PlacementSummary
  /** Single edits that would place what is not; absent unless asked for. */
  readonly suggestions?: readonly Suggestions[]
}

/** How a report is made. */
export type ReportOptions = {
  /** `all` up to {@link manyPairs} pairs, `counts` above, unless told otherwise. */
  readonly rejected?: RejectedDetail
  /** Whether each target carries its trace. */
  readonly explain?: boolean
  /** Decisions to keep as far as they are allowed, moving the least. */
  readonly previous?: readonly Decision[]
  /** Parts of the fleet that were taken away, to be named in the report. */
  readonly without?: readonly string[]
  /** Edits that were tried before, to stand at the end of the report. */
  readonly suggestions?: readonly Suggestions[]
  /** Told after each decision how many were made. */
  readonly onStep?: (done: number) => void
}

/** A report that is made while it is read, so that no more than one placement of it need be held. */
export type ReportStream = {
  readonly seed: string
  readonly now: string | null
  readonly without?: readonly string[]
  readonly rejected: RejectedDetail
  readonly suggestions?: readonly Suggestions[]
  /** The placements in the order of decision; the return value sums them up. May be read once. */
  placements(): Generator<ReportedPlacement, PlacementSummary, void>
}

/** Decides every workload of a scenario, and reports each decision when it is made. */
export function streamReport(scenario: Scenario, options: ReportOptions = {}): ReportStream {
  const { inputs } = scenario
  const rejected = options.rejected ?? (inputs.targets.length * inputs.workloads.length > manyPairs ? 'counts' : 'all')
  return {
    seed: inputs.seed ?? '',
    now: inputs.now ?? null,
    ...(options.without === undefined ? {} : { without: options.without }),
    ...(options.suggestions === undefined ? {} : { suggestions: options.suggestions }),
    rejected,
    *placements() {
      const sums = new Sums(inputs.targets.length)
      let done = 0
      const { previous } = options
      const run = { fleet: buildFleet(inputs), ...(previous === undefined ? {} : { previous }) }
      for (const decision of decide(inputs, run)) {
        const placement = reported(decision, rejected, options.explain === true, placeOfMistake(decision, scenario))
        sums.add(placement)
        yield placement
        options.onStep?.(++done)
      }
      return sums.total()
    },
  }
}

/** Decides every workload of a scenario. Holds all of it: where that may be much, see {@link streamReport}. */
export function simulate(scenario: Scenario, options: ReportOptions = {}): PlacementReport {
  const stream = streamReport(scenario, options)
  const placements: ReportedPlacement[] = []
  const entries = stream.placements()
  let next = entries.next()
  for (; next.done !== true; next = entries.next()) placements.push(next.value)
  return { ...headOf(stream), placements, ...tailOf(stream, next.value) }
}

/** What stands before the placements of a report. */
export function headOf({ seed, now, without }: ReportStream): Omit<PlacementReport, 'placements' | 'summary'> {
  return {
    apiVersion: reportVersion,
    kind: 'PlacementReport',
    seed,
    now,
    ...(without === undefined ? {} : { without }),
  }
}

/** What stands after them. */
export function tailOf(
  { suggestions }: ReportStream,
  summary: PlacementSummary,
): Pick<PlacementReport, 'summary' | 'suggestions'> {
  return { summary, ...(suggestions === undefined ? {} : { suggestions }) }
}

/**
 * Reports one decision.
 *
 * @param place where its mistake is written, if it has one
 */
export function reported(
  decision: Decision,
  rejected: RejectedDetail,
  explain = false,
  place: Place = {},
): ReportedPlacement {
  const { apiVersion, kind, namespace = null, name } = decision.workload
  const traces = explain && isTraced(decision) ? tracesOf(decision) : undefined
  const withTrace = <T extends { readonly clusterName: string }>(entry: T): T & { trace?: readonly TraceEntry[] } => {
    const trace = traces?.get(entry.clusterName)
    return trace === undefined ? entry : { ...entry, trace }
  }
  return {
    workload: { apiVersion, kind, namespace, name },
    outcome: decision.outcome,
    policy: decision.policy,
    strategy: decision.strategy,
    mode: decision.mode,
    requested: decision.requested,
    overflow: decision.overflow,
    seed: decision.seed,
    clusters: decision.clusters.map(withTrace),
    rejected: rejected === 'all' ? decision.rejected().map(withTrace) : [],
    ...(rejected === 'counts' ? { rejectedCounts: decision.rejectionGroups() } : {}),
    audit: decision.audit(),
    ...(decision.follows === undefined ? {} : { follows: decision.follows }),
    notes: decision.notes,
    ...(decision.error === undefined
      ? {}
      : { error: { code: decision.error.code, message: decision.error.message, ...place } }),
  }
}

function tracesOf(decision: Decision): Map<string, readonly TraceEntry[]> {
  const traces = new Map<string, readonly TraceEntry[]>()
  for (const { clusterName, entries } of decision.traces()) traces.set(clusterName, entries)
  return traces
}

/** Sums placements up. */
export function summarize(targets: number, placements: Iterable<Countable>): PlacementSummary {
  const sums = new Sums(targets)
  for (const placement of placements) sums.add(placement)
  return sums.total()
}

type Countable = Pick<ReportedPlacement, 'outcome' | 'clusters' | 'overflow'>

class Sums {
  readonly #targets: number
  readonly #outcomes = new Map<Outcome, number>()
  #replicas = 0
  #overflow = 0

  constructor(targets: number) {
    this.#targets = targets
  }

  add({ outcome, clusters, overflow }: Countable): void {
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1)
    if (outcome === 'Follows') return
    for (const { replicas } of clusters) this.#replicas += replicas ?? 1
    this.#overflow += overflow ?? 0
  }

  total(): PlacementSummary {
    const count = (outcome: Outcome) => this.#outcomes.get(outcome) ?? 0
    const [placed, partial, unplaced, errors] = [count('Placed'), count('Partial'), count('Unplaced'), count('Error')]
    return {
      targets: this.#targets,
      workloads: placed + partial + unplaced + errors,
      placed,
      partial,
      unplaced,
      followers: count('Follows'),
      ignored: count('Ignored'),
      errors,
      replicas: this.#replicas,
      overflow: this.#overflow,
    }
  }
}
