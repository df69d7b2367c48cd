import type { Scorer } from '../api/index.ts'
import { formatGrains, manyReplicas } from './amounts.ts'
import { hasBit } from './bits.ts'
import { forcedTargets } from './candidates.ts'
import type { Choice } from './choose.ts'
import type { AuditEntry, ClusterPlacement, TargetTrace, TraceEntry } from './decision.ts'
import type { Filter } from './filters/filter.ts'
import { filters } from './filters/registry.ts'
import { explainRanking, type Standing, standingOf } from './explain-ranking.ts'
import { ruleEntries, ruleReasons } from './explain-rules.ts'
import type { Conflict } from './placed.ts'
import { domainKey } from './ranking.ts'
import { type Reason, reason } from './reasons.ts'
import { isViolation } from './rules.ts'
import type { Subject } from './subject.ts'

const nothing: Choice = { members: [], manner: 'Every', tier: 0, isLimited: false, isClosed: false }

/** Explains one decision, target by target, from the state it was made in. */
export class Explainer {
  readonly #subject: Subject
  readonly #choice: Choice
  readonly #scorers: readonly Scorer[]
  readonly #chosen = new Map<number, ClusterPlacement>()
  readonly #forced: ReadonlyMap<number, unknown>
  readonly #conflicts: readonly Conflict[]
  /** Filters that apply to the workload. */
  readonly #applying: readonly (readonly [string, Filter])[]
  #reference: Standing | undefined
  #counts: Float64Array | undefined

  constructor(
    subject: Subject,
    clusters: readonly ClusterPlacement[],
    choice: Choice = nothing,
    scorers: readonly Scorer[] = [],
  ) {
    this.#subject = subject
    this.#choice = choice
    this.#scorers = scorers
    const { fleet, placed } = subject.world
    for (const cluster of clusters) {
      const target = fleet.indexOf(cluster.clusterName)
      if (target !== undefined) this.#chosen.set(target, cluster)
    }
    this.#forced = forcedTargets(subject)
    this.#applying = [...filters].filter(([, filter]) => filter.key(subject) !== undefined)
    this.#conflicts = placed.conflicts(subject.workload, subject.limits, subject.moment)
  }

  isChosen(target: number): boolean {
    return this.#chosen.has(target)
  }

