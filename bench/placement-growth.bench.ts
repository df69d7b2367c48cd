// How deciding grows with the fleet and the workloads: `npm run bench placement-growth [-- --cells TxW,…] [--write] [--smoke]`.
// Each cell runs in a process of its own and is printed as it is measured. `--write` keeps what was measured in
// bench/placement-growth.json, beside what was measured before, and draws docs/placement-growth.{md,svg} from it.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { buildFleet, decide } from '../src/core/placement/index.ts'
import {
  type GrowthCell,
  type GrowthData,
  growthPage,
  growthPlot,
  targetCounts,
  workloadCounts,
} from './growth-page.ts'
import { inputsOf } from './placement-shape.ts'

const dataFile = 'bench/placement-growth.json'

/** Decides all of one cell, again while that is quick, and prints it as JSON. */
function measure(targets: number, workloads: number): GrowthCell {
  const inputs = inputsOf(targets, workloads, false, 'Spread', false)
  const rounds: { index: number; decide: number }[] = []
  for (let spent = 0; rounds.length === 0 || (spent < 1500 && rounds.length < 9);) {
    const start = processor()
    const fleet = buildFleet(inputs)
    const indexed = processor()
    let placed = 0
    for (const { outcome } of decide(inputs, { fleet })) if (outcome === 'Placed') placed++
    const end = processor()
    // Once the small clusters are full, the rest finds no room; that is decided as well.
    if (placed === 0) throw new Error('nothing was placed')
    rounds.push({ index: indexed - start, decide: end - indexed })
    spent += end - start
  }
  rounds.sort((left, right) => left.decide - right.decide)
  const { index, decide: took } = rounds[rounds.length >> 1] ?? { index: NaN, decide: NaN }
  const megabytes = process.resourceUsage().maxRSS / 1024
  return {
    targets,
    workloads,
    rounds: rounds.length,
    indexMs: round(index),
    seconds: round(took / 1000),
    peakMegabytes: Math.round(megabytes),
  }
}

/** Milliseconds of processor so far, the collector's threads included: what others do on the machine does not count. */
function processor(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Four figures are more than such a measurement has. */
function round(value: number): number {
  return Number(value.toPrecision(4))
}

const cellFlag = process.argv.indexOf('--one')
if (cellFlag > 0) {
  const [targets = 0, workloads = 0] = (process.argv[cellFlag + 1] ?? '').split('x').map(Number)
  console.log(JSON.stringify(measure(targets, workloads)))
} else run()

function run(): void {
  const isSmoke = process.argv.includes('--smoke')
  const wanted = process.argv.indexOf('--cells')
  const all = targetCounts.flatMap((targets) => workloadCounts.map((workloads) => `${targets}x${workloads}`))
  const cells = wanted > 0 ? (process.argv[wanted + 1] ?? '').split(',') : isSmoke ? ['10x100', '100x100'] : all
  const measured: GrowthCell[] = []
  console.log('targets × workloads     seconds   ms a decision   peak MB')
  for (const cell of cells.filter((one) => one !== '')) {
    const child = spawnSync(process.execPath, ['--max-old-space-size=6144', process.argv[1] ?? '', '--one', cell], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (child.status !== 0) {
      console.log(`${cell}: failed (${child.signal ?? child.status})`)
      process.exitCode = 1
      continue
    }
    const one = JSON.parse(child.stdout) as GrowthCell
    measured.push(one)
    const { targets, workloads, seconds, peakMegabytes } = one
    console.log(
      `${`${targets} × ${workloads}`.padEnd(18)} ${seconds.toFixed(3).padStart(12)} ${((seconds * 1000) / workloads).toFixed(5).padStart(15)} ${String(peakMegabytes).padStart(9)}`,
    )
  }
  if (!process.argv.includes('--write')) return
  const known: readonly GrowthCell[] = existsSync(dataFile)
    ? (JSON.parse(readFileSync(dataFile, 'utf8')) as GrowthData).cells
    : []
  const isSame = (left: GrowthCell, right: GrowthCell) =>
    left.targets === right.targets && left.workloads === right.workloads
  const cellsNow = [...known.filter((old) => !measured.some((one) => isSame(one, old))), ...measured]
  cellsNow.sort((left, right) => left.targets - right.targets || left.workloads - right.workloads)
  const data: GrowthData = { node: process.version, processor: cpus()[0]?.model.trim() ?? 'unknown', cells: cellsNow }
  writeFileSync(dataFile, `${JSON.stringify(data, undefined, 2)}\n`)
  writeFileSync('docs/placement-growth.md', growthPage(data))
  writeFileSync('docs/placement-growth.svg', growthPlot(data))
}
