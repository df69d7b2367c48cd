import type { Decision, Placements, Reason, TraceEntry } from '../placement/index.ts'
import { nearestName, TmcError } from '../apimachinery/index.ts'
import { reportVersion } from './report.ts'
import { isTraced } from './traced.ts'

/** Why one workload is, or is not, on one target. */
export type TargetAnswer = {
  readonly workload: Decision['workload']
  readonly outcome: Decision['outcome']
  readonly policy: string | null
  readonly isChosen: boolean
  readonly replicas: number | null
  /** Why it was chosen; null when it was not. */
  readonly reason: string | null
  /** Every reason why it was not; empty when it was. */
  readonly reasons: readonly Reason[]
  /** Replicas that found no place; null when every target runs all of them. */
  readonly overflow: number | null
  /** What keeps those from the targets that could be chosen, a sentence per group of targets. */
  readonly leftOver: readonly string[]
  /** Where the workload is, in rank order; replicas are null for what has none. */
  readonly runsOn: readonly { readonly clusterName: string; readonly replicas: number | null }[]
  /** For a target that passed everything and lost: to whom, on which level, and by how much. */
  readonly lostTo: Loss | null
  readonly trace: readonly TraceEntry[]
}

/** The comparison that a target lost. */
export type Loss = {
  readonly clusterName: string
  /** The level of ranking that decided; levels before it were equal. */
  readonly level: string
  readonly own: number
  readonly theirs: number
  /** The rules that made the difference, when rules did. */
  readonly because: readonly string[]
}

/** Answers of all workloads about one target. */
export type TargetAnswers = {
  readonly apiVersion: typeof reportVersion
  readonly kind: 'PlacementAnswers'
  readonly clusterName: string
  readonly question: 'Why' | 'WhyNot'
  readonly answers: readonly TargetAnswer[]
}

/**
 * Why workloads are on a target, or why they are not.
 *
 * @param absent targets that were taken away
 * @throws TmcError `UnknownReference` when the fleet has no such target, naming the nearest
 */
export function askAbout(
  run: Placements,
  clusterName: string,
  question: 'Why' | 'WhyNot',
  absent?: readonly string[],
): TargetAnswers {
  requireTarget(run.fleet.names, clusterName, absent)
  const answers = run.decisions
    .filter(({ outcome }) => outcome !== 'Follows' && outcome !== 'Ignored')
    .map((decision) => answerFor(decision, clusterName))
    .filter(({ isChosen }) => isChosen === (question === 'Why'))
  return { apiVersion: reportVersion, kind: 'PlacementAnswers', clusterName, question, answers }
}

/**
 * Throws `UnknownReference` with the nearest name when the fleet has no such target.
 *
 * @param absent targets that were taken away
 */
export function requireTarget(names: readonly string[], clusterName: string, absent: readonly string[] = []): void {
  if (names.includes(clusterName)) return
  if (absent.includes(clusterName))
    throw new TmcError('UnknownReference', `target ${JSON.stringify(clusterName)} was taken away`, {
      hint: 'ask about one that is left, or do not take it away',
    })
  const close = nearestName(clusterName, names)
  throw new TmcError('UnknownReference', `the fleet has no target ${JSON.stringify(clusterName)}`, {
    hint: close === undefined ? `it has ${names.length} targets` : `did you mean ${close}?`,
  })
}

/** Why one workload is, or is not, on one target. */
export function answerFor(decision: Decision, clusterName: string): TargetAnswer {
  const chosen = decision.clusters.find((cluster) => cluster.clusterName === clusterName)
  const { workload, outcome, policy } = decision
  const trace = isTraced(decision) ? decision.trace(clusterName).entries : []
  const reasons = chosen === undefined ? decision.reasonsFor(clusterName) : []
  const isLoser = reasons.length > 0 && reasons.every(({ stage }) => stage === 'Ranking')
  return {
    workload,
    outcome,
    policy,
    isChosen: chosen !== undefined,
    replicas: chosen?.replicas ?? null,
    reason: chosen?.reason ?? null,
    reasons,
    overflow: decision.overflow,
    leftOver: decision.notes.flatMap(({ code, message }) => (code === 'LeftOver' ? [message] : [])),
    runsOn: decision.clusters.map(({ clusterName, replicas }) => ({ clusterName, replicas })),
    lostTo: isLoser ? lossOf(decision, trace) : null,
    trace,
  }
}

/** Compares a loser with the last of the winners, level by level. */
function lossOf(decision: Decision, own: readonly TraceEntry[]): Loss | null {
  const winner = decision.clusters.at(-1)
  if (winner === undefined) return null
  const theirs = new Map(levels(decision.trace(winner.clusterName).entries).map((entry) => [entry.name, entry]))
  for (const entry of levels(own)) {
    const other = theirs.get(entry.name)
    if (other === undefined || other.points === entry.points) continue
    return {
      clusterName: winner.clusterName,
      level: entry.name,
      own: entry.points ?? 0,
      theirs: other.points ?? 0,
      because: rulesApart(own, decision.trace(winner.clusterName).entries),
    }
  }
  return null
}

/** The levels of ranking among the entries of a trace. */
function levels(entries: readonly TraceEntry[]): TraceEntry[] {
  return entries.filter(({ verdict, points }) => verdict === 'Scored' && points !== null)
}

/** The rules that gave two targets different points. */
function rulesApart(own: readonly TraceEntry[], theirs: readonly TraceEntry[]): string[] {
  const other = new Map(theirs.filter(({ stage }) => stage === 'Rules').map((entry) => [entry.name, entry.points]))
  return own
    .filter(
      ({ stage, name, points }) => stage === 'Rules' && other.has(name) && (other.get(name) ?? 0) !== (points ?? 0),
    )
    .map(({ name }) => name)
}
