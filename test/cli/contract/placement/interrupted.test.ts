import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { largeWorld, listOf } from '../../support/large-world.ts'
import { environment, Home, program } from '../../support/run.ts'

const home = new Home()
afterAll(() => home.remove())

beforeAll(async () => {
  const world = largeWorld(300, 3000, '1m')
  writeFileSync(home.path('world.json'), world.text)
  // The hub has one of them too, which is worth a note before anything is decided.
  writeFileSync(home.path('one.json'), listOf(world.items.slice(0, 1)))
  expect(await home.run(['init'])).toMatchObject({ code: 0 })
  expect(await home.run(['apply', '-f', 'one.json'])).toMatchObject({ code: 0 })
  writeFileSync(
    home.path('suite.yaml'),
    `apiVersion: tmcctl.kcp.io/v1alpha1
kind: PlacementTest
metadata: { name: long }
spec:
  inputs: [world.json, plan.json]
  laws: [All]
  tests: [{ name: one is placed, workload: web-1, expect: { outcome: Placed } }]
`,
  )
  writeFileSync(home.path('results.xml'), 'those of yesterday')
  writeFileSync(
    home.path('plan.json'),
    listOf([{ apiVersion: 'tmcctl.kcp.io/v1alpha1', kind: 'PlacementPlan', metadata: { name: 'x' } }]),
  )
})

/** Starts a command, waits for its first words on stderr or stdout, presses Ctrl-C, and waits for its end. */
async function interrupt(args: readonly string[], stream: 'stdout' | 'stderr') {
  const child = spawn(process.execPath, [program, ...args], {
    env: environment({ HOME: home.directory }),
    cwd: home.directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const texts = { stdout: '', stderr: '' }
  const begun = new Promise<void>((resolve) => {
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk: Buffer) => {
        const isFirst = texts[name] === ''
        texts[name] += chunk.toString()
        // What comes after the signal must be read to its end.
        if (name !== stream || !isFirst) return
        // Who writes more than a pipe holds waits for whoever reads it: it is still at work when the signal comes.
        child[name].pause()
        resolve()
      })
  })
  // What a shell says of a process that a signal ended: 128 and the number of the signal.
  const ended = new Promise<number | null>((resolve) =>
    child.on('close', (code, signal) => resolve(signal === 'SIGINT' ? 130 : code)),
  )
  await Promise.race([begun, ended])
  child.kill('SIGINT')
  child[stream].resume()
  return { code: await ended, ...texts }
}

test.each([
  {
    name: 'simulate, after the first of its JSON',
    args: ['simulate', '-f', 'world.json', '-o', 'json'],
    on: 'stdout' as const,
  },
  { name: 'simulate', args: ['simulate', '-f', 'world.json', '--explain'], on: 'stderr' as const },
  {
    name: 'losses in threads',
    args: ['simulate', '-f', 'world.json', '--lose', '1', '--jobs', '2'],
    on: 'stderr' as const,
  },
  { name: 'headroom', args: ['headroom', 'web-1', '-f', 'world.json'], on: 'stderr' as const },
  {
    name: 'report',
    args: ['report', '-f', 'world.json', '--without', 'target-1', '--out', 'page.html'],
    on: 'stderr' as const,
  },
  { name: 'test', args: ['test', 'suite.yaml', '--junit', 'results.xml'], on: 'stderr' as const },
  { name: 'apply', args: ['apply', '-f', 'world.json'], on: 'stderr' as const },
])('Ctrl-C ends $name with 130, says nothing and leaves nothing half written', async ({ args, on }) => {
  const { code, stdout, stderr } = await interrupt(['placement', ...args], on)
  expect([code, stderr.replace(/^note: .*\n/gm, '')]).toEqual([130, ''])
  if (on === 'stderr') expect(stdout).toBe('')
  expect(readdirSync(home.path()).sort()).toEqual([
    '.local',
    'one.json',
    'plan.json',
    'results.xml',
    'suite.yaml',
    'world.json',
  ])
  expect(readFileSync(home.path('results.xml'), 'utf8')).toBe('those of yesterday')
  const { stdout: written } = await home.run(['placement', 'list', '-A', '-o', 'name'])
  expect([0, 3000]).toContain(written.split('\n').length - 1)
})
