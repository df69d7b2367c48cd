import { afterEach, describe, expect, test } from 'vitest'
import {
  directoryStore,
  initDirectory,
  memoryStore,
  type ObjectStore,
  type Operation,
  type WatchEvent,
  type WatchOptions,
} from '../../src/core/store/index.ts'
import { countedSources, loneHost, placementPolicies, policy, syncTargets, target } from './support/fixtures.ts'
import { SimulatedDisk } from './support/simulated-disk.ts'

/** Two views of the same objects: the same store twice, or two processes on one directory. */
const backends: readonly {
  name: string
  make: (history?: number) => Promise<{ writer: ObjectStore; reader: ObjectStore }>
}[] = [
  {
    name: 'in memory',
    make: (history) => {
      const store = memoryStore({ sources: countedSources(), history })
      return Promise.resolve({ writer: store, reader: store })
    },
  },
  {
    name: 'in a directory, from another process',
    make: async (history) => {
      const files = new SimulatedDisk()
      await initDirectory('/hub', files)
      const sources = countedSources()
      const pause = () => new Promise<void>((resolve) => setImmediate(resolve))
      const open = (pid: number) =>
        directoryStore('/hub', { files, host: { ...loneHost(pid, 'boot-1', [1, 2]), pause }, sources, history })
      const [writer, reader] = [open(1), open(2)]
      return { writer, reader }
    },
  },
]

/** An event in short: what happened to what, at which version. */
function short(event: WatchEvent): string {
  if (event.type === 'BOOKMARK') return `BOOKMARK ${event.resourceVersion}`
  const { name, namespace, resourceVersion } = event.object.metadata
  return `${event.type} ${namespace === undefined ? '' : `${namespace}/`}${name} ${resourceVersion}`
}

const watches: AsyncIterator<WatchEvent>[] = []
afterEach(async () => {
  for (const events of watches.splice(0)) await events.return?.()
})

/** One event of a watch after the other. */
function reading(watch: AsyncIterable<WatchEvent>): () => Promise<string> {
  const events = watch[Symbol.asyncIterator]()
  watches.push(events)
  return async () => {
    const result: IteratorResult<WatchEvent, unknown> = await events.next()
    return result.done === true ? 'end' : short(result.value)
  }
}

/** The first events of a watch. */
async function first(count: number, events: AsyncIterable<WatchEvent>): Promise<string[]> {
  const told: string[] = []
  for await (const event of events) {
    told.push(short(event))
    if (told.length === count) break
  }
  return told
}

