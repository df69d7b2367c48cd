import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../../scripts/build.mjs'
import { environment, Home, program } from '../support/run.ts'

type Entry = { id: string; hidden?: boolean; examples?: { command: string }[] }
const { commands } = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8')) as {
  commands: { [id: string]: Entry }
}
/** Those of simulations are about a reader's own workloads and repository; test/cli/contract/placement runs them. */
const shown = Object.values(commands).filter(
  ({ id, hidden, examples = [] }) => hidden !== true && examples.length > 0 && !id.startsWith('placement:'),
)

/** Where the examples run: a hub with the sample fleet, and the files they name. */
const prepared = new Home()
const homes: Home[] = [prepared]
afterAll(() => {
  for (const home of homes) home.remove()
}, 60_000)

const policy = `apiVersion: placement.kcp.io/v1alpha1
kind: PlacementPolicy
metadata: { name: spread, namespace: shop }
spec: { priority: 100, strategy: Spread, rules: [{ name: eu, effect: Prefer, celExpression: "target.hasLabel('data-residency', 'eu')" }] }
`

/** Programs that stand before or behind ours in a pipe; what they do is theirs. */
const others = `
tmcctl() { "${process.execPath}" "${program}" "$@"; }
kubectl() { if [ "$1" = get ]; then cat app.yaml; else cat > /dev/null; fi; }
kustomize() { cat policy.yaml; }
jq() { "${process.execPath}" -e 'JSON.parse(require("fs").readFileSync(0, "utf8"))'; }
Out-String() { cat; }
Invoke-Expression() { cat > /dev/null; }
fpath=(first zsh)
set -o pipefail
`

/** What has to be there before an example makes sense. */
const earlier = new Map([
  ['tmcctl synctarget taint eu-west-4 gpu:NoSchedule-', 'tmcctl synctarget taint eu-west-4 gpu=true:NoSchedule'],
])

/** What changes a hub or the home gets one of its own; the others share theirs. */
const writing = /tmcctl (?:apply|delete|init|hub use|synctarget (?:cordon|drain|register|taint|uncordon|unregister)) /

function copyOf(home: Home): Home {
  const copy = new Home()
  homes.push(copy)
  cpSync(home.directory, copy.directory, { recursive: true })
  return copy
}

function shell(script: string, home: Home): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const env = environment({ HOME: home.directory })
    const child = spawn('bash', ['-c', script], { env, cwd: home.directory, stdio: ['ignore', 'ignore', 'pipe'] })
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stderr }))
  })
}

beforeAll(async () => {
  const sample = (part: string) => join(root, 'examples', part)
  cpSync(sample('fleet'), prepared.path('fleet'), { recursive: true })
  cpSync(sample('workloads/shop.yaml'), prepared.path('app.yaml'))
  writeFileSync(prepared.path('policy.yaml'), policy)
  writeFileSync(
    prepared.path('target.yaml'),
    'metadata: { name: eu, labels: { region: eu } }\nspec: { cells: [{ name: a }] }\n',
  )
  writeFileSync(prepared.path('expressions.txt'), 'n + 1\nn > 2\n')
  for (const folder of ['.local/share/bash-completion/completions', '.config/fish/completions', 'zsh'])
    mkdirSync(prepared.path(folder), { recursive: true })
  const made = await shell(`${others}\ntmcctl init --with-sample && tmcctl apply -f policy.yaml`, prepared)
  expect(made, made.stderr).toMatchObject({ code: 0 })
}, 60_000)

test.each(shown.map((entry) => [entry.id.replaceAll(':', ' '), entry] as const))(
  'the examples of %s run as they are written',
  async (_, { examples = [] }) => {
    const lines = examples.map(({ command }) => command.replaceAll('<%= config.bin %>', 'tmcctl'))
    const runs = await Promise.all(
      lines.map((line) => {
        const home = writing.test(line) && !line.includes('--dry-run') ? copyOf(prepared) : prepared
        return shell([others, earlier.get(line) ?? '', line].join('\n'), home)
      }),
    )
    const failed = runs.flatMap(({ code, stderr }, at) => (code === 0 ? [] : [`${lines[at]} → ${code} ${stderr}`]))
    expect(failed).toEqual([])
  },
)