  /** Every reason why a target is not chosen; never empty for one that is not. */
  reasons(target: number): Reason[] {
    const refusals = this.#forced.has(target) ? [] : this.refusals(target)
    return refusals.length > 0 ? refusals : [this.#lost(target)]
  }

  /** Every reason why a target is no candidate: the filters run again on it, in the state of the decision. */
  refusals(target: number): Reason[] {
    const subject = this.#subject
    const reasons: Reason[] = []
    for (const [, filter] of this.#applying) for (const one of filter.reasons(subject, target)) reasons.push(one)
    this.#resourceReasons(target, reasons)
    const { world, workload, demand, moment, leastPods } = subject
    if (world.fleet.withQuotas.length > 0)
      world.quotas.room(target, workload, demand, world.ledger, moment, leastPods, reasons)
    for (const conflict of this.#conflictsAt(target)) if (conflict.distance.isHard) reasons.push(tooClose(conflict))
    const { refused } = subject.columns
    if (refused !== undefined && hasBit(refused, target)) reasons.push(...ruleReasons(subject, target))
    return reasons
  }

  #resourceReasons(target: number, reasons: Reason[]): void {
    const { demand, world, moment, leastPods } = this.#subject
    for (const line of demand.lines) {
      const fit = world.ledger.roomAt(line, target, moment)
      if (fit === undefined || fit.room >= leastPods) continue
      const { resource } = line
      const asked = (line.wide ?? BigInt(line.asked)) * BigInt(leastPods)
      const free =
        fit.free < 0n
          ? `${formatGrains(resource, -fit.free)} more than there is, is taken`
          : `${formatGrains(resource, fit.free)} is free`
      reasons.push(
        reason('InsufficientResource', resource, `${resource}: ${formatGrains(resource, asked)} is needed, ${free}`),
      )
    }
  }

  #conflictsAt(target: number): Conflict[] {
    const { fleet } = this.#subject.world
    if (this.#conflicts.length === 0) return []
    return this.#conflicts.filter(({ topologyKey, domain }) => fleet.topology(topologyKey).domainOf[target] === domain)
  }

  /** How many pods fit on a target, as the decision saw it. */
  #room(target: number): number {
    const { demand, world, workload, moment, leastPods } = this.#subject
    let room = manyReplicas
    for (const line of demand.lines)
      room = Math.min(room, world.ledger.roomAt(line, target, moment)?.room ?? manyReplicas)
    if (world.fleet.withQuotas.length > 0)
      room = Math.min(room, world.quotas.room(target, workload, demand, world.ledger, moment, leastPods))
    return room
  }

  #standing(target: number): Standing {
    const { strategy, world, moment } = this.#subject
    if (strategy.countsDomains) this.#counts ??= world.placed.countsAt(domainKey(this.#subject), moment)
    return standingOf(this.#subject, target, this.#room(target), this.#conflicts, this.#scorers, this.#counts)
  }

  /** Why a candidate was not chosen. */
  #lost(target: number): Reason {
    // The last of those chosen is the one it would have had to beat.
    const last = [...this.#chosen.keys()].at(-1)
    if (last !== undefined) this.#reference ??= this.#standing(last)
    return explainRanking(this.#subject, this.#choice, this.#standing(target), this.#reference, this.#chosen.size)
  }

  audit(): AuditEntry[] {
    const { rules, workload, before } = this.#subject
    const entries: AuditEntry[] = []
    for (const [target, { clusterName }] of this.#chosen)
      for (const [index, { rule }] of rules.rules.entries())
        if (rule.effect === 'Require' || rule.effect === 'Forbid')
          if (isViolation(rule.effect, rules.verdict(index, target, workload, before))) {
            const [because] = ruleReasons(this.#subject, target, index)
            entries.push({ clusterName, rule: rule.name, effect: rule.effect, message: because?.message ?? '' })
          }
    return entries
  }

  /** Every step for one target. */
  trace(target: number): TargetTrace {
    const subject = this.#subject
    const { fleet } = subject.world
    const isForced = this.#forced.has(target)
    const entries: TraceEntry[] = []
    for (const [name, filter] of this.#applying) {
      const reasons = filter.reasons(subject, target)
      const inputs = filter.inputs?.(subject, target) ?? {}
      const verdict =
        reasons.length > 0
          ? isForced
            ? 'Bypassed'
            : 'Refused'
          : filter.isUnknown?.(subject, target) === true
            ? 'Unknown'
            : 'Passed'
      entries.push({ stage: filter.stage, name, verdict, points: null, inputs, ...sentence(reasons) })
    }
    entries.push(...this.#roomEntries(target, isForced))
    entries.push(...ruleEntries(subject, target))
    const standing = this.#standing(target)
    entries.push(
      { stage: 'Ranking', name: 'tier', verdict: 'Scored', points: standing.tier, inputs: {} },
      { stage: 'Ranking', name: 'preferNoSchedule', verdict: 'Scored', points: standing.taints, inputs: {} },
      { stage: 'Ranking', name: 'spreadViolations', verdict: 'Scored', points: standing.soft, inputs: {} },
      { stage: 'Ranking', name: 'ruleScore', verdict: 'Scored', points: standing.rule, inputs: {} },
      {
        stage: 'Ranking',
        name: subject.strategy.name,
        verdict: 'Scored',
        points: standing.strategy,
        inputs: standing.parts,
      },
      ...standing.scorers.map((points, index) => ({
        stage: 'Ranking' as const,
        name: `scorer ${index + 1}`,
        verdict: 'Scored' as const,
        points,
        inputs: {},
      })),
      { stage: 'Ranking', name: 'alreadyHere', verdict: 'Scored', points: standing.here, inputs: {} },
      { stage: 'Ranking', name: 'tie', verdict: 'Scored', points: standing.hash, inputs: { seed: subject.seed } },
    )
    const chosen = this.#chosen.get(target)
    if (chosen !== undefined) {
      const { replicas, weight, reason: message } = chosen
      entries.push({
        stage: 'Ranking',
        name: 'choice',
        verdict: 'Chosen',
        points: null,
        inputs: { replicas, weight },
        message,
      })
    } else {
      const [first] = this.reasons(target).filter(({ stage }) => stage === 'Ranking' || stage === 'TopologySpread')
      entries.push({
        stage: 'Ranking',
        name: 'choice',
        verdict: 'Lost',
        points: null,
        inputs: {},
        ...sentence(first === undefined ? [] : [first]),
      })
    }
    return { clusterName: fleet.names[target] ?? '', isChosen: chosen !== undefined, entries }
  }

  #roomEntries(target: number, isForced: boolean): TraceEntry[] {
    const { demand, world, moment, leastPods, workload, limits } = this.#subject
    const refusal = isForced ? 'Bypassed' : 'Refused'
    const entries: TraceEntry[] = demand.lines.map((line) => {
      const fit = world.ledger.roomAt(line, target, moment)
      const capacity = world.fleet.stated(line.resource, target)?.capacity
      return {
        stage: 'Resources',
        name: line.resource,
        verdict: fit === undefined ? 'Unknown' : fit.room < leastPods ? refusal : 'Passed',
        points: null,
        inputs: {
          requested: formatGrains(line.resource, line.wide ?? line.asked),
          free: fit === undefined ? null : formatGrains(line.resource, fit.free),
          capacity: capacity === undefined ? null : formatGrains(line.resource, capacity),
          fits: fit === undefined ? null : fit.room,
        },
      }
    })
    if ((world.fleet.targets[target]?.spec.resourceQuotas?.length ?? 0) > 0) {
      const reasons: Reason[] = []
      const room = world.quotas.room(target, workload, demand, world.ledger, moment, leastPods, reasons)
      const verdict = reasons.length > 0 ? refusal : 'Passed'
      entries.push({
        stage: 'Quota',
        name: 'resourceQuotas',
        verdict,
        points: null,
        inputs: { fits: room },
        ...sentence(reasons),
      })
    }
    const conflicts = this.#conflictsAt(target)
    if (limits.distances.length > 0 || conflicts.length > 0) {
      const reasons = conflicts.map(tooClose)
      const verdict = conflicts.some(({ distance }) => distance.isHard) ? refusal : 'Passed'
      entries.push({
        stage: 'AntiAffinity',
        name: 'antiAffinity',
        verdict,
        points: null,
        inputs: {},
        ...sentence(reasons),
      })
    }
    return entries
  }
}

function sentence(reasons: readonly Reason[]): { readonly message?: string } {
  return reasons.length === 0 ? {} : { message: reasons.map(({ message }) => message).join('; ') }
}

function tooClose({ topologyKey, with: other, distance, asker }: Conflict): Reason {
  const whose =
    asker === 'own' ? `"${distance.from}" keeps it apart from` : `"${distance.from}" keeps others apart from`
  return reason(
    'TooClose',
    `${other.kind}/${other.ref.name}`,
    `${whose} ${other.kind} "${other.ref.name}", which runs in the same ${topologyKey}`,
  )
}
