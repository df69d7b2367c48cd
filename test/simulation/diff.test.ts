import { expect, test } from 'vitest'
import { diffPlacements, exceeds, parseThreshold, planDecisions } from '../../src/core/simulation/index.ts'
import { deployment, policy, regions } from '../placement/support/objects.ts'
import { errorOf, scenarioOf } from './support/scenarios.ts'

const targets = regions({ eu: 2, us: 2 })
const spread = policy('spread', { strategy: 'Spread' })
const base = scenarioOf({
  targets,
  workloads: [deployment('web', { replicas: 8 }), deployment('api', { replicas: 4 })],
  policies: [spread],
})
const head = (changes: Partial<typeof base.inputs>) => scenarioOf({ ...base.inputs, ...changes })

test('the same on both sides is no difference', () => {
  const diff = diffPlacements(base, base)
  expect([diff.workloads, diff.targets, diff.wouldNowPrefer, diff.totals.changed]).toEqual([[], [], [], 0])
})

test('a target that is gone moves what it had, and nothing else', () => {
  const diff = diffPlacements(base, head({ targets: targets.filter(({ metadata }) => metadata.name !== 'us-2') }))
  expect(diff.totals).toMatchObject({ moved: 3, added: 0, removed: 0, before: 12, after: 12 })
  for (const { targets: shifts } of diff.workloads)
    expect(shifts.filter(({ before, after }) => after < before).map(({ name }) => name)).toEqual(['us-2'])
  expect(diff.domains.map(({ key }) => key)).toEqual(diff.domains.map(() => 'topology.kubernetes.io/region'))
})

test('a cordon moves nothing by itself, but the head would now prefer something else', () => {
  const cordoned = targets.map((one) =>
    one.metadata.name === 'us-2' ? { ...one, spec: { ...one.spec, unschedulable: true } } : one,
  )
  const diff = diffPlacements(base, head({ targets: cordoned }))
  expect(diff.totals).toMatchObject({ changed: 0, moved: 0 })
  expect(diff.wouldNowPrefer.map(({ workload }) => workload.name).sort()).toEqual(['api', 'web'])
  expect(diffPlacements(base, head({ targets: cordoned }), { fresh: true }).totals.moved).toBe(3)
})

test('what a base has stored is where its workloads are, not where they would go today', () => {
  const only = scenarioOf({ ...base.inputs, targets: targets.slice(0, 2) })
  const decisions = planDecisions(only, { time: '2026-01-01T00:00:00Z' }).decisions.map(({ object }) => object)
  const stored = head({ decisions })
  const shiftsOf = (diff: ReturnType<typeof diffPlacements>) =>
    diff.targets.map(({ name, before, after }) => [name, before, after])
  expect(diffPlacements(stored, base).totals).toMatchObject({ changed: 0, moved: 0, before: 12 })
  expect(
    diffPlacements(stored, base)
      .wouldNowPrefer.map(({ workload }) => workload.name)
      .sort(),
  ).toEqual(['api', 'web'])
  expect(shiftsOf(diffPlacements(stored, head({ targets: targets.slice(1) })))).toContainEqual(['eu-1', 6, 0])
  expect(diffPlacements(stored, base, { fresh: true }).totals.moved).toBe(6)
})

test('a rule that forbids a region says why replicas leave it', () => {
  const rules = [
    { name: 'not-us', effect: 'Forbid' as const, weight: 50, celExpression: 'target.metadata.name.startsWith("us")' },
  ]
  const diff = diffPlacements(
    base,
    head({ policies: [policy('spread', { strategy: 'Spread', enforcement: 'Required', rules })] }),
  )
  expect(diff.domains).toEqual([
    { key: 'topology.kubernetes.io/region', name: 'eu', before: 6, after: 12 },
    { key: 'topology.kubernetes.io/region', name: 'us', before: 6, after: 0 },
  ])
  expect(diff.workloads[0]?.because.map(({ reasons }) => reasons[0]?.code)).toEqual(['ForbidMatched', 'ForbidMatched'])
})

test.each([
  {
    name: 'a new workload',
    changes: { workloads: [...base.inputs.workloads, deployment('new', { replicas: 2 })] },
    expected: { change: 'Added', added: 2, removed: 0 },
  },
  {
    name: 'a workload that is gone',
    changes: { workloads: base.inputs.workloads.slice(0, 1) },
    expected: { change: 'Removed', added: 0, removed: 4 },
  },
  {
    name: 'a workload that grows',
    changes: { workloads: [deployment('web', { replicas: 10 }), deployment('api', { replicas: 4 })] },
    expected: { change: 'Changed', added: 2, removed: 0, moved: 0 },
  },
])('$name', ({ changes, expected }) => {
  expect(diffPlacements(base, head(changes)).workloads).toMatchObject([expected])
})

const lossy = diffPlacements(base, head({ targets: targets.filter(({ metadata }) => metadata.name !== 'us-2') }))

test.each([
  { text: 'moved>2', met: true },
  { text: 'moved>3', met: false },
  { text: 'moved>=3', met: true },
  { text: 'moved > 24%', met: true },
  { text: 'moved>25%', met: false },
  { text: 'moved>=25%', met: true },
  { text: 'removed>0', met: false },
  { text: 'changed>50%', met: true },
  { text: 'unplaced>0', met: false },
  { text: 'overflow>0%', met: false },
])('$text is met: $met', ({ text, met }) => {
  expect(exceeds(lossy, parseThreshold(text))).toBe(met)
})

test.each(['', 'moved', 'moved>', 'moved>x', 'moved<5', 'gone>5%', 'constructor>1', 'moved>-1'])(
  '%j is no condition',
  async (text) => {
    expect((await errorOf(() => parseThreshold(text))).code).toBe('Usage')
  },
)
