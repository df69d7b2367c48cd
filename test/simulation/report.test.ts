import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatYaml, parseJson } from '../../src/core/apimachinery/index.ts'
import {
  reportAsJson,
  reportAsLines,
  reportAsYaml,
  runScenario,
  simulate,
  streamReport,
  suggestEdits,
} from '../../src/core/simulation/index.ts'
import { deployment, policy, regions, target, workload } from '../placement/support/objects.ts'
import { clusterText, scenarioFrom, scenarioOf } from './support/scenarios.ts'

const targets = [...regions({ eu: 2, us: 1 }), target('ap-1', { spec: { unschedulable: true } })]

test('a placement has the keys that scripts rely on, and every target once', () => {
  const report = simulate(
    scenarioOf({ targets, workloads: [deployment('web', { replicas: 3 })], policies: [policy('web')] }),
  )
  expect(Object.keys(report)).toEqual(['apiVersion', 'kind', 'seed', 'now', 'placements', 'summary'])
  const [placement] = report.placements
  expect(placement).toMatchObject({
    workload: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
    outcome: 'Placed',
    policy: 'web',
    strategy: 'BestFit',
    mode: 'Divided',
    requested: 3,
    overflow: 0,
    audit: [],
  })
  expect(Object.keys(placement?.clusters[0] ?? {}).sort()).toEqual([
    'clusterName',
    'reason',
    'replicas',
    'score',
    'tier',
    'violations',
    'weight',
  ])
  const names = [...(placement?.clusters ?? []), ...(placement?.rejected ?? [])].map(({ clusterName }) => clusterName)
  expect(names.sort()).toEqual(['ap-1', 'eu-1', 'eu-2', 'us-1'])
  expect(placement?.rejected.find(({ clusterName }) => clusterName === 'ap-1')?.reasons).toMatchObject([
    { stage: 'Schedulable', code: 'Cordoned' },
  ])
  expect(report.summary).toEqual({
    targets: 4,
    workloads: 1,
    placed: 1,
    partial: 0,
    unplaced: 0,
    followers: 0,
    ignored: 0,
    errors: 0,
    replicas: 3,
    overflow: 0,
  })
})

test('the streamed document is the report, whatever the texts in it', () => {
  const hostile = fc.string({
    unit: fc.constantFrom('"', '\\', '\n', '\u0000', '\u2028', '\ud800', '😀', '}', ']', ',', 'a', '/'),
    minLength: 1,
    maxLength: 20,
  })
  fc.assert(
    fc.property(fc.uniqueArray(hostile, { maxLength: 4 }), (names) => {
      const scenario = scenarioOf({ targets, workloads: names.map((name) => deployment(name, { replicas: 1 })) })
      const text = [...reportAsJson(streamReport(scenario))].join('')
      expect(parseJson(text)).toEqual(JSON.parse(JSON.stringify(simulate(scenario))))
      expect([...reportAsYaml(streamReport(scenario))].join('')).toBe(formatYaml(simulate(scenario)))
    }),
    { numRuns: 15 },
  )
})

test.each([
  { format: 'JSON', pieces: reportAsJson },
  { format: 'JSON lines', pieces: reportAsLines },
  { format: 'YAML', pieces: reportAsYaml },
])('$format is written while it is decided, never more than a placement ahead', ({ pieces }) => {
  let decided = 0
  const workloads = ['a', 'b', 'c', 'd'].map((name) => deployment(name))
  const stream = streamReport(scenarioOf({ targets, workloads }), { onStep: (done) => (decided = done) })
  const seen = new Set<string>()
  for (const piece of pieces(stream)) {
    for (const [, name = ''] of piece.matchAll(/name"?: ?"?([abcd])\b/g)) seen.add(name)
    expect(decided).toBeLessThanOrEqual(seen.size)
  }
  expect([...seen]).toEqual(['a', 'b', 'c', 'd'])
})

test('suggestions stand at the end of a report, before the summary of JSON lines', () => {
  const scenario = scenarioOf({ targets, workloads: [deployment('a', { replicas: 35 })] })
  const suggestions = suggestEdits(scenario, runScenario(scenario).decisions)
  expect(suggestions.flatMap(({ edits }) => edits).length).toBeGreaterThan(0)
  const whole = simulate(scenario, { suggestions })
  expect(Object.keys(whole).slice(-2)).toEqual(['summary', 'suggestions'])
  expect(JSON.parse([...reportAsJson(streamReport(scenario, { suggestions }))].join(''))).toEqual(
    JSON.parse(JSON.stringify(whole)),
  )
  expect([...reportAsYaml(streamReport(scenario, { suggestions }))].join('')).toBe(formatYaml(whole))
  const lines = [...reportAsLines(streamReport(scenario, { suggestions }))].map(
    (line) => JSON.parse(line) as { kind: string },
  )
  expect(lines.map(({ kind }) => kind)).toEqual(['Placement', 'PlacementSuggestions', 'PlacementSummary'])
})

