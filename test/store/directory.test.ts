import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import {
  directoryStore,
  type DirectoryStore,
  initDirectory,
  memoryStore,
  type Operation,
} from '../../src/core/store/index.ts'
import {
  clusterRegistrations,
  contents,
  countedSources,
  loneHost,
  placementPolicies,
  policy,
  registration,
  syncTargets,
  target,
} from './support/fixtures.ts'
import { edit, put, refusal } from './support/hand.ts'
import { SimulatedDisk } from './support/simulated-disk.ts'

const folder = mkdtempSync(join(tmpdir(), 'tmcctl-hub-'))
let hubs = 0
let hub = ''
let store: DirectoryStore

beforeEach(async () => {
  hub = join(folder, `hub-${++hubs}`)
  await initDirectory(hub)
  store = open()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function open(options: Parameters<typeof directoryStore>[1] = {}): DirectoryStore {
  return directoryStore(hub, { sources: countedSources(), ...options })
}

const pathOf = (name: string): string => join(hub, 'workload.kcp.io', 'synctargets', `${name}.json`)
describe('what is in a hub', () => {
  test('a manifest holds what people write, and nothing the hub sets', async () => {
    await store.create(
      syncTargets,
      target('eu-1', { location: 'eu' }, { labels: { region: 'eu' }, finalizers: ['example.com/f'] }),
    )
    await store.patchStatus(syncTargets, { name: 'eu-1' }, { type: 'merge', patch: { phase: 'Ready' } })
    expect(readFileSync(pathOf('eu-1'), 'utf8')).toBe(`{
  "apiVersion": "workload.kcp.io/v1alpha1",
  "kind": "SyncTarget",
  "metadata": {
    "labels": {
      "region": "eu"
    },
    "name": "eu-1"
  },
  "spec": {
    "clusterRef": {
      "name": "main"
    },
    "evictionStrategy": "Graceful",
    "location": "eu",
    "syncerConfig": {
      "downstreamNamespace": "kcp-syncer-system",
      "heartbeatInterval": "30s",
      "image": "ghcr.io/kcp-dev/kcp/syncer:latest",
      "replicas": 1,
      "resyncPeriod": "10m"
    }
  }
}
`)
    expect(readdirSync(hub).sort()).toEqual(['.tmcctl', 'hub.json', 'workload.kcp.io'])
    expect(readFileSync(join(hub, '.tmcctl', '.gitignore'), 'utf8')).toBe('*\n')
  })

  const names = ['a.b.c', 'con', 'con.x', 'com1', 'console', 'a'.repeat(253), `${'b'.repeat(220)}.${'c'.repeat(32)}`]
  test.each(names.map((name) => [name.slice(0, 30), name]))('%s is a name a file system takes', async (_, name) => {
    await store.create(clusterRegistrations, registration(name))
    const [file = ''] = readdirSync(join(hub, 'workload.kcp.io', 'clusterregistrations'))
    expect(Buffer.byteLength(file)).toBeLessThanOrEqual(255)
    expect(file).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\./)
    expect((await open().get(clusterRegistrations, { name })).metadata.name).toBe(name)
  })

  test('integers beyond 2^53 survive', async () => {
    const big = 9007199254740993n
    await store.create(placementPolicies, policy('web', 'shop', { params: { big } }))
    const read = await open().get(placementPolicies, { name: 'web', namespace: 'shop' })
    expect((read['spec'] as { params: { big: bigint } }).params.big).toBe(big)
  })

  test('a batch waits for the disk once, not once per object', async () => {
    const flushes: number[] = []
    for (const count of [20, 200]) {
      const files = new SimulatedDisk()
      await initDirectory('/hub', files)
      const simulated = directoryStore('/hub', { files, host: loneHost(1), sources: countedSources() })
      await simulated.create(syncTargets, target('first'))
      const before = files.syncs
      await simulated.batch(
        [...Array(count).keys()].map((n): Operation => ({
          verb: 'create',
          kind: syncTargets,
          object: target(`n${n}`),
        })),
      )
      flushes.push(files.syncs - before)
    }
    expect(flushes).toEqual([1, 1])
  })

  test('nothing is written when anything in a batch is wrong, and all of it is told', async () => {
    const before = await contents(store)
    const error = await refusal(
      store.batch([
        { verb: 'create', kind: syncTargets, object: target('good') },
        { verb: 'create', kind: syncTargets, object: target('bad', { evictionStrategy: 'Sometimes' }) },
        { verb: 'delete', kind: syncTargets, key: { name: 'none' } },
      ]),
    )
    expect(error.details.map(({ message }) => message)).toEqual([
      expect.stringContaining('SyncTarget "bad" is invalid: spec.evictionStrategy: Unsupported value: "Sometimes"'),
      expect.stringContaining('some validation rules were not checked'),
      'synctargets.workload.kcp.io "none" not found',
    ])
    expect(await contents(open())).toBe(before)
  })
})

describe('what is wrong is told, and nothing is emptied', () => {
  beforeEach(async () => {
    await store.create(syncTargets, target('eu-1'))
    await store.create(syncTargets, target('good'))
  })

  const wrong: readonly { name: string; make: () => void; says: string; at?: [number, number] }[] = [
    {
      name: 'an empty file',
      make: () => writeFileSync(pathOf('eu-1'), ''),
      says: 'expected a value, found the end of the text',
      at: [1, 1],
    },
    {
      name: 'half a file',
      make: () => writeFileSync(pathOf('eu-1'), readFileSync(pathOf('eu-1'), 'utf8').slice(0, 100)),
      says: 'a string that does not end',
      at: [5, 13],
    },
    {
      name: 'a field of the wrong value',
      make: () => edit(pathOf('eu-1'), '"replicas": 1', '"replicas": 9'),
      says: 'SyncTarget "eu-1" is invalid: spec.syncerConfig.replicas: Invalid value: 9: spec.syncerConfig.replicas in body should be less than or equal to 5',
      at: [16, 7],
    },
    {
      name: 'an unknown field',
      make: () => edit(pathOf('eu-1'), '"spec": {', '"spec": {\n    "zones": [],'),
      says: 'unknown field "spec.zones"',
      at: [8, 5],
    },
    {
      name: 'a repeated key',
      make: () => edit(pathOf('eu-1'), '"spec": {', '"kind": "SyncTarget",\n  "spec": {'),
      says: 'duplicate key "kind"',
      at: [7, 3],
    },
    {
      name: 'what the hub sets',
      make: () => edit(pathOf('eu-1'), '"name": "eu-1"', '"name": "eu-1",\n    "uid": "x"'),
      says: 'metadata.uid: the hub keeps it apart from the manifest; remove it',
      at: [6, 5],
    },
    {
      name: 'a status',
      make: () => edit(pathOf('eu-1'), '"spec": {', '"status": {},\n  "spec": {'),
      says: 'status: the hub keeps it apart from the manifest; remove it',
      at: [7, 3],
    },
    {
      name: 'another name than its file',
      make: () => edit(pathOf('eu-1'), '"name": "eu-1"', '"name": "eu-2"'),
      says: 'belongs into workload.kcp.io/synctargets/eu-2.json',
      at: [5, 5],
    },
    {
      name: 'another kind than its folder',
      make: () => edit(pathOf('eu-1'), '"kind": "SyncTarget"', '"kind": "Pod"'),
      says: 'kind: this folder is for SyncTarget',
      at: [3, 3],
    },
    {
      name: 'an object that is a list',
      make: () => writeFileSync(pathOf('eu-1'), '[]'),
      says: 'a manifest is a JSON object',
      at: [1, 1],
    },
    {
      name: 'YAML',
      make: () => put(pathOf('eu-2').replace('.json', '.yaml'), 'a: b'),
      says: 'the hub reads JSON; add it with tmcctl apply -f',
    },
    {
      name: 'a namespaced object outside a namespace',
      make: () => put(join(hub, 'placement.kcp.io/placementpolicies/web.json'), '{}'),
      says: 'PlacementPolicy has namespaces: move it to placement.kcp.io/placementpolicies/NAMESPACE/',
    },
    {
      name: 'an unknown kind',
      make: () => put(join(hub, 'workload.kcp.io/synctarget/a.json'), '{}'),
      says: 'no kind of workload.kcp.io is called "synctarget"',
    },
    {
      name: 'a folder among manifests',
      make: () => mkdirSync(join(hub, 'workload.kcp.io/synctargets/more')),
      says: 'a folder where manifests are expected',
    },
    {
      name: 'a link out of the hub',
      make: () => symlinkSync('/etc/passwd', pathOf('link')),
      says: 'a symbolic link, which a hub does not follow',
    },
    {
      name: 'a linked folder',
      make: () => symlinkSync('/etc', join(hub, 'placement.kcp.io')),
      says: 'a symbolic link, which a hub does not follow',
    },
    {
      name: 'a file that is far too large',
      make: () => writeFileSync(pathOf('eu-1'), ' '.repeat(26_000_000)),
      says: '26000000 bytes; a manifest has at most 25165824',
    },
  ]

  test.each(wrong)('$name', async ({ make, says, at }) => {
    make()
    for (const reader of [store, open()]) {
      expect(await reader.problems()).not.toEqual([])
      const error = await refusal(reader.list(syncTargets))
      expect(error.code).toBe('BrokenStore')
      const detail = error.details.find(({ message }) => message.includes(says))
      expect(detail, JSON.stringify(error.details)).toBeDefined()
      expect(detail?.message.startsWith(hub)).toBe(true)
      if (at !== undefined) expect([detail?.line, detail?.column]).toEqual(at)
      expect((await refusal(reader.create(syncTargets, target('new')))).code).toBe('BrokenStore')
    }
    // Asked to, a store reads the others.
    const tolerant = open({ broken: 'skip' })
    const { items } = await tolerant.list(syncTargets)
    expect(items.map(({ metadata }) => metadata.name)).toContain('good')
    expect(await tolerant.problems()).not.toEqual([])
    expect((await refusal(tolerant.delete(syncTargets, { name: 'good' }))).code).toBe('BrokenStore')
  })

  test('all problems of all files are told at once', async () => {
    writeFileSync(pathOf('eu-1'), '{')
    edit(pathOf('good'), '"replicas": 1', '"replicas": 9')
    const { details } = await refusal(store.list(syncTargets))
    expect(new Set(details.map(({ file }) => file))).toEqual(new Set([pathOf('eu-1'), pathOf('good')]))
  })

  test('a repaired hub works again, with what it kept', async () => {
    const before = await contents(store)
    const text = readFileSync(pathOf('eu-1'), 'utf8')
    writeFileSync(pathOf('eu-1'), '{')
    await refusal(store.list(syncTargets))
    writeFileSync(pathOf('eu-1'), text)
    expect(await contents(store)).toBe(before)
  })

  test('a damaged record of the hub is told with its line', async () => {
    const log = join(hub, '.tmcctl', 'log.1.jsonl')
    edit(log, '"generation":1', '"generation":7')
    const error = await refusal(open().list(syncTargets))
    expect(error).toMatchObject({
      code: 'BrokenStore',
      message: `${log}:2: this line of the hub's own records is damaged`,
    })
  })

  test('a hub whose manifests have all gone is not taken for an empty one', async () => {
    await store.batch([1, 2, 3].map((n): Operation => ({ verb: 'create', kind: syncTargets, object: target(`n${n}`) })))
    rmSync(join(hub, 'workload.kcp.io'), { recursive: true })
    for (const reader of [store, open()])
      expect(await refusal(reader.list(syncTargets))).toMatchObject({
        code: 'BrokenStore',
        message: `${hub}: all 5 manifests of this hub have gone`,
      })
  })

  test('other files do not matter', async () => {
    for (const path of [
      'README.md',
      'charts/x.json',
      'workload.kcp.io/README.md',
      'workload.kcp.io/synctargets/.eu-1.json.swp',
      'workload.kcp.io/synctargets/eu-1.json~',
    ])
      put(join(hub, path), 'x')
    expect((await store.list(syncTargets)).items).toHaveLength(2)
    expect(await open().problems()).toEqual([])
  })
})

test('a directory holds what the memory holds after the same writes', async () => {
  const memory = memoryStore({ sources: countedSources() })
  for (const one of [memory, store]) {
    await one.create(syncTargets, target('a', { location: 'eu' }, { finalizers: ['example.com/f'] }))
    await one.apply(syncTargets, target('b', { cells: [{ name: 'z' }] }))
    await one.delete(syncTargets, { name: 'a' })
    await one.create(placementPolicies, policy('web', 'shop'))
  }
  expect(await contents(open())).toBe(await contents(memory))
})
