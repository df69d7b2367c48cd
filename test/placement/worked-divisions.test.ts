import { describe, expect, test } from 'vitest'
import { divideReplicas, rescheduleAll, type Share } from '../../src/core/placement/index.ts'
import {
  constraint,
  decisionOf,
  deployment,
  distribution,
  placed,
  storedDecision,
  target,
  type TargetParts,
} from './support/objects.ts'

/** A target that is a zone of its own. */
const zone = (name: string, parts: TargetParts = {}): [string, TargetParts] => [
  name,
  { capacity: { cpu: '20' }, ...parts, labels: { zone: name } },
]

describe('divisions of the field', () => {
  test.each([
    [[1, 0, 0]],
    [[1, 1, 0]],
    [[1, 1, 1]],
    [[2, 1, 1]],
    [[2, 2, 1]],
    [[3, 2, 1]],
    [[4, 2, 1]],
    [[4, 3, 1]],
    [[4, 3, 2]],
    [[5, 3, 2]],
  ])('a distribution of weights 170:110:60 gives %j (Karmada webstermethod.go)', (seats) => {
    const names = ['a', 'b', 'c']
    const replicas = seats.reduce((sum, seat) => sum + seat, 0)
    const decision = decisionOf({
      targets: names.map((name) => target(name)),
      workloads: [deployment('web', { replicas })],
      distributions: [
        distribution('d', { targets: [170, 110, 60].map((weight, index) => ({ name: names[index] ?? '', weight })) }),
      ],
    })
    expect(names.map((name) => placed(decision)[name] ?? 0)).toEqual(seats)
  })

  test.each<{ name: string; source: string; total: number; shares: Share[]; seats: number[] }>([
    {
      name: 'weights 2:1 share two replicas',
      source: 'Karmada issue 6424, where it was 2/0',
      total: 2,
      shares: [{ weight: 2 }, { weight: 1 }],
      seats: [1, 1],
    },
    {
      name: 'ten over 6:6:2, as by largest remainder',
      source: 'the Alabama paradox',
      total: 10,
      shares: [{ weight: 6 }, { weight: 6 }, { weight: 2 }],
      seats: [4, 4, 2],
    },
    {
      name: 'eleven over 6:6:2 take nothing from the third, which largest remainder cuts to 1',
      source: 'the Alabama paradox; Karmada issue 6735',
      total: 11,
      shares: [{ weight: 6 }, { weight: 6 }, { weight: 2 }],
      seats: [5, 4, 2],
    },
    {
      name: 'one each, then by weight',
      source: 'Karmada issue 6424',
      total: 5,
      shares: [
        { weight: 100, min: 1 },
        { weight: 1, min: 1 },
        { weight: 1, min: 1 },
      ],
      seats: [3, 1, 1],
    },
    {
      name: 'an even mode',
      source: 'Karmada issue 4805',
      total: 8,
      shares: [{ weight: 1 }, { weight: 1 }, { weight: 1 }],
      seats: [3, 3, 2],
    },
  ])('$name ($source)', ({ total, shares, seats }) => {
    expect(divideReplicas(total, shares)).toEqual({ seats, overflow: 0 })
  })

  test.each<{ name: string; source: string; capacity: { [name: string]: string }; cpu: string; fits: number }>([
    {
      name: 'the scarcest resource decides how many fit',
      source: 'Karmada dynamic division',
      capacity: { cpu: '10', memory: '4Gi', pods: '110' },
      cpu: '1',
      fits: 4,
    },
    {
      name: 'pod slots are a resource',
      source: 'Karmada dynamic division',
      capacity: { cpu: '10', memory: '9Gi', pods: '3' },
      cpu: '1',
      fits: 3,
    },
    {
      name: 'what asks for nothing is bound by pod slots alone',
      source: 'Karmada dynamic division',
      capacity: { cpu: '0', memory: '0', pods: '7' },
      cpu: '0',
      fits: 7,
    },
  ])('$name ($source); what does not fit is left over', ({ capacity, cpu, fits }) => {
    const memory = cpu === '0' ? '0' : '1Gi'
    const workloads = [deployment('web', { replicas: 10, cpu, memory })]
    const decision = decisionOf({ targets: [target('t', { capacity })], workloads })
    expect([placed(decision), decision.overflow]).toEqual([{ t: fits }, 10 - fits])
  })

  test('Aggregated divides by free room over the fewest that hold it, it does not fill the first (Karmada)', () => {
    const decision = decisionOf({
      targets: ['10', '8', '3'].map((cpu) => target(`free-${cpu}`, { capacity: { cpu } })),
      workloads: [deployment('web', { replicas: 12 })],
      distributions: [distribution('d', { placement: { mode: 'Aggregated' } })],
    })
    expect(placed(decision)).toEqual({ 'free-10': 7, 'free-8': 5 })
  })

  test.each<{ name: string; targets: [string, TargetParts][]; minDomains?: number; total: number; expected: object }>([
    {
      name: 'placed only where the domain is at most maxSkew above the emptiest',
      targets: [zone('a'), zone('b'), zone('c')],
      total: 8,
      expected: { seats: [3, 3, 2], overflow: 0 },
    },
    {
      name: 'a domain without any counts, as its nodes are there',
      targets: [zone('a'), zone('b'), zone('c', { capacity: { cpu: '0' } })],
      total: 8,
      expected: { seats: [1, 1], overflow: 6 },
    },
    {
      name: 'only eligible domains make the emptiest',
      targets: [zone('a'), zone('b'), zone('c', { spec: { unschedulable: true } })],
      total: 8,
      expected: { seats: [4, 4], overflow: 0 },
    },
    {
      name: 'the emptiest counts 0 while fewer than minDomains are eligible',
      targets: [zone('a'), zone('b')],
      minDomains: 3,
      total: 8,
      expected: { seats: [1, 1], overflow: 6 },
    },
    {
      name: 'as many as minDomains count as they are',
      targets: [zone('a'), zone('b')],
      minDomains: 2,
      total: 8,
      expected: { seats: [4, 4], overflow: 0 },
    },
    {
      name: 'what has no value for the key is refused (KubeFleet lets it pass)',
      targets: [zone('a'), ['keyless', {}]],
      total: 8,
      expected: { seats: [8], overflow: 0 },
    },
  ])('hard skew of 1: $name (kube-scheduler podtopologyspread)', ({ targets, minDomains, total, expected }) => {
    const spread = { topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' as const }
    const decision = decisionOf({
      targets: targets.map(([name, parts]) => target(name, parts)),
      workloads: [deployment('web', { replicas: total })],
      constraints: [
        constraint('s', {
          topologySpreadConstraints: [minDomains === undefined ? spread : { ...spread, minDomains }],
        }),
      ],
    })
    const seats = Object.values(placed(decision)).sort((left, right) => (right ?? 0) - (left ?? 0))
    expect({ seats, overflow: decision.overflow }).toEqual(expected)
  })

  test('a middle domain may grow while another is too full already (kube-scheduler; KubeFleet refuses)', () => {
    const spread = { topologyKey: 'zone', maxSkew: 2, whenUnsatisfiable: 'DoNotSchedule' as const }
    const targets = [zone('a'), zone('b'), zone('c', { capacity: { cpu: '0' } })]
    const web = (replicas: number) => deployment('web', { replicas })
    const given = {
      targets: targets.map(([name, parts]) => target(name, parts)),
      constraints: [constraint('s', { topologySpreadConstraints: [spread] })],
    }
    const again = rescheduleAll({ ...given, workloads: [web(8)] }, [storedDecision(web(6), { a: 5, b: 1 })])
    expect(again.decisions.map((decision) => [placed(decision), decision.overflow])).toEqual([[{ a: 5, b: 2 }, 1]])
  })
})