describe.each(backends)('$name', ({ make }) => {
  const watch = (store: ObjectStore, options: WatchOptions = {}) => store.watch(syncTargets, options)

  test('a watch tells what is there, then every change in order', async () => {
    const { writer, reader } = await make()
    await writer.create(syncTargets, target('b'))
    await writer.create(syncTargets, target('a'))
    const next = reading(watch(reader, { bookmarks: true }))
    expect([await next(), await next(), await next()]).toEqual(['ADDED a 3', 'ADDED b 2', 'BOOKMARK 3'])
    await writer.patch(syncTargets, { name: 'a' }, { type: 'merge', patch: { spec: { location: 'eu' } } })
    await writer.patchStatus(syncTargets, { name: 'a' }, { type: 'merge', patch: { phase: 'Ready' } })
    await writer.create(placementPolicies, policy('web', 'shop'))
    await writer.delete(syncTargets, { name: 'a' })
    await writer.create(syncTargets, target('a'))
    const told = [await next(), await next(), await next(), await next()]
    expect(told).toEqual(['MODIFIED a 4', 'MODIFIED a 5', 'DELETED a 7', 'ADDED a 8'])
  })

  test('a watch from a version misses nothing after it and repeats nothing before it', async () => {
    const { writer, reader } = await make()
    await writer.create(syncTargets, target('a'))
    const { metadata } = await reader.list(syncTargets)
    await writer.patch(syncTargets, { name: 'a' }, { type: 'merge', patch: { metadata: { labels: { x: 'y' } } } })
    await writer.delete(syncTargets, { name: 'a' })
    await writer.create(syncTargets, target('a'))
    expect(await first(3, watch(reader, { resourceVersion: metadata.resourceVersion }))).toEqual([
      'MODIFIED a 3',
      'DELETED a 4',
      'ADDED a 5',
    ])
  })

  test('what stops being selected is told as gone, what begins to be as new', async () => {
    const { writer, reader } = await make()
    await writer.create(syncTargets, target('a', {}, { labels: { tier: 'prod' } }))
    const { metadata } = await reader.list(syncTargets)
    for (const tier of ['test', 'other', 'prod', 'prod'])
      await writer.patch(syncTargets, { name: 'a' }, { type: 'merge', patch: { metadata: { labels: { tier } } } })
    await writer.patch(syncTargets, { name: 'a' }, { type: 'merge', patch: { spec: { location: 'eu' } } })
    const options = { resourceVersion: metadata.resourceVersion, labelSelector: 'tier=prod' }
    expect(await first(3, watch(reader, options))).toEqual(['DELETED a 3', 'ADDED a 5', 'MODIFIED a 6'])
  })

  test('a watch of a namespace sees that namespace', async () => {
    const { writer, reader } = await make()
    for (const namespace of ['shop', 'shop-2', 'other'])
      await writer.create(placementPolicies, policy('web', namespace))
    expect(await first(1, reader.watch(placementPolicies, { namespace: 'shop-2' }))).toEqual(['ADDED shop-2/web 3'])
    const events = reader.watch(placementPolicies, { namespace: 'shop', resourceVersion: '4' })
    await writer.delete(placementPolicies, { name: 'web', namespace: 'shop-2' })
    await writer.delete(placementPolicies, { name: 'web', namespace: 'shop' })
    expect(await first(1, events)).toEqual(['DELETED shop/web 6'])
  })

  test('a watch ends when it is aborted, before, while or after it waits', async () => {
    const { reader } = await make()
    expect(await first(1, watch(reader, { signal: AbortSignal.abort() }))).toEqual([])
    const controller = new AbortController()
    const waiting = first(1, watch(reader, { signal: controller.signal }))
    await reader.list(syncTargets)
    controller.abort()
    expect(await waiting).toEqual([])
  })

  test('a version that is too old, or from elsewhere, is gone', async () => {
    const { writer, reader } = await make(8)
    await reader.list(syncTargets)
    for (let n = 0; n < 30; n++) await writer.create(syncTargets, target(`n${n}`))
    await reader.list(syncTargets)
    await expect(first(1, watch(reader, { resourceVersion: '2' }))).rejects.toMatchObject({
      code: 'Gone',
      message: expect.stringMatching(/^too old resource version: 2 \(\d+\)$/) as string,
    })
    await expect(first(1, watch(reader, { resourceVersion: '999' }))).rejects.toMatchObject({ code: 'Gone' })
    await expect(first(1, watch(reader, { resourceVersion: 'x' }))).rejects.toMatchObject({ code: 'Usage' })
  })

  test('a watch that cannot keep up is told so, rather than missing something', async () => {
    const { writer, reader } = await make(8)
    const events = watch(reader)[Symbol.asyncIterator]()
    await writer.create(syncTargets, target('a'))
    expect((await events.next()).value).toMatchObject({ type: 'ADDED' })
    await writer.batch(
      [...Array(30).keys()].map((n): Operation => ({ verb: 'create', kind: syncTargets, object: target(`n${n}`) })),
    )
    await reader.list(syncTargets)
    await expect(
      (async () => {
        for (;;) if ((await events.next()).done === true) return
      })(),
    ).rejects.toMatchObject({ code: 'Gone' })
  })

  test('bookmarks go on while nothing that is watched changes', async () => {
    const { writer, reader } = await make()
    const next = reading(watch(reader, { bookmarks: true }))
    expect(await next()).toBe('BOOKMARK 1')
    await writer.batch(
      [...Array(150).keys()].map((n): Operation => ({
        verb: 'create',
        kind: placementPolicies,
        object: policy(`n${n}`, 'shop'),
      })),
    )
    expect(await next()).toBe('BOOKMARK 151')
  })

  test('a list in pages shows one moment, whatever happens in between', async () => {
    const { writer, reader } = await make()
    for (const name of ['a', 'b', 'c', 'd', 'e']) await writer.create(syncTargets, target(name))
    const names: (string | undefined)[] = []
    let page = await reader.list(syncTargets, { limit: 2 })
    const { resourceVersion } = page.metadata
    expect(page.metadata.remainingItemCount).toBe(3)
    for (;;) {
      names.push(...page.items.map(({ metadata }) => metadata.name))
      expect(page.metadata.resourceVersion).toBe(resourceVersion)
      if (page.metadata.continue === undefined) break
      await writer.delete(syncTargets, { name: names.length === 2 ? 'd' : 'a' })
      await writer.create(syncTargets, target(`b${names.length}`))
      page = await reader.list(syncTargets, { limit: 2, continue: page.metadata.continue })
    }
    expect(names).toEqual(['a', 'b', 'c', 'd', 'e'])
    await expect(reader.list(syncTargets, { continue: 'nonsense' })).rejects.toMatchObject({ code: 'Usage' })
    await expect(reader.list(syncTargets, { limit: -1 })).rejects.toMatchObject({ code: 'Usage' })
  })

  test('a page that is too old is gone', async () => {
    const { writer, reader } = await make(8)
    for (const name of ['a', 'b', 'c']) await writer.create(syncTargets, target(name))
    const { metadata } = await reader.list(syncTargets, { limit: 1 })
    for (let n = 0; n < 30; n++) await writer.create(syncTargets, target(`n${n}`))
    await expect(reader.list(syncTargets, { limit: 1, continue: metadata.continue })).rejects.toMatchObject({
      code: 'Gone',
    })
  })

  const selections: readonly { name: string; options: object; expected: string[] }[] = [
    { name: 'by namespace', options: { namespace: 'shop' }, expected: ['shop/api', 'shop/web'] },
    { name: 'by label', options: { labelSelector: 'tier in (front)' }, expected: ['bank/web', 'shop/web'] },
    { name: 'by field', options: { fieldSelector: 'spec.priority=2' }, expected: ['shop/api'] },
    {
      name: 'by name',
      options: { fieldSelector: 'metadata.name=web,metadata.namespace!=bank' },
      expected: ['shop/web', 'shop-2/web'],
    },
    {
      name: 'all, in the order of namespace and name',
      options: {},
      expected: ['bank/web', 'shop-2/web', 'shop/api', 'shop/web'],
    },
  ]
  test.each(selections)('objects are listed $name', async ({ options, expected }) => {
    const { writer, reader } = await make()
    const front = { labels: { tier: 'front' } }
    for (const [name, namespace, metadata, priority] of [
      ['web', 'shop', front, 1],
      ['api', 'shop', {}, 2],
      ['web', 'shop-2', {}, 1],
      ['web', 'bank', front, 1],
    ] as const) {
      const object = policy(name, namespace, { priority })
      await writer.create(placementPolicies, { ...object, metadata: { name, namespace, ...metadata } })
    }
    const { items } = await reader.list(placementPolicies, options)
    expect(items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort()).toEqual([...expected].sort())
    if (Object.keys(options).length === 0)
      expect(items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual(expected)
  })
})

test('a watch tells what people do by hand, and says when it is wrong', async () => {
  const files = new SimulatedDisk()
  await initDirectory('/hub', files)
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve))
  const store = directoryStore('/hub', { files, host: { ...loneHost(1), pause }, sources: countedSources() })
  await store.create(syncTargets, target('a'))
  const path = '/hub/workload.kcp.io/synctargets/a.json'
  const text = files.read(path)
  const replace = (content: string): void => {
    files.remove(path)
    files.write(path, content)
  }
  const next = reading(store.watch(syncTargets))
  expect(await next()).toBe('ADDED a 2')
  replace(text.replace('Graceful', 'Immediate'))
  expect(await next()).toBe('MODIFIED a 3')
  files.remove(path)
  expect(await next()).toBe('DELETED a 4')
  files.write(path, text)
  expect(await next()).toBe('ADDED a 5')
  replace('{')
  await expect(next()).rejects.toMatchObject({ code: 'BrokenStore' })
})

