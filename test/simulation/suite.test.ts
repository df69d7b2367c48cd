import { expect, test } from 'vitest'
import {
  formatJUnit,
  type Law,
  lawNames,
  type PlacementTest,
  readSuite,
  runSuite,
  type SuiteResult,
} from '../../src/core/simulation/index.ts'
import { constraint, deployment, policy, regions } from '../placement/support/objects.ts'
import { errorOf, manifestsFrom, scenarioOf } from './support/scenarios.ts'

// Three on each of eu-1, eu-2, us-1, us-2.
const scenario = scenarioOf({
  targets: regions({ eu: 2, us: 2 }),
  workloads: [deployment('web', { replicas: 12 })],
  policies: [policy('spread', { strategy: 'Spread' })],
})

function suiteOf(spec: { laws: ('All' | Law)[] }): PlacementTest {
  return { apiVersion: 'tmcctl.kcp.io/v1alpha1', kind: 'PlacementTest', metadata: { name: 's' }, spec }
}

async function run(expectation: string, more = ''): Promise<SuiteResult> {
  const [manifest] = await manifestsFrom(`
apiVersion: tmcctl.kcp.io/v1alpha1
kind: PlacementTest
metadata: { name: suite }
spec: { tests: [{ name: t, workload: web, ${more} expect: ${expectation} }] }`)
  if (manifest === undefined) throw new Error('no manifest')
  return runSuite(readSuite(manifest), scenario)
}

test.each([
  {
    assertion: 'outcome',
    passes: '{ outcome: Placed }',
    fails: '{ outcome: Partial }',
    message: 'expected Partial, it is Placed',
  },
  {
    assertion: 'policy',
    passes: '{ policy: spread }',
    fails: '{ policy: other }',
    message: 'expected other to decide, it was spread',
  },
  {
    assertion: 'placedOn',
    passes: '{ placedOn: [eu-1, region=us] }',
    fails: '{ placedOn: [eu-1, eu-9] }',
    message: 'nothing of it is on eu-9',
  },
  {
    assertion: 'onlyOn',
    passes: '{ onlyOn: [region=eu, us-1, us-2] }',
    fails: '{ onlyOn: [region=eu, us-1] }',
    message: '3 replicas are on us-2, which is none of region=eu, us-1',
  },
  {
    assertion: 'neverOn',
    passes: '{ neverOn: [region=ap] }',
    fails: '{ neverOn: [region=us] }',
    message: '3 replicas are on us-1 (region=us)',
  },
  {
    assertion: 'targets',
    passes: '{ targets: { min: 4, max: 4 } }',
    fails: '{ targets: { max: 3 } }',
    message: '4 targets, not 0 to 3',
  },
  {
    assertion: 'replicas.total',
    passes: '{ replicas: { total: { min: 12 } } }',
    fails: '{ replicas: { total: { min: 13 } } }',
    message: '12 replicas, not at least 13',
  },
  {
    assertion: 'replicas.perTarget',
    passes: '{ replicas: { perTarget: { min: 3, max: 3 } } }',
    fails: '{ replicas: { perTarget: { max: 2 } } }',
    message: '3 replicas on eu-1, not 0 to 2',
  },
  {
    assertion: 'replicas.at',
    passes: '{ replicas: { at: { region=eu: { min: 6, max: 6 } } } }',
    fails: '{ replicas: { at: { us-1: { min: 4 } } } }',
    message: '3 replicas on us-1, not at least 4',
  },
  {
    assertion: 'skew',
    passes: '{ skew: [{ topologyKey: region, max: 0 }] }',
    fails: '{ skew: [{ topologyKey: zone, max: 0 }] }',
    message: 'no target that can take it has topology.kubernetes.io/zone',
  },
  {
    assertion: 'stableWhen',
    passes: '{ stableWhen: [{ without: [us-2] }, { replicas: 14 }] }',
    fails: '{ stableWhen: [{ replicas: 8 }] }',
    message: 'with 8 replicas, 4 replicas leave',
  },
  {
    assertion: 'survives',
    passes: '{ survives: [{ of: any target }, { of: region=us }] }',
    fails: '{ survives: [{ of: any target, atOnce: 3 }] }',
    message: 'find no place',
  },
])(
  '$assertion holds where it should, and says what is so where it does not',
  async ({ assertion, passes, fails, message }) => {
    expect((await run(passes)).results).toMatchObject([{ outcome: 'Passed', failures: [] }])
    const [result] = (await run(fails)).results
    expect(result?.outcome).toBe('Failed')
    expect(result?.failures[0]?.assertion).toBe(assertion)
    expect(result?.failures[0]?.message).toContain(message)
  },
)

