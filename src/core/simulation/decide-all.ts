import { buildFleet, decide, type Decision, type PlacementInputs, type Placements } from '../placement/index.ts'
import type { RunOptions } from '../placement/index.ts'

/** Told of every decision that an answer takes, for someone who waits. */
export type OnDecision = () => void

/** Decides everything, and tells of each decision when it is made. */
export function decideAll(
  inputs: PlacementInputs,
  { onDecision, ...options }: RunOptions & { readonly onDecision?: OnDecision | undefined } = {},
): Placements {
  const { fleet = buildFleet(inputs) } = options
  const decisions: Decision[] = []
  for (const decision of decide(inputs, { ...options, fleet })) {
    decisions.push(decision)
    onDecision?.()
  }
  return { fleet, decisions, now: inputs.now ?? null }
}
