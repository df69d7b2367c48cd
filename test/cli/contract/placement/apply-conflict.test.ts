import { spawnSync } from 'node:child_process'
import { open, writeFile } from 'node:fs/promises'
import { afterAll, expect, test } from 'vitest'
import { Home } from '../../support/run.ts'

const home = new Home()
afterAll(() => home.remove())

const list = (items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
const fleet = list(
  ['eu-1', 'eu-2', 'us-1'].map((name) => ({
    apiVersion: 'workload.kcp.io/v1alpha1',
    kind: 'SyncTarget',
    metadata: { name },
    spec: { clusterRef: { name }, cells: [{ name: 'a', capacity: { cpu: '10', pods: '100' } }], syncerConfig: {} },
  })),
)
const workloads = list(
  ['a', 'b', 'c'].map((name) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: { replicas: 3, template: { spec: { containers: [{ name, resources: { requests: { cpu: '100m' } } }] } } },
  })),
)
const policy = (strategy: string) =>
  JSON.stringify({
    apiVersion: 'placement.kcp.io/v1alpha1',
    kind: 'PlacementPolicy',
    metadata: { name: 'all', namespace: 'shop' },
    spec: { priority: 10, strategy, workloadSelector: {}, rules: [] },
  })

type Decision = { kind: string; metadata: { name: string; annotations?: object }; spec: { clusters: unknown[] } }

test('a decision that somebody changes between the plan and the write is a conflict, and nothing is written', async () => {
  await writeFile(home.path('fleet.json'), fleet)
  await writeFile(home.path('workloads.json'), workloads)
  await writeFile(home.path('spread.json'), policy('Spread'))
  const apply = ['placement', 'apply', '-f', 'workloads.json', '--yes', '--fresh', '--policy']
  for (const args of [['init'], ['apply', '-f', 'fleet.json'], [...apply, 'spread.json']])
    expect(await home.run(args), args.join(' ')).toMatchObject({ code: 0 })
  const decisions = async () => {
    const { stdout } = await home.run(['placement', 'list', '-n', 'shop', '-o', 'json'])
    return (JSON.parse(stdout) as { items: Decision[] }).items
  }
  const before = await decisions()
  expect(before.map(({ spec }) => spec.clusters.length)).toEqual([3, 3, 3])
  const name = before[1]?.metadata.name ?? ''

  // The policy comes last, after the hub, through a pipe: what happens before it is written happens after the hub was read.
  const pipe = home.path('binpack.json')
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0)
  const running = home.run([...apply, './binpack.json'])
  const writer = await open(pipe, 'w')
  const metadata = { name, namespace: 'shop', annotations: { 'example.com/note': 'mine' } }
  const changed = { apiVersion: 'placement.kcp.io/v1alpha1', kind: 'PlacementDecision', metadata }
  await writeFile(home.path('mine.json'), JSON.stringify(changed))
  expect(await home.run(['apply', '-f', 'mine.json'])).toMatchObject({ code: 0 })
  await writer.writeFile(policy('Binpack'))
  await writer.close()

  const { code, stdout, stderr } = await running
  expect([code, stdout]).toEqual([5, ''])
  expect(stderr).toMatch(/^0 to create, 3 to change, 0 to remove, 0 as they are$/m)
  expect(stderr).toMatch(new RegExp(`^error: .*"${name}".*$`, 'm'))
  const after = await decisions()
  expect([after[0], after[2]]).toEqual([before[0], before[2]])
  expect([after[1]?.spec, after[1]?.metadata.annotations]).toEqual([before[1]?.spec, { 'example.com/note': 'mine' }])
})
