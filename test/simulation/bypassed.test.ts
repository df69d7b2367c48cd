import { describe, expect, test } from 'vitest'
import { formatAnswers } from '../../src/cli/views/placement/answers.ts'
import { formatPlacementExplanation } from '../../src/cli/views/placement/explanation.ts'
import { paletteOf } from '../../src/cli/palette.ts'
import { askAbout, comparedRuns, explainDecision, pageModel, runScenario } from '../../src/core/simulation/index.ts'
import { constraint, decisionOf, deployment, storedDecision, target } from '../placement/support/objects.ts'
import { scenarioOf } from './support/scenarios.ts'

const web = deployment('web', { replicas: 12 })

/** Two targets of ten cores; an override forces all replicas, or as many as given, onto one of them. */
const forced = (replicas?: number, spec: Parameters<typeof target>[1] = {}) =>
  scenarioOf({
    targets: [target('it', spec), target('other')],
    workloads: [web],
    decisions: [
      storedDecision(
        web,
        {},
        {
          overrides: [
            { clusterName: 'it', effect: 'Force', reason: 'audit', ...(replicas === undefined ? {} : { replicas }) },
          ],
        },
      ),
    ],
  })

const entry = (scenario: ReturnType<typeof forced>, stage: string, name: string) =>
  decisionOf(scenario.inputs)
    .trace('it')
    .entries.find((one) => one.stage === stage && one.name === name)

describe('on a target that an override forces, a step that does not hold says so and names the override', () => {
  test.each([
    { replicas: 12, verdict: 'Bypassed', message: 'cpu: 12 is needed for 12 pods, 10 is free', override: 'audit' },
    { replicas: 11, verdict: 'Bypassed', message: 'cpu: 11 is needed for 11 pods, 10 is free', override: 'audit' },
    { replicas: 10, verdict: 'Passed', message: undefined, override: undefined },
    { replicas: 1, verdict: 'Passed', message: undefined, override: undefined },
  ])('$replicas replicas on ten cores: $verdict', ({ replicas, verdict, message, override }) => {
    const { verdict: found, message: told, override: named } = entry(forced(replicas), 'Resources', 'cpu') ?? {}
    expect([found, told, named]).toEqual([verdict, message, override])
  })

  test.each([
    { name: 'a cordon', spec: { unschedulable: true }, stage: 'Schedulable', step: 'schedulable' },
    {
      name: 'a taint',
      spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' as const }] },
      stage: 'Taints',
      step: 'taints',
    },
    {
      name: 'a quota',
      spec: { resourceQuotas: [{ scope: 'SyncTarget' as const, hard: { 'requests.cpu': '3' } }] },
      stage: 'Quota',
      step: 'resourceQuotas',
    },
  ])('$name', ({ spec, stage, step }) => {
    expect(entry(forced(4, { spec }), stage, step)).toMatchObject({ verdict: 'Bypassed', override: 'audit' })
  })

  test('as many replicas and targets as constraints do not allow', () => {
    const scenario = forced(4)
    const constraints = [constraint('few', { maxReplicas: 2, maxClusters: 1 })]
    const overrides = ['it', 'other'].map((clusterName) => {
      return { clusterName, effect: 'Force' as const, reason: 'audit', replicas: 4 }
    })
    const inputs = { ...scenario.inputs, constraints, decisions: [storedDecision(web, {}, { overrides })] }
    const entries = decisionOf(inputs)
      .trace('it')
      .entries.filter(({ stage }) => stage === 'Constraint')
    expect(entries.map(({ name, verdict, message, override }) => [name, verdict, message, override])).toEqual([
      ['maxReplicas', 'Bypassed', '"few" allows 2 replicas on a target, it is given 4', 'audit'],
      ['maxClusters', 'Bypassed', '"few" allows 1 target, 2 are taken', 'audit'],
    ])
  })

  test('what is not forced has no such thing', () => {
    const scenario = scenarioOf({ targets: [target('it')], workloads: [deployment('web', { replicas: 20 })] })
    for (const { entries } of decisionOf(scenario.inputs).traces())
      for (const { override, verdict } of entries)
        expect([override, verdict === 'Bypassed']).toEqual([undefined, false])
  })
})

describe('it is told', () => {
  const scenario = forced(12)
  const run = runScenario(scenario)
  const line =
    'Resources/cpu: does not hold: cpu: 12 is needed for 12 pods, 10 is free; bypassed by the override Force (audit)'

  test('by explain', async () => {
    const [decision] = run.decisions
    if (decision === undefined) throw new Error('nothing was decided')
    const text = formatPlacementExplanation(explainDecision(scenario, decision), await paletteOf(0))
    expect(text).toContain(`\nBypassed\n  it: ${line}\n`)
  })

  test('by why', () => {
    expect(formatAnswers(askAbout(run, 'it', 'Why'))).toContain(`  forced by an override: audit\n  ${line}\n`)
  })

  test('in the trace of the page', () => {
    const model = pageModel(scenario, comparedRuns(scenario, undefined).run)
    const cells = model.rows.flatMap(({ cells }) => cells)
    expect(cells.flatMap(({ trace }) => trace.map(({ text }) => text))).toContain(
      'Resources/cpu: does not hold, bypassed by the override Force (audit) (requested 1, free 10, capacity 10, fits 10): cpu: 12 is needed for 12 pods, 10 is free',
    )
  })
})
