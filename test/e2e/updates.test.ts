import { beforeAll, describe, expect, inject, test } from 'vitest'
import { admit, allKinds, type AnyResource, kindFor, validateStatusUpdate } from '../../src/core/api/index.ts'
import {
  applyJsonPatch,
  isJsonObject,
  type JsonObject,
  type JsonPatchOperation,
  type JsonValue,
} from '../../src/core/apimachinery/index.ts'
import { celRuleEngine } from '../../src/core/cel/index.ts'
import { kindsOfCrd, prepare, validateObject } from '../../src/core/schema/index.ts'
import { validExamples } from '../api/support/valid.ts'
import { crdWith } from '../schema/support/broken-crds.ts'
import { ApiServer } from './support/api-server.ts'
import { causeLines, verdictOf } from '../support/verdicts.ts'
import { crdsPath, installKinds, isServed, pathOf } from './support/custom-resources.ts'

const server = new ApiServer(inject('apiServerUrl'), inject('apiServerToken'))

beforeAll(async () => installKinds(server, allKinds))

function exampleNamed(name: string): { readonly kind: AnyResource; readonly object: JsonObject } {
  const object = validExamples.find((one) => one.name === name)?.object ?? {}
  const kind = kindFor(text(object['apiVersion']), text(object['kind']))
  if (kind === undefined) throw new Error(`no example is called ${name}`)
  return { kind, object }
}

/** Puts an object into the server, whatever of that name was there, and returns it as stored. */
async function stored(kind: AnyResource, object: JsonObject, name: string): Promise<JsonObject> {
  const named = applyJsonPatch(object, [{ op: 'add', path: '/metadata/name', value: name }]) as JsonObject
  await server.request('DELETE', `${pathOf(kind)}/${name}`)
  return await server.create(pathOf(kind), named)
}

const put = (path: string, value: JsonObject | string | number | null): JsonPatchOperation => ({
  op: 'add',
  path,
  value,
})

describe('an update: the server and we agree', () => {
  const rows: [string, string, JsonPatchOperation[]][] = [
    [
      'another cluster behind a target',
      'a sync target with all there is to say',
      [put('/spec/clusterRef/name', 'elsewhere')],
    ],
    [
      'the same cluster, more precisely',
      'the smallest sync target',
      [put('/spec/clusterRef/kind', 'ClusterRegistration')],
    ],
    ['another resource of a distribution', 'a distribution in groups', [put('/spec/resource/version', 'v2')]],
    ['another resource of a constraint', 'a compatibility constraint', [put('/spec/resource/resource', 'cronjobs')]],
    ['another priority', 'a policy with all there is to say', [put('/spec/priority', 7)]],
    ['a wrong priority', 'a policy with all there is to say', [put('/spec/priority', 1001)]],
    ['a null spec, which would lose what is immutable', 'the smallest sync target', [put('/spec', null)]],
    ['another name', 'a decision', [put('/metadata/labels', { a: '-' })]],
    ['a status, which is dropped', 'a decision', [put('/status', { seed: 5 })]],
  ]
  test.each(rows)('%s', async (name, example, patch) => {
    const { kind, object } = exampleNamed(example)
    const old = await stored(kind, object, `update-${rows.findIndex(([one]) => one === name)}`)
    const changed = applyJsonPatch(old, patch) as JsonObject
    const path = `${pathOf(kind)}/${text(metadataOf(old)['name'])}?dryRun=All&fieldValidation=Strict`
    const theirs = verdictOf(await server.request('PUT', path, changed))
    const { errors } = admit({ object: changed, old, layers: 'Schema', dropsStatus: true })
    expect('refused' in theirs ? theirs.refused : []).toEqual(causeLines(errors))
  })
})

describe('a write of the status: the server and we agree', () => {
  const rows: [string, string, JsonPatchOperation[]][] = [
    ['a sound one', 'a sync target with all there is to say', [put('/status', { phase: 'Ready' })]],
    [
      'replicas below zero',
      'a sync target with all there is to say',
      [put('/status', { syncerStatus: { ready: true, replicas: -1 } })],
    ],
    ['a phase there is not', 'a sync target with all there is to say', [put('/status', { phase: 'Asleep' })]],
    ['a status that is a text', 'a sync target with all there is to say', [put('/status', 'fine')]],
    ['a time that is none', 'a sync target with all there is to say', [put('/status', { lastHeartbeatTime: 'now' })]],
    ['a field that is missing', 'a sync target with all there is to say', [put('/status', { syncerStatus: {} })]],
    ['a number of the wrong sort', 'a decision', [put('/status', { observedGeneration: 1.5 })]],
  ]
  test.each(rows)('%s', async (name, example, patch) => {
    const { kind, object } = exampleNamed(example)
    const old = await stored(kind, object, `status-${rows.findIndex(([one]) => one === name)}`)
    const changed = applyJsonPatch(old, patch) as JsonObject
    const path = `${pathOf(kind)}/${text(metadataOf(old)['name'])}/status?dryRun=All`
    const theirs = verdictOf(await server.request('PUT', path, changed))
    const { errors } = validateStatusUpdate(kind, changed, old)
    expect('refused' in theirs ? theirs.refused : []).toEqual(causeLines(errors))
  })
})

