import { describe, expect, test } from 'vitest'
import {
  type Answer,
  answerShare,
  lossReport,
  orderingReport,
  type Question,
  runScenario,
  sizeOf,
  suggestEdits,
  suggestionsOf,
  tryLosses,
  tryOrderings,
} from '../../src/core/simulation/index.ts'
import { deployment, policy, regions, target } from '../placement/support/objects.ts'
import { scenarioOf } from './support/scenarios.ts'
const tight = scenarioOf({
  targets: [...regions({ eu: 3, us: 2 }), target('us-9', { spec: { unschedulable: true } })],
  workloads: Array.from({ length: 9 }, (_, index) => deployment(`web-${index}`, { replicas: 7 + index, cpu: '1' })),
  policies: [policy('spread', { strategy: 'Spread' })],
})
const { inputs } = tight

/** All shares of a question, as threads give them: copied. */
function answers<Q extends Question>(question: Q, of: number): Answer<Q['kind']>[] {
  return Array.from({ length: of }, (_, part) =>
    structuredClone(answerShare(structuredClone(question), { part, of }) as Answer<Q['kind']>),
  )
}

describe.each([1, 2, 3, 7])('in %i shares', (of) => {
  test('losses are as they are in one', () => {
    const question = { kind: 'Losses' as const, inputs, each: 'target', atOnce: 2 }
    expect(lossReport(tight, question, answers(question, of).flat())).toEqual(tryLosses(tight, question))
  })

  test('orders are as they are in one', () => {
    const parts = answers({ kind: 'Orderings', inputs, count: 10 }, of)
    const whole = tryOrderings(tight, 10)
    expect(orderingReport(tight, 10, parts)).toEqual(whole)
    expect(whole.dependsOnOrder).toBe(true)
  })

  test('edits are as they are in one', () => {
    const whole = suggestEdits(tight, runScenario(tight).decisions)
    expect(suggestionsOf(answers({ kind: 'Edits', inputs }, of))).toEqual(whole)
    expect(whole.flatMap(({ edits }) => edits).length).toBeGreaterThan(2)
  })
})

test('suites are run each once, in their order', () => {
  const suites = ['a', 'b', 'c'].map((name) => ({
    suite: {
      apiVersion: 'tmcctl.kcp.io/v1alpha1' as const,
      kind: 'PlacementTest' as const,
      metadata: { name },
      spec: { tests: [{ name: 'is placed', workload: 'web-0', expect: { outcome: 'Placed' as const } }] },
    },
    inputs,
    file: `${name}.yaml`,
    laws: [],
  }))
  const results = answers({ kind: 'Suites', suites }, 2).flat()
  expect(results.map(({ suite, file, passed }) => [suite, file, passed])).toEqual([
    ['a', 'a.yaml', 1],
    ['b', 'b.yaml', 1],
    ['c', 'c.yaml', 1],
  ])
})

test('the size of a question is known before it is answered', () => {
  expect(sizeOf({ kind: 'Losses', inputs, each: 'target', atOnce: 2 }).parts).toBe(15)
  expect(sizeOf({ kind: 'Orderings', inputs, count: 10 }).parts).toBe(10)
  expect(sizeOf({ kind: 'Orderings', inputs, count: 1000 }).milliseconds).toBeGreaterThan(
    sizeOf({ kind: 'Orderings', inputs, count: 10 }).milliseconds,
  )
})
