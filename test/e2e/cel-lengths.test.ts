import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { longRules } from '../conformance/long-rules.ts'
import { longRuleVerdict, lengthProblem } from '../conformance/long-rule-verdicts.ts'
import { crdOfRules } from '../conformance/rule-verdicts.ts'
import { isRecording } from '../schema/support/recorded.ts'
import { verdictOf } from '../support/verdicts.ts'
import { ApiServer } from './support/api-server.ts'
import { crdsPath } from './support/custom-resources.ts'

const server = new ApiServer(inject('apiServerUrl'), inject('apiServerToken'))
const table = new URL('../conformance/long-rules.recorded.json', import.meta.url)
const answers = new Map<string, string>()

afterAll(() => {
  if (isRecording) writeFileSync(table, `${JSON.stringify(Object.fromEntries(answers), null, 2)}\n`)
})

describe('rules around the limits of the parser: the server and we agree', () => {
  test.each(longRules)('$name', async ({ name, rule }) => {
    // A group of its own: other tests of the same server have established theirs.
    const crd = crdOfRules([{ field: 'a', schema: { type: 'object' }, rule, values: [] }], 'lengths.example.com')
    const verdict = verdictOf(await server.request('POST', `${crdsPath}?dryRun=All`, crd))
    const theirs =
      'accepted' in verdict
        ? 'accepted'
        : lengthProblem('refused' in verdict ? verdict.refused.join() : verdict.unreadable)
    answers.set(name, theirs)
    expect(longRuleVerdict(rule)).toBe(theirs)
  })

  test('and the recorded answers are these', () => {
    expect(JSON.parse(readFileSync(table, 'utf8'))).toEqual(Object.fromEntries(answers))
  })
})
