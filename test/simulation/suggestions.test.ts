import { describe, expect, test } from 'vitest'
import { formatSuggestions } from '../../src/cli/views/placement/what-if.ts'
import type { Decision } from '../../src/core/placement/index.ts'
import {
  answerShare,
  compareRuns,
  decideAll,
  findHeadroom,
  plannedEdits,
  type Loss,
  playOutage,
  reduceScenario,
  runScenario,
  suggestEdits,
  suggestionsOf,
  type TriedEdits,
} from '../../src/core/simulation/index.ts'
import { constraint, deployment, policy, regions, target } from '../placement/support/objects.ts'
import { clusterText, scenarioOf } from './support/scenarios.ts'

/** Two open targets and a cordoned one, ten cores each, for workloads that ask for one core a replica. */
const cordoned = target('us-9', { spec: { unschedulable: true } })
const short = (replicas: number) =>
  scenarioOf({ targets: [...regions({ eu: 2 }), cordoned], workloads: [deployment('web', { replicas })] })

describe('edits that place everything and edits that only place more are told apart', () => {
  test.each([
    { replicas: 25, whole: 'uncordon us-9', partial: undefined },
    { replicas: 35, whole: 'run 20 replicas instead of 35', partial: 'uncordon us-9' },
  ])('with $replicas replicas', ({ replicas, whole, partial }) => {
    const scenario = short(replicas)
    const [suggestions] = suggestEdits(scenario, runScenario(scenario).decisions)
    for (const { outcome, unplacedReplicas } of suggestions?.edits ?? [])
      expect([outcome, unplacedReplicas]).toEqual(['Placed', 0])
    for (const { outcome, placedReplicas, unplacedReplicas } of suggestions?.partialEdits ?? []) {
      expect([outcome, placedReplicas + unplacedReplicas]).toEqual(['Partial', replicas])
      expect(placedReplicas).toBeGreaterThan(20)
    }
    expect(suggestions?.edits.map(({ edit }) => edit)).toContain(whole)
    expect(suggestions?.partialEdits.map(({ edit }) => edit)).toEqual(partial === undefined ? [] : [partial])
  })

  test('in text, what only places more stands under its figures, where nothing places all', () => {
    const scenario = short(35)
    const [found] = suggestEdits(scenario, runScenario(scenario).decisions)
    if (found === undefined) throw new Error('nothing was suggested')
    expect(formatSuggestions([found])).not.toContain('uncordon')
    expect(formatSuggestions([{ ...found, edits: [] }]).split('\n')).toEqual([
      'shop/Deployment/web: no single edit that was tried places all of it',
      'shop/Deployment/web would place 30 of 35 if you',
      '  uncordon us-9  →  Partial: us-9=10 eu-1=10 eu-2=10; nothing else changes',
    ])
    expect(formatSuggestions([{ ...found, edits: [], partialEdits: [] }])).toBe(
      'shop/Deployment/web: no single edit that was tried helps',
    )
  })

  test('fewer replicas of which not all have a place are no help', () => {
    const scenario = scenarioOf({
      targets: regions({ eu: 1 }),
      workloads: [deployment('web', { replicas: 35 })],
      constraints: [constraint('few', { minReplicas: 8, maxReplicas: 8 })],
    })
    const [found] = suggestEdits(scenario, runScenario(scenario).decisions)
    const all = [...(found?.edits ?? []), ...(found?.partialEdits ?? [])]
    for (const { outcome, placedReplicas } of all) if (outcome !== 'Placed') expect(placedReplicas).toBeGreaterThan(8)
  })
})

