import { beforeAll, describe, expect, inject, test } from 'vitest'
import { admit, allKinds, type AnyResource, kindFor } from '../../src/core/api/index.ts'
import { deepEqual, type JsonObject } from '../../src/core/apimachinery/index.ts'
import { strictError } from '../../src/core/schema/index.ts'
import { schemaFaults } from '../api/support/schema-faults.ts'
import { webhookFaults } from '../api/support/webhook-faults.ts'
import { validExamples } from '../api/support/valid.ts'
import { fullChoices, mutants, randomChoices, sample, seededRandom } from '../schema/support/samples.ts'
import { ApiServer } from './support/api-server.ts'
import { causeLines, type Verdict, verdictOf, withoutServerFields } from '../support/verdicts.ts'
import { installKinds, pathOf } from './support/custom-resources.ts'

const server = new ApiServer(inject('apiServerUrl'), inject('apiServerToken'))

beforeAll(async () => installKinds(server, allKinds))

/** What this project says of an object, in the form of a server's verdict. */
function ourVerdict(kind: AnyResource, object: JsonObject): Verdict {
  const {
    unknown,
    errors,
    object: stored,
  } = admit({
    object,
    layers: 'Schema',
    strict: false,
    dropsStatus: true,
    allowsNoNamespace: true,
  })
  const unreadable = strictError(kind, { unknown, duplicate: [] })
  if (unreadable !== undefined) return { unreadable }
  return errors.length > 0 ? { refused: causeLines(errors) } : { accepted: withoutServerFields(stored) }
}

async function theirVerdict(kind: AnyResource, object: JsonObject): Promise<Verdict> {
  return verdictOf(await server.request('POST', `${pathOf(kind)}?dryRun=All&fieldValidation=Strict`, object))
}

function kindOf(object: JsonObject): AnyResource {
  const kind = kindFor(object['apiVersion'] as string, object['kind'] as string)
  if (kind === undefined) throw new Error('an example of a foreign kind')
  return kind
}

describe('manifests made by hand: the server and we agree', () => {
  test.each([...validExamples, ...schemaFaults, ...webhookFaults])('$name', async ({ object }) => {
    const kind = kindOf(object)
    expect(ourVerdict(kind, object)).toEqual(await theirVerdict(kind, object))
  })

  test.each(validExamples)('accepted: $name', async ({ object }) => {
    expect(await theirVerdict(kindOf(object), object)).toHaveProperty('accepted')
  })

  test.each(schemaFaults)('refused: $name', async ({ object, errors }) => {
    const verdict = await theirVerdict(kindOf(object), object)
    const lines = 'refused' in verdict ? verdict.refused.map((line) => line.replace(/^\S+ /, '')) : []
    expect(lines.sort()).toEqual([...errors].sort())
  })

  test.each(webhookFaults)('accepted by a server without the webhooks: $name', async ({ object }) => {
    expect(await theirVerdict(kindOf(object), object)).toHaveProperty('accepted')
  })
})

test('finalizers without a domain are warned of in the same words', async () => {
  const finalizers = ['plain', 'with.dots', 'example.com/path', 'orphan']
  const object = { ...validExamples[0]?.object, metadata: { name: 'a', finalizers } } as JsonObject
  const answer = await server.request('POST', `${pathOf(kindOf(object))}?dryRun=All`, object)
  const { warnings } = admit({ object })
  expect(warnings.map((warning) => `299 - ${JSON.stringify(warning)}`)).toEqual(answer.warnings)
  expect(warnings).toHaveLength(2)
})

/** Where the server decodes before it validates, and so has words of its own: docs/api-server-differences.md. */
const decodedFirst = [
  'metadata.name a number',
  'metadata.name a boolean',
  'metadata.name an object',
  'metadata.name a list',
]

describe.each(allKinds.map((kind) => [kind.kind, kind] as const))('%s: the server and we agree', (_, kind) => {
  const manifest = ({ spec, status }: JsonObject): JsonObject => ({
    apiVersion: `${kind.group}/${kind.version}`,
    kind: kind.kind,
    metadata: { name: 'sample' },
    spec: spec ?? {},
    ...(status === undefined ? {} : { status }),
  })

  test('on random objects and on every single fault of a full one', async () => {
    const random = [...Array(25).keys()].map((seed) => ({
      name: `seed ${seed}`,
      object: manifest(sample(kind.schema, randomChoices(seededRandom(seed))) as JsonObject),
    }))
    const { spec } = sample(kind.schema, fullChoices) as JsonObject
    const faults = mutants(kind.schema, manifest({ spec: spec ?? {} }), ['kind', 'apiVersion', 'metadata'])
    const differences: unknown[] = []
    for (const { name, object } of [...random, ...faults]) {
      if (decodedFirst.includes(name)) continue
      const [theirs, ours] = [await theirVerdict(kind, object), ourVerdict(kind, object)]
      if (!deepEqual(theirs, ours)) differences.push({ name, theirs, ours })
    }
    expect(differences).toEqual([])
  })
})
