/**
 * How long a start takes, as a ratio to a process that does nothing (`node -e 0`) and, where kubectl exists, to kubectl,
 * all in one run and interleaved, so that the load of the machine cancels out: `npm run bench startup [-- --smoke] [--out FILE]`.
 * Bars: `--version` at most 1 × kubectl, a command that needs no hub at most 2 ×.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Row = { name: string; program: string; args: readonly string[]; bar?: number }

const rounds = process.argv.includes('--smoke') ? 3 : 15
const program = 'bin/run.js'
const home = mkdtempSync(join(tmpdir(), 'tmcctl-startup-'))
const env = { PATH: process.env['PATH'], HOME: home }
const kubectl = process.env['KUBECTL'] ?? 'kubectl'
const hasKubectl = spawnSync(kubectl, ['version', '--client'], { env }).status === 0

const rows: Row[] = [
  { name: 'node -e 0', program: process.execPath, args: ['-e', '0'] },
  ...(hasKubectl ? [{ name: 'kubectl version --client', program: kubectl, args: ['version', '--client'] }] : []),
  { name: 'tmcctl --version', program: process.execPath, args: [program, '--version'], bar: 1 },
  { name: 'tmcctl --help', program: process.execPath, args: [program, '--help'], bar: 2 },
  { name: 'tmcctl version', program: process.execPath, args: [program, 'version'], bar: 2 },
  { name: 'tmcctl hub show', program: process.execPath, args: [program, 'hub', 'show'], bar: 2 },
  { name: 'tmcctl explain synctarget', program: process.execPath, args: [program, 'explain', 'synctarget'], bar: 2 },
  {
    name: 'tmcctl get synctargets (2 rows)',
    program: process.execPath,
    args: [program, 'get', 'synctargets'],
    bar: 2.5,
  },
]

function once({ program, args }: Row): number {
  const started = performance.now()
  const { status, stderr } = spawnSync(program, args, { env })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${String(stderr)}`)
  return performance.now() - started
}

for (const args of [['init'], ['synctarget', 'register', 'a'], ['synctarget', 'register', 'b']])
  once({ name: 'preparation', program: process.execPath, args: [program, ...args] })

const times = new Map(rows.map((row) => [row.name, [] as number[]]))
for (let round = 0; round < rounds; round++) for (const row of rows) times.get(row.name)?.push(once(row))
rmSync(home, { recursive: true, force: true })

/** The middle of the measured times, in milliseconds. */
function median(name: string): number {
  const sorted = [...(times.get(name) ?? [])].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

const node = median('node -e 0')
const reference = hasKubectl ? median('kubectl version --client') : undefined
const results = rows.map(({ name, bar }) => {
  const ms = median(name)
  const toKubectl = reference === undefined ? undefined : ms / reference
  return {
    name,
    ms,
    toNode: ms / node,
    toKubectl,
    bar,
    holds: bar === undefined || toKubectl === undefined ? undefined : toKubectl <= bar,
  }
})
console.log('| process | ms (median) | × node -e 0 | × kubectl | bar |\n|---|---|---|---|---|')
for (const { name, ms, toNode, toKubectl, bar, holds } of results)
  console.log(
    `| ${name} | ${ms.toFixed(0)} | ${toNode.toFixed(2)} | ${toKubectl?.toFixed(2) ?? '–'} | ${bar === undefined ? '' : `≤ ${bar}${holds === undefined ? '' : holds ? ' holds' : ' MISSED'}`} |`,
  )
const at = process.argv.indexOf('--out')
const output = at < 0 ? undefined : process.argv[at + 1]
if (output !== undefined)
  writeFileSync(output, `${JSON.stringify({ rounds, node: process.version, results }, undefined, 2)}\n`)