describe('what is simulated is what the sentence says', () => {
  const only = (found: ReturnType<typeof suggestEdits>) => found[0]?.edits.map(({ edit }) => edit)

  test('one of two taints taken away does not help, and the other stays', () => {
    const gpu = { key: 'gpu', effect: 'NoSchedule' as const }
    const edge = { key: 'edge', effect: 'NoExecute' as const }
    const tainted = (...taints: (typeof gpu | typeof edge)[]) =>
      scenarioOf({ targets: [target('eu-1', { spec: { taints } })], workloads: [deployment('web')] })
    const found = (scenario: ReturnType<typeof tainted>) =>
      only(suggestEdits(scenario, runScenario(scenario).decisions))
    expect(found(tainted(gpu, edge))).toEqual([])
    expect(found(tainted(gpu))).toEqual(['take the taint gpu from eu-1'])
  })

  test('a bound of no replicas is raised to what is asked for', () => {
    const scenario = scenarioOf({
      targets: [target('eu-1')],
      workloads: [deployment('web', { replicas: 3 })],
      constraints: [constraint('none', { maxReplicas: 0 })],
    })
    expect(only(suggestEdits(scenario, runScenario(scenario).decisions))).toEqual([
      'set maxReplicas of constraint none to 3',
    ])
  })
})

describe('what an edit does to other workloads', () => {
  // api is decided first, and may only go where there is a GPU; web then takes what is left.
  const gpu = { labels: { gpu: 'yes' } }
  const scenario = scenarioOf({
    targets: [target('eu-1'), target('gpu-1', { ...gpu, spec: { unschedulable: true } })],
    workloads: [deployment('api', { replicas: 8 }), deployment('web', { replicas: 10 })],
    policies: [
      policy('gpus', {
        workloadSelector: { matchLabels: { app: 'api' } },
        enforcement: 'Required',
        rules: [{ name: 'gpu', effect: 'Require', celExpression: '"gpu" in target.metadata.labels', weight: 1 }],
      }),
    ],
  })
  const [found] = suggestEdits(scenario, runScenario(scenario).decisions)
  const edits = new Map(found?.edits.map((one) => [one.edit, one.alsoChanges]))

  test('is told with the edit, and those that take nothing from others come first', () => {
    expect([...edits.keys()]).toEqual([
      'uncordon gpu-1',
      'set enforcement of policy gpus to Preferred',
      'take rule "gpu" out of policy gpus',
    ])
    expect(edits.get('uncordon gpu-1')).toEqual({ workloads: 0, moved: 0, added: 0, removed: 0, changes: [] })
    expect(edits.get('take rule "gpu" out of policy gpus')).toMatchObject({
      workloads: 1,
      moved: 0,
      added: 0,
      removed: 8,
      changes: [
        {
          workload: { kind: 'Deployment', namespace: 'shop', name: 'web' },
          outcome: { before: 'Placed', after: 'Partial' },
          removed: 8,
          targets: [{ name: 'eu-1', before: 10, after: 2 }],
        },
      ],
    })
    expect(formatSuggestions(found === undefined ? [] : [found]).split('\n')).toEqual([
      'shop/Deployment/api would be placed if you',
      '  uncordon gpu-1  →  Placed: gpu-1=8; nothing else changes',
      ...['set enforcement of policy gpus to Preferred', 'take rule "gpu" out of policy gpus'].map(
        (edit) => `  ${edit}  →  Placed: eu-1=8; also takes 8 replicas of shop/Deployment/web from eu-1`,
      ),
    ])
  })

  test('is what two whole simulations differ by', () => {
    const { policies = [], ...rest } = scenario.inputs
    const without = { ...rest, policies: policies.map((one) => ({ ...one, spec: { ...one.spec, rules: [] } })) }
    const { totals } = compareRuns(decideAll(scenario.inputs), decideAll(without))
    const { alsoChanges, placedReplicas } = found?.edits.at(-1) ?? {}
    expect(totals).toMatchObject({ removed: alsoChanges?.removed, added: placedReplicas, moved: 0 })
  })

  test('where there are many edits, some are not tried, which is said; the same in any number of threads', () => {
    const targets = Array.from({ length: 230 }, (_, index) => target(`t-${index}`, { spec: { unschedulable: true } }))
    const many = scenarioOf({ targets, workloads: [deployment('web')] })
    const { decisions } = runScenario(many)
    const whole = suggestEdits(many, decisions)
    const shares = [0, 1].map((part) => answerShare({ kind: 'Edits', inputs: many.inputs }, { part, of: 2 }))
    expect(suggestionsOf(shares as TriedEdits[])).toEqual(whole)
    expect(whole.map(({ tried, untried }) => [tried, untried])).toEqual([[200, 30]])
    expect(formatSuggestions(whole).split('\n').at(-1)).toBe('  (30 of 230 edits were not tried: that would take long)')
  })

  test('the longer one run takes, the fewer edits are tried', () => {
    const targets = Array.from({ length: 60 }, (_, index) => target(`t-${index}`, { spec: { unschedulable: true } }))
    const { inputs } = scenarioOf({ targets, workloads: [deployment('web'), deployment('api')] })
    const { decisions } = runScenario(scenarioOf(inputs))
    const planned = (times: number) =>
      plannedEdits({ ...inputs, workloads: Array.from({ length: times }, () => inputs.workloads).flat() }, decisions)
    // Two workloads with 60 edits each; a million workloads take about 15 s, of which a minute has four, and ten are the least.
    expect([planned(1), planned(500_000)]).toEqual([120, 10])
  })
})

