import { expect, test } from 'vitest'
import { formatPlan } from '../../../src/cli/views/placement/plan.ts'
import { planDecisions } from '../../../src/core/simulation/index.ts'
import { deployment, policy, target } from '../../placement/support/objects.ts'
import { scenarioOf } from '../../simulation/support/scenarios.ts'

const time = '2026-01-01T00:00:00Z'
const scenario = scenarioOf({
  targets: [target('a', { capacity: { cpu: '2' } }), target('b', { spec: { unschedulable: true } })],
  workloads: [deployment('web', { replicas: 3 }), deployment('api', { replicas: 0 })],
  policies: [policy('p')],
})

const linesOf = (plan: ReturnType<typeof planDecisions>) =>
  formatPlan(plan)
    .split('\n')
    .map((line) => line.trimEnd())

test('a plan says why something finds no place, also where nothing changes', () => {
  const plan = planDecisions(scenario, { time })
  const why =
    '1 replica found no place: too little cpu is left for one more, which needs 1 (a); 1× Cordoned: it is cordoned'
  expect(linesOf(plan)).toEqual([
    'PLAN     WORKLOAD              OUTCOME   BEFORE   AFTER   WHY',
    'Create   shop/Deployment/api   Placed    <none>   a=0',
    `Create   shop/Deployment/web   Partial   <none>   a=2     ${why}`,
    '2 to create, 0 to change, 0 to remove, 0 as they are',
  ])
  const decisions = plan.decisions.map(({ object }) => object)
  expect(linesOf(planDecisions(scenarioOf({ ...scenario.inputs, decisions }), { time }))).toEqual([
    'PLAN   WORKLOAD              OUTCOME   BEFORE   AFTER   WHY',
    `Keep   shop/Deployment/web   Partial   a=2      a=2     ${why}`,
    '0 to create, 0 to change, 0 to remove, 2 as they are',
  ])
})
