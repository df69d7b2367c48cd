import { readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { formatJson, isJsonObject, type JsonValue } from '../../src/core/apimachinery/index.ts'
import {
  crdOfRules,
  fields,
  objectName,
  objectVerdict,
  probe,
  type Recorded,
  ruleName,
  type RuleVerdict,
  ruleVerdict,
} from '../conformance/rule-verdicts.ts'
import { isRecording } from '../schema/support/recorded.ts'
import { verdictOf } from '../support/verdicts.ts'
import { ApiServer } from './support/api-server.ts'
import { crdsPath, isServed } from './support/custom-resources.ts'

const server = new ApiServer(inject('apiServerUrl'), inject('apiServerToken'))
const path = '/apis/rules.example.com/v1/probes'
const table = new URL('../conformance/rules.recorded.json', import.meta.url)
const verdicts = new Map<string, RuleVerdict>()
const objects = new Map<string, readonly string[]>()

/** What the server says of a CRD with one rule. */
async function theirVerdict(one: (typeof fields)[number]): Promise<RuleVerdict> {
  const { status, body } = await server.request('POST', `${crdsPath}?dryRun=All`, crdOfRules([one]))
  if (status === 201) return 'accepted'
  const message = isJsonObject(body) && typeof body['message'] === 'string' ? body['message'] : ''
  expect(message, one.rule).toContain('x-kubernetes-validations')
  return message.includes('estimated rule cost exceeds budget') ? 'too costly' : 'refused'
}

beforeAll(async () => {
  for (const one of fields) verdicts.set(one.field, await theirVerdict(one))
  await server.create(crdsPath, crdOfRules(fields.filter(({ field }) => verdicts.get(field) === 'accepted')))
  await isServed(server, path)
  for (const one of fields) {
    if (verdicts.get(one.field) !== 'accepted') continue
    for (const value of one.values) {
      const answer = await server.request('POST', `${path}?dryRun=All&fieldValidation=Strict`, probe(one.field, value))
      const verdict = verdictOf(answer)
      objects.set(
        objectName(one, value),
        'accepted' in verdict ? [] : 'refused' in verdict ? verdict.refused : [verdict.unreadable],
      )
    }
  }
  const recorded: Recorded = {
    rules: Object.fromEntries(fields.map((one) => [ruleName(one), verdicts.get(one.field) ?? 'refused'])),
    objects: Object.fromEntries(objects),
  }
  if (isRecording) writeFileSync(table, `${JSON.stringify(recorded, null, 2)}\n`)
}, 120_000)

describe('rules: the server and we agree', () => {
  test('on at least 390 rules and 700 objects', () => {
    expect(fields.length).toBeGreaterThanOrEqual(390)
    expect(objects.size).toBeGreaterThan(700)
  })

  test.each(fields.map((one) => [ruleName(one), one] as const))('%s', (_, one) => {
    expect(ruleVerdict(one)).toBe(verdicts.get(one.field))
    if (verdicts.get(one.field) !== 'accepted') return
    for (const value of one.values)
      expect(objectVerdict(probe(one.field, value)), formatJson(value)).toEqual(objects.get(objectName(one, value)))
  })

  test('and the recorded answers are these', () => {
    const recorded = JSON.parse(readFileSync(table, 'utf8')) as { objects: { [name: string]: JsonValue } }
    expect(recorded.objects).toEqual(Object.fromEntries(objects))
  })
})
