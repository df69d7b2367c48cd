import { readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, expect, inject, test } from 'vitest'
import { rootCrd, rootObject, rootRules, type RootVerdict } from '../conformance/root-rules.ts'
import { isRecording } from '../schema/support/recorded.ts'
import { verdictOf } from '../support/verdicts.ts'
import { ApiServer } from './support/api-server.ts'
import { crdsPath, isServed } from './support/custom-resources.ts'

const server = new ApiServer(inject('apiServerUrl'), inject('apiServerToken'))
const path = '/apis/roots.example.com/v1/roots'
const table = new URL('../conformance/root-rules.recorded.json', import.meta.url)

const verdicts = new Map<string, RootVerdict>()

beforeAll(async () => {
  const accepted = []
  for (const one of rootRules) {
    const { status } = await server.request('POST', `${crdsPath}?dryRun=All`, rootCrd([one]))
    if (status === 201) accepted.push(one)
    else verdicts.set(one.rule, { crd: 'refused', objects: [] })
  }
  await server.create(crdsPath, rootCrd(accepted))
  await isServed(server, path)
  for (const one of accepted) {
    const objects: (readonly string[])[] = []
    for (const object of one.objects) {
      const verdict = verdictOf(await server.request('POST', `${path}?dryRun=All`, rootObject(one, object)))
      objects.push('accepted' in verdict ? [] : 'refused' in verdict ? verdict.refused : [verdict.unreadable])
    }
    verdicts.set(one.rule, { crd: 'accepted', objects })
  }
  const inOrder = Object.fromEntries(rootRules.map(({ rule }) => [rule, verdicts.get(rule)]))
  if (isRecording) writeFileSync(table, `${JSON.stringify(inOrder, null, 2)}\n`)
}, 60_000)

test('rules on whole resources: the recorded answers are those of the server', () => {
  expect(JSON.parse(readFileSync(table, 'utf8'))).toEqual(Object.fromEntries(verdicts))
})
