import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../../../scripts/build.mjs'
import { environment, Home, program } from '../../support/run.ts'

type Entry = { id: string; hidden?: boolean; examples?: { command: string }[] }
const { commands } = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8')) as {
  commands: { [id: string]: Entry }
}
const lines = Object.values(commands)
  .filter(({ id, hidden }) => id.startsWith('placement:') && hidden !== true)
  .flatMap(({ examples = [] }) => examples.map(({ command }) => command.replaceAll('<%= config.bin %>', 'tmcctl')))

/** A hub with policies and the sample fleet; and a folder `repo`, a clone as the examples take it to be. */
const prepared = new Home()
const homes: Home[] = [prepared]
afterAll(() => {
  for (const home of homes) home.remove()
})

const others = `
tmcctl() { "${process.execPath}" "${program}" "$@"; }
kubectl() { cat app.yaml; }
jq() { "${process.execPath}" -e 'JSON.parse(require("fs").readFileSync(0, "utf8"))'; }
set -o pipefail
`

function shell(script: string, home: Home): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const env = environment({ HOME: home.directory })
    const child = spawn('bash', ['-c', script], { env, cwd: home.path('repo'), stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

const frontend = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: frontend, namespace: shop, labels: { tier: front } }
spec:
  replicas: 3
  template:
    metadata: { labels: { app: frontend } }
    spec: { containers: [{ name: server, resources: { requests: { cpu: 100m, memory: 64Mi } } }] }
`

const suite = `apiVersion: tmcctl.kcp.io/v1alpha1
kind: PlacementTest
metadata: { name: front }
spec:
  inputs: [../fleet, ../policies, ../app.yaml]
  tests: [{ name: the front end is placed, workload: frontend, expect: { outcome: Placed } }]
`

beforeAll(async () => {
  const sample = (part: string) => join(root, 'examples', part)
  mkdirSync(prepared.path('repo', 'policy-tests'), { recursive: true })
  const repo = (...parts: string[]) => prepared.path('repo', ...parts)
  cpSync(sample('fleet'), repo('fleet'), { recursive: true })
  mkdirSync(repo('policies'))
  cpSync(sample('policies/shop.yaml'), repo('policies', 'shop.yaml'))
  cpSync(sample('constraints/shop.yaml'), repo('policies', 'constraints.yaml'))
  const app = readFileSync(sample('workloads/shop.yaml'), 'utf8') + frontend
  writeFileSync(repo('app.yaml'), app)
  writeFileSync(repo('online-boutique.yaml'), frontend)
  writeFileSync(repo('policy-tests', 'front.yaml'), suite)
  const made = await shell(
    `${others}
tmcctl init && tmcctl apply -f fleet -f policies && tmcctl placement apply -f app.yaml
export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@example.com GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@example.com
git init -q -b main && git add . && git commit -q -m before && git update-ref refs/remotes/origin/main main`,
    prepared,
  )
  expect(made, made.stderr).toMatchObject({ code: 0 })
  // What a pull request would change, and a fleet that is not the one of the tests.
  const policies = readFileSync(repo('policies', 'shop.yaml'), 'utf8')
  writeFileSync(
    repo('policies', 'shop.yaml'),
    policies.replaceAll('target.hasLabel("environment", "staging")', 'target.metadata.name.startsWith("us")'),
  )
  mkdirSync(repo('new'))
  writeFileSync(repo('new', 'shop.yaml'), policies.replaceAll('strategy: Spread', 'strategy: Binpack'))
  mkdirSync(repo('production-fleet'))
  const target = readFileSync(sample('fleet/eu-west-2.yaml'), 'utf8')
  writeFileSync(repo('production-fleet', 'eu-west-9.yaml'), target.replaceAll('eu-west-2', 'eu-west-9'))
}, 60_000)

/** Examples that end with another code than 0: they find what they look for. */
const codes = new Map([
  // Targets in a hub that no syncer wrote to have no status, which a rule reads.
  ['tmcctl placement lint -f app.yaml', 1],
  ['tmcctl placement diff --base local --head new/ -f app.yaml', 1],
  [
    "tmcctl placement diff --base git:origin/main:policies --head policies -f fleet/ -f app.yaml -o markdown --fail-on 'moved>5%'",
    1,
  ],
])

test('every placement command has examples', () => {
  const without = Object.values(commands).filter(
    ({ id, examples = [] }) => id.startsWith('placement:') && examples.length === 0,
  )
  expect(without.map(({ id }) => id)).toEqual([])
  expect(lines.length).toBeGreaterThan(20)
})

test.each(lines)('%s', async (line) => {
  let home = prepared
  const isAlone = line.includes('-R -f .')
  if (isAlone || / apply .*--yes/.test(line)) {
    home = new Home()
    homes.push(home)
    cpSync(prepared.directory, home.directory, { recursive: true })
    // A folder of manifests has each object once.
    if (isAlone) spawnSync('rm', ['-r', 'new', 'production-fleet', 'online-boutique.yaml'], { cwd: home.path('repo') })
  }
  const { code, stdout, stderr } = await shell(`${others}\n${line}`, home)
  expect({ code, stderr }).toEqual({
    code: codes.get(line) ?? 0,
    stderr: expect.not.stringMatching(/^error/m) as string,
  })
  const [, file] = /--(?:out|junit) (\S+)/.exec(line) ?? []
  if (file !== undefined) expect(readdirSync(home.path('repo'))).toContain(file)
  else if (!line.includes('| jq')) expect(stdout).not.toBe('')
})
