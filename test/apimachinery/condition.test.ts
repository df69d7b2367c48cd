import { describe, expect, test } from 'vitest'
import {
  type Condition,
  findCondition,
  isConditionTrue,
  removeCondition,
  setCondition,
  summarizeConditions,
} from '../../src/core/apimachinery/index.ts'

const early = '2026-01-01T00:00:00Z'
const late = '2026-02-01T00:00:00Z'
const condition = (type: string, status: Condition['status'], rest: Partial<Condition> = {}): Condition => ({
  type,
  status,
  lastTransitionTime: early,
  ...rest,
})

describe('conditions', () => {
  test('the transition time moves with the status alone', () => {
    const first = setCondition(undefined, { type: 'Ready', status: 'False', reason: 'A' }, early)
    const reworded = setCondition(first, { type: 'Ready', status: 'False', reason: 'B', message: 'm' }, late)
    const turned = setCondition(reworded, { type: 'Ready', status: 'True' }, late)
    expect(reworded).toEqual([{ type: 'Ready', status: 'False', reason: 'B', message: 'm', lastTransitionTime: early }])
    expect(turned).toEqual([{ type: 'Ready', status: 'True', lastTransitionTime: late }])
    expect(first[0]?.reason).toBe('A')
  })

  test('the same statement again gives the same list, so that nothing is written', () => {
    const list = [condition('A', 'True', { observedGeneration: 1 }), condition('B', 'False')]
    expect(setCondition(list, { type: 'A', status: 'True', observedGeneration: 1 }, late)).toBe(list)
    expect(setCondition(list, { type: 'A', status: 'True', observedGeneration: 2 }, late)).not.toBe(list)
    expect(removeCondition(list, 'C')).toBe(list)
  })

  test('order is kept and a new one goes last', () => {
    const list = setCondition([condition('A', 'True'), condition('B', 'True')], { type: 'A', status: 'False' }, late)
    expect(setCondition(list, { type: 'C', status: 'True' }, late).map(({ type }) => type)).toEqual(['A', 'B', 'C'])
    expect(removeCondition(list, 'A').map(({ type }) => type)).toEqual(['B'])
  })

  test('one is found by its type', () => {
    const list = [condition('A', 'True'), condition('B', 'Unknown')]
    expect(findCondition(list, 'B')?.status).toBe('Unknown')
    expect(findCondition(undefined, 'B')).toBeUndefined()
    expect([isConditionTrue(list, 'A'), isConditionTrue(list, 'B'), isConditionTrue(list, 'C')]).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('a summary of conditions', () => {
  test.each([
    ['all True', [condition('A', 'True'), condition('B', 'True')], { status: 'True' }],
    ['none of them', undefined, { status: 'Unknown', reason: 'NotReported', message: 'A is not reported yet' }],
    [
      'one missing',
      [condition('A', 'True')],
      { status: 'Unknown', reason: 'NotReported', message: 'B is not reported yet' },
    ],
    [
      'one Unknown',
      [condition('A', 'True'), condition('B', 'Unknown', { reason: 'R' })],
      { status: 'Unknown', reason: 'R' },
    ],
    ['False before Unknown', [condition('A', 'Unknown'), condition('B', 'False')], { status: 'False', reason: 'B' }],
    [
      'the gravest speaks',
      [condition('A', 'False', { severity: 'Info', reason: 'X' }), condition('B', 'False', { message: 'm' })],
      { status: 'False', reason: 'B', message: 'm' },
    ],
    [
      'of equals the first named speaks',
      [condition('B', 'False', { severity: 'Warning' }), condition('A', 'False', { severity: 'Warning', reason: 'X' })],
      { status: 'False', reason: 'X', severity: 'Warning' },
    ],
    [
      'what is not asked for does not count',
      [condition('A', 'True'), condition('B', 'True'), condition('C', 'False')],
      { status: 'True' },
    ],
  ])('%s', (_, conditions, expected) => {
    expect(summarizeConditions(conditions, 'Ready', ['A', 'B'])).toEqual({ type: 'Ready', ...expected })
  })
})
