import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { celRuleEngine } from '../../src/core/cel/index.ts'
import { checkCrd, checkStructural } from '../../src/core/schema/index.ts'
import { causeLines } from '../support/verdicts.ts'
import { costlyCrds } from './costly-crds.ts'

/** What a kube-apiserver 1.36.3 said of each; the end-to-end tests ask again. */
const recorded = JSON.parse(readFileSync(new URL('costly-crds.recorded.json', import.meta.url), 'utf8')) as {
  readonly [name: string]: readonly string[]
}
const rules = celRuleEngine({ kubernetes: '1.36' })

describe('CRDs around the limits of cost: recorded answers of an API server are ours', () => {
  test.each(costlyCrds)('$name', ({ name, crd }) => {
    expect(causeLines(checkCrd(crd, { rules }))).toEqual(recorded[name])
  })

  test('some of each kind are there', () => {
    const refused = Object.values(recorded).filter((lines) => lines.length > 0)
    expect(costlyCrds.length - refused.length).toBeGreaterThan(20)
    expect(refused.length).toBeGreaterThan(20)
  })
})

describe('factors are written as Go writes them', () => {
  /** A rule that costs one unit, on so many items. */
  const said = (maxItems: number): string | undefined => {
    const items = { type: 'boolean', 'x-kubernetes-validations': [{ rule: 'self' }] }
    const schema = { type: 'object', properties: { a: { type: 'array', maxItems, items } } }
    return /factor of (\S+)/.exec(checkStructural(schema, { rules })[0]?.message ?? '')?.[1]
  }

  test.each([
    [10_000_000, undefined],
    [10_000_001, '1.000000x'],
    [10_078_125, '1.007812x'],
    [10_234_375, '1.023438x'],
    [14_999_999, '1.500000x'],
    [15_000_000, '1.5x'],
    [17_500_000, '1.8x'],
    [22_500_000, '2.2x'],
    [27_500_000, '2.8x'],
    [1_000_000_000, '100.0x'],
    [1_000_000_001, 'more'],
  ])('%d units are %s too many', (units, factor) => {
    expect(said(units)).toBe(factor)
  })
})
