// How fast decisions are: `node scripts/bench.mjs placement [--out FILE.json]`; how that grows is a benchmark of its own,
// placement-growth.
import { writeFileSync } from 'node:fs'
import { buildFleet, decide, type Decision, divideReplicas, scheduleAll } from '../src/core/placement/index.ts'
import { fleetOf, inputsOf } from './placement-shape.ts'

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN

type Row = { what: string; value: number; unit: string; bar: number | null }
const rows: Row[] = []
const add = (what: string, value: number, unit: string, bar: number | null = null) =>
  rows.push({ what, value, unit, bar })

/** Milliseconds of one decision once everything is indexed, and compiled as it is after some: the median of many. */
function oneDecision(targets: number, withCel: boolean, strategy: 'BestFit' | 'Spread', hardSpread: boolean): number {
  const inputs = inputsOf(targets, 400, withCel, strategy, hardSpread)
  const times: number[] = []
  const fleet = buildFleet(inputs)
  // Some functions are compiled for good only after thousands of calls.
  const unmeasured = targets <= 100 ? 25 : 1
  const measured = targets <= 100 ? 6 : 2
  for (let round = 0; round < unmeasured + measured; round++) {
    const decisions = decide(inputs, { fleet })
    for (;;) {
      const start = performance.now()
      const { done } = decisions.next()
      const took = performance.now() - start
      if (done === true) break
      if (round >= unmeasured) times.push(took)
    }
  }
  return median(times)
}

const bars = new Map([
  [100, 0.01],
  [1000, 0.1],
  [5000, 0.5],
])
for (const [targets, bar] of bars)
  for (const [strategy, hard] of [
    ['BestFit', false],
    ['Spread', false],
    ['Spread', true],
    ['BestFit', true],
  ] as const) {
    const label = `${strategy}${hard ? ', hard region spread' : ''}`
    const plain = oneDecision(targets, false, strategy, hard)
    add(`one decision, ${targets} targets, ${label}`, plain, 'ms', bar)
    add(`the same with five CEL rules`, oneDecision(targets, true, strategy, hard), 'ms', 2 * bar)
  }

const thousand = fleetOf(1000)
const indexing: number[] = []
for (let round = 0; round < 9; round++) {
  const start = performance.now()
  buildFleet({ targets: thousand })
  indexing.push(performance.now() - start)
}
add('indexing 1,000 targets', median(indexing), 'ms', 20)

const traced = scheduleAll(inputsOf(1000, 200, false, 'Spread', true))
const tracing: number[] = []
for (const decision of traced.decisions) {
  const start = performance.now()
  let entries = 0
  for (const trace of decision.traces()) entries += trace.entries.length
  tracing.push(performance.now() - start)
  if (entries < 1000) throw new Error('no trace')
}
add('full trace of one workload on 1,000 targets', median(tracing), 'ms', 5)

for (const [targets, division] of [
  [100, 0.02],
  [1000, 0.2],
] as const) {
  const shares = Array.from({ length: targets }, (_, index) => ({ weight: 1 + ((index * 7919) % 1000), max: 5000 }))
  const times: number[] = []
  // Thousands before, as for decisions.
  for (let round = 0; round < 5000; round++) {
    const start = performance.now()
    divideReplicas(10_000 - (round % 7), shares)
    if (round >= 4000) times.push(performance.now() - start)
  }
  add(`division of 10,000 replicas over ${targets}`, median(times), 'ms', division)
}

/** Seconds and megabytes of deciding all of 10,000 workloads on 1,000 targets, and of what is read of the decisions. */
function everything(
  label: string,
  withCel: boolean,
  bar: number,
  read?: (decisions: readonly Decision[]) => number,
): void {
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  const inputs = inputsOf(1000, 10_000, withCel, 'Spread', false)
  const start = performance.now()
  const { decisions } = scheduleAll(inputs)
  const found = read?.(decisions)
  add(label, (performance.now() - start) / 1000, 's', bar)
  add('  memory beyond the start', (process.memoryUsage().rss - before) / 1e6, 'MB', 500)
  if (decisions.length !== 10_000 || found === 0) throw new Error('not all decided')
}
everything('1,000 targets × 10,000 workloads', false, 1)
everything('the same with five CEL rules', true, 2)

/** Every decision is held to the end, and the trace of one target read of each: of another each time. */
function readTraces(decisions: readonly Decision[]): number {
  let entries = 0
  for (const [index, decision] of decisions.entries())
    entries += decision.trace(`target-${String((index * 7) % 1000).padStart(5, '0')}`).entries.length
  return entries
}
everything('the same without CEL, every trace kept, one read of each workload', false, 10, readTraces)
if (!process.argv.includes('--quick'))
  everything('the same, every reason of all 10,000,000 pairs written out', false, 10, (decisions) =>
    decisions.reduce((sum, decision) => sum + decision.rejected().length, 0),
  )

for (const { what, value, unit, bar } of rows)
  console.log(
    `${what.padEnd(66)} ${value.toFixed(4).padStart(10)} ${unit.padEnd(2)} ${bar === null ? '' : `${value <= bar ? 'within' : 'OVER  '} ${bar}`}`,
  )
const out = process.argv.indexOf('--out')
const file = process.argv[out + 1]
if (out > 0 && file !== undefined) writeFileSync(file, `${JSON.stringify({ node: process.version, rows }, null, 2)}\n`)