test('a test may be about another size, or a fleet without something', async () => {
  expect((await run('{ outcome: Placed, targets: { max: 3 } }', 'without: [us-2],')).failed).toBe(0)
  expect((await run('{ outcome: Partial, replicas: { total: { min: 40, max: 40 } } }', 'replicas: 41,')).failed).toBe(0)
})

test('a test that fails carries the reasons of the targets in question', async () => {
  const [result] = (await run('{ neverOn: [us-1] }')).results
  expect(result?.trace.map(({ clusterName, isChosen, replicas }) => [clusterName, isChosen, replicas])).toEqual([
    ['us-1', true, 3],
  ])
})

test.each([
  { given: '{ survives: [{ of: eu-9 }] }', message: 'the fleet has no target "eu-9"' },
  {
    given: '{ stableWhen: [{ without: [region=mars] }] }',
    message: 'nothing in the fleet has topology.kubernetes.io/region=mars',
  },
])('a place that is not there is an error of the test alone: $given', async ({ given, message }) => {
  const [result] = (await run(given)).results
  expect([result?.outcome, result?.failures[0]?.message]).toEqual(['Error', expect.stringContaining(message)])
})

test.each([
  {
    name: 'a field that no suite has',
    given: 'spec: { tests: [{ name: a, workload: web, expect: { placed: true } }] }',
    expected: 'unknown field "spec.tests[0].expect.placed"',
  },
  {
    name: 'a word that is none',
    given: 'spec: { laws: [Gravity] }',
    expected: 'spec.laws[0]: Unsupported value: "Gravity"',
  },
  {
    name: 'two tests of one name',
    given: 'spec: { tests: [{ name: a, workload: w, expect: {} }, { name: a, workload: w, expect: {} }] }',
    expected: 'Duplicate value',
  },
])('$name is refused with its place', async ({ given, expected }) => {
  const [manifest] = await manifestsFrom(
    `apiVersion: tmcctl.kcp.io/v1alpha1\nkind: PlacementTest\nmetadata: { name: s }\n${given}`,
  )
  const error = await errorOf(() => readSuite(manifest as NonNullable<typeof manifest>))
  expect(error.details.map(({ message }) => message).join('\n')).toContain(expected)
})

test('every law holds for a plain fleet, and a law that does not says for which workload', () => {
  const suite = suiteOf({ laws: ['All'] })
  const results = runSuite(
    suite,
    scenarioOf({ ...scenario.inputs, constraints: [constraint('even', { maxReplicas: 9 })] }),
  ).results
  expect(results.map(({ name, outcome }) => [name.split(':')[0], outcome])).toEqual(
    lawNames.map((law) => [law, 'Passed']),
  )
  const tight = scenarioOf({ ...scenario.inputs, workloads: [deployment('web', { replicas: 40 })] })
  const [law] = runSuite(suiteOf({ laws: ['SurvivesLossOfAnyTarget'] }), tight).results
  expect(law?.failures[0]?.message).toBe('without eu-1: shop/Deployment/web is Partial, 10 find no place')
})

test('JUnit counts failures and errors apart, and no text breaks out of its place', () => {
  const result = (name: string, outcome: 'Passed' | 'Failed' | 'Error') =>
    ({
      name,
      outcome,
      kind: 'Test',
      workload: 'w',
      trace: [],
      failures: outcome === 'Passed' ? [] : [{ assertion: 'neverOn', message: ']]></failure>&"\u0000\u001b' }],
    }) as const
  const xml = formatJUnit([
    {
      apiVersion: 'tmcctl.kcp.io/v1alpha1',
      kind: 'PlacementTestResult',
      suite: '<s>',
      file: 'a"b',
      passed: 1,
      failed: 2,
      results: [result('one', 'Passed'), result('two', 'Failed'), result('three', 'Error')],
    },
  ])
  expect(xml).toContain('<testsuite name="&lt;s&gt;" file="a&quot;b" tests="3" failures="1" errors="1">')
  expect(xml).toContain('message="neverOn: ]]&gt;&lt;/failure&gt;&amp;&quot;  "')
  expect(xml.match(/<failure /g)).toHaveLength(1)
})