test('JSON lines are a placement each and the summary last, each with its kind', () => {
  const scenario = scenarioOf({ targets, workloads: [deployment('a'), deployment('b')] })
  const lines = [...reportAsLines(streamReport(scenario))].map(
    (line) => JSON.parse(line) as { kind: string; apiVersion: string },
  )
  expect(lines.map(({ kind }) => kind)).toEqual(['Placement', 'Placement', 'PlacementSummary'])
  expect(new Set(lines.map(({ apiVersion }) => apiVersion))).toEqual(new Set(['tmcctl.kcp.io/v1alpha1']))
})

test.each([
  { rejected: 'none' as const, listed: 0, counted: undefined },
  { rejected: 'counts' as const, listed: 0, counted: 3 },
  { rejected: 'all' as const, listed: 3, counted: undefined },
])('with rejected=$rejected a report says as much as asked for', ({ rejected, listed, counted }) => {
  const { placements } = simulate(scenarioOf({ targets, workloads: [deployment('web')] }), { rejected })
  expect(placements[0]?.rejected).toHaveLength(listed)
  expect(placements[0]?.rejectedCounts?.reduce((sum, { count }) => sum + count, 0)).toBe(counted)
})

test('with explain every target carries its trace', () => {
  const { placements } = simulate(scenarioOf({ targets, workloads: [deployment('web')] }), { explain: true })
  const [placement] = placements
  for (const { trace } of [...(placement?.clusters ?? []), ...(placement?.rejected ?? [])])
    expect(trace?.map(({ stage }) => stage)).toContain('Resources')
})

test.each([
  {
    name: 'a fleet without targets',
    given: { targets: [], workloads: [deployment('web')] },
    outcome: 'Unplaced',
    clusters: '',
  },
  {
    name: 'no replicas are placed as one would be, with none',
    given: { targets, workloads: [deployment('web', { replicas: 0 })] },
    outcome: 'Placed',
    clusters: /^[a-z]+-\d=0$/,
  },
  {
    name: 'a negative number of replicas',
    given: { targets, workloads: [deployment('web', { replicas: -1 })] },
    outcome: 'Error',
    clusters: '',
  },
  {
    name: 'more replicas than there can be',
    given: { targets, workloads: [deployment('web', { replicas: 2147483648 })] },
    outcome: 'Error',
    clusters: '',
  },
  {
    name: 'as many replicas as there can be, of which 30 fit',
    given: { targets, workloads: [deployment('web', { replicas: 2147483647 })] },
    outcome: 'Partial',
    clusters: /=10 .*=10 .*=10$/,
  },
  {
    name: 'replicas that are no number',
    given: { targets, workloads: [deployment('web', { replicas: 'many' })] },
    outcome: 'Error',
    clusters: '',
  },
  {
    name: 'a policy for others leaves a workload to the default',
    given: {
      targets,
      workloads: [deployment('web')],
      policies: [policy('other', { workloadSelector: { matchLabels: { app: 'other' } } })],
    },
    outcome: 'Placed',
    clusters: /=1$/,
  },
  {
    name: 'an object that nothing needs',
    given: {
      targets,
      workloads: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace: 'shop' } }],
    },
    outcome: 'Ignored',
    clusters: '',
  },
  {
    name: 'a job goes to one target',
    given: { targets, workloads: [workload('batch/v1', 'Job', 'once')] },
    outcome: 'Placed',
    clusters: /^[a-z]+-\d$/,
  },
])('$name', ({ given, outcome, clusters }) => {
  const { placements } = simulate(scenarioOf(given))
  expect(placements[0]?.outcome).toBe(outcome)
  expect(clusterText(placements[0]?.clusters ?? [])).toMatch(clusters)
})

test('what is wrong with a policy says where that is written, for each workload that the policy is for', async () => {
  const web = JSON.stringify(deployment('web'))
  const written = `apiVersion: placement.kcp.io/v1alpha1
kind: PlacementPolicy
metadata: { name: near, namespace: shop }
spec:
  priority: 1
  strategy: BestFit
  workloadSelector: { matchLabels: { app: web } }
  rules: [{ name: a, effect: Prefer, weight: 1, clusters: { include: [eu-11] } }]
`
  const scenario = await scenarioFrom([JSON.stringify(targets[0]), written, web].join('\n---\n'))
  const [placement] = simulate(scenario).placements
  expect(placement).toMatchObject({
    outcome: 'Error',
    error: { code: 'UnknownReference', file: 'input.yaml', line: 10, column: 61 },
  })
})
