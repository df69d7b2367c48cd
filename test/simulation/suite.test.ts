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
    fails: '{ placedOn: [region=ap] }',
    message: 'nothing of it is on region=ap',
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

test('a test that fails shows what spoke for the targets that were chosen', async () => {
  const rules = [
    { name: 'in-us', effect: 'Prefer' as const, weight: 50, celExpression: "target.metadata.name.startsWith('us')" },
  ]
  const preferring = scenarioOf({ ...scenario.inputs, policies: [policy('spread', { strategy: 'Spread', rules })] })
  const [manifest] = await manifestsFrom(
    'apiVersion: tmcctl.kcp.io/v1alpha1\nkind: PlacementTest\nmetadata: { name: s }\nspec: { tests: [{ name: t, workload: web, expect: { neverOn: [us-1] } }] }',
  )
  if (manifest === undefined) throw new Error('no manifest')
  const result = runSuite(readSuite(manifest), preferring)
  const [shown] = result.results[0]?.trace ?? []
  expect(shown?.trace.find(({ name }) => name === 'in-us')).toMatchObject({ verdict: 'Matched', points: 50 })
  const xml = formatJUnit([result])
  expect(xml).toContain('us-1: Prefer in-us: Matched, 50 points')
  expect(xml).toMatch(/us-1: ranked by tier 0, .*ruleScore 100, Spread /)
})

test.each([
  {
    given: '{ neverOn: [us-11] }',
    assertion: 'neverOn',
    message: 'the fleet has no target "us-11" (did you mean us-1?)',
  },
  { given: '{ onlyOn: [eu-1, moon] }', assertion: 'onlyOn', message: 'the fleet has no target "moon"' },
  {
    given: '{ replicas: { at: { eu-3: { max: 0 } } } }',
    assertion: 'replicas.at',
    message: 'the fleet has no target "eu-3" (did you mean eu-1?)',
  },
])('a name misspelt does not let a test pass: $given', async ({ given, assertion, message }) => {
  expect((await run(given)).results).toMatchObject([{ outcome: 'Error', failures: [{ assertion, message }] }])
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
    name: 'a test that expects nothing',
    given: 'spec: { tests: [{ name: a, workload: w, expect: {} }] }',
    expected: 'nothing is expected, so that the test cannot fail',
  },
  {
    name: 'a range that holds nothing',
    given: 'spec: { tests: [{ name: a, workload: w, expect: { replicas: { at: { eu-1: { min: 5, max: 2 } } } } }] }',
    expected: 'min 5 is more than max 2',
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

/** The elements of an XML text, each with its attributes and its parent; throws when tags do not close as they opened. */
function elementsOf(text: string) {
  const elements: { tag: string; parent: string | undefined; attributes: Map<string, string> }[] = []
  const open: string[] = []
  const body = text.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '')
  const left = body.replace(
    /<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g,
    (_, end: string, tag: string, rest: string, closed: string) => {
      if (end !== '') expect(open.pop()).toBe(tag)
      else {
        const attributes = new Map(
          [...rest.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
        )
        elements.push({ tag, parent: open.at(-1), attributes })
        if (closed === '') open.push(tag)
      }
      return ''
    },
  )
  expect(open).toEqual([])
  expect(left.replaceAll(/&(?:amp|lt|gt|quot|#\d+);/g, '')).not.toMatch(/[<&]/)
  return elements
}

test('JUnit has the structure that pipelines read: counts that agree, no times, no character that XML forbids', () => {
  const hostile = 'one\ntwo\t\u0000\u0007\u001b[31m\ud800\uffff <a b="c">&amp;'
  const base = { kind: 'Test', workload: 'w' } as const
  const trace = [
    {
      workload: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
      clusterName: 'eu-1',
      outcome: 'Placed',
      policy: 'p',
      isChosen: false,
      replicas: null,
      reason: null,
      reasons: [{ stage: 'Schedulable', name: 'Schedulable', code: 'Cordoned', message: `cordoned ${hostile}` }],
      overflow: null,
      leftOver: [],
      runsOn: [],
      lostTo: null,
      trace: [],
    },
  ] as const
  const failures = [{ assertion: 'neverOn', message: hostile }]
  const suite = (name: string, results: SuiteResult['results']): SuiteResult => ({
    apiVersion: 'tmcctl.kcp.io/v1alpha1',
    kind: 'PlacementTestResult',
    suite: name,
    file: hostile,
    passed: results.filter(({ outcome }) => outcome === 'Passed').length,
    failed: results.filter(({ outcome }) => outcome !== 'Passed').length,
    results,
  })
  const xml = formatJUnit([
    suite('a', [
      { ...base, name: 'passes', outcome: 'Passed', failures: [], trace: [] },
      { ...base, name: hostile, outcome: 'Failed', failures, trace },
      { ...base, name: 'breaks', outcome: 'Error', failures, trace: [] },
    ]),
    suite('b', [{ ...base, name: 'fails', outcome: 'Failed', failures, trace: [] }]),
  ])
  const elements = elementsOf(xml)
  expect(elements.map(({ tag, parent }) => `${parent ?? ''}/${tag}`)).toEqual([
    '/testsuites',
    'testsuites/testsuite',
    ...['testsuite/testcase', 'testsuite/testcase', 'testcase/failure', 'testsuite/testcase', 'testcase/error'],
    'testsuites/testsuite',
    ...['testsuite/testcase', 'testcase/failure'],
  ])
  const counts = elements
    .filter(({ tag }) => tag.startsWith('testsuite'))
    .map(({ attributes }) => ['tests', 'failures', 'errors'].map((name) => Number(attributes.get(name))))
  expect(counts).toEqual([
    [4, 2, 1],
    [3, 1, 1],
    [1, 1, 0],
  ])
  const required = {
    testsuites: ['name'],
    testsuite: ['name'],
    testcase: ['name', 'classname'],
    failure: ['message', 'type'],
    error: ['message', 'type'],
  }
  for (const { tag, attributes } of elements) {
    expect([...attributes.keys()]).toEqual(expect.arrayContaining(required[tag as keyof typeof required]))
    expect(attributes.has('time')).toBe(false)
    for (const value of attributes.values()) expect(value).not.toMatch(/[\t\n\r]/)
  }
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udfff]/)
  expect(xml).toContain('eu-1: Schedulable/Cordoned: cordoned one\ntwo')
})
