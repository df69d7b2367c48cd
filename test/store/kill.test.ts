import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { directoryStore, initDirectory, memoryStore } from '../../src/core/store/index.ts'
import { seededRandom } from '../schema/support/samples.ts'
import { doStep, sourcesOf } from './support/endless-writer.ts'
import { contents, syncTargets } from './support/fixtures.ts'

const folder = mkdtempSync(join(tmpdir(), 'tmcctl-kill-'))
const program = join(folder, 'writer.mjs')
const repository = fileURLToPath(new URL('../../', import.meta.url))

beforeAll(async () => {
  const entry = fileURLToPath(new URL('./support/killed-process.ts', import.meta.url))
  // What is loaded when it is first needed is found where it is installed.
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  const options = { bundle: true, platform: 'node', format: 'esm', splitting: false } as const
  await build({ ...options, entryPoints: [entry], outfile: program, logLevel: 'error' })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** How many writers are killed; `npm run test:crash` asks for a hundred. */
const kills = Number(process.env['TMCCTL_KILLS'] ?? 20)

/** Runs a writer until it has said so many steps, lets it go on for so long, and kills it. @returns the last step it said */
function killed(hub: string, first: number, after: number, more: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, hub, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    let isDying = false
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (isDying || said.split('\n').length <= after) return
      isDying = true
      setTimeout(() => child.kill('SIGKILL'), more)
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the writer ended by itself: ${code}`))
      else resolve(Number(said.trimEnd().split('\n').at(-1)))
    })
  })
}

/** What a store holds after every step up to one, without ever having been killed. */
function modelOf() {
  let step = 0
  const store = memoryStore({ sources: sourcesOf(() => step) })
  return async (last: number): Promise<string> => {
    for (; step <= last; step++) await doStep(store, step)
    return contents(store)
  }
}

// Two hubs at a time, because there are two cores.
test.concurrent.each([1, 2].map((seed) => [seed]))(
  'writers are killed one after the other, in hub %i, and no write they said is lost',
  async (seed) => {
    const hub = join(folder, `hub-${seed}`)
    await initDirectory(hub)
    const random = seededRandom(seed)
    const after = modelOf()
    let next = 0
    for (let kill = 0; kill < kills / 2; kill++) {
      const said = await killed(hub, next, 1 + Math.floor(random() * 4), random() * 6)
      const store = directoryStore(hub)
      const found = await contents(store)
      const expected = await after(said)
      // A step that was done but not said any more counts as well, if it was done as a whole.
      next = said + 1
      if (found !== expected) {
        expect(found, `after kill ${kill}`).toBe(await after(said + 1))
        next++
      }
      expect(await store.problems()).toEqual([])
    }
    expect((await directoryStore(hub).list(syncTargets)).items.length).toBeGreaterThan(0)
  },
  120_000,
)