test('a file that is being saved is half there for a moment, which no watch minds', async () => {
  const files = new SimulatedDisk()
  await initDirectory('/hub', files)
  const ticks: (() => void)[] = []
  const pause = () => new Promise<void>((resolve) => ticks.push(resolve))
  const store = directoryStore('/hub', { files, host: { ...loneHost(1), pause }, sources: countedSources() })
  await store.create(syncTargets, target('a'))
  const next = reading(store.watch(syncTargets))
  expect(await next()).toBe('ADDED a 2')
  const path = '/hub/workload.kcp.io/synctargets/a.json'
  const text = files.read(path)
  const save = (content: string): void => {
    files.remove(path)
    files.write(path, content)
  }
  save(text.slice(0, 100))
  ticks.shift()?.()
  await expect(store.list(syncTargets)).rejects.toMatchObject({ code: 'BrokenStore' })
  const event = next()
  save(text.replace('Graceful', 'Immediate'))
  for (let n = 0; n < 3; n++) {
    ticks.shift()?.()
    await store.list(syncTargets)
  }
  expect(await event).toBe('MODIFIED a 3')
})

test('a log that is begun anew loses no change for those who read it, and leaves no old ones behind', async () => {
  const files = new SimulatedDisk()
  await initDirectory('/hub', files)
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve))
  const open = (pid: number) =>
    directoryStore('/hub', { files, host: { ...loneHost(pid, 'boot-1', [1, 2]), pause }, sources: countedSources() })
  const [writer, reader] = [open(1), open(2)]
  await writer.create(placementPolicies, policy('web', 'shop'))
  const next = reading(reader.watch(placementPolicies))
  expect(await next()).toBe('ADDED shop/web 2')
  const logs = () => files.list('/hub/.tmcctl').flatMap(({ name }) => (name.startsWith('log.') ? [name] : []))
  for (let n = 0; n < 40; n++) {
    const params = { text: `${n}`.padEnd(100_000, 'x') }
    await writer.patch(
      placementPolicies,
      { name: 'web', namespace: 'shop' },
      { type: 'merge', patch: { spec: { params } } },
    )
    expect(await next()).toBe(`MODIFIED shop/web ${n + 3}`)
  }
  expect(logs().length).toBeLessThanOrEqual(2)
  expect(logs()).not.toContain('log.1.jsonl')
  const { items } = await open(3).list(placementPolicies)
  expect(items).toEqual((await writer.list(placementPolicies)).items)
})
