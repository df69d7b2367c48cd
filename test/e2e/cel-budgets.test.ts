import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { celRuleEngine } from '../../src/core/cel/index.ts'
import { checkCrd } from '../../src/core/schema/index.ts'
import { costlyCrds } from '../conformance/costly-crds.ts'
import { isRecording } from '../schema/support/recorded.ts'
import { causeLines, verdictOf } from '../support/verdicts.ts'
import { ApiServer } from './support/api-server.ts'
import { crdsPath } from './support/custom-resources.ts'

const server = new ApiServer(inject('apiServerUrl'), inject('apiServerToken'))
const table = new URL('../conformance/costly-crds.recorded.json', import.meta.url)
const answers = new Map<string, readonly string[]>()

afterAll(() => {
  if (isRecording) writeFileSync(table, `${JSON.stringify(Object.fromEntries(answers), null, 2)}\n`)
})

/** One version's schema stands in another place in the form that the server judges, and it quotes rules whole. */
const asWritten = (line: string): string =>
  line
    .replaceAll('spec.validation.', 'spec.versions[0].schema.')
    .replace(/Invalid value: \{"Rule":.*\}: /, 'Invalid value: ')

describe('CRDs around the limits of cost: the server and we agree', () => {
  test.each(costlyCrds)('$name', async ({ name, crd }) => {
    const verdict = verdictOf(await server.request('POST', `${crdsPath}?dryRun=All`, crd))
    const theirs =
      'accepted' in verdict ? [] : 'refused' in verdict ? verdict.refused.map(asWritten) : [verdict.unreadable]
    answers.set(name, theirs)
    expect(causeLines(checkCrd(crd, { rules: celRuleEngine({ kubernetes: '1.36' }) }))).toEqual(theirs)
  })

  test('and the recorded answers are these', () => {
    expect(JSON.parse(readFileSync(table, 'utf8'))).toEqual(Object.fromEntries(answers))
  })
})
