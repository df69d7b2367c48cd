import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type JsonObject, TmcError } from '../../src/core/apimachinery/index.ts'
import {
  directoryStore,
  type DirectoryStore,
  initDirectory,
  memoryStore,
  type ObjectStore,
  type Operation,
} from '../../src/core/store/index.ts'
import { contents, countedSources, loneHost, syncTargets, target } from './support/fixtures.ts'
import { SimulatedDisk } from './support/simulated-disk.ts'

// One random life of a hub, told to a store in memory, to one open directory, and to a directory that is opened anew for each
// write: all three say the same at every step and hold the same in the end.

type Action =
  | {
      readonly act: 'create' | 'apply'
      readonly name: string
      readonly spec: JsonObject
      readonly labels: JsonObject
      readonly finalizers: boolean
      readonly manager: string
      readonly force: boolean
    }
  | { readonly act: 'update' | 'patch'; readonly name: string; readonly location: string; readonly stale: boolean }
  | { readonly act: 'patchStatus'; readonly name: string; readonly phase: string }
  | { readonly act: 'delete' | 'release'; readonly name: string; readonly dryRun: boolean }
  | { readonly act: 'batch'; readonly names: readonly string[] }

const name = fc.constantFrom('a', 'b', 'c')
const location = fc.constantFrom('eu', 'us', 'ap')
const cells = fc
  .uniqueArray(fc.constantFrom('z1', 'z2', 'z3'), { maxLength: 3 })
  .map((names) => names.map((one) => ({ name: one })))
const spec = fc.record({ location, cells, unschedulable: fc.boolean() }, { requiredKeys: [] })
const labels = fc.dictionary(fc.constantFrom('x', 'y', 'constructor'), fc.constantFrom('1', '2'), { maxKeys: 2 })

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    act: fc.constantFrom('create', 'apply', 'apply'),
    name,
    spec,
    labels,
    finalizers: fc.boolean(),
    manager: fc.constantFrom('A', 'B'),
    force: fc.boolean(),
  }),
  fc.record({ act: fc.constantFrom('update', 'patch'), name, location, stale: fc.boolean() }),
  fc.record({ act: fc.constant('patchStatus' as const), name, phase: fc.constantFrom('Ready', 'NotReady', 'Odd') }),
  fc.record({ act: fc.constantFrom('delete', 'release'), name, dryRun: fc.boolean() }),
  fc.record({ act: fc.constant('batch' as const), names: fc.array(name, { maxLength: 4 }) }),
)

async function perform(store: ObjectStore, one: Action): Promise<unknown> {
  const key = { name: 'name' in one ? one.name : '' }
  switch (one.act) {
    case 'create':
    case 'apply': {
      const object = target(one.name, one.spec, {
        labels: one.labels,
        ...(one.finalizers ? { finalizers: ['example.com/f'] } : {}),
      })
      return one.act === 'create'
        ? store.create(syncTargets, object)
        : store.apply(syncTargets, object, { fieldManager: one.manager, force: one.force })
    }
    case 'update': {
      const old = await store.get(syncTargets, key)
      const metadata = { ...old.metadata, ...(one.stale ? { resourceVersion: '1' } : {}) }
      return store.update(syncTargets, {
        ...old,
        metadata,
        spec: { ...(old['spec'] as object), location: one.location },
      })
    }
    case 'patch':
      return store.patch(
        syncTargets,
        key,
        { type: 'merge', patch: { spec: { location: one.location } } },
        { dryRun: one.stale },
      )
    case 'patchStatus':
      return store.patchStatus(syncTargets, key, { type: 'merge', patch: { phase: one.phase } })
    case 'delete':
      return store.delete(syncTargets, key, { dryRun: one.dryRun })
    case 'release':
      return store.patch(syncTargets, key, { type: 'merge', patch: { metadata: { finalizers: null } } })
    case 'batch':
      return store.batch(
        one.names.map((each): Operation => ({ verb: 'create', kind: syncTargets, object: target(each) })),
      )
  }
}

async function answer(store: ObjectStore, one: Action): Promise<unknown> {
  try {
    return await perform(store, one)
  } catch (error) {
    if (!(error instanceof TmcError)) throw error
    return { refused: error.code, message: error.message, details: error.details }
  }
}

