import { TmcError } from '../../apimachinery/index.ts'
import { combinations, partsOf } from '../losses.ts'
import type { Scenario } from '../scenario.ts'
import { parseRemoval, type Removal } from '../without.ts'

/** Combinations one assertion may try. */
const manyCombinations = 2_000

/** What `survives.of` names: one part of the fleet, or with `any` every part of a sort. */
export function lossesOf(scenario: Scenario, text: string): Removal[] {
  const any = /^any\s+(\S+)$/.exec(text)
  return any === null ? [parseRemoval(text)] : partsOf(scenario, any[1] ?? '')
}

/**
 * Every combination of `atOnce` of the parts; of a single part only itself.
 *
 * @throws TmcError `TooLarge` when they are too many to try
 */
export function combinationsOf(parts: readonly Removal[], atOnce: number): Removal[][] {
  if (atOnce === 1 || parts.length <= 1) return parts.map((part) => [part])
  const found: Removal[][] = []
  for (const one of combinations(parts, atOnce)) {
    if (found.push(one) > manyCombinations)
      throw new TmcError('TooLarge', `survives: more than ${manyCombinations} combinations of losses`, {
        hint: 'lose fewer at once, or regions instead of targets',
      })
  }
  return found
}
