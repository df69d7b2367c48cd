import { beforeAll, describe, expect, inject, test } from 'vitest'
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  matchesSelector,
  parseSelector,
  Quantity,
  tryParseDuration,
} from '../../src/core/apimachinery/index.ts'
import { crdWith } from '../schema/support/broken-crds.ts'
import { ApiServer } from './support/api-server.ts'
import { crdsPath, isServed } from './support/custom-resources.ts'

const server = new ApiServer(inject('apiServerUrl'), inject('apiServerToken'))
const configMaps = '/api/v1/namespaces/default/configmaps'

/** What the server takes for a quantity in spite of its blanks: docs/api-server-differences.md. */
const onlyByServer = ['1 ', ' 1']

describe('quantities: the server reads and prints them as we do', () => {
  const texts = [
    ...['0', '1', '-1', '+1', '0.5', '.5', '5.', '1.500', '100m', '1500m', '0.1m', '1u', '1n', '0.1n', '1.0000000001'],
    ...[
      '1k',
      '1K',
      '1M',
      '1G',
      '1T',
      '1P',
      '1E',
      '1Ki',
      '1Mi',
      '1.5Gi',
      '1023Ki',
      '1024Ki',
      '0.5Ki',
      '1Ei',
      '8Ei',
      '9Ei',
    ],
    ...[
      '1e3',
      '1E3',
      '1e-3',
      '1e1.5',
      '12e6',
      '1e20',
      '9223372036854775807',
      '9223372036854775808',
      '1.2.3',
      '1 ',
      ' 1',
      '1mi',
      'm',
      '',
      '-',
      '.',
      '+',
      '1kk',
      '0x1',
      '1_000',
      '١',
    ],
    ...[
      '123456789012345678901234567890',
      '0.000000000000000001',

      '1000000000000Ki',
      '-1500m',
      '-0',
      '00012',
      '5000000k',
    ],
  ]
  test.each(texts)('%j', async (text) => {
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'q' },
      spec: { hard: { 'example.com/thing': text } },
    }
    const { status, body } = await server.request('POST', '/api/v1/namespaces/default/resourcequotas?dryRun=All', quota)
    const ours = Quantity.tryParse(text)
    if (onlyByServer.includes(text)) return expect([status === 400, ours]).toEqual([false, undefined])
    // A text that is a quantity may still be refused as one of a quota: below zero, or a part of a thing.
    if (status === 400) return expect(ours).toBeUndefined()
    expect(ours).toBeDefined()
    if (status !== 201) return
    const theirs = printed(body)
    // Of a text that needs no arithmetic the server keeps the spelling.
    if (theirs === text) expect(ours?.compare(Quantity.parse(text))).toBe(0)
    else expect(ours?.toString()).toBe(theirs)
  })

  function printed(body: JsonValue): JsonValue | undefined {
    const spec = isJsonObject(body) ? body['spec'] : undefined
    const hard = isJsonObject(spec) ? spec['hard'] : undefined
    return isJsonObject(hard) ? hard['example.com/thing'] : undefined
  }
})

/** A rule over a text fails where the text is no duration. */
describe('durations: CEL on the server reads them as we do', () => {
  const path = '/apis/spans.example.com/v1/namespaces/default/spans'

  beforeAll(async () => {
    const made = crdWith({
      a: { type: 'string', maxLength: 100, 'x-kubernetes-validations': [{ rule: 'duration(self) == duration(self)' }] },
    })
    const spec = isJsonObject(made['spec']) ? made['spec'] : {}
    const names = { plural: 'spans', singular: 'span', kind: 'Span', listKind: 'SpanList' }
    const crd: JsonObject = {
      ...made,
      metadata: { name: 'spans.spans.example.com' },
      spec: { ...spec, group: 'spans.example.com', names },
    }
    await server.create(crdsPath, crd)
    await isServed(server, path)
  })

  const texts = [
    '0',
    '1s',
    '1.5h',
    '.5s',
    '1h30m',
    '-1m',
    '+1m',
    '1ns',
    '1us',
    '1µs',
    '1μs',
    '1ms',
    '1d',
    '1 s',
    's',
    '',
    '1',
    '1h-1m',
    '2562047h',
    '3000000h',
    '1h1h',
    '1.s',
    '.s',
    '1.5.5s',
    '1e3s',
    '9223372036s',
    '1S',
  ]
  test.each(texts)('%j', async (text) => {
    const span = { apiVersion: 'spans.example.com/v1', kind: 'Span', metadata: { name: 'a' }, spec: { a: text } }
    const { status } = await server.request('POST', `${path}?dryRun=All`, span)
    expect(tryParseDuration(text) !== undefined).toBe(status === 201)
  })
})

describe('label selectors: the server selects what we select', () => {
  const objects: { name: string; labels: { [key: string]: string } }[] = [
    { name: 'none', labels: {} },
    { name: 'web', labels: { app: 'web', tier: 'front', cores: '8', 'example.com/zone': 'a' } },
    { name: 'api', labels: { app: 'api', tier: '', cores: '16' } },
    { name: 'odd', labels: { app: 'WEB', cores: 'many', in: 'x' } },
  ]

  beforeAll(async () => {
    for (const { name, labels } of objects) {
      const metadata = { name: `selector-${name}`, labels: { ...labels, 'test.example.com/selectors': 'yes' } }
      await server.request('POST', configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata })
    }
  })

  const selectors = [
    ...[
      'app=web',
      'app==web',
      'app!=web',
      'app',
      '!app',
      'app in (web, api)',
      'app notin (web)',
      'tier=',
      'tier in (,front)',
      'app=web,tier=front',
      'example.com/zone=a',
    ],
    ...[
      'cores>8',
      'cores<16',
      'cores>7,cores<9',
      'cores>x',
      'app in ()',
      'app in (web',
      'app web',
      '=web',
      'a b=c',
      'app=a=b',
      'app=we b',
      '!',
      ',',
      'app,',
      'app=,tier',
      'in in (x)',
      'in',
      'app=-',
      'a/b/c=d',
      `app=${'x'.repeat(64)}`,
      '!app=web',
      'app !in (web)',
      '(app)',
    ],
  ]
  test.each(selectors)('%j', async (text) => {
    const selector = encodeURIComponent(`test.example.com/selectors,${text}`)
    const { status, body } = await server.request('GET', `${configMaps}?labelSelector=${selector}`)
    const ours = attempt(() => parseSelector(`test.example.com/selectors,${text}`))
    if (status !== 200) return expect(ours).toBeUndefined()
    const theirs = isJsonObject(body) && Array.isArray(body['items']) ? body['items'].map(nameOf).sort() : []
    const selected = objects
      .filter(
        ({ labels }) => ours !== undefined && matchesSelector(ours, { ...labels, 'test.example.com/selectors': 'yes' }),
      )
      .map(({ name }) => `selector-${name}`)
    expect(selected.sort()).toEqual(theirs)
  })
})

function nameOf(object: JsonValue): JsonValue {
  const metadata = isJsonObject(object) ? object['metadata'] : undefined
  return isJsonObject(metadata) ? (metadata['name'] ?? null) : null
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}
