import { expect, test } from 'vitest'
import { planDecisions } from '../../src/core/simulation/index.ts'
import { validateCreate, PlacementDecision } from '../../src/core/api/index.ts'
import { deployment, policy, regions } from '../placement/support/objects.ts'
import { scenarioOf } from './support/scenarios.ts'

const time = '2026-01-01T00:00:00Z'
const scenario = scenarioOf({
  targets: regions({ eu: 2, us: 1 }),
  workloads: [deployment('web', { replicas: 6 }), deployment('api', { replicas: 2 }), deployment('big', { cpu: '99' })],
  policies: [policy('spread', { strategy: 'Spread' })],
})
const first = planDecisions(scenario, { time })
const stored = first.decisions.map(({ object }) => object)
const later = (changes: Partial<typeof scenario.inputs>) =>
  scenarioOf({ ...scenario.inputs, decisions: stored, ...changes })

test('every workload with a policy gets a decision that is valid, also one that finds no place', () => {
  expect(first.counts).toEqual({ Create: 3, Update: 0, Keep: 0, Remove: 0 })
  expect(first.unplaced).toBe(1)
  for (const { object } of first.decisions) expect(validateCreate(PlacementDecision, object).errors).toEqual([])
})

test('planning again keeps everything', () => {
  const again = planDecisions(later({}), { time: '2026-01-02T00:00:00Z' })
  expect([again.counts, again.moves]).toEqual([{ Create: 0, Update: 0, Keep: 3, Remove: 0 }, 0])
})

test('a target that is gone moves what it had', () => {
  const plan = planDecisions(later({ targets: scenario.inputs.targets.slice(0, 2) }), { time })
  const web = plan.decisions.find(({ workload }) => workload?.name === 'web')
  expect([web?.action, [...(web?.before ?? [])].sort(), web?.after]).toEqual([
    'Update',
    ['eu-1=2', 'eu-2=2', 'us-1=2'],
    ['eu-1=3', 'eu-2=3'],
  ])
  expect(plan.moves).toBeGreaterThan(0)
})

test('decisions of workloads that are gone are left alone unless pruned', () => {
  const gone = later({ workloads: scenario.inputs.workloads.slice(0, 1) })
  expect(planDecisions(gone, { time }).counts.Remove).toBe(0)
  expect(planDecisions(gone, { time, prune: true }).counts.Remove).toBe(2)
})

test('a workload that could not be decided is a mistake of the plan', () => {
  const wrong = later({ workloads: [...scenario.inputs.workloads, deployment('half', { replicas: 0.5 })] })
  expect(planDecisions(wrong, { time }).mistakes).toEqual([
    {
      message:
        'shop/Deployment/half: Deployment "half" is invalid: spec.replicas: Invalid value: 0.5: must be an integer from 0 to 2147483647',
    },
  ])
})

test('what is left over is written anew when it changes, though everything stays where it is', () => {
  const sized = (replicas: number, decisions?: typeof stored) =>
    scenarioOf({
      ...scenario.inputs,
      workloads: [deployment('web', { replicas })],
      ...(decisions === undefined ? {} : { decisions }),
    })
  const condition = ({ decisions: [one] }: ReturnType<typeof planDecisions>) => one?.object.status?.conditions?.[0]
  const short = planDecisions(sized(32), { time })
  expect(condition(short)).toMatchObject({
    status: 'False',
    message: '2 replicas found no place: too little cpu is left for one more, which needs 1 (eu-1, eu-2, us-1)',
  })
  const objects = short.decisions.map(({ object }) => object)
  const shorter = planDecisions(sized(33, objects), { time })
  expect([shorter.counts.Update, shorter.moves]).toEqual([1, 0])
  expect(condition(shorter)?.message).toMatch(/^3 replicas found no place/)
  const whole = planDecisions(sized(30, objects), { time })
  expect([whole.counts.Update, whole.moves, condition(whole)?.status]).toEqual([1, 0, 'True'])
  expect(planDecisions(sized(32, objects), { time }).counts).toMatchObject({ Update: 0, Keep: 1 })
})
