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
    expect(whole.flatMap(({ edits, partialEdits }) => [...edits, ...partialEdits]).length).toBeGreaterThan(2)
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

/** How far a question said it was: nothing skipped back, and all of it in the end. */
function stepsOf(question: Question): { steps: number; total: number } {
  const seen: number[] = []
  let of = 0
  answerShare(question, { part: 0, of: 1 }, (done, total) => {
    seen.push(done)
    of = total
  })
  expect(seen).toEqual([...seen].sort((left, right) => left - right))
  expect(seen.at(-1)).toBe(of)
  return { steps: seen.length, total: of }
}

test('every question tells how far it is, a suite after each of its tests and laws, and laws about targets at each', () => {
  const suite = {
    apiVersion: 'tmcctl.kcp.io/v1alpha1' as const,
    kind: 'PlacementTest' as const,
    metadata: { name: 'one' },
    spec: { tests: [{ name: 'is placed', workload: 'web-0', expect: { outcome: 'Placed' as const } }] },
  }
  // Deciding, the test, six laws of one step, two of a step for each of the six targets.
  expect(stepsOf({ kind: 'Suites', suites: [{ suite, inputs, file: 'a', laws: ['All'] }] })).toEqual({
    steps: 1 + 1 + 6 + 2 * 6,
    total: 1 + 1 + 6 + 2 * 6,
  })
  expect(stepsOf({ kind: 'Losses', inputs, each: 'target', atOnce: 1 })).toEqual({ steps: 7, total: 6 })
  expect(stepsOf({ kind: 'Orderings', inputs, count: 5 })).toEqual({ steps: 5, total: 5 })
  expect(stepsOf({ kind: 'Edits', inputs }).steps).toBeGreaterThan(3)
})

test('the size of a question is known before it is answered', () => {
  expect(sizeOf({ kind: 'Losses', inputs, each: 'target', atOnce: 2 }).parts).toBe(15)
  expect(sizeOf({ kind: 'Orderings', inputs, count: 10 }).parts).toBe(10)
  expect(sizeOf({ kind: 'Orderings', inputs, count: 1000 }).milliseconds).toBeGreaterThan(
    sizeOf({ kind: 'Orderings', inputs, count: 10 }).milliseconds,
  )
})
