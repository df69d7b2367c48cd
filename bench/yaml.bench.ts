// How long manifests take to read: a whole process that reads one YAML text, against a process that only parses it with the
// YAML package, and the rates of a warm process: `npm run bench yaml [FILE] [--json]`.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { formatJson, formatYaml, parseJson, readManifests, readYaml } from '../src/core/apimachinery/index.ts'

const [mode, ...rest] = process.argv.slice(2)
const asJson = process.argv.includes('--json')
const file = mode === 'cold' ? rest[1] : process.argv.slice(2).find((argument) => !argument.startsWith('-'))

/** Fourteen ordinary workloads, for machines without the real ones. */
function sample(): string {
  const workloads = Array.from({ length: 14 }, (_, index) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `service-${index}`, labels: { app: `service-${index}`, tier: 'backend' } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: `service-${index}` } },
      template: {
        metadata: { labels: { app: `service-${index}` }, annotations: { note: 'first line\nsecond line\n' } },
        spec: {
          serviceAccountName: `service-${index}`,
          securityContext: { runAsNonRoot: true, runAsUser: 1000 },
          containers: [
            {
              name: 'server',
              image: `registry.example.com/shop/service-${index}:v1.2.3`,
              ports: [{ containerPort: 8080 }],
              env: Array.from({ length: 8 }, (__, n) => ({ name: `SETTING_${n}`, value: `value-${n}:8080` })),
              readinessProbe: { periodSeconds: 10, httpGet: { path: '/healthz', port: 8080 } },
              resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
            },
          ],
        },
      },
    },
  }))
  return workloads.map(formatYaml).join('---\n')
}

const text = file === undefined || file === '' ? sample() : readFileSync(file, 'utf8')

async function bare(): Promise<void> {
  const { parseAllDocuments } = await import('yaml')
  for (const document of parseAllDocuments(text)) document.toJS()
}

if (mode === 'cold') {
  const [what] = rest
  const started = performance.now()
  if (what === 'bare') await bare()
  else if (what === 'ours') await readManifests(text, 'f')
  else if (what === 'places') for (const manifest of await readManifests(text, 'f')) manifest.positionOf(['spec'])
  process.stdout.write(String(performance.now() - started))
} else {
  const runs = 15
  const cold = new Map<string, { whole: number[]; inside: number[] }>()
  for (let run = 0; run < runs; run++)
    for (const what of ['nothing', 'bare', 'ours', 'places']) {
      const times = cold.get(what) ?? { whole: [], inside: [] }
      cold.set(what, times)
      const started = performance.now()
      const inside = execFileSync(process.execPath, [fileURLToPath(import.meta.url), 'cold', what, file ?? ''], {
        encoding: 'utf8',
      })
      times.whole.push(performance.now() - started)
      times.inside.push(Number(inside))
    }
  const json = formatJson((await readYaml(text)).map((document) => document.value))
  const megabytes = text.length / 1e6
  const rates = {
    'yaml in': await rate(() => readYaml(text), megabytes),
    'yaml package': await rate(bare, megabytes),
    'json in': await rate(() => parseJson(json), json.length / 1e6),
    'yaml out': await rate(() => formatYaml(parseJson(json)), megabytes),
  }
  const result = {
    characters: text.length,
    coldMilliseconds: Object.fromEntries(
      [...cold].map(([what, { whole, inside }]) => [what, { process: median(whole), inside: median(inside) }]),
    ),
    coldRatioToPackage: median(cold.get('ours')?.whole ?? []) / median(cold.get('bare')?.whole ?? []),
    megabytesPerSecond: rates,
  }
  if (asJson) console.log(JSON.stringify(result))
  else {
    console.log(`${text.length} characters of YAML, ${runs} processes each, medians`)
    for (const [what, { process: whole, inside }] of Object.entries(result.coldMilliseconds))
      console.log(
        `  cold ${what.padEnd(8)} ${whole.toFixed(0).padStart(5)} ms whole, ${inside.toFixed(1).padStart(6)} ms of it inside`,
      )
    console.log(`  cold ours / package: ${result.coldRatioToPackage.toFixed(2)}`)
    for (const [what, value] of Object.entries(rates))
      console.log(`  warm ${what.padEnd(13)} ${value.toFixed(1).padStart(7)} MB/s`)
  }
}

/** Megabytes a second, the best of five spans of a tenth of a second. */
async function rate(run: () => unknown, megabytes: number): Promise<number> {
  let best = 0
  for (let span = 0; span < 5; span++) {
    const started = performance.now()
    let count = 0
    while (performance.now() - started < 100) {
      await run()
      count++
    }
    best = Math.max(best, (count * megabytes) / ((performance.now() - started) / 1000))
  }
  return best
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
