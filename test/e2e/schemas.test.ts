import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { JsonValue } from '../../src/core/apimachinery/index.ts'
import { foreignCases, foreignCrd, foreignObject, foreignVerdict } from '../schema/support/foreign-kind.ts'
import { caseName, isRecording, record } from '../schema/support/recorded.ts'
import { verdictOf } from '../support/verdicts.ts'
import { ApiServer } from './support/api-server.ts'
import { crdsPath, isServed } from './support/custom-resources.ts'

const server = new ApiServer(inject('apiServerUrl'), inject('apiServerToken'))
const path = '/apis/foreign.example.com/v1/namespaces/default/foreigns'
const answers = new Map<string, JsonValue>()

beforeAll(async () => {
  await server.create(crdsPath, foreignCrd)
  await isServed(server, path)
})

afterAll(() => {
  if (isRecording) record('foreign-values', answers)
})

describe('a foreign schema: the server and we agree', () => {
  const cases = foreignCases.map(({ field, value }) => [`${field} ${caseName(value)}`, field, value] as const)
  test.each(cases)('%s', async (name, field, value) => {
    const object = foreignObject(field, value)
    const theirs = verdictOf(await server.request('POST', `${path}?dryRun=All&fieldValidation=Strict`, object))
    answers.set(name, theirs as JsonValue)
    expect(foreignVerdict(object)).toEqual(theirs)
  })
})
