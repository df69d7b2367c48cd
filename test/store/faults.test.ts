import { expect, test } from 'vitest'
import { TmcError } from '../../src/core/apimachinery/index.ts'
import { directoryStore, initDirectory, type ObjectStore, type Operation } from '../../src/core/store/index.ts'
import { contents, countedSources, loneHost, syncTargets, target } from './support/fixtures.ts'
import { SimulatedDisk } from './support/simulated-disk.ts'

function open(disk: SimulatedDisk, pid = 1, boot = 'boot-1'): ObjectStore {
  return directoryStore('/hub', { files: disk, host: loneHost(pid, boot), sources: countedSources(), logLimit: 2_000 })
}

const batch: readonly Operation[] = [
  { verb: 'delete', kind: syncTargets, key: { name: 'a' } },
  { verb: 'apply', kind: syncTargets, object: target('b', { location: 'us' }) },
  { verb: 'create', kind: syncTargets, object: target('c') },
]

/** What is asked of a hub, one after the other. */
const steps: readonly { name: string; step: (store: ObjectStore) => Promise<unknown> }[] = [
  { name: 'the first object', step: (store) => store.create(syncTargets, target('a')) },
  { name: 'another object', step: (store) => store.create(syncTargets, target('b')) },
  {
    name: 'a status',
    step: (store) => store.patchStatus(syncTargets, { name: 'b' }, { type: 'merge', patch: { phase: 'Ready' } }),
  },
  { name: 'a batch', step: (store) => store.batch(batch) },
]

async function hubAfter(count: number): Promise<{ disk: SimulatedDisk; store: ObjectStore }> {
  const disk = new SimulatedDisk()
  await initDirectory('/hub', disk)
  const store = open(disk)
  for (const { step } of steps.slice(0, count)) await step(store)
  return { disk, store }
}

/** What is in a store, whenever and under whatever number it came there: who tries twice is counted twice. */
async function outline(store: ObjectStore): Promise<string> {
  return (await contents(store)).replace(/"(?:resourceVersion|uid|creationTimestamp|time)":"[^"]*"/g, '')
}

const faults = steps.flatMap(({ name, step }, at) =>
  [false, true].map((lasts) => ({ name: `${name}, ${lasts ? 'and all after it' : 'once'}`, step, at, lasts })),
)

test.each(faults)(
  'whichever operation fails, a write has happened or has not, as it says: $name',
  async ({ step, at, lasts }) => {
    const before = await outline((await hubAfter(at)).store)
    const after = await outline((await hubAfter(at + 1)).store)
    const wrong: unknown[] = []
    for (let fault = 1, isReached = true; isReached; fault++) {
      const { disk, store } = await hubAfter(at)
      await contents(store)
      let calls = 0
      let failed = ''
      disk.refuse = (operation) => {
        calls++
        if (calls !== fault && !(lasts && calls > fault)) return undefined
        failed ||= operation
        return 'EIO'
      }
      const error = await step(store).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      isReached = failed !== ''
      disk.refuse = () => undefined
      const mine = await outline(store)
      const others = await outline(open(disk.survivor('All'), 2))
      const afterPower = await outline(open(disk.survivor('SyncedOnly'), 3, 'boot-2'))
      if (mine !== others) wrong.push({ fault, failed, is: 'not what others see' })
      if (error === undefined && (mine !== after || afterPower !== after)) wrong.push({ fault, failed, is: 'lost' })
      if (error !== undefined && !(error instanceof TmcError)) wrong.push({ fault, failed, error })
      const mayLast = error instanceof TmcError && error.message.includes('whether the change lasts')
      if (error !== undefined && mine !== before && !(mayLast && mine === after))
        wrong.push({ fault, failed, is: 'refused and there' })
      // Who tries again is not kept out by a lock nobody could free, and comes to the same.
      if (mine === before) await step(store)
      if ((await outline(store)) !== after) wrong.push({ fault, failed, is: 'not repeatable' })
    }
    expect(wrong).toEqual([])
  },
)
