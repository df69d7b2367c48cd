// Compares the expression engine with two packages: `npm run bench cel [-- --out FILE]`. Medians of rounds that alternate.
import { writeFileSync } from 'node:fs'
import { celEnv, isCelError, parse, plan } from '@bufbuild/cel'
import { Environment as Marc } from '@marcbachmann/cel-js'
import { importWords, publishedImport } from './published-import.ts'
import { celRuleEngine, dynType, environment, type Program, type Value } from '../src/core/cel/index.ts'

const rounds = 7
const roundMillis = 50

const target = {
  metadata: {
    name: 'eu-1',
    labels: { region: 'eu', zone: 'eu-1', tier: 'gold', 'topology.kubernetes.io/region': 'eu' },
  },
  spec: { cells: cells(5), allocatable: { cpu: 64, memory: 256.5 } },
  status: {
    phase: 'Ready',
    version: 'v1.30.4',
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'SyncerReady', status: 'True' },
      { type: 'HeartbeatHealthy', status: 'True' },
    ],
  },
  capacity: 64.5,
  used: 12.25,
}
const large = { ...target, spec: { ...target.spec, cells: cells(100) } }

function cells(count: number): { name: string; labels: { zone: string }; cpu: number; taints: string[] }[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `cell-${index}`,
    labels: { zone: `z${index % 4}` },
    cpu: 4.5 + index,
    taints: [],
  }))
}

type Case = { readonly name: string; readonly expression: string; readonly target: object; readonly expected: unknown }

const cases: readonly Case[] = [
  {
    name: 'label == and phase ==',
    expression: "target.metadata.labels['region'] == 'eu' && target.status.phase == 'Ready'",
    target,
    expected: true,
  },
  {
    name: 'cells.exists(zone in list)',
    expression: "target.spec.cells.exists(c, c.labels.zone in ['z3', 'z4'])",
    target,
    expected: true,
  },
  {
    name: 'size(filter) > 1',
    expression: "size(target.spec.cells.filter(c, c.labels.zone == 'z0')) > 1",
    target,
    expected: true,
  },
  {
    name: 'startsWith, contains, matches',
    expression:
      "target.metadata.name.startsWith('eu') && target.status.version.contains('1.30') && target.metadata.labels.tier.matches('^(gold|silver)$')",
    target,
    expected: true,
  },
  {
    name: 'arithmetic on doubles',
    expression: '(target.capacity - target.used) / target.capacity > 0.25',
    target,
    expected: true,
  },
  {
    name: 'two condition exists',
    expression:
      "target.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True') && target.status.conditions.exists(c, c.type == 'HeartbeatHealthy' && c.status == 'True')",
    target,
    expected: true,
  },
  {
    name: '100 cells: map, filter, size',
    expression: "size(target.spec.cells.map(c, c.labels.zone).filter(z, z == 'z1')) == 25",
    target: large,
    expected: true,
  },
  {
    name: 'has() ? :',
    expression: "has(target.metadata.labels.tier) ? target.metadata.labels.tier == 'gold' : false",
    target,
    expected: true,
  },
]

type Contender = { readonly name: string; readonly prepare: (expression: string) => (target: object) => unknown }

const ours = environment({ variables: { target: dynType } })
const bufbuild = celEnv()
const marc = new Marc().registerVariable('target', 'dyn')

function plain(program: Program): (target: object) => Value {
  return (target) => program.evaluate({ target })
}

const contenders: readonly Contender[] = [
  { name: 'tmcctl', prepare: (expression) => plain(ours.compile(expression)) },
  {
    name: 'exact cost',
    prepare: (expression) => {
      const program = ours.compile(expression)
      return (target) => program.evaluateCosted({ target }).value
    },
  },
  {
    name: 'cel-js',
    prepare: (expression) => {
      const run = marc.parse(expression)
      return (target) => run({ target }) as unknown
    },
  },
  {
    name: '@bufbuild/cel',
    prepare: (expression) => {
      const run = plan(bufbuild, parse(expression))
      return (target) => {
        const value = run({ target } as never)
        if (isCelError(value)) throw value
        return value
      }
    },
  },
]

