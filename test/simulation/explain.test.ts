import { expect, test } from 'vitest'
import {
  askAbout,
  explainWorkload,
  findWorkload,
  playOutage,
  reduceScenario,
  runScenario,
  simulate,
} from '../../src/core/simulation/index.ts'
import { answerFor } from '../../src/core/simulation/why.ts'
import { deployment, object, policy, regions, target } from '../placement/support/objects.ts'
import { errorOf, scenarioOf } from './support/scenarios.ts'

const gold = policy('gold', {
  enforcement: 'Required',
  rules: [
    { name: 'gold', effect: 'Require', weight: 50, celExpression: 'target.hasLabel("tier", params.tier)' },
    { name: 'near', effect: 'Prefer', weight: 80, celExpression: 'target.metadata.name.startsWith("eu")' },
  ],
  params: { tier: 'gold' },
})
const scenario = scenarioOf({
  targets: [
    ...regions({ eu: 1, us: 1 }, { labels: { tier: 'gold' } }),
    target('eu-9', { spec: { unschedulable: true, taints: [{ key: 'gpu', effect: 'NoSchedule' }] } }),
  ],
  workloads: [deployment('web', { replicas: 1 })],
  policies: [gold],
})

test('the matrix has a column for every step and a row for every target, chosen ones first', () => {
  const { steps, targets, placement } = explainWorkload(scenario, 'web')
  expect(placement.clusters.map(({ clusterName }) => clusterName)).toEqual(['eu-1'])
  expect(targets.map(({ clusterName }) => clusterName)).toEqual(['eu-1', 'eu-9', 'us-1'])
  expect(targets.every(({ verdicts }) => verdicts.length === steps.length)).toBe(true)
  expect(steps.filter(({ stage }) => stage === 'Rules').map(({ name }) => name)).toEqual(['gold', 'near'])
})

test('a target that several things keep out has all of them as reasons', () => {
  const answers = askAbout(runScenario(scenario), 'eu-9', 'WhyNot')
  expect(answers.answers[0]?.reasons.map(({ code }) => code).sort()).toEqual([
    'Cordoned',
    'RequireUnmatched',
    'UntoleratedTaint',
  ])
  const rule = answers.answers[0]?.trace.find(({ name }) => name === 'gold')
  expect(JSON.stringify(rule?.inputs)).toContain('params.tier')
})

test('a target that lost says to whom, on which level, and which rules made the difference', () => {
  const [answer] = askAbout(runScenario(scenario), 'us-1', 'WhyNot').answers
  expect(answer?.lostTo).toEqual({ clusterName: 'eu-1', level: 'ruleScore', own: 0, theirs: 100, because: ['near'] })
  expect(answer?.reasons[0]?.message).toContain('eu-1')
})

test('why asks about what is there', () => {
  const run = runScenario(scenario)
  expect(askAbout(run, 'eu-1', 'Why').answers.map(({ workload, replicas }) => [workload.name, replicas])).toEqual([
    ['web', 1],
  ])
  expect(askAbout(run, 'us-1', 'Why').answers).toEqual([])
})

test('what follows shows on every target whether what it follows runs there, and what the target lacks', () => {
  const services = { group: '', version: 'v1', resource: 'services' }
  const deployments = { group: 'apps', version: 'v1', resource: 'deployments' }
  const given = scenarioOf({
    targets: [
      target('full', { spec: { supportedAPIResources: [deployments, services] } }),
      target('bare', { spec: { supportedAPIResources: [deployments] } }),
      target('idle', { spec: { unschedulable: true } }),
    ],
    policies: [policy('everywhere', { strategy: 'Spread' })],
    workloads: [
      deployment('web', { replicas: 2 }),
      object('v1', 'Service', 'web', { spec: { selector: { app: 'web' } } }),
    ],
  })
  const { steps, targets } = explainWorkload(given, 'svc/web')
  expect(steps.map(({ stage }) => stage)).toEqual(['API', 'Follow'])
  const service = findWorkload(runScenario(given).decisions, 'svc/web', 'shop')
  const [, reported] = simulate(given, { explain: true }).placements
  const entries = [...(reported?.clusters ?? []), ...(reported?.rejected ?? [])]
  for (const [name, expected] of [
    ['full', { stage: 'Follow', verdict: 'Chosen' }],
    ['bare', { stage: 'API', verdict: 'Refused' }],
    ['idle', { stage: 'Follow', verdict: 'Refused' }],
  ] as const) {
    const explained = targets.find(({ clusterName }) => clusterName === name)
    expect(explained?.verdicts.filter((entry) => entry !== null)).toMatchObject([expected])
    expect(answerFor(service, name).trace).toMatchObject([expected])
    expect(entries.find(({ clusterName }) => clusterName === name)?.trace).toMatchObject([expected])
  }
})

test.each([
  { text: 'web', expected: 'Deployment' },
  { text: 'deploy/web', expected: 'Deployment' },
  { text: 'Deployments/web', expected: 'Deployment' },
  { text: 'svc/web', expected: 'Service' },
  { text: 'shop/service/web', expected: 'Service' },
])('$text means the $expected', ({ text, expected }) => {
  const service = object('v1', 'Service', 'web', { spec: { selector: { app: 'web' } } })
  const { decisions } = runScenario({
    ...scenario,
    inputs: { ...scenario.inputs, workloads: [...scenario.inputs.workloads, service] },
  })
  expect(findWorkload(decisions, text, 'shop').workload.kind).toBe(expected)
})

test.each([
  { name: 'an unknown workload', call: () => explainWorkload(scenario, 'wed'), hint: 'did you mean web?' },
  {
    name: 'a workload named without its kind',
    call: () => explainWorkload(scenario, 'shop/web'),
    hint: 'did you mean shop/Deployment/web?',
  },
  {
    name: 'a target that was taken away',
    call: () => playOutage(reduceScenario(scenario, ['us-1']).scenario, ['us-1']),
    hint: 'ask about one that is left, or do not take it away',
  },
  { name: 'an unknown target', call: () => askAbout(runScenario(scenario), 'us-2', 'Why'), hint: 'did you mean us-1?' },
  {
    name: 'a name that two workloads have',
    call: () =>
      explainWorkload(
        scenarioOf({
          ...scenario.inputs,
          workloads: [deployment('web', { namespace: 'a' }), deployment('web', { namespace: 'b' })],
        }),
        'web',
      ),
    hint: 'say which: a/Deployment/web, b/Deployment/web',
  },
])('$name is an error with a way on', async ({ call, hint }) => {
  const error = await errorOf(call)
  expect([error.code, error.hint]).toEqual(['UnknownReference', hint])
})
