import { mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { directoryStore, type DirectoryStore, initDirectory, type Operation } from '../../src/core/store/index.ts'
import { contents, countedSources, placementPolicies, policy, syncTargets, target } from './support/fixtures.ts'
import { edit, put, refusal } from './support/hand.ts'

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

describe('what people do by hand', () => {
  beforeEach(async () => {
    await store.create(syncTargets, target('eu-1', {}, { labels: { region: 'eu' } }))
    await store.patchStatus(syncTargets, { name: 'eu-1' }, { type: 'merge', patch: { phase: 'Ready' } })
  })
  const read = (from = store) => from.get(syncTargets, { name: 'eu-1' })

  test.each([
    { name: 'a changed spec is a new generation', from: '"Graceful"', to: '"Immediate"', generation: 2, isNew: true },
    {
      name: 'a changed label is a new version of the same generation',
      from: '"region": "eu"',
      to: '"region": "us"',
      generation: 1,
      isNew: true,
    },
    {
      name: 'another way to write the same changes nothing',
      from: '  "kind"',
      to: '\n\n      "kind"',
      generation: 1,
      isNew: false,
    },
    {
      name: 'the line ends and the mark of another editor change nothing',
      from: '{\n',
      to: '\ufeff{\r\n',
      generation: 1,
      isNew: false,
    },
    {
      name: 'what has a default may be left out',
      from: '    "evictionStrategy": "Graceful",\n',
      to: '',
      generation: 1,
      isNew: false,
    },
  ])('$name', async ({ from, to, generation, isNew }) => {
    const before = await read()
    edit(pathOf('eu-1'), from, to)
    for (const reader of [store, open()]) {
      const after = await read(reader)
      expect(after.metadata.generation).toBe(generation)
      expect(after.metadata.resourceVersion !== before.metadata.resourceVersion).toBe(isNew)
      expect(after.metadata.uid).toBe(before.metadata.uid)
      expect(after['status']).toEqual({ phase: 'Ready' })
    }
    // It is read once and stays what it was read as.
    expect((await read()).metadata).toEqual((await read(open())).metadata)
  })

  test('an immutable field that was changed is refused at its place, by whoever opens the hub', async () => {
    edit(pathOf('eu-1'), '"name": "main"', '"name": "other"')
    for (const reader of [store, open(), open()]) {
      const error = await refusal(read(reader))
      expect(error.code).toBe('BrokenStore')
      expect(error.details).toEqual([
        {
          message: `${pathOf('eu-1')}:11:5: SyncTarget "eu-1" is invalid: spec.clusterRef: Invalid value: clusterRef is immutable`,
          file: pathOf('eu-1'),
          line: 11,
          column: 5,
        },
      ])
    }
    edit(pathOf('eu-1'), '"name": "other"', '"name": "main"')
    expect((await read(open())).metadata.generation).toBe(1)
  })

  test('what an edit by hand has made immutable stays so', async () => {
    put(pathOf('us-1'), JSON.stringify(target('us-1')))
    await store.get(syncTargets, { name: 'us-1' })
    edit(pathOf('us-1'), '"name":"main"', '"name":"other"')
    expect((await refusal(open().list(syncTargets))).message).toContain('clusterRef is immutable')
  })

  test('an object whose file went and came back may have other immutable fields', async () => {
    const { metadata } = await read()
    const text = readFileSync(pathOf('eu-1'), 'utf8')
    await store.create(syncTargets, target('us-1'))
    unlinkSync(pathOf('eu-1'))
    await store.list(syncTargets)
    put(pathOf('eu-1'), text.replace('"name": "main"', '"name": "other"'))
    const after = await read()
    expect(after['spec']).toMatchObject({ clusterRef: { name: 'other' } })
    expect(after.metadata.uid).not.toBe(metadata.uid)
  })

  test('a writer that has not seen an edit is told so, and the edit stays', async () => {
    const seen = await read()
    edit(pathOf('eu-1'), '"Graceful"', '"Immediate"')
    const error = await refusal(
      store.update(syncTargets, { ...seen, spec: { ...(seen['spec'] as object), location: 'eu' } }),
    )
    expect(error.code).toBe('Conflict')
    await store.patch(syncTargets, { name: 'eu-1' }, { type: 'merge', patch: { spec: { location: 'eu' } } })
    expect((await read())['spec']).toMatchObject({ evictionStrategy: 'Immediate', location: 'eu' })
  })

  test('a new file is a new object, one that has gone is none', async () => {
    put(pathOf('us-1'), JSON.stringify(target('us-1')))
    expect((await store.get(syncTargets, { name: 'us-1' })).metadata).toMatchObject({ generation: 1, name: 'us-1' })
    expect((await refusal(store.create(syncTargets, target('us-1')))).code).toBe('AlreadyExists')
    unlinkSync(pathOf('us-1'))
    expect((await refusal(store.get(syncTargets, { name: 'us-1' }))).code).toBe('NotFound')
    expect((await open().list(syncTargets)).items).toHaveLength(1)
  })

  test('restoring what was there before a batch is an edit, not a lost write', async () => {
    const names = [...Array(20).keys()].map((n) => `n${n}`)
    await store.batch(names.map((name): Operation => ({ verb: 'create', kind: syncTargets, object: target(name) })))
    const before = new Map(names.map((name) => [name, readFileSync(pathOf(name), 'utf8')]))
    const change = { type: 'merge', patch: { spec: { location: 'eu' } } } as const
    await store.batch(
      names.map((name): Operation => ({ verb: 'patch', kind: syncTargets, key: { name }, patch: change })),
    )
    for (const [name, text] of before) writeFileSync(pathOf(name), text)
    for (const name of names) {
      const object = await open().get(syncTargets, { name })
      expect(object.metadata.generation).toBe(3)
      expect(object['spec']).not.toHaveProperty('location')
    }
  })

  test('a clone without what the hub keeps works, and is the same each time it is cloned', async () => {
    await store.create(placementPolicies, policy('web', 'shop'))
    rmSync(join(hub, '.tmcctl'), { recursive: true })
    const first = await contents(open())
    const again = await contents(open({ sources: {} }))
    expect(again).toBe(first)
    rmSync(join(hub, '.tmcctl'), { recursive: true })
    expect(await contents(open())).toBe(first)
    expect(first).toContain('"name":"web"')
    expect(first).not.toContain('Ready')
  })

  test('two branches that add and change different objects merge without a conflict', async () => {
    await store.create(syncTargets, target('us-1'))
    const base = tree()
    await store.create(syncTargets, target('ap-1'))
    await store.patch(syncTargets, { name: 'eu-1' }, { type: 'merge', patch: { spec: { location: 'eu' } } })
    const changed = [...tree()].filter(([path, text]) => base.get(path) !== text).map(([path]) => path)
    expect(changed.sort()).toEqual(['workload.kcp.io/synctargets/ap-1.json', 'workload.kcp.io/synctargets/eu-1.json'])
  })

  /** What would be committed. */
  function tree(): Map<string, string> {
    const files = readdirSync(hub, { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.json') && !path.startsWith('.tmcctl'),
    )
    return new Map(files.map((path) => [path, readFileSync(join(hub, path), 'utf8')]))
  }
})