/** Thousand calls a second, in one round. */
function rate(run: () => unknown): number {
  let calls = 0
  const started = performance.now()
  let elapsed = 0
  for (let batch = 1; elapsed < roundMillis; batch = Math.min(batch * 2, 4096)) {
    for (let call = 0; call < batch; call++) run()
    calls += batch
    elapsed = performance.now() - started
  }
  return calls / elapsed
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}

/** Medians of rounds in which everyone takes a turn. */
function race(runs: readonly (() => unknown)[]): number[] {
  const rates = runs.map((): number[] => [])
  for (const run of runs) rate(run)
  for (let round = 0; round < rounds; round++) runs.forEach((run, index) => rates[index]?.push(rate(run)))
  return rates.map(median)
}

function evaluations(): { name: string; rates: number[] }[] {
  return cases.map(({ name, expression, target, expected }) => {
    const runs = contenders.map((contender) => {
      const run = contender.prepare(expression)
      const value = run(target)
      if (value !== expected) throw new Error(`${contender.name}: ${expression} is ${String(value)}`)
      return () => run(target)
    })
    return { name, rates: race(runs) }
  })
}

/** Microseconds to prepare each expression. */
function compilations(): { name: string; micros: number[] }[] {
  return cases.map(({ name, expression }) => ({
    name,
    micros: race(
      contenders
        .filter(({ name }) => name !== 'exact cost')
        .map(
          ({ prepare }) =>
            () =>
              prepare(expression),
        ),
    ).map((rate) => 1000 / rate),
  }))
}

/** Milliseconds for ten rules over a thousand targets, preparing them included. */
function fleet(): { name: string; millis: number }[] {
  const targets = Array.from({ length: 1000 }, (_, index) => ({
    ...target,
    metadata: { ...target.metadata, name: `t${index}`, labels: { ...target.metadata.labels, zone: `eu-${index % 7}` } },
  }))
  const rules = [...cases.filter(({ target }) => target !== large).map(({ expression }) => expression)]
  while (rules.length < 10) rules.push(`target.metadata.labels['zone'] != 'eu-${rules.length}'`)
  return contenders.map(({ name, prepare }) => {
    const times = Array.from({ length: 9 }, () => {
      const started = performance.now()
      for (const rule of rules) {
        const run = prepare(rule)
        for (const one of targets) run(one)
      }
      return performance.now() - started
    })
    return { name, millis: median(times) }
  })
}

const thousands = (rate: number): string => (rate >= 1000 ? `${(rate / 1000).toFixed(2)} M` : `${rate.toFixed(1)} k`)
const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n')
}

const names = contenders.map(({ name }) => name)
const evaluated = evaluations()
console.log('evaluations a second, the budget on')
console.log(
  table([
    ['expression', ...names, 'ratio to the fastest package'],
    ...evaluated.map(({ name, rates }) => [
      name,
      ...rates.map(thousands),
      ((rates[0] ?? NaN) / Math.max(rates[2] ?? 0, rates[3] ?? 0)).toFixed(2),
    ]),
  ]),
)
const compiled = compilations()
console.log('\nmicroseconds to parse, check and compile')
console.log(
  table([
    ['expression', ...names.filter((name) => name !== 'exact cost')],
    ...compiled.map(({ name, micros }) => [name, ...micros.map((one) => one.toFixed(1))]),
  ]),
)
const fleets = fleet()
console.log('\n1,000 targets × 10 rules, compiled once, milliseconds')
console.log(table(fleets.map(({ name, millis }) => [name, millis.toFixed(1)])))
const imports = publishedImport('tmcctl/cel', 25)
console.log(`\nimport of the engine from the published package: ${importWords(imports, 10)}`)

// A rule engine must be as fast to make as to use.
const made = race([() => celRuleEngine().compile({ rule: 'self.size() > 1' }, { type: 'string' })])
console.log(`a rule engine and its first rule: ${(1000 / (made[0] ?? NaN)).toFixed(1)} µs`)

const out = process.argv.indexOf('--out')
const file = out < 0 ? undefined : process.argv[out + 1]
if (file !== undefined)
  writeFileSync(
    file,
    `${JSON.stringify({ contenders: names, evaluations: evaluated, compilations: compiled, fleet: fleets, importMillis: imports }, null, 2)}\n`,
  )
