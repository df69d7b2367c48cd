import { describe, expect, test } from 'vitest'
import { fuzzInput, fuzzOne, type Seeds } from './fuzz.ts'
import { Dice } from './generator.ts'
import { questions } from './questions.ts'
import { conformanceVectors } from './vectors.ts'

const seeds = [...questions, ...conformanceVectors().map(({ source }) => ({ expression: source.expr }))].map(
  ({ expression }) => expression,
) as unknown as Seeds

describe('no input does anything but be refused, fail or come to a value', () => {
  test.each([11, 12, 13])('random bytes and mutated expressions, seed %i', (seed) => {
    const dice = new Dice(seed)
    const counts = { refused: 0, failed: 0, value: 0 }
    for (let run = 0; run < 1_500; run++) {
      const input = fuzzInput(dice, seeds)
      try {
        counts[fuzzOne(input, run % 4 === 0 ? 'all' : 'plain')]++
      } catch (error) {
        throw new Error(`${JSON.stringify(input)} threw`, { cause: error })
      }
    }
    expect(counts.refused).toBeGreaterThan(500)
    expect(counts.value + counts.failed).toBeGreaterThan(50)
  })
})
