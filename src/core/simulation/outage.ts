import { formatDuration, formatTime, parseDuration, parseTime, TmcError } from '../apimachinery/index.ts'
import type { SyncTarget } from '../api/index.ts'
import type { Decision, Placements } from '../placement/index.ts'
import { decideAll, type OnDecision } from './decide-all.ts'
import { compareRuns } from './diff.ts'
import { unplacedReplicas } from './losses.ts'
import { reportVersion } from './report.ts'
import type { Scenario } from './scenario.ts'
import { requireTarget } from './why.ts'
import { workloadLabel } from './workload-name.ts'

/** Something that happens after a target fell silent. */
export type OutageEvent = {
  /** Time since the last beat, as a Go duration: `2m10s`. */
  readonly after: string
  readonly time: string | null
  readonly clusterName: string
  readonly event: 'LastBeat' | 'Unhealthy' | 'EvictionStarts' | 'Moved' | 'Unplaced' | 'End'
  readonly message: string
  /** Replicas the event is about; null where it is about none. */
  readonly replicas: number | null
}

/** The loss of heartbeats, played on a clock of its own. */
export type OutageReport = {
  readonly apiVersion: typeof reportVersion
  readonly kind: 'PlacementOutageReport'
  readonly targets: readonly string[]
  readonly evictAfter: string
  readonly lasts: string
  readonly events: readonly OutageEvent[]
  /** Replicas that moved, and those that found no place, by the end. */
  readonly moved: number
  readonly lost: number
}

/** How an outage goes. Durations as Go writes them. */
export type OutageOptions = {
  /** How long the silence lasts: 15m unless told otherwise. */
  readonly lasts?: string
  /** From unhealthy to eviction: 5m unless told otherwise, as Kubernetes gives pods of an unreachable node. */
  readonly evictAfter?: string
  readonly onDecision?: OnDecision
  /** Placements that are moved as little as possible before the silence; none: everything is decided anew. */
  readonly previous?: readonly Decision[]
}

/** Beats that may be missed, and the seconds of grace after them. */
const missedBeats = 3n
const grace = 10n * 1_000_000_000n

/**
 * Plays the silence of targets: when they count as unhealthy (three beats and a grace of 10 s), when eviction starts, what
 * moves where and what finds no place. Under Graceful eviction replicas leave only when they have a new place; under
 * Immediate they leave anyhow. A target that speaks again in time loses nothing.
 *
 * @throws TmcError `UnknownReference` for a target that is not there, `InvalidDuration`, `Usage` for a negative duration
 */
export function playOutage(scenario: Scenario, silent: readonly string[], options: OutageOptions = {}): OutageReport {
  const { inputs } = scenario
  const lasts = duration(options.lasts ?? '15m')
  const evictAfter = duration(options.evictAfter ?? '5m')
  const { onDecision, previous = [] } = options
  const before = decideAll(inputs, { onDecision, ...(previous.length === 0 ? {} : { previous }) })
  for (const name of silent) requireTarget(before.fleet.names, name, inputs.absentTargets)
  const start = inputs.now === undefined || inputs.now === null ? undefined : parseTime(inputs.now)
  const events: (OutageEvent & { readonly at: bigint })[] = []
  const add = (
    at: bigint,
    clusterName: string,
    event: OutageEvent['event'],
    message: string,
    replicas: number | null = null,
  ) => {
    const time = start === undefined ? null : formatTime(start + Number(at / 1_000_000n))
    events.push({ at, after: formatDuration(at), time, clusterName, event, message, replicas })
  }
  const evicted: SyncTarget[] = []
  for (const target of inputs.targets.filter(({ metadata }) => silent.includes(metadata.name))) {
    const { name } = target.metadata
    const interval = duration(target.spec.syncerConfig.heartbeatInterval)
    const unhealthy = missedBeats * interval + grace
    const runs = replicasOn(before.decisions, name)
    add(0n, name, 'LastBeat', `runs ${runs} replicas; a beat is due every ${formatDuration(interval)}`, runs)
    if (lasts <= unhealthy) {
      add(lasts, name, 'End', 'it speaks again before anybody noticed; nothing moves')
      continue
    }
    add(
      unhealthy,
      name,
      'Unhealthy',
      `${missedBeats} beats and a grace of 10s passed: it takes nothing new, and keeps what it runs`,
    )
    if (lasts <= unhealthy + evictAfter) {
      add(lasts, name, 'End', 'it speaks again before eviction; nothing moves')
      continue
    }
    const how = target.spec.evictionStrategy === 'Immediate' ? 'leaves at once' : 'leaves when it runs elsewhere'
    add(
      unhealthy + evictAfter,
      name,
      'EvictionStarts',
      `what runs there ${how} (${target.spec.evictionStrategy})`,
      runs,
    )
    evicted.push(target)
  }
  const outcome = evictAll(scenario, before, evicted, onDecision)
  for (const target of evicted) {
    const { name } = target.metadata
    const interval = duration(target.spec.syncerConfig.heartbeatInterval)
    const at = missedBeats * interval + grace + evictAfter
    for (const shift of outcome.moves.filter(({ from }) => from === name))
      add(at, name, 'Moved', `${shift.workload}: ${shift.replicas} to ${shift.to.join(', ')}`, shift.replicas)
    for (const loss of outcome.losses.filter(({ from }) => from === name)) {
      const isGraceful = target.spec.evictionStrategy !== 'Immediate'
      const message = `${loss.workload}: ${loss.replicas} find no place${isGraceful ? ' and stay where they are, unseen' : ''}`
      add(at, name, 'Unplaced', message, loss.replicas)
    }
    add(lasts, name, 'End', 'it speaks again and may take workloads; nothing moves back by itself')
  }
  events.sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0))
  return {
    apiVersion: reportVersion,
    kind: 'PlacementOutageReport',
    targets: [...silent],
    evictAfter: formatDuration(evictAfter),
    lasts: formatDuration(lasts),
    events: events.map(({ at: _at, ...event }) => event),
    moved: outcome.moves.reduce((sum, { replicas }) => sum + replicas, 0),
    lost: outcome.losses.reduce((sum, { replicas }) => sum + replicas, 0),
  }
}

