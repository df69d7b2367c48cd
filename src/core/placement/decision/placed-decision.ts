import type { TmcError } from '../../apimachinery/index.ts'
import type { Scorer } from '../../api/index.ts'
import type { Field } from '../choice/assign.ts'
import type { Bits } from '../fleet/bits.ts'
import { forcingOverride } from '../choice/candidates.ts'
import type { Choice } from '../choice/choice.ts'
import type {
  AuditEntry,
  ClusterPlacement,
  Decision,
  LeftOver,
  Note,
  RejectedTarget,
  RejectionGroup,
  TargetTrace,
} from './decision.ts'
import { Explainer } from './explain.ts'
import { leftOverText } from './left-over.ts'
import { unknownReference } from '../fleet/nearest.ts'
import type { Reason } from '../reasons.ts'
import { groupRejections } from './rejections.ts'
import { isViolation } from '../policy/rules.ts'
import type { Subject } from '../subject.ts'

/** The chosen targets as a decision lists them, best first, and their numbers. */
export function placementsOf(
  subject: Subject,
  field: Field,
  choice: Choice,
): { readonly clusters: readonly ClusterPlacement[]; readonly targets: readonly number[] } {
  const { fleet } = subject.world
  const { assignment, members, manner } = choice
  const { score, tier } = subject.columns
  const violates = mayViolate(subject, field)
  const clusters: ClusterPlacement[] = []
  const targets: number[] = []
  // Why one was chosen is why all were, but where it depends on what ran there or on an override.
  const shared = manner === 'Kept' || field.forced.size > 0 ? undefined : reasonOf(subject, field, choice, -1)
  for (let index = 0; index < members.length; index++) {
    const target = members[index] ?? 0
    const seats = assignment?.seats[index]
    if (seats === 0 && subject.requested !== 0) continue
    targets.push(target)
    const replicas = seats ?? copiesOf(subject, field, target)
    clusters.push({
      clusterName: fleet.names[target] ?? '',
      replicas,
      weight: assignment?.weights[index] ?? 0,
      score: score[target] ?? 0,
      tier: tier[target] ?? 0,
      reason: shared ?? reasonOf(subject, field, choice, target),
      violations: violates ? violationsOf(subject, field, target, replicas, members.length) : noNames,
    })
  }
  return { clusters, targets }
}

/** Replicas of one copy: those an override or the distribution states for the target, else all. */
function copiesOf({ requested, distribution }: Subject, { forced }: Field, target: number): number | null {
  if (requested === null) return null
  const override = forced.get(target)
  if (override !== undefined) return override
  const share = distribution?.shares?.get(target)
  if (share?.replicas !== undefined) return share.replicas
  return share?.percent === undefined ? requested : Math.floor((requested * share.percent) / 100)
}

/** Why a target is taken where all together hold too little. */
function tooFew(taken: number): string {
  return taken === 1
    ? 'the one target that is taken; it does not hold all replicas'
    : 'one of the targets that are taken; together they do not hold all replicas'
}

function reasonOf(
  subject: Subject,
  { forced }: Field,
  { manner, members, assignment }: Choice,
  target: number,
): string {
  if (forced.has(target)) return `forced by an override: ${forcingOverride(subject, target)?.reason ?? ''}`
  if (subject.requested === 0) return 'no replicas are asked for; the first would run here'
  const all = subject.mode === 'Duplicated' ? 'it' : 'all replicas'
  const isShort = (assignment?.overflow ?? 0) > 0
  switch (manner) {
    case 'Every':
      return subject.mode === 'Duplicated'
        ? 'every target that can take it is taken'
        : 'divided over all targets that can take some'
    case 'Single':
      return isShort ? tooFew(1) : `first in rank that holds ${all}`
    case 'Prefix':
      return isShort ? tooFew(members.length) : `one of the ${members.length} first in rank that together hold ${all}`
    case 'Fewest':
      return isShort ? tooFew(members.length) : `one of the ${members.length} targets that are enough to hold ${all}`
    case 'Custom':
      return `selected by strategy ${subject.strategy.name}`
    case 'Kept':
      return subject.current?.has(target) === true ? 'it runs there already' : 'added to where it runs'
  }
}

/** Whether a chosen target can violate anything: it is forced, or rules do not refuse what violates them. */
function mayViolate({ columns, plan }: Subject, { forced }: Field): boolean {
  return forced.size > 0 || columns.worstTier > 0 || plan.policy.spec.enforcement === 'Audit'
}

