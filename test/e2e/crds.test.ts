import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/core/apimachinery/index.ts'
import { brokenCrds, hopelessCrd, oddCrds } from '../schema/support/broken-crds.ts'
import { checkCrd } from '../../src/core/schema/index.ts'
import { celRuleEngine } from '../../src/core/cel/index.ts'
import { ApiServer } from './support/api-server.ts'
import { isRecording, record } from '../schema/support/recorded.ts'
import { causeLines, type Verdict, verdictOf } from '../support/verdicts.ts'
import { crdsPath } from './support/custom-resources.ts'

const server = new ApiServer(inject('apiServerUrl'), inject('apiServerToken'))
const files = readdirSync('config/crds')
const answers = new Map<string, JsonValue>()

afterAll(() => {
  if (isRecording) record('broken-crds', answers)
})

describe.each(files)('config/crds/%s', (file) => {
  const yaml = readFileSync(`config/crds/${file}`, 'utf8')
  const name = /^ {2}name: (\S+)$/m.exec(yaml)?.[1] ?? ''

  test('is accepted as it stands, without a warning', async () => {
    const answer = await server.request(
      'POST',
      `${crdsPath}?fieldValidation=Strict&dryRun=All`,
      yaml,
      'application/yaml',
    )
    expect(answer.status === 409 ? { status: 201, warnings: [] } : answer).toMatchObject({ status: 201, warnings: [] })
    await server.request('POST', crdsPath, yaml, 'application/yaml')
  })

  test('is established, its names accepted, and structural', async () => {
    const conditions = await settled(name)
    expect(conditions.get('Established')).toBe('True')
    expect(conditions.get('NamesAccepted')).toBe('True')
    expect(conditions.get('NonStructuralSchema') ?? 'False').toBe('False')
  })
})

describe('a CRD with a fault: the server and we agree', () => {
  test.each(brokenCrds)('$name', async ({ name, crd }) => {
    const theirs = perVersion(verdictOf(await server.request('POST', `${crdsPath}?dryRun=All`, crd)))
    answers.set(name, theirs as JsonValue)
    const ours = causeLines(checkCrd(crd, { rules: celRuleEngine() }))
    expect({ refused: ours }).toEqual(theirs)
  })
})

test.each(oddCrds)('accepted by the server and by us: $name', async ({ crd }) => {
  // Under a name that no other test has.
  const odd = JSON.stringify(crd).replaceAll('things', 'odds')
  expect(await server.request('POST', `${crdsPath}?dryRun=All`, odd)).toMatchObject({ status: 201 })
  expect(checkCrd(crd, { rules: celRuleEngine() })).toEqual([])
})

test('a default that no object may have is refused by us alone', async () => {
  const odd = JSON.stringify(hopelessCrd).replaceAll('things', 'odds')
  expect(await server.request('POST', `${crdsPath}?dryRun=All`, odd)).toMatchObject({ status: 201 })
  expect(causeLines(checkCrd(hopelessCrd, { rules: celRuleEngine() }))).toEqual([
    expect.stringContaining('properties[a].default: Invalid value: "object"'),
  ])
})

/** The server judges a CRD in a form where what all versions share stands above them: docs/api-server-differences.md. */
function perVersion(verdict: Verdict): Verdict {
  if (!('refused' in verdict)) return verdict
  const lines = verdict.refused
    .filter((line) => !/ spec\.version: /.test(line))
    .map((line) =>
      line
        .replaceAll('spec.validation.', 'spec.versions[0].schema.')
        .replace(/ spec\.(additionalPrinterColumns|subresources|selectableFields)/, ' spec.versions[0].$1'),
    )
  return { refused: lines.sort() }
}

async function settled(name: string): Promise<Map<JsonValue, JsonValue>> {
  for (;;) {
    const conditions = conditionsOf(await server.get(`${crdsPath}/${name}`))
    if (conditions.get('Established') === 'True' || conditions.get('NamesAccepted') === 'False') return conditions
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function conditionsOf(crd: JsonObject): Map<JsonValue, JsonValue> {
  const status = crd['status']
  const list = isJsonObject(status) && Array.isArray(status['conditions']) ? status['conditions'] : []
  return new Map(list.filter(isJsonObject).map((one) => [one['type'] ?? null, one['status'] ?? null]))
}
