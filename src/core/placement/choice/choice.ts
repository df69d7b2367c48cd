import type { Assignment } from './assign.ts'

/** How the targets were chosen, which explains why others were not. */
export type Manner =
  /** Every feasible target of the tiers used. */
  | 'Every'
  /** The first that holds all of it. */
  | 'Single'
  /** The shortest beginning of the ranking that holds it. */
  | 'Prefix'
  /** As few as hold it. */
  | 'Fewest'
  /** What the strategy of a library user selected. */
  | 'Custom'
  /** What it had already. */
  | 'Kept'

/** Targets chosen, best first. */
export type Choice = {
  readonly members: readonly number[]
  readonly manner: Manner
  /** Worst tier that was used. */
  readonly tier: number
  /** Whether more would have been chosen but for maxClusters. */
  readonly isLimited: boolean
  /** Whether a hard spread kept out targets that were left. */
  readonly isClosed: boolean
  readonly assignment?: Assignment
}

/** Makes a choice of targets, replicas divided over them. */
export type Make = (members: readonly number[], manner: Manner, isLimited?: boolean, isClosed?: boolean) => Choice

/** The one that leaves fewer replicas over. */
export function better(left: Choice, right: Choice): Choice {
  return (right.assignment?.overflow ?? 0) < (left.assignment?.overflow ?? 0) ? right : left
}
