import type { Decision } from '../placement/index.ts'
import type { Disturbance } from './disturbance.ts'

/** A single edit that was tried, and what came of it. */
export type Suggestion = {
  /** What to change, as a sentence. */
  readonly edit: string
  /** The object to change: `SyncTarget/eu-west-4`. */
  readonly object: string
  /** What the workload comes to then. */
  readonly result: string
  readonly outcome: Decision['outcome']
  /** Replicas that have a place then; 1 for a workload that has no replicas to divide. */
  readonly placedReplicas: number
  /** Replicas without a place then. */
  readonly unplacedReplicas: number
  /** What becomes of other workloads in the same simulation. */
  readonly alsoChanges: Disturbance
}

/**
 * Edits for one workload: the most effective first, then those that take nothing from other workloads, then the smallest. Both lists are
 * empty when none that was tried helps.
 */
export type Suggestions = {
  readonly workload: Decision['workload']
  readonly outcome: Decision['outcome']
  /** Those with which all of it was placed. */
  readonly edits: readonly Suggestion[]
  /** Those with which more of it was placed than is now, but not all. */
  readonly partialEdits: readonly Suggestion[]
  /** Edits that were tried, and those that were not because there are so many, or because one run takes so long. */
  readonly tried: number
  readonly untried: number
}
