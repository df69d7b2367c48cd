import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../../scripts/build.mjs'
import { largeWorld } from '../cli/support/large-world.ts'
import { Home, program } from '../cli/support/run.ts'
import { hasTerminal, inTerminal, plain } from './support/terminal.ts'

const home = new Home()
afterAll(() => home.remove())

beforeAll(() => {
  writeFileSync(home.path('world.json'), largeWorld(40, 3000, '10m').text)
  const suite = { inputs: ['world.json'], laws: ['All'] }
  writeFileSync(
    home.path('suite.json'),
    JSON.stringify({
      apiVersion: 'tmcctl.kcp.io/v1alpha1',
      kind: 'PlacementTest',
      metadata: { name: 's' },
      spec: suite,
    }),
  )
  cpSync(join(root, 'examples'), home.path('examples'), { recursive: true })
})

const tmcctl = (words: string) => `"${process.execPath}" "${program}" ${words}`
const world = '--no-hub -f world.json'
const clear = '\r\u001B[2K'

describe.runIf(hasTerminal)('in a terminal', () => {
  test.each([
    { what: 'a suite with all laws', words: 'placement test suite.json', line: /testing [━─]{24} \d+ % \(\d+ of 87\)/ },
    {
      what: 'losses',
      words: `placement simulate ${world} --lose 1 --jobs 1`,
      line: /losing [━─]{24} \d+ % \(\d+ of 40\)/,
    },
    {
      what: 'losses in threads',
      words: `placement simulate ${world} --lose 1 --jobs 2`,
      line: /losing [━─]{24} \d+ % \(\d+ of 40\)/,
    },
    {
      what: 'orders',
      words: `placement simulate ${world} --orderings 60 --jobs 1`,
      line: /trying orders [━─]{24} \d+ % \(\d+ of 60\)/,
    },
    {
      what: 'every trace',
      words: `placement simulate ${world} --explain -o yaml`,
      line: /deciding [━─]{24} \d+ % \(\d+ of 3000\)/,
    },
    { what: 'headroom', words: `placement headroom web-1 ${world}`, line: /deciding \d+/ },
  ])('$what shows progress on stderr after a moment, and takes it away', async ({ words, line }) => {
    const { shown, code } = await inTerminal(`${tmcctl(words)} > out.txt`, { home: home.directory })
    expect(code).toBe(0)
    expect(shown).toMatch(line)
    // What stays on the screen: the text behind the last time the line was taken away.
    expect(shown.slice(shown.lastIndexOf(clear) + clear.length)).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏━─]/)
    expect(readFileSync(home.path('out.txt'), 'utf8')).not.toMatch(/[⠋━]|\u001B/)
  })

  test('what is quick shows none, and neither does CI', async () => {
    const quick = await inTerminal(
      `${tmcctl('placement simulate --no-hub -f examples/fleet -f examples/workloads/shop.yaml')} > out.txt`,
      { home: home.directory },
    )
    expect([quick.code, quick.shown.includes(clear)]).toEqual([0, false])
    const inPipeline = await inTerminal(`CI=true ${tmcctl('placement test suite.json')} > out.txt`, {
      home: home.directory,
    })
    expect([inPipeline.code, inPipeline.shown]).toEqual([0, ''])
  })

  test.each([
    'test suite.json',
    `simulate ${world} --explain -o yaml`,
    `simulate ${world} --lose 1 --jobs 1`,
    `simulate ${world} --lose 1 --jobs 2`,
    // The last to be decided, so that there is something to do until then.
    `headroom web-999 ${world}`,
  ])('Ctrl-C ends placement %s with 130, takes the line of progress away and says nothing more', async (words) => {
    const { shown, code } = await inTerminal(`exec ${tmcctl(`placement ${words}`)} > out.txt`, {
      home: home.directory,
      reactions: [{ on: /\u001B\[2K/, type: '\u0003' }],
    })
    expect(code).toBe(130)
    // The terminal echoes the key, before or behind the last time the line was taken away.
    expect(['', '^C']).toContain(shown.slice(shown.lastIndexOf(clear) + clear.length))
    expect(shown.slice(shown.lastIndexOf('^C'))).not.toMatch(/error|hint/)
  })

  test('a reader that goes away ends it quietly, without a line left behind', async () => {
    const line = `${tmcctl(`placement simulate ${world} --explain -o yaml`)} | read key < /dev/tty`
    const { shown, code } = await inTerminal(line, {
      home: home.directory,
      reactions: [{ on: /\u001B\[2K/, type: '\r' }],
    })
    expect(code).toBe(0)
    expect(shown.slice(shown.lastIndexOf(clear) + clear.length)).toBe('')
  })

  test('a screen of 80 characters breaks no row of a table, and a note says what it has no room for', async () => {
    const inputs = '--no-hub -f examples/fleet -f examples/constraints -f examples/policies -f examples/workloads'
    const on80 = (words: string) => inTerminal(tmcctl(words), { home: home.directory, columns: 80 })
    const table = plain((await on80(`placement simulate ${inputs}`)).shown).split('\r\n')
    const end = table.findIndex((line) => line.startsWith('note: '))
    expect(table[0]).toMatch(/^NAMESPACE +WORKLOAD +OUTCOME +REPLICAS +TARGETS$/)
    expect(Math.max(...table.slice(0, end).map(({ length }) => length))).toBeLessThanOrEqual(80)
    expect(table.slice(end).join('\n')).toMatch(/note: .*-o wide shows every target and why/)
    const matrix = plain((await on80(`placement explain deployment/web ${inputs}`)).shown).split('\r\n')
    const rows = matrix.filter((line) => /^[│┌├└]/.test(line))
    expect(rows.length).toBeGreaterThan(50)
    expect(rows.filter((line) => line.length > 80 || !/[│┐┤┘]$/.test(line))).toEqual([])
  })

  test('moving what is stored asks first: no changes nothing, yes writes', async () => {
    for (const args of [
      ['init'],
      ['apply', '-f', 'examples/fleet', '-f', 'examples/policies', '-f', 'examples/constraints'],
    ])
      expect((await home.run(args)).code).toBe(0)
    expect((await home.run(['placement', 'apply', '-f', 'examples/workloads/shop.yaml'])).code).toBe(0)
    const places = async () => (await home.run(['placement', 'list', '-A', '-o', 'json'])).stdout
    const before = await places()
    const moving = tmcctl('placement apply -f examples/workloads/shop.yaml --policy gpu --fresh')
    const answered = (type: string) =>
      inTerminal(moving, { home: home.directory, reactions: [{ on: /Change \d+ decisions\?/, type }] })
    const no = await answered('n\r')
    expect(no.shown).toMatch(/PLAN +WORKLOAD[^]*Change \d+ decisions\?[^]*nothing was changed/)
    expect([no.code === 0, await places()]).toEqual([false, before])
    const stopped = await answered('\u0003')
    expect([stopped.code, await places()]).toEqual([130, before])
    const yes = await answered('y\r')
    expect(yes.shown).toMatch(/configured/)
    expect(await places()).not.toBe(before)
  })
})
