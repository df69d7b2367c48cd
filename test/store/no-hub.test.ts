import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { directoryStore, type DirectoryStore, initDirectory } from '../../src/core/store/index.ts'
import { contents, countedSources, loneHost, syncTargets, target } from './support/fixtures.ts'
import { edit, refusal } from './support/hand.ts'
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

describe('where there is no hub, or none that can be used', () => {
  test.each([
    { name: 'nothing', make: () => join(folder, 'nowhere'), says: 'does not exist' },
    { name: 'a folder that is none', make: () => folder, says: 'is not a hub: it has no hub.json' },
    { name: 'a file', make: () => join(hub, 'hub.json'), says: 'is a file, not a hub' },
  ])('$name', async ({ make, says }) => {
    const error = await refusal(directoryStore(make()).list(syncTargets))
    expect(error).toMatchObject({ code: 'NoHub', message: expect.stringContaining(says) as string })
  })

  test('a hub of a later version', async () => {
    edit(join(hub, 'hub.json'), '"format": 1', '"format": 2')
    expect(await refusal(store.list(syncTargets))).toMatchObject({
      code: 'BrokenStore',
      message: expect.stringContaining('newer version') as string,
    })
  })

  test('a hub is made once', async () => {
    expect(await initDirectory(hub)).toBe(false)
    await expect(initDirectory(join(hub, 'hub.json'))).rejects.toMatchObject({ code: 'NoHub' })
  })

  const refusals: readonly { code: string; says: string; error: string }[] = [
    { code: 'ENOSPC', says: 'no space left; nothing was changed', error: 'StorageFailed' },
    { code: 'EACCES', says: 'permission denied; the hub cannot be written', error: 'Forbidden' },
    { code: 'EROFS', says: 'read-only file system; the hub cannot be written', error: 'Forbidden' },
    { code: 'EIO', says: 'cannot be written', error: 'StorageFailed' },
  ]
  test.each(refusals)(
    'writes that fail with $code say why and change nothing, whichever operation fails',
    async ({ code, says, error }) => {
      const files = new SimulatedDisk()
      await initDirectory('/hub', files)
      const simulated = directoryStore('/hub', { files, host: loneHost(1), sources: countedSources() })
      await simulated.create(syncTargets, target('first'))
      const before = await contents(simulated)
      for (const operation of ['write', 'append', 'sync']) {
        files.refuse = (tried) => (tried === operation ? code : undefined)
        const failure = await refusal(simulated.create(syncTargets, target('more')))
        expect(failure).toMatchObject({ code: error, message: expect.stringContaining(says) as string })
        // It can still be read.
        expect(await contents(simulated)).toBe(before)
        files.refuse = () => undefined
        const other = directoryStore('/hub', {
          files: files.survivor('All'),
          host: loneHost(2, 'boot-1', []),
          sources: countedSources(),
        })
        expect(await contents(other)).toBe(before)
      }
      await simulated.create(syncTargets, target('more'))
      expect((await simulated.list(syncTargets)).items).toHaveLength(2)
    },
  )

  test('a hub that can only be read is read, edits by hand included', async () => {
    const files = new SimulatedDisk()
    await initDirectory('/hub', files)
    const first = directoryStore('/hub', { files, host: loneHost(1), sources: countedSources() })
    await first.create(syncTargets, target('a'))
    // One was opened before it could only be read, the other is opened afterwards.
    const early = directoryStore('/hub', { files, host: loneHost(2), sources: countedSources() })
    await early.list(syncTargets)
    const path = '/hub/workload.kcp.io/synctargets/a.json'
    const text = files.read(path)
    files.remove(path)
    files.write(path, text.replace('Graceful', 'Immediate'))
    files.refuse = (operation) =>
      ['write', 'append', 'rename', 'remove', 'makeFolder', 'sync'].includes(operation) ? 'EROFS' : undefined
    const second = directoryStore('/hub', { files, host: loneHost(2), sources: countedSources() })
    for (const reader of [early, second, early])
      expect((await reader.get(syncTargets, { name: 'a' })).metadata.generation).toBe(2)
    expect((await refusal(second.delete(syncTargets, { name: 'a' }))).code).toBe('Forbidden')
  })

  test('a manifest that may not be read is told', async () => {
    const files = new SimulatedDisk()
    await initDirectory('/hub', files)
    const simulated = directoryStore('/hub', { files, host: loneHost(1), sources: countedSources() })
    await simulated.create(syncTargets, target('a'))
    files.refuse = (operation, path) => (operation === 'read' && path.endsWith('/a.json') ? 'EACCES' : undefined)
    const other = directoryStore('/hub', { files, host: loneHost(1) })
    expect(await refusal(other.list(syncTargets))).toMatchObject({
      code: 'Forbidden',
      message: '/hub/workload.kcp.io/synctargets/a.json: permission denied',
    })
  })
})
