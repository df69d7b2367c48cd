import type { Decision } from '../placement/index.ts'

/** A single edit that was tried, and what came of it. */
export type Suggestion = {
  /** What to change, as a sentence. */
  readonly edit: string
  /** The object to change: `SyncTarget/eu-west-4`. */
  readonly object: string
  /** What the workload comes to then. */
  readonly result: string
  readonly outcome: Decision['outcome']
  /** Replicas without a place then. */
  readonly unplacedReplicas: number
}

/** Edits for one workload, the smallest and most effective first. Empty when no edit that was tried helps. */
export type Suggestions = {
  readonly workload: Decision['workload']
  readonly outcome: Decision['outcome']
  readonly edits: readonly Suggestion[]
}
