import type { Bits } from '../fleet/bits.ts'
import type { Reason, Stage } from '../reasons.ts'
import type { Subject } from '../subject.ts'

/**
 * One reason to refuse targets that does not change while workloads are decided. Every filter looks at every target;
 * nothing stops at the first refusal.
 */
export type Filter = {
  readonly stage: Stage
  /**
   * Under what the set of passing targets is kept for other workloads; null: it is this workload's alone; undefined: the
   * filter does not apply, all pass.
   */
  key(subject: Subject): string | null | undefined
  /** Why a target is refused; empty when it passes. */
  reasons(subject: Subject, target: number): readonly Reason[]
  /** The set of passing targets where columns give it faster than asking each; agrees with `reasons`. */
  passing?(subject: Subject): Bits
  /** Why replicas that run on a target already must leave; absent: for the same reasons. */
  leaving?(subject: Subject, target: number): readonly Reason[]
  /** What was compared, for the trace. */
  inputs?(subject: Subject, target: number): { readonly [name: string]: unknown }
  /** Whether what would be compared is not known for a target that passes. */
  isUnknown?(subject: Subject, target: number): boolean
}

export const none: readonly Reason[] = []
