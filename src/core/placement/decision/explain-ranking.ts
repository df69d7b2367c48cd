import type { Scorer } from '../../api/index.ts'
import type { Choice } from '../choice/choice.ts'
import { scoreOf } from '../scorers/scoring.ts'
import type { Conflict } from '../usage/placed.ts'
import { some } from './notes.ts'
import { preferenceColumn } from '../ranking/ranking.ts'
import { isViolation } from '../policy/rules.ts'
import { type Reason, reason } from '../reasons.ts'
import { softOf } from '../ranking/soft.ts'
import type { Subject } from '../subject.ts'

/** Everything one target is ranked by. */
export type Standing = {
  readonly target: number
  readonly name: string
  readonly room: number
  readonly tier: number
  readonly taints: number
  readonly soft: number
  readonly rule: number
  readonly strategy: number
  readonly scorers: readonly number[]
  readonly here: number
  readonly hash: number
}

/** Where one target stands, on which `room` pods fitted, as the decision saw it. */
export function standingOf(
  subject: Subject,
  target: number,
  room: number,
  strategy: number,
  conflicts: readonly Conflict[],
  scorers: readonly Scorer[],
): Standing {
  const { world, columns, tie, workload, before } = subject
  const name = world.fleet.names[target] ?? ''
  return {
    target,
    name,
    room,
    tier: columns.tier[target] ?? 0,
    taints: preferenceColumn(subject).levels[target] ?? 0,
    soft: softOf(subject, conflicts, target),
    rule: columns.ranked[target] ?? 0,
    strategy,
    scorers: scorers.length === 0 ? noScores : scorers.map((scorer) => scoreOf(scorer, world.fleet, target, workload)),
    here: before.includes(name) ? 1 : 0,
    hash: world.fleet.hashes.weight(tie, target),
  }
}

const noScores: readonly number[] = []

/**
 * Why candidates of one decision were not chosen: by how much each lost, on which level, and to whom. Most of them stand
 * where others do, and are told in the same words.
 */
export class Losses {
  readonly #subject: Subject
  readonly #choice: Choice
  /** Where the last of those chosen stands, which is the one to beat. */
  readonly #last: Standing | undefined
  /** How many were chosen. */
  readonly #chosen: number
  readonly #byScore = new Map<number, readonly Reason[]>()

  constructor(subject: Subject, choice: Choice, last: Standing | undefined, chosen: number) {
    this.#subject = subject
    this.#choice = choice
    this.#last = last
    this.#chosen = chosen
  }

