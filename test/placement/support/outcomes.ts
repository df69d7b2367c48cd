import { expect } from 'vitest'
import type { PlacementInputs } from '../../../src/core/placement/index.ts'
import { decisionOf, placed } from './objects.ts'

/** Inputs, and what is decided of one workload: of the one named `of`, or of the only one. */
export type OutcomeRow = {
  name: string
  inputs: PlacementInputs
  /** Replicas by target; null where they are not counted. */
  expected: { [name: string]: number | null }
  /** Replicas left over; 0 unless given. */
  overflow?: number | null
  of?: string
}

/** Decides a row and holds the decision against it. */
export function expectOutcome({ inputs, expected, overflow = 0, of }: OutcomeRow): void {
  const decision = decisionOf(inputs, of)
  expect(placed(decision)).toEqual(expected)
  expect(decision.overflow).toBe(overflow)
}
