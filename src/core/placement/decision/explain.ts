import type { Scorer } from '../../api/index.ts'
import { formatGrains } from '../fleet/amounts.ts'
import { type Bits, hasBit } from '../fleet/bits.ts'
import { forcedTargets, forcingOverride } from '../choice/candidates.ts'
import type { Choice } from '../choice/choice.ts'
import type { AuditEntry, ClusterPlacement, LeftOver, TargetTrace, TraceEntry } from './decision.ts'
import type { Finding } from './findings.ts'
import type { DemandLine } from '../usage/demand.ts'
import { Fits } from '../usage/fits.ts'
import type { Filter } from '../filters/filter.ts'
import { filters } from '../filters/registry.ts'
import { Losses, type Standing, standingOf } from './explain-ranking.ts'
import { ruleEntries, ruleReasons } from './explain-rules.ts'
import { Bounds } from './left-over.ts'
import { some } from './notes.ts'
import type { Conflict } from '../usage/placed.ts'
import { domainKey } from '../ranking/ranking.ts'
import { type Parts, Scoring } from '../ranking/strategy-score.ts'
import { type Reason, reason } from '../reasons.ts'
import { isViolation } from '../policy/rules.ts'
import type { Subject } from '../subject.ts'

/** A filter that applies to the workload, and what it found already. */
type Applying = {
  readonly name: string
  readonly filter: Filter
  readonly findings: (Finding | undefined)[] | undefined
}

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
  readonly #applying: readonly Applying[]
  readonly #texts = new Map<string, Map<number | bigint, string>>()
  readonly #scoring: Scoring
  /** What keeps replicas that are left over, or targets out; undefined when nothing does. */
  readonly #bounds: Bounds | undefined
  /** Of the target that is explained. */
  readonly #fits: Fits
  /** Of targets that are looked at meanwhile. */
  readonly #others: Fits
  #losses: Losses | undefined
  #counts: Float64Array | undefined

  constructor(
    subject: Subject,
    clusters: readonly ClusterPlacement[],
    choice: Choice = nothing,
    scorers: readonly Scorer[] = [],
    eligible?: Bits,
  ) {
    this.#subject = subject
    this.#choice = choice
    this.#scorers = scorers
    const { fleet, placed, findings, ledger } = subject.world
    const { demand, moment } = subject
    this.#fits = new Fits(demand.lines, ledger, moment)
    this.#others = new Fits(demand.lines, ledger, moment)
    for (const cluster of clusters) {
      const target = fleet.indexOf(cluster.clusterName)
      if (target !== undefined) this.#chosen.set(target, cluster)
    }
    this.#forced = forcedTargets(subject)
    this.#applying = [...filters].flatMap(([name, filter]) => {
      const key = filter.key(subject)
      if (key === undefined) return []
      return [{ name, filter, findings: key === null ? undefined : findings.listOf(filter, key, fleet.size) }]
    })
    this.#scoring = new Scoring(subject)
    this.#conflicts = placed.conflicts(subject.workload, subject.limits, subject.moment)
    const [chosen, forced] = [this.#chosen, this.#forced]
    this.#bounds =
      eligible &&
      new Bounds(subject, choice, {
        chosen,
        forced,
        eligible,
        isCandidate: (target) =>
          forced.has(target) ||
          (hasBit(eligible, target) && this.#fullness(target, this.#others.at(target)).length === 0),
        refusals: (target) => (forced.has(target) ? none : this.refusals(target)),
      })
  }

  leftOver(): LeftOver[] {
    return this.#bounds?.groups() ?? []
  }

  isChosen(target: number): boolean {
    return this.#chosen.has(target)
  }

  /** Every reason why a target is not chosen; never empty for one that is not. */
  reasons(target: number): readonly Reason[] {
    const fits = this.#fits.at(target)
    const refusals = this.#forced.has(target) ? none : this.refusals(target, fits)
    return refusals.length > 0 ? refusals : this.#lost(this.#standing(target, fits))
  }

  /** Every reason why a target is no candidate: the filters run again on it, in the state of the decision. */
  refusals(target: number, fits = this.#others.at(target)): readonly Reason[] {
    const subject = this.#subject
    let all = none
    for (const applying of this.#applying) all = joined(all, findingOf(applying, subject, target).reasons)
    return joined(all, this.#fullness(target, fits))
  }

  /** The reasons that the filters do not give: what is taken, what is too close, and the rules. */
  #fullness(target: number, fits: Fits): readonly Reason[] {
    const subject = this.#subject
    const { world, leastPods, columns } = subject
    const isRefused = columns.refused !== undefined && hasBit(columns.refused, target)
    const hasQuotas = world.fleet.withQuotas.length > 0
    if (fits.least >= leastPods && !hasQuotas && this.#conflicts.length === 0 && !isRefused) return none
    const reasons = this.#shortages(fits)
    if (hasQuotas) {
      const { workload, demand, moment } = subject
      world.quotas.room(target, workload, demand, world.ledger, moment, leastPods, reasons)
    }
    for (const conflict of this.#conflictsAt(target))
      if (conflict.distance.isHard) reasons.push(this.#tooClose(conflict))
    if (isRefused) reasons.push(...ruleReasons(subject, target))
    return reasons
  }

  #shortages(fits: Fits): Reason[] {
    const { leastPods } = this.#subject
    const reasons: Reason[] = []
    for (const [index, line] of fits.lines.entries())
      if ((fits.rooms[index] ?? NaN) < leastPods)
        reasons.push(reason('InsufficientResource', line.resource, shortage(line, fits.free(line), leastPods)))
    return reasons
  }

  #conflictsAt(target: number): Conflict[] {
    const { fleet } = this.#subject.world
    if (this.#conflicts.length === 0) return []
    return this.#conflicts.filter(({ topologyKey, domain }) => fleet.topology(topologyKey).domainOf[target] === domain)
  }

  #tooClose({ topologyKey, domain, with: other, distance, asker }: Conflict): Reason {
    const whose =
      asker === 'own' ? `"${distance.from}" keeps it apart from` : `"${distance.from}" keeps others apart from`
    const value = this.#subject.world.fleet.topology(topologyKey).values[domain] ?? ''
    return reason(
      'TooClose',
      `${other.kind}/${other.ref.name}`,
      `${whose} ${other.kind} "${other.ref.name}", which runs in the same ${topologyKey}, ${value}`,
    )
  }

  /** How many pods fit on a target, as the decision saw it. */
  #room(target: number, fits: Fits): number {
    const { demand, world, workload, moment, leastPods } = this.#subject
    if (world.fleet.withQuotas.length === 0) return fits.least
    return Math.min(fits.least, world.quotas.room(target, workload, demand, world.ledger, moment, leastPods))
  }

  #standing(target: number, fits: Fits, parts?: Parts): Standing {
    const { strategy, world, moment } = this.#subject
    if (strategy.countsDomains) this.#counts ??= world.placed.countsAt(domainKey(this.#subject), moment)
    const room = this.#room(target, fits)
    const score = this.#scoring.of(target, fits.place, room, this.#counts, parts)
    return standingOf(this.#subject, target, room, score, this.#conflicts, this.#scorers)
  }

  /** Why a candidate was not chosen. */
  #lost(standing: Standing): readonly Reason[] {
    const bound = this.#bounds?.reasonFor(standing.target)
    if (bound !== undefined) return [bound]
    if (this.#losses !== undefined) return this.#losses.of(standing)
    // The last of those chosen is the one it would have had to beat; nobody beats what is forced.
    const chosen = [...this.#chosen.keys()]
    const last = chosen.findLast((target) => !this.#forced.has(target))
    if (last === undefined && chosen.length > 0) {
      const names = chosen.map((target) => this.#chosen.get(target)?.clusterName ?? '')
      const message = `overrides force it onto ${some(names)}, which leaves nothing for others`
      return [reason('Outranked', names.at(-1) ?? '', message)]
    }
    const reference = last === undefined ? undefined : this.#standing(last, this.#others.at(last))
    this.#losses = new Losses(this.#subject, this.#choice, reference, chosen.length)
    return this.#losses.of(standing)
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
    const refusals: Reason[] = []
    const fits = this.#fits.at(target)
    for (const applying of this.#applying) {
      const { reasons, entry } = this.#found(applying, target, isForced)
      entries.push(entry)
      if (!isForced) for (const one of reasons) refusals.push(one)
    }
    this.#roomEntries(target, fits, isForced, entries)
    for (const entry of ruleEntries(subject, target)) entries.push(entry)
    const parts: Parts = {}
    const standing = this.#standing(target, fits, parts)
    entries.push(
      scored('tier', standing.tier),
      scored('preferNoSchedule', standing.taints),
      scored('spreadViolations', standing.soft),
      scored('ruleScore', standing.rule),
      scored(subject.strategy.name, standing.strategy, parts),
    )
    for (const [index, points] of standing.scorers.entries()) entries.push(scored(`scorer ${index + 1}`, points))
    entries.push(scored('alreadyHere', standing.here), scored('tie', standing.hash, { seed: subject.seed }))
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
      if (!isForced) refusals.push(...this.#fullness(target, fits))
      const because =
        refusals.length === 0
          ? this.#lost(standing)
          : refusals.filter(({ stage }) => stage === 'TopologySpread').slice(0, 1)
      entries.push(entryOf('Ranking', 'choice', 'Lost', noInputs, because))
    }
    return { clusterName: fleet.names[target] ?? '', isChosen: chosen !== undefined, entries }
  }

  #found(
    applying: Applying,
    target: number,
    isForced: boolean,
  ): { readonly reasons: readonly Reason[]; readonly entry: TraceEntry } {
    const subject = this.#subject
    const { name, filter } = applying
    const finding = findingOf(applying, subject, target)
    const { reasons } = finding
    const told = (verdict: TraceEntry['verdict']) =>
      entryOf(filter.stage, name, verdict, filter.inputs?.(subject, target) ?? noInputs, reasons)
    if (isForced && reasons.length > 0) return { reasons, entry: this.#bypassed(told('Bypassed'), target) }
    const passes = filter.isUnknown?.(subject, target) === true ? 'Unknown' : 'Passed'
    return { reasons, entry: (finding.entry ??= told(reasons.length > 0 ? 'Refused' : passes)) }
  }

  #roomEntries(target: number, fits: Fits, isForced: boolean, entries: TraceEntry[]): void {
    const { demand, world, moment, workload, limits } = this.#subject
    // What is forced runs as many as it was given, whether they fit or not.
    const given = isForced ? (this.#chosen.get(target)?.replicas ?? 0) : 0
    const leastPods = Math.max(this.#subject.leastPods, given)
    const refusal = isForced ? 'Bypassed' : 'Refused'
    const push = (entry: TraceEntry) =>
      entries.push(entry.verdict === 'Bypassed' ? this.#bypassed(entry, target) : entry)
    const { maxReplicas, maxFrom, maxClusters, maxClustersFrom } = this.#subject
    const taken = this.#chosen.size
    if (given > maxReplicas) {
      const message = `"${maxFrom}" allows ${counted(maxReplicas, 'replica')} on a target, it is given ${given}`
      push(exceeded('maxReplicas', { replicas: given, maxReplicas }, message))
    }
    if (isForced && this.#chosen.has(target) && taken > maxClusters) {
      const message = `"${maxClustersFrom}" allows ${counted(maxClusters, 'target')}, ${taken} are taken`
      push(exceeded('maxClusters', { targets: taken, maxClusters }, message))
    }
    for (const [index, line] of demand.lines.entries()) {
      const { resource, column, asked, wide } = line
      const room = fits.rooms[index] ?? NaN
      const free = Number.isNaN(room) ? undefined : fits.free(line)
      const capacity = column?.wide.has(target) === true ? column.at(target)?.capacity : known(column?.capacity[target])
      const isShort = room < leastPods
      push({
        stage: 'Resources',
        name: resource,
        verdict: free === undefined ? 'Unknown' : isShort ? refusal : 'Passed',
        points: null,
        inputs: {
          requested: this.#shown(resource, wide ?? asked),
          free: free === undefined ? null : this.#shown(resource, free),
          capacity: capacity === undefined ? null : this.#shown(resource, capacity),
          fits: free === undefined ? null : room,
        },
        ...(isShort && isForced && free !== undefined ? { message: shortage(line, free, leastPods) } : {}),
      })
    }
    if ((world.fleet.targets[target]?.spec.resourceQuotas?.length ?? 0) > 0) {
      const reasons: Reason[] = []
      const room = world.quotas.room(target, workload, demand, world.ledger, moment, leastPods, reasons)
      const verdict = reasons.length > 0 ? refusal : 'Passed'
      push(entryOf('Quota', 'resourceQuotas', verdict, { fits: room }, reasons))
    }
    const conflicts = this.#conflictsAt(target)
    if (limits.distances.length > 0 || conflicts.length > 0) {
      const verdict = conflicts.some(({ distance }) => distance.isHard) ? refusal : 'Passed'
      push(
        entryOf(
          'AntiAffinity',
          'antiAffinity',
          verdict,
          noInputs,
          conflicts.map((conflict) => this.#tooClose(conflict)),
        ),
      )
    }
  }

  /** An entry of what does not hold, with the override that puts the workload there all the same. */
  #bypassed(entry: TraceEntry, target: number): TraceEntry {
    return { ...entry, override: forcingOverride(this.#subject, target)?.reason ?? '' }
  }

  /** An amount as a quantity; targets are alike, so most are printed already. */
  #shown(resource: string, grains: number | bigint): string {
    let known = this.#texts.get(resource)
    if (known === undefined) this.#texts.set(resource, (known = new Map<number | bigint, string>()))
    let text = known.get(grains)
    if (text === undefined) known.set(grains, (text = formatGrains(resource, grains)))
    return text
  }
}

const noInputs: TraceEntry['inputs'] = {}
const none: readonly Reason[] = []

/** Mostly one list is empty, and the other serves as it is: it is the same for many workloads. */
function joined(some: readonly Reason[], others: readonly Reason[]): readonly Reason[] {
  return some.length === 0 ? others : others.length === 0 ? some : [...some, ...others]
}

/** By how much a resource is too little for so many pods. */
function shortage({ resource, wide, asked }: DemandLine, free: number | bigint, pods: number): string {
  const needed = formatGrains(resource, (wide ?? BigInt(asked)) * BigInt(pods))
  const left =
    free < 0
      ? `${formatGrains(resource, -free)} more than there is, is taken`
      : `${formatGrains(resource, free)} is free`
  return `${resource}: ${needed} is needed${pods > 1 ? ` for ${pods} pods` : ''}, ${left}`
}

/** What a filter makes of a target, from its list where it has one. */
function findingOf({ filter, findings }: Applying, subject: Subject, target: number): Finding {
  const known = findings?.[target]
  if (known !== undefined) return known
  const finding: Finding = { reasons: filter.reasons(subject, target), entry: undefined }
  if (findings !== undefined) findings[target] = finding
  return finding
}

function known(amount: number | undefined): number | undefined {
  return Number.isNaN(amount) ? undefined : amount
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function exceeded(name: string, inputs: TraceEntry['inputs'], message: string): TraceEntry {
  return { stage: 'Constraint', name, verdict: 'Bypassed', points: null, inputs, message }
}

function scored(name: string, points: number, inputs = noInputs): TraceEntry {
  return { stage: 'Ranking', name, verdict: 'Scored', points, inputs }
}

function entryOf(
  stage: TraceEntry['stage'],
  name: string,
  verdict: TraceEntry['verdict'],
  inputs: TraceEntry['inputs'],
  reasons: readonly Reason[],
): TraceEntry {
  const points = null
  if (reasons.length === 0) return { stage, name, verdict, points, inputs }
  return { stage, name, verdict, points, inputs, message: reasons.map(({ message }) => message).join('; ') }
}
