// How fast objects are defaulted and validated, and what importing the room costs: node scripts/bench.mjs schema
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importWords, publishedImport } from './published-import.ts'
import { admit, PlacementPolicy, SyncTarget, validateCreate } from '../src/core/api/index.ts'
import type { JsonObject } from '../src/core/apimachinery/index.ts'
import { celRuleEngine } from '../src/core/cel/index.ts'
import { applyDefaults, prepare, validate, validateObject } from '../src/core/schema/index.ts'

const isSmoke = process.argv.includes('--smoke')
const count = isSmoke ? 2_000 : 50_000
const rounds = isSmoke ? 2 : 7
const rules = celRuleEngine()

/** A policy as people write them: three rules, one of each sort of selector. */
const policy = (index: number): JsonObject => ({
  apiVersion: 'placement.kcp.io/v1alpha1',
  kind: 'PlacementPolicy',
  metadata: { name: `policy-${index}`, namespace: 'shop', labels: { app: 'web' } },
  spec: {
    priority: 100,
    workloadSelector: { matchLabels: { app: 'web' } },
    clusterSelector: { labelSelector: { matchLabels: { region: 'eu' } }, locations: ['Dublin'] },
    rules: [
      { name: 'prod', effect: 'Require', celExpression: "target.metadata.labels['tier'] == 'prod'" },
      { name: 'near', effect: 'Prefer', weight: 80, clusters: { include: ['eu-1', 'eu-2'] } },
      { name: 'cordoned', effect: 'Avoid', celExpression: 'target.spec.unschedulable' },
    ],
    tolerations: [{ key: 'gpu' }],
  },
})

/** A target with three cells; its schema has rules in CEL. */
const target = (index: number): JsonObject => ({
  apiVersion: 'workload.kcp.io/v1alpha1',
  kind: 'SyncTarget',
  metadata: { name: `target-${index}`, labels: { region: 'eu' } },
  spec: {
    clusterRef: { name: 'eu-1' },
    cells: ['a', 'b', 'c'].map((name) => ({
      name,
      labels: { zone: name },
      capacity: { cpu: '64', memory: '256Gi', pods: 110 },
    })),
    syncerConfig: { replicas: 2, resources: { requests: { cpu: '100m' }, limits: { cpu: '1' } } },
  },
})

/**
 * The best of several rounds, in objects for a second of one core: time of the processor, garbage collection included, so that
 * it does not matter what else the machine does. Each round has objects of its own, as defaulting changes them.
 */
function rate(make: (index: number) => JsonObject, run: (object: JsonObject) => number, objects = count): number {
  const rates: number[] = []
  for (let round = 0; round < rounds; round++) {
    const fresh = Array.from({ length: objects }, (_, index) => make(index))
    const started = process.cpuUsage()
    let faults = 0
    for (const object of fresh) faults += run(object)
    const { user, system } = process.cpuUsage(started)
    rates.push((objects / (user + system)) * 1_000_000)
    if (faults > 0) throw new Error(`${faults} faults in sound objects`)
  }
  return Math.max(...rates)
}

function report(what: string, perSecond: number, bar?: number): void {
  const verdict =
    bar === undefined ? '' : `   (bar ${bar.toLocaleString('en')}: ${perSecond >= bar ? 'met' : 'MISSED'})`
  console.log(`${what.padEnd(64)} ${Math.round(perSecond).toLocaleString('en').padStart(9)} /s${verdict}`)
}

const defaultAndValidate = rate(policy, (object) => {
  applyDefaults(PlacementPolicy.schema, object)
  return validate(PlacementPolicy.schema, object, { rules }).length
})
report('PlacementPolicy: default, validate', defaultAndValidate, 100_000)
report(
  'PlacementPolicy: metadata, prune, nulls, default, validate',
  rate(policy, (object) => {
    prepare(PlacementPolicy, object)
    return validateObject(PlacementPolicy, object, { rules }).length
  }),
)
report(
  'PlacementPolicy: the same with the webhooks (CEL compiled)',
  rate(policy, (object) => admit({ object }).errors.length, count / 25),
)
report(
  'SyncTarget: default, validate, without rules',
  rate(
    target,
    (object) => {
      applyDefaults(SyncTarget.schema, object)
      return validate(SyncTarget.schema, object).length
    },
    count / 5,
  ),
)
report(
  'SyncTarget: default, validate, with rules in CEL',
  rate(
    target,
    (object) => {
      applyDefaults(SyncTarget.schema, object)
      return validate(SyncTarget.schema, object, { rules }).length
    },
    count / 25,
  ),
)
report(
  'SyncTarget: rules and webhooks',
  rate(
    target,
    (object) => {
      applyDefaults(SyncTarget.schema, object)
      return validateCreate(SyncTarget, object).errors.length
    },
    count / 25,
  ),
)
if (defaultAndValidate < 100_000 && !isSmoke) process.exitCode = 1
await reportImports()

/** What importing a room adds to a process, the best of several starts. */
async function reportImports(): Promise<void> {
  // Loaded by name: the bundler shall not bundle itself.
  const bundler = createRequire(import.meta.url)('esbuild') as { build(options: object): Promise<unknown> }
  const folder = mkdtempSync(join(tmpdir(), 'tmcctl-bench-'))
  try {
    for (const [room, bar] of [
      ['schema', 3],
      ['api', undefined],
    ] as const) {
      const outfile = join(folder, `${room}.mjs`)
      await bundler.build({
        entryPoints: [`src/core/${room}/index.ts`],
        outfile,
        bundle: true,
        minify: true,
        platform: 'node',
        format: 'esm',
        target: 'node20',
        external: ['re2js', 'yaml'],
      })
      const script = join(folder, `import-${room}.mjs`)
      // The first import of a process pays for the loader; what is asked is what the room adds.
      writeFileSync(join(folder, 'nothing.mjs'), 'export {}')
      writeFileSync(
        script,
        `await import('./nothing.mjs'); const t = performance.now(); await import('./${room}.mjs'); console.log(performance.now() - t)`,
      )
      const times = Array.from({ length: isSmoke ? 3 : 15 }, () =>
        Number(spawnSync(process.execPath, [script], { encoding: 'utf8' }).stdout),
      )
      const best = Math.min(...times)
      const verdict = bar === undefined ? '' : `   (bar ${bar} ms: ${best <= bar ? 'met' : 'MISSED'})`
      console.log(`${`import of the room ${room}, bundled`.padEnd(64)} ${best.toFixed(1).padStart(9)} ms${verdict}`)
      if (bar !== undefined && best > bar && !isSmoke) process.exitCode = 1
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const published = publishedImport('tmcctl/schema', isSmoke ? 3 : 25)
  console.log(`${'import of tmcctl/schema, as published'.padEnd(64)} ${importWords(published).padStart(12)}`)
}
