import { expect, test } from 'vitest'
import { lockFolder } from '../../src/core/store/directory/lock.ts'
import { directoryStore, type Files, type Host, initDirectory } from '../../src/core/store/index.ts'
import { countedSources, loneHost, syncTargets, target } from './support/fixtures.ts'
import { SimulatedDisk } from './support/simulated-disk.ts'

function diskWithFolder(): SimulatedDisk {
  const disk = new SimulatedDisk()
  disk.makeFolder('/locks')
  return disk
}

const left: readonly { name: string; holder: Host; waits: boolean }[] = [
  { name: 'a dead process of this boot', holder: loneHost(7), waits: false },
  { name: 'a process of an earlier boot, though its pid lives', holder: loneHost(9, 'boot-0'), waits: false },
  { name: 'a process whose pid another one has now', holder: { ...loneHost(9), start: 'earlier' }, waits: false },
  { name: 'a living process', holder: loneHost(9), waits: true },
  { name: 'a process of another machine', holder: { ...loneHost(7), host: 'elsewhere' }, waits: true },
]

test.each(left)('a lock left by $name', async ({ holder, waits }) => {
  const disk = diskWithFolder()
  await lockFolder(disk, holder, '/locks', 0)
  // 9 lives, and began when it says.
  const me: Host = { ...loneHost(1), isAlive: ({ pid, start }) => pid === 9 && start === '9' }
  const taken = lockFolder(disk, me, '/locks', 1_000)
  if (waits)
    await expect(taken).rejects.toMatchObject({
      code: 'Locked',
      message: expect.stringContaining(`by process ${holder.pid} on ${holder.host}`) as string,
    })
  else (await taken)()
})

test('a lock file that nobody can read is one that is being written, and after a while one that never will be', async () => {
  const disk = diskWithFolder()
  disk.write('/locks/lock.4', '{"pid": 1')
  await expect(lockFolder(disk, loneHost(1), '/locks', 500)).rejects.toMatchObject({ code: 'Locked' })
  const unlock = await lockFolder(disk, loneHost(1), '/locks', 5_000)
  unlock()
})

test('a lock that is freed on a full disk is free after a while', async () => {
  const disk = diskWithFolder()
  const unlock = await lockFolder(disk, loneHost(1), '/locks', 0)
  disk.refuse = (operation) => (operation === 'write' ? 'ENOSPC' : undefined)
  unlock()
  disk.refuse = () => undefined
  const again = await lockFolder(disk, loneHost(2, 'boot-1', [1]), '/locks', 5_000)
  again()
})

test('who was late to take a lock that others have had since gives way', async () => {
  const disk = diskWithFolder()
  const alive = (pid: number) => loneHost(pid, 'boot-1', [1, 2, 3])
  ;(await lockFolder(disk, alive(1), '/locks', 0))()
  // Between what the late one sees and what it does, one takes and frees the lock and another one takes it.
  const others = Promise.resolve()
    .then(() => lockFolder(disk, alive(1), '/locks', 0))
    .then((unlock) => unlock())
    .then(() => lockFolder(disk, alive(2), '/locks', 0))
  const seen = disk.list('/locks')
  const text = disk.read('/locks/lock.1')
  const unlock = await others
  let looks = 0
  const late: Files = {
    read: (path, from) => (path === '/locks/lock.1' ? text : disk.read(path, from)),
    look: (path, limit) => disk.look(path, limit),
    stat: (path) => disk.stat(path),
    list: (path) => (looks++ === 0 ? seen : disk.list(path)),
    checkWritable: (path) => disk.checkWritable(path),
    makeFolder: (path) => disk.makeFolder(path),
    write: (path, content) => disk.write(path, content),
    append: (path, content) => disk.append(path, content),
    truncate: (path, size) => disk.truncate(path, size),
    sync: (path) => disk.sync(path),
    rename: (from, to) => disk.rename(from, to),
    remove: (path) => disk.remove(path),
  }
  await expect(lockFolder(late, alive(3), '/locks', 100)).rejects.toMatchObject({
    code: 'Locked',
    message: expect.stringContaining('by process 2') as string,
  })
  unlock()
  ;(await lockFolder(disk, alive(3), '/locks', 0))()
})

test('ten stores on one directory lose no write of each other', async () => {
  const files = new SimulatedDisk()
  await initDirectory('/hub', files)
  const pids = [...Array(10).keys()].map((n) => n + 1)
  const stores = pids.map((pid) => {
    const host = {
      ...loneHost(pid, 'boot-1', pids),
      pause: () => new Promise<void>((resolve) => setImmediate(resolve)),
    }
    return directoryStore('/hub', { files, host, sources: countedSources(), lockTimeout: 1e9 })
  })
  await stores[0]?.create(syncTargets, target('shared'))
  await Promise.all(
    stores.flatMap((store, n) => [
      store.create(syncTargets, target(`own-${n}`)),
      store.patch(
        syncTargets,
        { name: 'shared' },
        { type: 'merge', patch: { metadata: { labels: { [`by-${n}`]: 'x' } } } },
      ),
      store.patchStatus(
        syncTargets,
        { name: 'shared' },
        { type: 'merge', patch: { allocatedResources: { [`r${n}`]: 1 } } },
      ),
    ]),
  )
  const [store] = stores
  const list = await store?.list(syncTargets)
  expect(list?.items).toHaveLength(11)
  const shared = list?.items.at(-1)
  expect(Object.keys(shared?.metadata.labels ?? {})).toHaveLength(10)
  expect(Object.keys((shared?.['status'] as { allocatedResources: object }).allocatedResources)).toHaveLength(10)
  const versions = list?.items.map(({ metadata }) => metadata.resourceVersion)
  expect(new Set(versions).size).toBe(11)
})
