import { TmcError } from '../apimachinery/index.ts'
import type { PlacementDecision, SchedulingStrategy, Scorer } from '../api/index.ts'
import type { Field } from './choice/assign.ts'
import { type Candidates, findCandidates } from './choice/candidates.ts'
import type { Choice } from './choice/choice.ts'
import { chooseCustom, customStrategy } from './choice/custom.ts'
import type { Decision } from './decision/decision.ts'
import type { Demand } from './usage/demand.ts'
import { FilterCache } from './filters/filter-cache.ts'
import { FindingBook } from './decision/findings.ts'
import { buildFleet, type Fleet, type IndexedFleet, indexed } from './fleet/fleet.ts'
import { hashText } from './fleet/hash.ts'
import type { PlacementInputs } from './fleet/inputs.ts'
import type { Charge } from './usage/charge-log.ts'
import { Ledger } from './usage/ledger.ts'
import { MeritBook } from './ranking/merit.ts'
import { unknownReference } from './fleet/nearest.ts'
import { notesOf } from './decision/notes.ts'
import { FixedDecision } from './decision/fixed-decision.ts'
import { PlacedBook } from './usage/placed.ts'
import { PlacedDecision, placementsOf } from './decision/placed-decision.ts'
import { fillPoints, podsOf } from './ranking/points.ts'
import type { PolicyPlan } from './policy/policies.ts'
import { type Preparation, Rulebook } from './prepare.ts'
import { QuotaBook } from './usage/quotas.ts'
import { domainStep, preferenceColumn, type Ranking, Scratch, strategyColumn } from './ranking/ranking.ts'
import { RuleSet } from './policy/rules.ts'
import { SchemaBook } from './filters/schemas.ts'
import { scoreOf } from './scorers/scoring.ts'
import { settle } from './choice/settle.ts'
import { ShapeBook } from './ranking/shapes.ts'
import { softColumn } from './ranking/soft.ts'
import { type Previous, readPrevious, type Stored } from './stored.ts'
import { strategies } from './strategies/registry.ts'
import type { Strategy } from './strategies/strategy.ts'
import type { Override, Subject, World } from './subject.ts'
import { readWorkload, type Workload } from './workload/workload.ts'

const noOverrides: readonly Override[] = []
const noNames: readonly string[] = []
const noTargets: readonly number[] = []

/** One run: the state that decisions change, and everything they are made from. */
export class Engine {
  readonly fleet: IndexedFleet
  readonly workloads: readonly Workload[]
  readonly world: World
  readonly rulebook: Rulebook
  readonly scorers: readonly Scorer[]
  readonly custom: ReadonlyMap<string, SchedulingStrategy>
  readonly #inputs: PlacementInputs
  readonly #stored: Stored
  readonly #kept: Stored | undefined
  readonly #cache = new FilterCache()
  readonly #merits = new MeritBook()
  readonly #shapes: ShapeBook
  readonly #scratch: Scratch
  readonly #ruleSets = new Map<PolicyPlan, RuleSet>()
  readonly #preparations = new Map<Workload, Preparation>()
  /** Targets marked in the working column of where the workload is. */
  #here: readonly number[] = []
  #step = 0

  constructor(
    inputs: PlacementInputs,
    fleet: Fleet | undefined,
    previous: readonly Decision[] | readonly PlacementDecision[] | undefined,
  ) {
    this.#inputs = inputs
    this.fleet = indexed(fleet ?? buildFleet(inputs))
    const { reader, kinds } = this.fleet
    const namespace = inputs.namespace ?? 'default'
    this.workloads = inputs.workloads.map((object) => readWorkload(object, kinds, reader, namespace))
    const keys = new Set<string>()
    for (const { key, ref } of this.workloads) {
      if (keys.has(key))
        throw new TmcError(
          'InvalidObject',
          `${ref.kind} "${ref.name}"${ref.namespace === undefined ? '' : ` of namespace "${ref.namespace}"`} is given twice`,
          {
            hint: 'remove one of them',
          },
        )
      keys.add(key)
    }
    this.rulebook = new Rulebook(inputs, this.fleet)
    this.scorers = [...(inputs.scorers ?? [])].sort((left, right) => right.priority() - left.priority())
    this.custom = new Map((inputs.strategies ?? []).map((strategy) => [strategy.name(), strategy]))
    if (inputs.strategy !== undefined && !this.custom.has(inputs.strategy) && !strategies.has(inputs.strategy))
      throw unknownReference('strategy', inputs.strategy, 'the strategy to use', [
        ...strategies.keys(),
        ...this.custom.keys(),
      ])
    const ledger = new Ledger(this.fleet)
    const quotas = new QuotaBook(this.fleet, inputs.namespaces ?? [])
    this.world = {
      fleet: this.fleet,
      ledger,
      quotas,
      placed: new PlacedBook(this.fleet, ledger, quotas),
      schemas: new SchemaBook(this.fleet),
      findings: new FindingBook(),
      keepsUnhealthy: inputs.keepsUnhealthy === true,
    }
    this.#shapes = new ShapeBook(this.fleet, ledger)
    this.#scratch = new Scratch(this.fleet.size, this.scorers.length, this.fleet.hashes)
    this.#stored = readPrevious(inputs.decisions ?? [], this.fleet, namespace)
    this.#kept = previous === undefined ? undefined : readPrevious(previous, this.fleet, namespace)
    for (const workload of this.workloads) this.#chargePrevious(workload)
  }

