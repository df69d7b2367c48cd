import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Home } from '../cli/support/run.ts'
import { hasTerminal, keys, onTerminal, plain, type Shown, type TerminalOptions } from './support/terminal.ts'

const home = new Home()
afterAll(() => home.remove())

const st = (name: string) => `synctarget.workload.kcp.io/${name}`
const creg = (name: string) => `clusterregistration.workload.kcp.io/${name}`
const hub = `hub local:${home.path('.local/share/tmcctl/hub')}`
const policy = `apiVersion: placement.kcp.io/v1alpha1
kind: PlacementPolicy
metadata: { name: spread, namespace: shop }
spec: { priority: 100, rules: [] }
`

/** Runs the program on a terminal; each answer is typed when its question is shown. */
async function dialogue(
  args: readonly string[],
  answers: readonly (readonly [question: string, typed: string])[],
  options: Partial<TerminalOptions> & { readonly stdout?: string } = {},
): Promise<Shown> {
  const run = onTerminal(args, { home: home.directory, ...options })
  for (const [question, typed] of answers) {
    await run.see(question)
    run.type(typed)
  }
  return run.ended
}

async function names(kind: string): Promise<string> {
  return (await home.run(['get', kind, '-A', '-o', 'name'])).stdout
}

describe.runIf(hasTerminal)('on a terminal', () => {
  beforeAll(async () => {
    expect(await home.run(['init'])).toMatchObject({ code: 0 })
    for (const name of ['a', 'b', 'c'])
      expect(await home.run(['synctarget', 'register', name])).toMatchObject({ code: 0 })
  })

  describe('register', () => {
    const [name, region, capacity] = ['Name of the target', 'Region it is in', 'What it offers']

    test('asks for what no flag says, again when an answer is wrong, and keeps stdout for results', async () => {
      const stdout = home.path('stdout')
      const { code, shown } = await dialogue(
        ['synctarget', 'register'],
        [
          [name, `Eu_1${keys.enter}`],
          ['a DNS label of at most 63 characters', `${keys.rubOut.repeat(4)}eu-1${keys.enter}`],
          [region, `eu-west${keys.enter}`],
          [capacity, `cpu=x${keys.enter}`],
          ['"x" is not a quantity', `${keys.rubOut}4,memory=8Gi${keys.enter}`],
        ],
        { stdout },
      )
      expect({ code, stdout: readFileSync(stdout, 'utf8') }).toEqual({
        code: 0,
        stdout: `${creg('eu-1')} created\n${st('eu-1')} created\n`,
      })
      expect(plain(shown)).toContain(`${hub}\r\n`)
      const { stdout: written } = await home.run(['get', 'st', 'eu-1', '-o', 'json'])
      expect(JSON.parse(written)).toMatchObject({
        metadata: { labels: { 'topology.kubernetes.io/region': 'eu-west' } },
        spec: { cells: [{ name: 'default', capacity: { cpu: '4', memory: '8Gi' } }] },
      })
    })

    test.each([
      ['nothing that flags say', ['eu-2', '--region', 'eu', '--capacity', 'cpu=1'], [], [region, capacity]],
      ['for capacity alone, when the region is given', ['eu-3', '--region', 'eu'], [[capacity, keys.enter]], [region]],
      ['for the region alone, when zones are given', ['eu-4', '--zone', 'z:cpu=1'], [[region, keys.enter]], [capacity]],
      ['nothing about a target that is known', ['a'], [], [region, capacity]],
      ['nothing with --no-input', ['eu-5', '--no-input'], [], [region, capacity]],
    ] as const)('asks %s', async (_, args, answers, unasked) => {
      const { code, shown } = await dialogue(['synctarget', 'register', ...args], answers)
      expect({ code, shown: plain(shown) }).toEqual({
        code: 0,
        shown: expect.stringContaining(st(args[0])) as string,
      })
      for (const question of unasked) expect(plain(shown)).not.toContain(question)
    })

    test('takes Esc for no answer and for no end: Enter after it leaves the question open', async () => {
      const args = ['synctarget', 'register', 'eu-6', '--region', 'eu']
      const { code } = await dialogue(args, [[capacity, `${keys.escape}${keys.enter}`]])
      expect(code).toBe(0)
      expect(await home.run(['get', 'st', 'eu-6', '-o', 'jsonpath={.spec.cells}'])).toMatchObject({ stdout: '' })
    })

    test.each([
      ['Ctrl-C', 'the first', name, [], keys.ctrlC],
      ['Ctrl-C', 'a later', region, [[name, `eu-7${keys.enter}`]], keys.ctrlC],
      ['Ctrl-D', 'the first', name, [], keys.ctrlD],
      ['Ctrl-D', 'a later', region, [[name, `eu-7${keys.enter}`]], keys.ctrlD],
    ] as const)('ends with 130 on %s at %s question, with nothing written', async (_key, _which, last, before, key) => {
      const { code, shown } = await dialogue(['synctarget', 'register'], [...before, [last, key]])
      expect({ code, shown: plain(shown) }).toEqual({
        code: 130,
        shown: expect.stringContaining('error: interrupted before anything was done') as string,
      })
      expect(await names('creg')).not.toContain('eu-7')
    })
  })

  describe('what destroys', () => {
    test.each([
      ['Enter', keys.enter],
      ['n', `n${keys.enter}`],
    ])('takes %s for a no, and changes nothing', async (_, typed) => {
      const { code, shown } = await dialogue(['delete', 'st', 'a'], [[`Delete ${st('a')} of ${hub}? (y/N)`, typed]])
      expect({ code, shown: plain(shown) }).toEqual({
        code: 1,
        shown: expect.stringContaining('error: nothing was changed') as string,
      })
      expect(await names('st')).toContain(st('a'))
    })

    test('asks again when the answer is neither yes nor no', async () => {
      const question = `Drain ${st('a')} of ${hub}? (y/N)`
      const answers = [
        [question, `maybe${keys.enter}`],
        ['You must answer', `${keys.rubOut.repeat(5)}y${keys.enter}`],
      ] as const
      const { code, shown } = await dialogue(['synctarget', 'drain', 'a'], answers)
      expect({ code, shown: plain(shown) }).toMatchObject({
        code: 0,
        shown: expect.stringContaining(`${st('a')} draining from `) as string,
      })
    })

    test.each([
      ['Ctrl-C', keys.ctrlC],
      ['Ctrl-D', keys.ctrlD],
    ])('ends with 130 on %s, and changes nothing', async (_, key) => {
      expect(await dialogue(['synctarget', 'unregister', 'a'], [['(y/N)', key]])).toMatchObject({ code: 130 })
      expect(await names('st')).toContain(st('a'))
    })

    test('lists several objects before it asks', async () => {
      const { code, shown } = await dialogue(
        ['synctarget', 'unregister', 'b'],
        [[`Delete 2 objects of ${hub}?`, 'y\r']],
      )
      expect(code).toBe(0)
      expect(plain(shown)).toMatch(new RegExp(`^  ${st('b')}\r\n  ${creg('b')}\r\n`))
      expect(await names('st')).not.toContain(st('b'))
    })

    test.each([
      ['with --yes', ['--yes'], {}, 0, `${st('c')} deleted`],
      ['in a dry run', ['--dry-run=client'], {}, 0, `${st('c')} deleted (dry run)`],
      ['with --no-input', ['--no-input'], {}, 2, 'hint: add --yes'],
      ['in continuous integration', [], { CI: 'true' }, 2, 'hint: add --yes'],
    ])('asks nothing %s', async (_, flags, env, expected, says) => {
      const { code, shown } = await dialogue(['delete', 'st', 'c', ...flags], [], { env })
      expect({ code, shown: plain(shown) }).toEqual({
        code: expected,
        shown: expect.stringContaining(says) as string,
      })
      expect(shown).not.toContain('(y/N)')
      await home.run(['synctarget', 'register', 'c'])
    })
  })

  describe('that cannot move its cursor', () => {
    const env = { TERM: 'dumb' }

    test('questions are plain lines, asked again when an answer is wrong', async () => {
      const { code, shown } = await dialogue(
        ['synctarget', 'register'],
        [
          ['? Name of the target', 'Eu\n'],
          ['a DNS label of at most 63 characters\r\n? Name of the target', 'eu-8\n'],
          ['? Region it is in', '\n'],
          ['? What it offers', 'cpu=1\n'],
        ],
        { env },
      )
      expect({ code, shown }).toEqual({ code: 0, shown: expect.stringContaining(`${st('eu-8')} created`) as string })
      expect(shown).not.toContain('\u001B')
    })

    test.each([
      ['a yes', 'y\n', 0],
      ['Enter', '\n', 1],
      ['Ctrl-C', keys.ctrlC, 130],
      ['Ctrl-D', keys.ctrlD, 130],
    ])('%s at a confirmation ends as it does elsewhere', async (_, typed, expected) => {
      const { code, shown } = await dialogue(['synctarget', 'drain', 'c'], [['(y/N) ', typed]], { env })
      expect(code).toBe(expected)
      expect(shown).not.toContain('\u001B')
    })
  })

  describe('colour', () => {
    test.each([
      ['is there', {}, [], true],
      ['is not there under NO_COLOR', { NO_COLOR: '1' }, [], false],
      ['is there under NO_COLOR with --color=always', { NO_COLOR: '1' }, ['--color=always'], true],
      ['is not there with --color=never', {}, ['--color=never'], false],
      ['is not there where TERM is dumb', { TERM: 'dumb' }, [], false],
    ])('%s', async (_, env, flags, isColoured) => {
      const { shown } = await dialogue(['get', 'nope', ...flags], [], { env })
      expect(shown.includes('\u001B[31m')).toBe(isColoured)
    })

    test('of a question goes with NO_COLOR', async () => {
      const { shown } = await dialogue(['delete', 'st', 'c'], [['(y/N)', keys.enter]], { env: { NO_COLOR: '1' } })
      expect(shown).not.toMatch(/\u001B\[[0-9;]+m/)
    })
  })

  describe('progress', () => {
    test.each([
      ['a bar', 200, { LANG: 'C.UTF-8' }, /\r\u001B\[2K[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] reading manifests/],
      ['letters of ASCII in the C locale', 200, { LC_ALL: 'C' }, /\r\u001B\[2K[|/\\-] reading manifests/],
      ['as much as fits into a narrow terminal', 12, { LANG: 'C.UTF-8' }, /\r\u001B\[2K\S reading ma?(?=\r)/],
    ])('of work that takes a while is %s, and leaves nothing behind', async (_, columns, env, look) => {
      const fifo = home.path(`fifo-${columns}-${Object.keys(env).join('')}`)
      expect(spawnSync('mkfifo', [fifo]).status).toBe(0)
      const stdout = home.path('stdout')
      // Nothing is in the pipe until the work is seen to take long.
      const run = onTerminal(['apply', '-f', fifo, '--dry-run=client'], { home: home.directory, columns, env, stdout })
      await run.see(columns === 12 ? 'reading m' : 'reading manifests')
      writeFileSync(fifo, policy)
      const { code, shown } = await run.ended
      expect({ code, stdout: readFileSync(stdout, 'utf8') }).toEqual({
        code: 0,
        stdout: 'placementpolicy.placement.kcp.io/spread created (dry run)\n',
      })
      expect(shown).toMatch(look)
      for (const line of shown.split('\r\u001B[2K').slice(0, -1)) expect([...line].length).toBeLessThan(columns)
      expect(shown).toMatch(/\r\u001B\[2Khub local:\S+: nothing was written\r\n$/)
    })

    test('does not write over a manifest that is being typed', async () => {
      const run = onTerminal(['apply', '-f', '-', '--dry-run=client'], { home: home.directory })
      run.type(policy)
      run.type(keys.ctrlD)
      const { code, shown } = await run.ended
      expect({ code, shown }).toEqual({
        code: 0,
        shown: expect.stringContaining('spread created (dry run)') as string,
      })
      expect(shown).not.toContain('reading manifests')
    })
  })

  test('a watch ends with 130 on Ctrl-C, and shows no error', async () => {
    const { code, shown } = await dialogue(['get', 'st', '-w'], [[' c ', keys.ctrlC]])
    expect(code).toBe(130)
    expect(plain(shown)).toMatch(/^NAME +LOCATION/)
    expect(shown).not.toContain('error')
  })
})