test('memory and directory live the same life', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 25 }), async (actions) => {
      const memory = memoryStore({ sources: countedSources() })
      const files = [new SimulatedDisk(), new SimulatedDisk()]
      for (const disk of files) await initDirectory('/hub', disk)
      const sources = [countedSources(), countedSources()]
      const open = (index: number): DirectoryStore =>
        directoryStore('/hub', { files: files[index], host: loneHost(1), sources: sources[index] })
      const directory = open(0)
      for (const one of actions) {
        const told = await answer(memory, one)
        expect(await answer(directory, one)).toEqual(told)
        expect(await answer(open(1), one)).toEqual(told)
      }
      const held = await contents(memory)
      for (const store of [directory, open(0), open(1)]) expect(await contents(store)).toBe(held)
    }),
    { seed: 20260101, numRuns: 60 },
  )
}, 30_000)

test('generations and versions go up with what they count, and with nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 25 }), async (actions) => {
      const store = memoryStore({ sources: countedSources() })
      let before = await snapshot(store)
      for (const one of actions) {
        await answer(store, one)
        const after = await snapshot(store)
        for (const [uid, now] of after) {
          const old = before.get(uid)
          if (old === undefined) expect(now.generation).toBe(1)
          else {
            const isNewSpec = now.spec !== old.spec || now.isDeleting !== old.isDeleting
            expect(now.generation - old.generation).toBe(isNewSpec ? 1 : 0)
            if (now.all !== old.all) expect(now.version).toBeGreaterThan(old.version)
            expect(now.version).toBeGreaterThanOrEqual(old.version)
          }
        }
        before = after
      }
    }),
    { seed: 20260102, numRuns: 100 },
  )
}, 30_000)

type Seen = { generation: number; version: number; spec: string; all: string; isDeleting: boolean }

async function snapshot(store: ObjectStore): Promise<Map<string, Seen>> {
  const { items } = await store.list(syncTargets)
  return new Map(
    items.map((object) => {
      const { uid = '', generation = 0, resourceVersion = '', deletionTimestamp } = object.metadata
      const all = JSON.stringify({ ...object, metadata: { ...object.metadata, resourceVersion: '' } })
      const isDeleting = deletionTimestamp !== undefined
      return [
        uid,
        { generation, version: Number(resourceVersion), spec: JSON.stringify(object['spec']), all, isDeleting },
      ]
    }),
  )
}

const manifest = fc.record({ spec, labels })

test('what is applied again changes nothing, whatever was there', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ manifest, manager: fc.constantFrom('A', 'B') }), { minLength: 1, maxLength: 8 }),
      async (applied) => {
        const store = memoryStore({ sources: countedSources() })
        for (const { manifest: one, manager } of applied) {
          const object = target('a', one.spec, { labels: one.labels })
          const options = { fieldManager: manager, force: true }
          const { object: stored } = await store.apply(syncTargets, object, options)
          expect(await store.apply(syncTargets, object, options)).toEqual({ object: stored, outcome: 'unchanged' })
          // What the manifest says is there.
          const { cells: named = [], ...rest } = one.spec
          expect(stored['spec']).toMatchObject(rest)
          expect((stored['spec'] as { cells?: object[] }).cells ?? []).toEqual(expect.arrayContaining(named))
          expect(stored.metadata.labels ?? {}).toMatchObject(one.labels)
        }
      },
    ),
    { seed: 20260103, numRuns: 150 },
  )
}, 30_000)

test('one who stops saying anything leaves what the other says, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(manifest, manifest, async (left, right) => {
      const both = memoryStore({ sources: countedSources() })
      const alone = memoryStore({ sources: countedSources() })
      const say = (one: typeof left) => target('a', one.spec, { labels: one.labels })
      await both.apply(syncTargets, say(left), { fieldManager: 'A' })
      await both.apply(syncTargets, say(right), { fieldManager: 'B', force: true })
      const { object } = await both.apply(syncTargets, target('a'), { fieldManager: 'A' })
      const { object: expected } = await alone.apply(syncTargets, say(right), { fieldManager: 'B' })
      expect(object['spec']).toEqual(expected['spec'])
      expect(object.metadata.labels ?? {}).toEqual(expected.metadata.labels ?? {})
    }),
    { seed: 20260104, numRuns: 150 },
  )
}, 30_000)
