import type { CompatibilityConstraint, PlacementDecision } from '../api/index.ts'
import type { Mode } from './decision/decision.ts'
import type { Demand } from './usage/demand.ts'
import type { DistributionPlan } from './policy/distributions.ts'
import type { FindingBook } from './decision/findings.ts'
import type { IndexedFleet } from './fleet/fleet.ts'
import type { Hash } from './fleet/hash.ts'
import type { Moment } from './usage/charge-log.ts'
import type { Ledger } from './usage/ledger.ts'
import type { Limits } from './policy/limits.ts'
import type { PlacedBook } from './usage/placed.ts'
import type { PolicyPlan } from './policy/policies.ts'
import type { QuotaBook } from './usage/quotas.ts'
import type { RuleColumns, RuleSet } from './policy/rules.ts'
import type { SchemaBook } from './filters/schemas.ts'
import type { Strategy } from './strategies/strategy.ts'
import type { Workload } from './workload/workload.ts'

/** An override that has not expired. */
export type Override = NonNullable<PlacementDecision['spec']['overrides']>[number]

/** What is shared by all decisions of a run. */
export type World = {
  readonly fleet: IndexedFleet
  readonly ledger: Ledger
  readonly quotas: QuotaBook
  readonly placed: PlacedBook
  readonly schemas: SchemaBook
  readonly findings: FindingBook
  /** Whether rescheduling leaves replicas on targets that are merely unhealthy. */
  readonly keepsUnhealthy: boolean
}

/** Everything one decision is made of: a workload, what applies to it, and the moment. */
export type Subject = {
  readonly world: World
  readonly workload: Workload
  readonly plan: PolicyPlan
  readonly rules: RuleSet
  readonly columns: RuleColumns
  readonly limits: Limits
  readonly compatibility: readonly CompatibilityConstraint[]
  /** Tells combinations of compatibility constraints apart. */
  readonly compatibilityKey: string
  readonly distribution: DistributionPlan | undefined
  readonly demand: Demand
  readonly mode: Mode
  readonly strategy: Strategy
  /** Replicas asked for; null for what has none. */
  readonly requested: number | null
  /** Pods of one unit that is placed: 1 when divided, all of a copy when duplicated. */
  readonly podsPerUnit: number
  /** Pods that must fit for a target to be of use. */
  readonly leastPods: number
  /** Bounds per target, of constraints and distribution together. */
  readonly minReplicas: number
  readonly maxReplicas: number
  readonly maxClusters: number
  /** Who set the bounds, for messages. */
  readonly minFrom: string
  readonly maxFrom: string
  readonly maxClustersFrom: string
  /** Whether every feasible target of the best tier is taken. */
  readonly takesEvery: boolean
  /** Whether one target takes all of it. */
  readonly takesOne: boolean
  readonly overrides: readonly Override[]
  /** Names of the targets it was on before the run. */
  readonly before: readonly string[]
  /** When rescheduling: what it runs by target number, null for a copy without replicas. */
  readonly current: ReadonlyMap<number, number | null> | undefined
  /** What was charged before this decision counts for it, what came later does not. */
  readonly moment: Moment
  readonly tie: Hash
  readonly seed: string
}
