import { describe, expect, test } from 'vitest'
import { directoryStore, initDirectory, memoryStore, type ObjectStore } from '../../src/core/store/index.ts'
import { askStore } from './support/ask-store.ts'
import { play, scenarios } from './support/contract.ts'
import { countedSources, loneHost } from './support/fixtures.ts'
import { type Names, SimulatedDisk } from './support/simulated-disk.ts'

/** A directory that is opened anew for each request, as one command after the other does. */
async function reopening(names: Names = 'Exact'): Promise<() => ObjectStore> {
  const files = new SimulatedDisk(names)
  await initDirectory('/hub', files)
  const sources = countedSources()
  return () => directoryStore('/hub', { files, host: loneHost(1), sources })
}

const backends: readonly { name: string; make: () => Promise<() => ObjectStore> }[] = [
  {
    name: 'memory',
    make: () => {
      const store = memoryStore({ sources: countedSources() })
      return Promise.resolve(() => store)
    },
  },
  {
    name: 'one open directory',
    make: async () => {
      const store = (await reopening())()
      return () => store
    },
  },
  { name: 'a directory opened anew each time', make: () => reopening() },
  { name: 'a directory where names have no case', make: () => reopening('Folded') },
]

describe.each(backends)('on $name', ({ make }) => {
  test.each(scenarios)('$name', async ({ steps }) => {
    const store = await make()
    expect(await play(steps, (step) => askStore(store(), step))).toEqual(steps.map(({ answers }) => answers))
  })
})
