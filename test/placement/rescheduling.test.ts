import { describe, expect, test } from 'vitest'
import { type PlacementInputs, rescheduleAll, scheduleAll } from '../../src/core/placement/index.ts'
import { constraint, decisionOf, deployment, placed, policy, storedDecision, target } from './support/objects.ts'

const small = target('small', { capacity: { cpu: '4' } })
const middle = target('middle', { capacity: { cpu: '8' } })
const large = target('large', { capacity: { cpu: '20' } })
const three = [small, middle, large]

describe('rescheduling', () => {
  const base: PlacementInputs = {
    targets: three,
    workloads: [deployment('web', { replicas: 9 })],
    policies: [policy('p', { strategy: 'Spread' })],
  }
  const { decisions } = scheduleAll(base)
  const again = (change: Partial<PlacementInputs>) =>
    placed(rescheduleAll({ ...base, ...change }, decisions).decisions[0] ?? fail())
  const fail = (): never => {
    throw new Error('no decision')
  }

  test('a cordoned target keeps what it has', () => {
    expect(
      again({ targets: [target('small', { capacity: { cpu: '4' }, spec: { unschedulable: true } }), middle, large] }),
    ).toEqual({ large: 3, middle: 3, small: 3 })
  })

  test('a lost target moves only what ran there', () => {
    expect(again({ targets: [middle, large], absentTargets: ['small'] })).toEqual({ large: 5, middle: 4 })
  })

  test('scaling down takes by the division and adds nowhere', () => {
    expect(again({ workloads: [deployment('web', { replicas: 4 })] })).toEqual({ large: 2, middle: 1, small: 1 })
  })

  test.each<{ name: string; strategy: 'Spread' | 'BestFit'; limits: object; joins: string[]; expected: object }>([
    {
      name: 'what is left over stays so rather than empty the target that runs the rest',
      strategy: 'Spread',
      limits: { minReplicas: 2, maxClusters: 2 },
      joins: ['50'],
      expected: { old: 2 },
    },
    {
      name: 'what is left over goes to a target that joins',
      strategy: 'BestFit',
      limits: { maxClusters: 2 },
      joins: ['50'],
      expected: { old: 2, 'new-50': 1 },
    },
    {
      name: 'what is left over goes to the one of those that join which holds all of it',
      strategy: 'Spread',
      limits: { maxClusters: 2, minReplicas: 1 },
      joins: ['1', '2'],
      expected: { old: 2, 'new-2': 2 },
    },
  ])('$name', ({ strategy, limits, joins, expected }) => {
    const given: PlacementInputs = {
      targets: [target('old', { capacity: { cpu: '2' } })],
      workloads: [deployment('web', { replicas: joins.length === 2 ? 4 : 3 })],
      policies: [policy('p', { strategy })],
      constraints: [constraint('c', limits)],
    }
    const { decisions } = scheduleAll(given)
    expect(placed(decisions[0] ?? fail())).toEqual({ old: 2 })
    const more = joins.map((cpu) => target(`new-${cpu}`, { capacity: { cpu } }))
    const after = rescheduleAll({ ...given, targets: [...given.targets, ...more] }, decisions)
    expect(placed(after.decisions[0] ?? fail())).toEqual(expected)
  })

  test('stored decisions newer than the last sync are charged first', () => {
    const web = deployment('web', { replicas: 3 })
    const inputs = {
      targets: [small],
      workloads: [deployment('a', { replicas: 2 }), web],
      decisions: [storedDecision(web, { small: 3 })],
    }
    expect(decisionOf(inputs, 'a')).toMatchObject({ outcome: 'Partial', overflow: 1 })
  })
})
