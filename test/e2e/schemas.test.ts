import { beforeAll, describe, expect, inject, test } from 'vitest'
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/core/apimachinery/index.ts'
import { celRuleEngine } from '../../src/core/cel/index.ts'
import { copyJson, kindsOfCrd, prepare, strictError, validateObject } from '../../src/core/schema/index.ts'
import { crdWith } from '../schema/support/broken-crds.ts'
import { foreignFields, foreignValues } from '../schema/support/foreign.ts'
import { ApiServer } from './support/api-server.ts'
import {
  causeLines,
  crdsPath,
  isServed,
  type Verdict,
  verdictOf,
  withoutServerFields,
} from './support/custom-resources.ts'

const server = new ApiServer(inject('apiServerUrl'), inject('apiServerToken'))
const rules = celRuleEngine()
const crd = foreignCrd()
const [kind] = kindsOfCrd(crd)
const path = '/apis/foreign.example.com/v1/namespaces/default/foreigns'

function foreignCrd(): JsonObject {
  const made = crdWith(foreignFields)
  const names = { plural: 'foreigns', singular: 'foreign', kind: 'Foreign', listKind: 'ForeignList' }
  const spec = isJsonObject(made['spec']) ? made['spec'] : {}
  return {
    ...made,
    metadata: { name: 'foreigns.foreign.example.com' },
    spec: { ...spec, group: 'foreign.example.com', names },
  }
}

beforeAll(async () => {
  await server.create(crdsPath, crd)
  await isServed(server, path)
})

function ourVerdict(object: JsonObject): Verdict {
  if (kind === undefined) throw new Error('no version')
  const copy = copyJson(object)
  const { unknown } = prepare(kind, copy)
  const unreadable = strictError(kind, { unknown, duplicate: [] })
  if (unreadable !== undefined) return { unreadable }
  const errors = validateObject(kind, copy, { rules, allowsNoNamespace: true })
  return errors.length > 0 ? { refused: causeLines(errors) } : { accepted: withoutServerFields(copy) }
}

describe.each(Object.entries(foreignValues))('a foreign schema, field %s: the server and we agree', (field, values) => {
  test.each(values.map((value: JsonValue) => [printed(value), value] as const))('%s', async (_, value) => {
    const object = {
      apiVersion: 'foreign.example.com/v1',
      kind: 'Foreign',
      metadata: { name: 'a' },
      spec: { [field]: value },
    }
    const answer = await server.request('POST', `${path}?dryRun=All&fieldValidation=Strict`, object)
    expect(ourVerdict(object)).toEqual(verdictOf(answer))
  })
})

function printed(value: JsonValue): string {
  return JSON.stringify(value, (_, one: JsonValue) => (typeof one === 'bigint' ? `${one}n` : one)).slice(0, 60)
}