type Move = {
  readonly from: string
  readonly workload: string
  readonly replicas: number
  readonly to: readonly string[]
}
type Unmoved = { readonly from: string; readonly workload: string; readonly replicas: number }

/** What becomes of the replicas of targets that are silent for good. */
function evictAll(
  { inputs }: Scenario,
  before: Placements,
  evicted: readonly SyncTarget[],
  onDecision: OnDecision | undefined,
): { moves: Move[]; losses: Unmoved[] } {
  if (evicted.length === 0) return { moves: [], losses: [] }
  const gone = new Set(evicted.map(({ metadata }) => metadata.name))
  const after = decideAll(
    {
      ...inputs,
      targets: inputs.targets.filter(({ metadata }) => !gone.has(metadata.name)),
      absentTargets: [...(inputs.absentTargets ?? []), ...gone],
    },
    { previous: before.decisions, onDecision },
  )
  const { workloads } = compareRuns(before, after)
  const moves: Move[] = []
  const losses: Unmoved[] = []
  for (const { workload, targets } of workloads) {
    const leaving = targets.filter(({ name }) => gone.has(name)).map((shift) => ({ ...shift, left: shift.before }))
    const arriving = targets
      .filter((shift) => shift.after > shift.before)
      .map((shift) => ({ name: shift.name, count: shift.after - shift.before }))
    for (const { name, left } of leaving) {
      const to = takeFrom(arriving, left)
      const moved = to.reduce((sum, { count }) => sum + count, 0)
      if (moved > 0)
        moves.push({
          from: name,
          workload: workloadLabel(workload),
          replicas: moved,
          to: to.map((one) => `${one.name}=${one.count}`),
        })
      if (left > moved) losses.push({ from: name, workload: workloadLabel(workload), replicas: left - moved })
    }
  }
  // A copy on every target is not missed where its target is gone.
  const missing = new Map(
    after.decisions.map((decision) => [workloadLabel(decision.workload), unplacedReplicas(decision)]),
  )
  return { moves, losses: losses.filter(({ workload }) => (missing.get(workload) ?? 0) > 0) }
}

type Arrival = { readonly name: string; count: number }

/** Takes as many replicas from what arrives, in its order: two targets that lose replicas do not send the same one. */
function takeFrom(arriving: readonly Arrival[], wanted: number): Arrival[] {
  const taken: Arrival[] = []
  let left = wanted
  for (const arrival of arriving) {
    const count = Math.min(left, arrival.count)
    if (count === 0) continue
    taken.push({ name: arrival.name, count })
    arrival.count -= count
    left -= count
  }
  return taken
}

function replicasOn(decisions: readonly Decision[], name: string): number {
  let sum = 0
  for (const { clusters, outcome } of decisions)
    if (outcome !== 'Follows')
      for (const { clusterName, replicas } of clusters) if (clusterName === name) sum += replicas ?? 1
  return sum
}

/** Nanoseconds. */
function duration(text: string): bigint {
  const nanoseconds = parseDuration(text)
  if (nanoseconds < 0n) throw new TmcError('Usage', `${text}: a duration here cannot be negative`)
  return nanoseconds
}
