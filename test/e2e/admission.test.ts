import { beforeAll, describe, expect, inject, test } from 'vitest'
import { admit, allKinds, type AnyResource } from '../../src/core/api/index.ts'
import { deepEqual, type JsonObject } from '../../src/core/apimachinery/index.ts'
import { strictError } from '../../src/core/schema/index.ts'
import { fullChoices, mutants, randomChoices, sample, seededRandom } from '../schema/support/samples.ts'
import { ApiServer } from './support/api-server.ts'
import { installKinds, pathOf, type ServerVerdict, verdictOf, withoutServerFields } from './support/custom-resources.ts'

const server = new ApiServer(inject('apiServerUrl'), inject('apiServerToken'))

beforeAll(async () => installKinds(server, allKinds))

/** What this project says of an object, in the form of a server's verdict. */
function ourVerdict(kind: AnyResource, object: JsonObject): ServerVerdict {
  const lenient = admit({ object, layers: 'Schema', strict: false, dropsStatus: true, allowsNoNamespace: true })
  const unreadable = strictError(kind, { unknown: lenient.unknown, duplicate: [] })
  if (unreadable !== undefined) return { unreadable }
  if (lenient.errors.length > 0)
    return {
      refused: [
        ...new Set(lenient.errors.map(({ type, field, message }) => `FieldValue${type} ${field}: ${message}`)),
      ].sort(),
    }
  return { accepted: withoutServerFields(lenient.object) }
}

async function serverVerdict(kind: AnyResource, object: JsonObject): Promise<ServerVerdict> {
  return verdictOf(await server.request('POST', `${pathOf(kind)}?dryRun=All&fieldValidation=Strict`, object))
}

describe.each(allKinds.map((kind) => [kind.kind, kind] as const))('%s: the server and we agree', (_, kind) => {
  const manifest = (content: JsonObject): JsonObject => ({
    apiVersion: `${kind.group}/${kind.version}`,
    kind: kind.kind,
    metadata: { name: 'sample' },
    ...content,
  })
  const full = sample(kind.schema, fullChoices) as JsonObject

  test('on every generated object', async () => {
    const differences: unknown[] = []
    const objects = [...Array(20).keys()].map((seed) => {
      const { spec, status } = sample(kind.schema, randomChoices(seededRandom(seed))) as JsonObject
      return {
        name: `seed ${seed}`,
        object: manifest({ spec: spec ?? {}, ...(status === undefined ? {} : { status }) }),
      }
    })
    const { spec } = full
    for (const { name, object } of [
      ...objects,
      ...mutants(kind.schema, manifest({ spec: spec ?? {} }), ['kind', 'apiVersion', 'metadata']),
    ]) {
      const theirs = await serverVerdict(kind, object)
      const ours = ourVerdict(kind, object)
      if (!deepEqual(theirs, ours)) differences.push({ name, theirs, ours })
    }
    expect(differences).toEqual([])
  })
})
