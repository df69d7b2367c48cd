// The whole process over a big input: `npm run bench process [-- --smoke]` writes 1,000 targets, 10,000 workloads and a
// policy as JSON and runs `placement simulate --rejected none` over them as a user does: start, reading, deciding, and
// streaming the report. Prints the median of wall time, processor time and peak memory. The bar is 2.5 s of wall time.
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inputsOf } from './placement-shape.ts'

const bar = 2.5
const isSmoke = process.argv.includes('--smoke')
const rounds = isSmoke ? 1 : 7
const {
  targets,
  workloads,
  policies = [],
} = inputsOf(isSmoke ? 20 : 1000, isSmoke ? 100 : 10_000, false, 'Spread', false)

/** What a process used, in seconds and megabytes, as it tells itself when it ends. */
type Use = { readonly wall: number; readonly processor: number; readonly peak: number }

const home = mkdtempSync(join(tmpdir(), 'tmcctl-process-'))
const list = (items: readonly object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
const input = join(home, 'input.json')
writeFileSync(input, list([...targets, ...policies, ...workloads]))
const usage = join(home, 'usage.json')
const tell = join(home, 'tell.cjs')
writeFileSync(
  tell,
  `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(usage)}, JSON.stringify(process.resourceUsage())))`,
)

function run(format: string): Use {
  const report = join(home, 'report')
  const out = openSync(report, 'w')
  const args = [
    '--require',
    tell,
    'bin/run.js',
    'placement',
    'simulate',
    '-f',
    input,
    '--rejected',
    'none',
    '-o',
    format,
  ]
  const started = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, {
    env: { PATH: process.env['PATH'], HOME: home },
    stdio: ['ignore', out, 'pipe'],
    encoding: 'utf8',
  })
  const wall = (performance.now() - started) / 1000
  closeSync(out)
  if (status !== 0 || statSync(report).size < 100 * workloads.length) throw new Error(`exit ${status}: ${stderr}`)
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usage, 'utf8')) as NodeJS.ResourceUsage
  return { wall, processor: (userCPUTime + systemCPUTime) / 1e6, peak: maxRSS / 1024 }
}

const middle = (values: number[]) => values.sort((left, right) => left - right)[values.length >> 1] ?? NaN
console.log(`${targets.length + workloads.length} objects, ${(statSync(input).size / 1e6).toFixed(1)} MB of JSON`)
try {
  for (const format of ['json', 'jsonl']) {
    const uses = Array.from({ length: rounds }, () => run(format))
    const wall = middle(uses.map((use) => use.wall))
    const processor = middle(uses.map((use) => use.processor))
    const peak = middle(uses.map((use) => use.peak))
    console.log(
      `-o ${format.padEnd(8)} wall ${wall.toFixed(2)} s   processor ${processor.toFixed(2)} s   peak ${peak.toFixed(0)} MB   ${wall <= bar ? 'within' : 'OVER'} ${bar}`,
    )
  }
} finally {
  rmSync(home, { recursive: true, force: true })
}
