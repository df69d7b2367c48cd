// What `placement simulate` costs as a whole process, as a ratio to what cannot be saved: a command that does nothing, and
// parsing the manifests; interleaved in one run: `npm run bench simulate [-- --smoke] [--file MANIFESTS.yaml]`. The bar
// is 1.3. Parsing is measured cold, in a process that has parsed nothing yet, with the yaml package.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { realData } from '../test/support/data.ts'

const flag = (name: string) => {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}
const bar = 1.3
const rounds = process.argv.includes('--smoke') ? 3 : 21
const file = flag('--file') ?? realData('workloads/online-boutique.yaml') ?? 'examples/workloads/shop.yaml'
const toParse = flag('--parse')
if (toParse === undefined) compare()
else {
  const text = readFileSync(toParse, 'utf8')
  const started = performance.now()
  const { parseAllDocuments } = await import('yaml')
  const documents = parseAllDocuments(text).map((document) => document.toJS() as unknown)
  console.log(documents.length > 0 ? performance.now() - started : NaN)
}

function compare(): void {
  const home = mkdtempSync(join(tmpdir(), 'tmcctl-simulate-'))
  const env = { PATH: process.env['PATH'], HOME: home }
  const run = (args: readonly string[], expected = 0) => {
    const started = performance.now()
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' })
    if (status !== expected) throw new Error(`${args.join(' ')}: ${stderr}`)
    return { took: performance.now() - started, stdout }
  }
  const program = 'bin/run.js'
  run([program, 'init', '--with-sample'])
  const steps = {
    nothing: () => run([program, 'hub', 'show']).took,
    parsing: () => Number(run([process.argv[1] ?? '', '--parse', file]).stdout),
    simulating: () => run([program, 'placement', 'simulate', '-f', file]).took,
  }
  const times = { nothing: [] as number[], parsing: [] as number[], simulating: [] as number[] }
  for (let round = 0; round < rounds; round++)
    for (const step of ['nothing', 'parsing', 'simulating'] as const) times[step].push(steps[step]())
  rmSync(home, { recursive: true, force: true })
  const middle = (values: number[]) => values.sort((left, right) => left - right)[values.length >> 1] ?? NaN
  const [nothing, parsing, simulating] = [middle(times.nothing), middle(times.parsing), middle(times.simulating)]
  const ratio = simulating / (nothing + parsing)
  const rows = [
    ['a command that does nothing', nothing],
    ['parsing the manifests', parsing],
    ['placement simulate of them', simulating],
  ] as const
  console.log(basename(file))
  for (const [what, ms] of rows) console.log(`${what.padEnd(30)} ${ms.toFixed(0).padStart(6)} ms`)
  console.log(
    `${'to the sum of the others'.padEnd(30)} ${ratio.toFixed(2).padStart(6)}    ${ratio <= bar ? 'within' : 'OVER'} ${bar}`,
  )
}