describe('a schema that became stricter: what an update leaves alone is not held against it', () => {
  const loose = {
    text: { type: 'string' },
    other: { type: 'string' },
    keyed: {
      type: 'array',
      items: keyedItem({}),
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    },
    atomic: { type: 'array', items: keyedItem({}) },
    ruled: { type: 'object', properties: { size: { type: 'integer' }, note: { type: 'string' } } },
    object: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } },
    twin: twins({}),
  } satisfies JsonObject
  const strict = {
    ...loose,
    text: { type: 'string', maxLength: 3 },
    keyed: { ...loose.keyed, items: keyedItem({ maximum: 5 }) },
    atomic: { ...loose.atomic, items: keyedItem({ maximum: 5 }) },
    ruled: { ...loose.ruled, 'x-kubernetes-validations': [{ rule: 'self.size < 5', message: 'too big' }] },
    object: { ...loose.object, required: ['b'] },
    twin: twins({ maxLength: 3 }),
  } satisfies JsonObject
  const old = {
    apiVersion: 'example.com/v1',
    kind: 'Thing',
    metadata: { name: 'old', namespace: 'default' },
    spec: {
      text: 'too long',
      keyed: [
        { name: 'a', size: 9 },
        { name: 'b', size: 9 },
      ],
      atomic: [
        { name: 'a', size: 9 },
        { name: 'b', size: 1 },
      ],
      ruled: { size: 9 },
      object: { a: 'x' },
      twin: { name: 'too long' },
    },
  } satisfies JsonObject
  const things = '/apis/example.com/v1/namespaces/default/things'
  let before: JsonObject = {}

  beforeAll(async () => {
    await server.request('POST', crdsPath, crdWith(loose))
    await isServed(server, things)
    before = await server.create(things, old)
    const crd = await server.get(`${crdsPath}/things.example.com`)
    await server.request('PUT', `${crdsPath}/things.example.com`, {
      ...crdWith(strict),
      metadata: crd['metadata'] ?? {},
    })
    for (;;) {
      const fresh = applyJsonPatch(old, [put('/metadata/name', 'fresh')])
      if ((await server.request('POST', `${things}?dryRun=All`, fresh)).status === 422) break
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })

  const rows: [string, JsonPatchOperation[]][] = [
    ['nothing changes', []],
    ['a field beside them', [put('/spec/other', 'x')]],
    ['the text itself', [put('/spec/text', 'still too long')]],
    ['one item of a keyed list, for the better', [put('/spec/keyed/0/size', 1)]],
    ['one item of a keyed list, for the worse', [put('/spec/keyed/1/size', 10)]],
    ['the order of a keyed list', [{ op: 'move', from: '/spec/keyed/1', path: '/spec/keyed/0' }]],
    ['one item of a list without keys', [put('/spec/atomic/1/size', 2)]],
    ['a field of an object whose rule fails', [put('/spec/ruled/note', 'x')]],
    ['a field of an object that lacks one', [put('/spec/object/a', 'y')]],
    ['an object that was not there', [put('/spec/twin/sub', { other: 'too long' })]],
    ['one with a field called as one beside it', [put('/spec/twin/sub', { name: 'new and too long' })]],
  ]
  test.each(rows)('%s', async (_, patch) => {
    const changed = applyJsonPatch(before, patch) as JsonObject
    const answer = await server.request('PUT', `${things}/old?dryRun=All`, changed)
    const theirs = verdictOf(answer)
    const [kind] = kindsOfCrd(crdWith(strict))
    if (kind === undefined) throw new Error('no version')
    const ours = changed
    prepare(kind, ours)
    const warnings: string[] = []
    const errors = validateObject(kind, ours, {
      old: before,
      rules: celRuleEngine(),
      onWarning: (warning) => warnings.push(warning),
    })
    expect('refused' in theirs ? theirs.refused : []).toEqual(causeLines(errors))
    expect(warnings.map((warning) => `299 - ${JSON.stringify(warning)}`)).toEqual(answer.warnings)
  })
})

function twins(name: JsonObject): JsonObject {
  const text = { type: 'string', ...name }
  const sub = { type: 'object', properties: { name: text, other: text } }
  return { type: 'object', properties: { name: text, sub } }
}

function keyedItem(size: JsonObject): JsonObject {
  return {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string' }, size: { type: 'integer', ...size } },
  }
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function metadataOf(object: JsonObject): JsonObject {
  const metadata = object['metadata']
  return isJsonObject(metadata) ? metadata : {}
}