  preparation(workload: Workload): Preparation {
    let preparation = this.#preparations.get(workload)
    if (preparation === undefined) {
      const overrides =
        this.#stored.overrides.get(workload.key) ?? this.#kept?.overrides.get(workload.key) ?? noOverrides
      preparation = this.rulebook.prepare(workload, overrides)
      this.#preparations.set(workload, preparation)
    }
    return preparation
  }

  #previousOf({ key }: Workload): Previous | undefined {
    return this.#kept?.previous.get(key) ?? this.#stored.previous.get(key)
  }

  /** Charges what a workload holds before the run, where the target's status does not count it yet. */
  #chargePrevious(workload: Workload): void {
    const previous = this.#previousOf(workload)
    if (previous === undefined || previous.replicas.size === 0) return
    const { demand, limits } = this.preparation(workload)
    for (const [target, replicas] of previous.replicas)
      if (previous.uncounted.has(target)) this.#charge(target, workload, demand, this.#podsOf(workload, replicas), 1)
    this.world.placed.add(workload, limits, [...previous.replicas.keys()])
  }

  /** Gives back what a workload holds, before it is decided again: also what the status of targets counts. */
  #returnPrevious(workload: Workload, { demand }: Preparation): void {
    const previous = this.#previousOf(workload)
    if (previous === undefined) return
    for (const [target, replicas] of previous.replicas)
      this.#charge(target, workload, demand, -this.#podsOf(workload, replicas), -1)
    this.world.placed.remove(workload)
  }

  #charge(target: number, workload: Workload, demand: Demand, pods: number, objects: number): void {
    const { ledger } = this.world
    ledger.charge(target, ledger.chargeOf(workload, demand, pods, objects))
  }

  #podsOf(workload: Workload, replicas: number | null): number {
    return workload.pod === undefined && workload.replicas === null ? 0 : (replicas ?? workload.podsPerCopy)
  }

  /** Decides one workload and charges it. */
  decide(workload: Workload): Decision {
    const step = this.#step++
    const preparation = this.preparation(workload)
    const seed = this.#inputs.seed ?? preparation.plan.policy.spec.seed ?? ''
    if (preparation.error !== undefined) return this.#failed(step, workload, preparation, seed, preparation.error)
    this.#returnPrevious(workload, preparation)
    const subject = this.#subject(workload, preparation, seed)
    const scratch = this.#scratch
    try {
      const candidates = findCandidates(subject, this.#cache, this.#shapes, scratch)
      const ranking = this.#rank(subject, candidates)
      const { eligible, room, forced, frozen } = candidates
      const field: Field = { subject, eligible, room, forced, frozen, table: scratch.table }
      const strategy = this.custom.get(this.#strategyName(preparation.plan))
      const choice =
        candidates.count === 0
          ? nothing
          : strategy === undefined || subject.current !== undefined
            ? settle(field, ranking, scratch.listed(candidates.count))
            : chooseCustom(strategy, field, ranking, scratch.listed(candidates.count))
      return this.#conclude(step, subject, preparation, field, choice)
    } catch (error) {
      if (!(error instanceof TmcError) || error.code === 'Bug') throw error
      return this.#failed(step, workload, preparation, seed, error)
    }
  }

  #strategyName({ policy }: PolicyPlan): string {
    return this.#inputs.strategy ?? policy.spec.strategy
  }

  #strategy(plan: PolicyPlan): Strategy {
    const name = this.#strategyName(plan)
    return this.custom.has(name) ? customStrategy(name) : (strategies.get(name) ?? customStrategy(name))
  }

  ruleSet(plan: PolicyPlan): RuleSet {
    let rules = this.#ruleSets.get(plan)
    if (rules === undefined) this.#ruleSets.set(plan, (rules = new RuleSet(plan, this.fleet)))
    return rules
  }

  #subject(workload: Workload, preparation: Preparation, seed: string): Subject {
    const { plan } = preparation
    const strategy = this.#strategy(plan)
    const previous = this.#previousOf(workload)
    const before = previous?.names ?? noNames
    const rules = this.ruleSet(plan)
    return {
      world: this.world,
      workload,
      plan,
      limits: preparation.limits,
      compatibility: preparation.compatibility,
      compatibilityKey: preparation.compatibilityKey,
      distribution: preparation.distribution,
      demand: preparation.demand,
      mode: preparation.mode,
      requested: preparation.requested,
      podsPerUnit: preparation.podsPerUnit,
      leastPods: preparation.leastPods,
      minReplicas: preparation.minReplicas,
      maxReplicas: preparation.maxReplicas,
      maxClusters: preparation.maxClusters,
      minFrom: preparation.minFrom,
      maxFrom: preparation.maxFrom,
      maxClustersFrom: preparation.maxClustersFrom,
      takesOne: preparation.takesOne,
      overrides: preparation.overrides,
      rules,
      columns: rules.columns(workload, before),
      strategy,
      takesEvery: preparation.takesEveryHere || (strategy.takesEvery && !preparation.takesOne),
      before,
      current: this.#kept?.previous.get(workload.key)?.replicas,
      moment: this.world.ledger.now,
      tie: hashText(workload.key, `${seed}\n`),
      seed,
    }
  }

  #rank(subject: Subject, { count, conflicts, room, shape }: Candidates): Ranking {
    const { fleet, ledger, placed } = this.world
    const { columns, strategy } = subject
    const scratch = this.#scratch
    const { list, ties, here, scorers } = scratch
    ties.begin(subject.tie)
    for (const target of this.#here) here[target] = 0
    this.#here = subject.before.length === 0 ? noTargets : subject.before.flatMap((name) => fleet.indexOf(name) ?? [])
    for (const target of this.#here) here[target] = 1
    const pods = podsOf(subject)
    let { points } = scratch
    if (shape !== undefined) points = this.#shapes.points(shape, strategy, pods)
    else fillPoints(strategy, subject.demand, pods, ledger, room, list, count, points)
    const scores = strategyColumn(subject, points, list, count, scratch.strategy)
    const taints = preferenceColumn(subject)
    const soft = softColumn(subject, conflicts, list, count, scratch.soft)
    const lowest = strategy.countsDomains ? -domainStep * placed.placements : 0
    const merit = this.#merits.fill(columns, taints, soft, scores, lowest, list, count, scratch.merit)
    for (const [index, scorer] of this.scorers.entries())
      for (let position = 0; position < count; position++) {
        const target = list[position] ?? 0
        const column = scorers[index]
        if (column !== undefined) column[target] = scoreOf(scorer, fleet, target, subject.workload)
      }
    return {
      tier: columns.tier,
      worstTier: columns.worstTier,
      taints: taints.levels,
      soft: soft ?? scratch.zeros,
      rule: columns.ranked,
      strategy: scores,
      scorers,
      here,
      ties,
      merit: merit ?? scratch.zeros,
      hasMerit: merit !== undefined,
    }
  }

  #conclude(step: number, subject: Subject, preparation: Preparation, field: Field, choice: Choice): Decision {
    const { clusters, targets } = placementsOf(subject, field, choice)
    const { ledger, placed } = this.world
    const { workload, demand, limits, podsPerUnit } = subject
    if (targets.length > 0) {
      const charges: Charge[] = []
      let charge: Charge | undefined
      for (let index = 0; index < targets.length; index++) {
        const pods = clusters[index]?.replicas ?? podsPerUnit
        if (charge?.pods !== pods) charge = ledger.chargeOf(workload, demand, pods, 1)
        charges.push(charge)
      }
      ledger.chargeAll(demand, targets, charges)
      placed.add(workload, limits, targets)
    }
    const notes = isUnremarkable(subject, targets.length)
      ? preparation.notes
      : [...preparation.notes, ...notesOf(subject, field, clusters)]
    return new PlacedDecision(step, subject, choice, field.eligible, clusters, notes, this.scorers)
  }

  #failed(
    step: number,
    workload: Workload,
    { plan, hasPolicy, notes }: Preparation,
    seed: string,
    error: TmcError,
  ): Decision {
    return new FixedDecision(this.fleet, {
      step,
      workload: workload.ref,
      outcome: 'Error',
      policy: hasPolicy ? plan.name : null,
      seed,
      notes,
      error,
    })
  }

  /** The next position in the order of decision. */
  nextStep(): number {
    return this.#step++
  }
}

/** Whether a decision that chose something has nothing to tell beyond it: everything was known, and nothing failed. */
function isUnremarkable({ world: { fleet }, demand, columns, overrides }: Subject, chosen: number): boolean {
  return chosen > 0 && fleet.isOutspoken && demand.isStated && !columns.hasErrors && overrides.length === 0
}

const nothing: Choice = { members: [], manner: 'Every', tier: 0, isLimited: false, isClosed: false }