  /** The one reason there is, as a list. */
  of(own: Standing): readonly Reason[] {
    if (!this.#goesByScore(own)) return [explainRanking(this.#subject, this.#choice, own, this.#last, this.#chosen)]
    let known = this.#byScore.get(own.strategy)
    if (known === undefined) {
      known = [explainRanking(this.#subject, this.#choice, own, this.#last, this.#chosen)]
      this.#byScore.set(own.strategy, known)
    }
    return known
  }

  /** Whether nothing but the strategy's score tells a target from others that lost, so that the words are theirs. */
  #goesByScore({ room, tier, taints, soft, rule, strategy, here, scorers }: Standing): boolean {
    const last = this.#last
    if (last === undefined || room < (this.#subject.requested ?? 1) || tier > this.#choice.tier) return false
    if (tier !== last.tier || taints !== last.taints || soft !== last.soft || rule !== last.rule) return false
    return strategy !== last.strategy || (here === last.here && scorers.length === 0)
  }
}

/** Why a candidate was not chosen. */
function explainRanking(
  subject: Subject,
  { manner, tier, isLimited }: Choice,
  own: Standing,
  last: Standing | undefined,
  chosen: number,
): Reason {
  if (last === undefined)
    return reason('NoReplicaLeft', 'division', 'nothing was chosen, because nothing could be divided')
  if (own.tier > tier)
    return reason(
      'WorseTier',
      last.name,
      `it violates ${rulesOf(subject, own)}; ${last.name} violates ${rulesOf(subject, last)}, and better tiers hold it`,
    )
  if (manner === 'Custom')
    return reason('NotSelected', subject.strategy.name, `strategy ${subject.strategy.name} did not select it`)
  if (manner === 'Kept')
    return reason(
      'Settled',
      last.name,
      `rescheduling moves the least: it stays on ${chosen === 1 ? last.name : `the ${chosen} targets it is on`}`,
    )
  if (isLimited && chosen >= subject.maxClusters)
    return reason(
      'MaxClusters',
      subject.maxClustersFrom,
      `"${subject.maxClustersFrom}" allows ${subject.maxClusters} ${subject.maxClusters === 1 ? 'target' : 'targets'}; ${gap(subject, own, last, manner)}`,
    )
  if (manner === 'Every')
    return reason(
      'NoReplicaLeft',
      'division',
      `the division of ${subject.requested ?? 0} ${subject.requested === 1 ? 'replica' : 'replicas'} left none for it; ${gap(subject, own, last, manner)}`,
    )
  const total = Math.max(1, subject.requested ?? 1)
  if (manner === 'Single' && subject.mode !== 'Duplicated' && own.room < total && last.room >= total)
    return reason('CannotHoldAll', last.name, `it holds ${own.room} of ${total} replicas; ${last.name} holds all`)
  return reason('Outranked', last.name, gap(subject, own, last, manner))
}

/** The preferred rules that a target violates, by name. */
function rulesOf({ rules, workload, before }: Subject, { target }: Standing): string {
  const names = rules.rules.flatMap(({ rule }, index) =>
    isViolation(rule.effect, rules.verdict(index, target, workload, before)) ? [`"${rule.name}"`] : [],
  )
  return names.length === 0 ? 'no rule' : `${names.length === 1 ? 'rule' : 'rules'} ${some(names)}`
}

/**
 * The first level on which two targets differ, in words; or that one holds less, where that counts first, as where one is
 * taken and none holds all, or where it does not rank behind.
 */
function gap(subject: Subject, own: Standing, other: Standing, manner: Choice['manner']): string {
  const { name } = other
  const { maxReplicas, mode } = subject
  const total = Math.max(1, subject.requested ?? 1)
  const held = Math.min(own.room, maxReplicas, total)
  const theirs = Math.min(other.room, maxReplicas, total)
  const goesBySize = (manner === 'Single' && theirs < total) || !isBehind(own, other)
  if (mode !== 'Duplicated' && held < theirs && goesBySize)
    return `it holds ${held} of ${total} ${total === 1 ? 'replica' : 'replicas'}, ${name} ${theirs}`
  if (own.tier !== other.tier) return `${name} violates ${rulesOf(subject, other)}, it ${rulesOf(subject, own)}`
  if (own.taints !== other.taints)
    return `lost to ${name} by PreferNoSchedule taints: ${own.taints} against ${other.taints}`
  if (own.soft !== other.soft) return `lost to ${name} by spread and distance: ${own.soft} broken against ${other.soft}`
  if (own.rule !== other.rule) return points(own.rule, other.rule, name, 'rule score')
  if (own.strategy !== other.strategy) return points(own.strategy, other.strategy, name, 'strategy score')
  for (const [index, score] of own.scorers.entries())
    if (score !== other.scorers[index]) return points(score, other.scorers[index] ?? 0, name, `scorer ${index + 1}`)
  if (own.here !== other.here) return `lost to ${name}, where it runs already`
  return `equal to ${name} in everything; the tie hash decided`
}

/** Whether one target ranks below another. */
function isBehind(own: Standing, other: Standing): boolean {
  const levels = [
    other.tier - own.tier,
    other.taints - own.taints,
    other.soft - own.soft,
    own.rule - other.rule,
    own.strategy - other.strategy,
    ...own.scorers.map((score, index) => score - (other.scorers[index] ?? 0)),
    own.here - other.here,
    own.hash - other.hash,
  ]
  return (levels.find((difference) => difference !== 0) ?? 0) < 0
}

function points(own: number, other: number, name: string, what: string): string {
  if (own > other) return `${what} of ${own} against ${other} of ${name}, which was better placed when it was chosen`
  const difference = other - own
  const shown = Number.isInteger(difference) ? String(difference) : difference.toPrecision(3)
  return `lost to ${name} by ${shown} ${difference === 1 ? 'point' : 'points'} of ${what}: ${own} against ${other}`
}