/** Names of the rules a target violates; of one that is forced, also what it bypasses with the replicas it runs. */
function violationsOf(
  subject: Subject,
  { forced }: Field,
  target: number,
  replicas: number | null,
  taken: number,
): readonly string[] {
  const { rules, workload, before } = subject
  const bypasses = forced.has(target)
  const names = rules.rules
    .filter(({ rule }, index) => isViolation(rule.effect, rules.verdict(index, target, workload, before)))
    .map(({ rule }) => rule.name)
  if (!bypasses) return names
  const { maxReplicas, maxFrom, maxClusters, maxClustersFrom } = subject
  const leastPods = Math.max(subject.leastPods, replicas ?? 0)
  const bypassed = new Explainer({ ...subject, leastPods }, [])
    .refusals(target)
    .filter(({ stage }) => stage !== 'Rules')
  const all = [...names, ...bypassed.map(({ code, name }) => `${code}: ${name}`)]
  if ((replicas ?? 0) > maxReplicas) all.push(`ReplicasOutOfBounds: ${maxFrom}`)
  if (taken > maxClusters) all.push(`MaxClusters: ${maxClustersFrom}`)
  return all
}

const noNames: readonly string[] = []

/** A decision with its subject behind it, from which reasons and traces are made when they are asked for. */
export class PlacedDecision implements Decision {
  readonly step: number
  readonly workload: Decision['workload']
  readonly outcome: Decision['outcome']
  readonly policy: string
  readonly strategy: string
  readonly mode: Decision['mode']
  readonly requested: number | null
  readonly overflow: number | null
  readonly seed: string
  readonly clusters: readonly ClusterPlacement[]
  declare readonly follows?: NonNullable<Decision['follows']>
  declare readonly error?: TmcError
  readonly #subject: Subject
  readonly #choice: Choice
  /** Kept where it is asked for: when replicas are left over, or a spread kept targets out. */
  readonly #eligible: Bits | undefined
  readonly #scorers: readonly Scorer[]
  #notes: readonly Note[]
  #isTold: boolean

  constructor(
    step: number,
    subject: Subject,
    choice: Choice,
    eligible: Bits,
    clusters: readonly ClusterPlacement[],
    notes: readonly Note[],
    scorers: readonly Scorer[],
  ) {
    const { workload, plan, strategy, mode, requested, seed } = subject
    this.step = step
    this.workload = workload.ref
    this.policy = plan.name
    this.strategy = strategy.name
    this.mode = mode
    this.requested = requested
    this.overflow = mode === 'Duplicated' ? null : (choice.assignment?.overflow ?? requested ?? 0)
    this.seed = seed
    this.clusters = clusters
    this.#notes = notes
    const isShort = (this.overflow ?? 0) > 0 && choice.members.length > 0
    this.#eligible = isShort || choice.isClosed ? eligible : undefined
    this.#isTold = !isShort
    this.outcome = clusters.length === 0 ? 'Unplaced' : (this.overflow ?? 0) > 0 ? 'Partial' : 'Placed'
    this.#subject = subject
    this.#choice = choice
    this.#scorers = scorers
  }

  get rejectedCount(): number {
    return this.#subject.world.fleet.size - this.clusters.length
  }

  get notes(): readonly Note[] {
    if (!this.#isTold) {
      const more = this.leftOver().map((one): Note => ({ code: 'LeftOver', message: leftOverText(one) }))
      this.#notes = [...this.#notes, ...more]
      this.#isTold = true
    }
    return this.#notes
  }

  leftOver(): readonly LeftOver[] {
    return (this.overflow ?? 0) === 0 || this.#eligible === undefined ? [] : this.#explainer().leftOver()
  }

  #explainer(): Explainer {
    return new Explainer(this.#subject, this.clusters, this.#choice, this.#scorers, this.#eligible)
  }

  rejected(): RejectedTarget[] {
    const explainer = this.#explainer()
    const { names } = this.#subject.world.fleet
    const rejected: RejectedTarget[] = []
    for (let target = 0; target < names.length; target++)
      if (!explainer.isChosen(target))
        rejected.push({ clusterName: names[target] ?? '', reasons: explainer.reasons(target) })
    return rejected
  }

  reasonsFor(clusterName: string): readonly Reason[] {
    const explainer = this.#explainer()
    const target = this.#number(clusterName)
    return explainer.isChosen(target) ? [] : explainer.reasons(target)
  }

  rejectionGroups(names = 100): RejectionGroup[] {
    return groupRejections(this.rejected(), names)
  }

  audit(): AuditEntry[] {
    return this.#subject.plan.policy.spec.enforcement === 'Audit' ? this.#explainer().audit() : []
  }

  trace(clusterName: string): TargetTrace {
    return this.#explainer().trace(this.#number(clusterName))
  }

  *traces(): IterableIterator<TargetTrace> {
    const explainer = this.#explainer()
    const { size } = this.#subject.world.fleet
    for (let target = 0; target < size; target++) yield explainer.trace(target)
  }

  #number(clusterName: string): number {
    const { fleet } = this.#subject.world
    const target = fleet.indexOf(clusterName)
    if (target !== undefined) return target
    throw unknownReference('target', clusterName, `${this.workload.kind} "${this.workload.name}"`, fleet.names)
  }
}
