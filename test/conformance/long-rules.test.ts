import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { longRuleVerdict } from './long-rule-verdicts.ts'
import { longRules } from './long-rules.ts'

/** What a kube-apiserver 1.36.3 said of each; the end-to-end tests ask again. */
const recorded = JSON.parse(readFileSync(new URL('long-rules.recorded.json', import.meta.url), 'utf8')) as {
  readonly [name: string]: string
}

describe('rules around the limits of the parser: recorded answers of an API server are ours', () => {
  test.each(longRules)('$name', ({ name, rule }) => {
    expect(longRuleVerdict(rule)).toBe(recorded[name])
  })
})
