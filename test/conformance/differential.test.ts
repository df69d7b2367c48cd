import { describe, expect, test } from 'vitest'
import { TmcError } from '../../src/core/apimachinery/index.ts'
import { type Outcome, ourOutcome, theirOutcome } from './differential.ts'
import { Dice, generate } from './generator.ts'

/**
 * Disagreements that the specification decides for us; docs/cel-conformance.md has a row for each.
 */
const decided: readonly { readonly name: string; holds: (ours: Outcome, theirs: Outcome) => boolean }[] = [
  {
    name: 'negating the smallest int overflows',
    holds: (ours, theirs) => 'error' in ours && ours.error === 'integer overflow' && 'value' in theirs,
  },
  {
    name: 'an empty list has elements of no known type, so that an operator on one fixes it',
    holds: (ours, theirs) => 'error' in ours && ours.error.includes('found no matching overload') && 'error' in theirs,
  },
]

function outcome(expression: string): Outcome {
  try {
    return ourOutcome(expression)
  } catch (error) {
    if (error instanceof TmcError) return { error: error.message }
    throw error
  }
}

describe('generated expressions come to the same with another implementation', () => {
  test.each([1, 2, 3, 4])('seeds from %i,000 on', (thousand) => {
    let values = 0
    for (let seed = thousand * 1000; seed < thousand * 1000 + 200; seed++) {
      const expression = generate(new Dice(seed))
      const [ours, theirs] = [outcome(expression), theirOutcome(expression)]
      if ('value' in ours) values++
      const isDecided = decided.some(({ holds }) => holds(ours, theirs))
      // Two errors agree whatever their words; a refusal by types is one of ours alone.
      const agree = 'error' in ours ? 'error' in theirs && !ours.error.includes('overload') : undefined
      if (agree !== true && !isDecided) expect([seed, expression, ours]).toEqual([seed, expression, theirs])
    }
    expect(values).toBeGreaterThan(80)
  })
})