describe('without a part of the fleet, questions begin where the table does', () => {
  const scenario = scenarioOf({
    targets: [...regions({ eu: 3 }), cordoned],
    workloads: [deployment('api', { replicas: 8 }), deployment('web', { replicas: 16 })],
  })
  const reduced = reduceScenario(scenario, ['eu-3'])
  const { previous = [] } = reduced.options
  const table = decideAll(reduced.scenario.inputs, { previous }).decisions
  const anew = decideAll(reduced.scenario.inputs).decisions
  const placed = (decisions: readonly Decision[]) => decisions.map(({ clusters }) => clusterText(clusters))

  test('where the least moves, other workloads run short than where everything is decided anew', () => {
    expect([placed(table), placed(anew)]).toEqual([
      ['eu-2=3 eu-1=3', 'eu-1=7 eu-2=7'],
      ['eu-2=8', 'eu-1=10 eu-2=2'],
    ])
  })

  test('headroom counts from the placements of the table', () => {
    const { targets, most } = findHeadroom(reduced.scenario, 'web', [1], undefined, previous)
    expect(targets.map(({ name, now }) => `${name}=${now}`)).toEqual(['eu-1=7', 'eu-2=7'])
    expect([most, findHeadroom(reduced.scenario, 'web', [1]).most]).toEqual([14, 12])
  })

  test('losses and outages begin with them', () => {
    const { inputs } = reduced.scenario
    const losing = { kind: 'Losses' as const, inputs, each: 'target', atOnce: 1 }
    const lossOf = (before: { before?: typeof inputs }) => {
      const losses = answerShare({ ...losing, ...before }, { part: 0, of: 1 }) as readonly Loss[]
      const loss = losses.find(({ without }) => without.includes('eu-2'))
      return loss?.unplaced.map(({ workload, lostReplicas }) => `${workload.name}: ${lostReplicas}`)
    }
    expect([lossOf({ before: scenario.inputs }), lossOf({})]).toEqual([
      ['api: 3', 'web: 7'],
      ['api: 8', 'web: 2'],
    ])
    const stranded = (options: Parameters<typeof playOutage>[2]) =>
      playOutage(reduced.scenario, ['eu-1'], options).events.flatMap(({ event, message }) =>
        event === 'Unplaced' ? [message.slice(0, message.indexOf(' find'))] : [],
      )
    expect([stranded({ previous }), stranded({})]).toEqual([
      ['shop/Deployment/api: 3', 'shop/Deployment/web: 7'],
      ['shop/Deployment/web: 10'],
    ])
  })

  test('edits are tried from them, in one thread or several', () => {
    const question = { kind: 'Edits' as const, inputs: reduced.scenario.inputs, before: scenario.inputs }
    const whole = suggestEdits(reduced.scenario, table, previous)
    const parts = [0, 1, 2].map((part) => answerShare(question, { part, of: 3 }) as TriedEdits)
    expect(suggestionsOf(parts)).toEqual(whole)
    expect(whole.map(({ workload, edits }) => [workload.name, edits.map(({ edit }) => edit)])).toEqual([
      ['api', ['uncordon us-9', 'run 6 replicas instead of 8']],
      // The first would also move some of api, now that there is room.
      ['web', ['run 14 replicas instead of 16', 'uncordon us-9']],
    ])
  })
})
