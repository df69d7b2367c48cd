import { expect, test } from 'vitest'
import { directoryStore, initDirectory, type ObjectStore, type Operation } from '../../src/core/store/index.ts'
import { seededRandom } from '../schema/support/samples.ts'
import {
  contents,
  countedSources,
  loneHost,
  placementPolicies,
  policy,
  syncTargets,
  target,
} from './support/fixtures.ts'
import { Crash, SimulatedDisk, type Survival } from './support/simulated-disk.ts'

const hub = '/hub'
const many = [...Array(10).keys()]

function open(disk: SimulatedDisk, pid: number, boot: string): ObjectStore {
  // The log is begun anew every few writes, so that this is cut as well.
  return directoryStore(hub, { files: disk, host: loneHost(pid, boot), sources: countedSources(), logLimit: 3_000 })
}

/** What a process does, one acknowledged write after the other. */
const steps: readonly ((store: ObjectStore) => Promise<unknown>)[] = [
  (store) => store.create(syncTargets, target('a')),
  (store) => store.batch(many.map((n): Operation => ({ verb: 'create', kind: syncTargets, object: target(`n${n}`) }))),
  (store) => store.create(placementPolicies, policy('web', 'shop')),
  (store) => store.patch(syncTargets, { name: 'a' }, { type: 'merge', patch: { spec: { location: 'eu' } } }),
  (store) => store.patchStatus(syncTargets, { name: 'n1' }, { type: 'merge', patch: { phase: 'Ready' } }),
  (store) => store.delete(syncTargets, { name: 'a' }),
  (store) =>
    store.batch([
      ...many.slice(0, 6).map((n): Operation => ({ verb: 'delete', kind: syncTargets, key: { name: `n${n}` } })),
      ...many
        .slice(6)
        .map((n): Operation => ({ verb: 'apply', kind: syncTargets, object: target(`n${n}`, { location: 'us' }) })),
    ]),
  (store) => store.create(syncTargets, target('n1', { location: 'again' })),
  (store) => store.apply(syncTargets, target('n7', { location: 'ap' }), { fieldManager: 'other', force: true }),
]

/** Does all steps until the disk stops. @returns how many were acknowledged; -1 when not even the hub was made */
async function work(disk: SimulatedDisk): Promise<number> {
  let done = -1
  try {
    await initDirectory(hub, disk)
    done++
    const store = open(disk, 1, 'boot-1')
    for (const step of steps) {
      await step(store)
      done++
    }
  } catch (error) {
    if (!(error instanceof Crash)) throw error
  }
  return done
}

/** What a hub holds after each number of steps, and how many operations all of them take. */
async function undisturbed(): Promise<{ expected: string[]; operations: number; texts: ReadonlySet<number> }> {
  const disk = new SimulatedDisk()
  await initDirectory(hub, disk)
  const store = open(disk, 1, 'boot-1')
  const expected = [await contents(store)]
  for (const step of steps) {
    await step(store)
    expected.push(await contents(store))
  }
  expect(disk.list(`${hub}/.tmcctl`).map(({ name }) => name)).toContain('log.2.jsonl')
  const counted = new SimulatedDisk()
  await work(counted)
  return { expected, operations: counted.operations, texts: counted.texts }
}

test('whoever puts a hub in order may be cut as well, after every file operation', async () => {
  const { expected, operations } = await undisturbed()
  const wrong: unknown[] = []
  for (let cut = 5; cut <= operations; cut += 17) {
    const disk = new SimulatedDisk()
    disk.cutAt = cut
    disk.tears = true
    const done = await work(disk)
    const left = disk.survivor('SyncedOnly')
    if (done < 0) await initDirectory(hub, left)
    for (let second = 1, isCut = true; isCut; second++) {
      const again = left.survivor('All')
      again.cutAt = second
      again.tears = second % 2 === 0
      isCut = false
      await contents(open(again, 2, 'boot-2')).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error
        isCut = true
      })
      const found = await contents(open(again.survivor({ chance: seededRandom(second) }), 3, 'boot-3'))
      const step = expected.indexOf(found)
      if (step !== Math.max(0, done) && step !== done + 1) wrong.push({ cut, second, done, step })
    }
  }
  expect(wrong).toEqual([])
})

const survivals: readonly { name: string; boot: string; survival: (cut: number) => Survival }[] = [
  { name: 'the process dies', boot: 'boot-1', survival: () => 'All' },
  { name: 'the power goes, and with it all that was not synced', boot: 'boot-2', survival: () => 'SyncedOnly' },
  {
    name: 'the power goes, and with it some of what was not synced',
    boot: 'boot-2',
    survival: (cut) => ({ chance: seededRandom(cut) }),
  },
]

test.each(survivals)(
  'cut after every file operation, nothing acknowledged is lost and nothing is half there: $name',
  async ({ boot, survival }) => {
    const { expected, operations, texts } = await undisturbed()
    expect(operations).toBeGreaterThan(100)
    const wrong: unknown[] = []
    for (let cut = 1; cut <= operations; cut++)
      for (const tears of texts.has(cut) ? [false, true] : [false]) {
        const disk = new SimulatedDisk()
        disk.cutAt = cut
        disk.tears = tears
        const done = await work(disk)
        const left = disk.survivor(survival(cut))
        try {
          if (done < 0) await initDirectory(hub, left)
          const store = open(left, 2, boot)
          const found = await contents(store)
          const step = expected.indexOf(found)
          if (step !== Math.max(0, done) && step !== done + 1) wrong.push({ cut, tears, done, step })
          // It goes on as if nothing had been, and another process sees the same.
          await store.create(syncTargets, target('later'))
          const after = await contents(store)
          if (after !== (await contents(open(left, 3, boot)))) wrong.push({ cut, tears, done, differs: true })
        } catch (error) {
          wrong.push({ cut, tears, done, error })
        }
      }
    expect(wrong).toEqual([])
  },
  60_000,
)
