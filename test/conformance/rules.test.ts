import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { libraryRules } from './rules.ts'
import {
  estimateOf,
  fields,
  objectName,
  objectVerdict,
  probe,
  type Recorded,
  ruleName,
  ruleVerdict,
} from './rule-verdicts.ts'

/** What a kube-apiserver 1.36.3 answered, and what its libraries estimated; the end-to-end tests ask again. */
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
const recorded = read('rules.recorded.json') as Recorded
const estimates = read('estimates.json') as { readonly [rule: string]: number | null }

describe('rules: recorded answers of an API server are ours', () => {
  test.each(fields.map((one) => [ruleName(one), one] as const))('%s', (name, one) => {
    expect(ruleVerdict(one)).toBe(recorded.rules[name])
    if (recorded.rules[name] !== 'accepted') return
    for (const value of one.values)
      expect(objectVerdict(probe(one.field, value)), JSON.stringify(value)).toEqual(
        recorded.objects[objectName(one, value)],
      )
  })
})

test.each(Object.entries(libraryRules))('rules: at least 15 are about %s', (_, rules) => {
  expect(new Set(rules.map(ruleName)).size).toBeGreaterThanOrEqual(15)
})

describe('rules: estimates are those of the API server, to the unit', () => {
  /** Beyond this an estimate says no more than "unbounded": its last digits are those of an overflow. */
  const unbounded = 1e15
  test.each(fields.map((one) => [ruleName(one), one] as const))('%s', (name, one) => {
    const theirs = estimates[name]
    const ours = estimateOf(one)
    if (theirs === null || theirs === undefined) expect([ours, theirs]).toEqual([undefined, null])
    else if (theirs > unbounded) expect(ours).toBeGreaterThan(unbounded)
    else expect(ours).toBe(theirs)
  })
})
