import { describe, expect, test } from 'vitest'
import { type PlacementInputs, rescheduleAll, scheduleAll } from '../../src/core/placement/index.ts'
import {
  codes,
  constraint,
  decisionOf,
  deployment,
  placed,
  policy,
  ready,
  storedDecision,
  target,
  type TargetParts,
} from './support/objects.ts'

const web = deployment('web', { replicas: 2 })
const stays = { it: 2 }
const moves = { other: 2 }

type Row = {
  name: string
  /** What `it`, where both replicas run, has become; `other` is a healthy target. */
  parts: TargetParts
  inputs?: Partial<PlacementInputs>
  expected: { [name: string]: number }
  /** Whether a new workload may go to `it`. */
  takesNew: boolean
}

const noon = '2026-01-01T12:00:00Z'
const taint = (effect: 'NoExecute' | 'NoSchedule' | 'PreferNoSchedule', timeAdded?: string) => ({
  spec: { taints: [{ key: 'k', effect, ...(timeAdded === undefined ? {} : { timeAdded }) }] },
})
const tolerating = (tolerationSeconds?: number) => ({
  policies: [
    policy('p', {
      tolerations: [
        { key: 'k', operator: 'Exists' as const, ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }) },
      ],
    }),
  ],
})
const beat = (lastHeartbeatTime: string) => ({ status: { lastHeartbeatTime, conditions: [ready('True')] } })

const rows: Row[] = [
  { name: 'a healthy target keeps all and takes more', parts: {}, expected: stays, takesNew: true },
  {
    name: 'a cordoned target keeps what it has and takes nothing new',
    parts: { spec: { unschedulable: true } },
    expected: stays,
    takesNew: false,
  },
  {
    name: 'a drain that is due empties the target',
    parts: { spec: { evictAfter: noon } },
    inputs: { now: noon },
    expected: moves,
    takesNew: false,
  },
  {
    name: 'a drain that is due in a second does not yet, but nothing new comes',
    parts: { spec: { evictAfter: noon } },
    inputs: { now: '2026-01-01T11:59:59Z' },
    expected: stays,
    takesNew: false,
  },
  {
    name: 'a drain without a time to judge it by has begun',
    parts: { spec: { evictAfter: noon } },
    expected: moves,
    takesNew: false,
  },
  {
    name: 'a target that is being removed is emptied',
    parts: { status: { phase: 'Terminating', conditions: [ready('True')] } },
    expected: moves,
    takesNew: false,
  },
  {
    name: 'a target that is not ready is left',
    parts: { status: { conditions: [ready('False')] } },
    expected: moves,
    takesNew: false,
  },
  {
    name: 'a target that is not ready keeps all while eviction is not due',
    parts: { status: { conditions: [ready('False')] } },
    inputs: { keepsUnhealthy: true },
    expected: stays,
    takesNew: false,
  },
  {
    name: 'a silent target keeps all while eviction is not due',
    parts: beat('2026-01-01T11:00:00Z'),
    inputs: { now: noon, judgesHeartbeats: true, keepsUnhealthy: true },
    expected: stays,
    takesNew: false,
  },
  {
    name: 'keeping what is on unhealthy targets does not keep what is on drained ones',
    parts: { spec: { evictAfter: noon }, status: { conditions: [ready('False')] } },
    inputs: { now: noon, keepsUnhealthy: true },
    expected: moves,
    takesNew: false,
  },
  {
    name: 'a heartbeat of three intervals and the grace is fresh',
    parts: beat('2026-01-01T11:58:20Z'),
    inputs: { now: noon, judgesHeartbeats: true },
    expected: stays,
    takesNew: true,
  },
  {
    name: 'a heartbeat a millisecond older is not',
    parts: beat('2026-01-01T11:58:19.999Z'),
    inputs: { now: noon, judgesHeartbeats: true },
    expected: moves,
    takesNew: false,
  },
  {
    name: 'the grace is the one that was given',
    parts: beat('2026-01-01T11:58:19.999Z'),
    inputs: { now: noon, judgesHeartbeats: true, heartbeatGrace: 11 },
    expected: stays,
    takesNew: true,
  },
  {
    name: 'NoSchedule keeps out what is not there yet, and leaves what is',
    parts: taint('NoSchedule'),
    expected: stays,
    takesNew: false,
  },
  {
    name: 'PreferNoSchedule moves nothing',
    parts: taint('PreferNoSchedule'),
    expected: stays,
    takesNew: false,
  },
  { name: 'NoExecute drives out at once', parts: taint('NoExecute', noon), expected: moves, takesNew: false },
  {
    name: 'NoExecute that is tolerated for ever drives nobody out',
    parts: taint('NoExecute', '2020-01-01T00:00:00Z'),
    inputs: { now: noon, ...tolerating() },
    expected: stays,
    takesNew: true,
  },
  {
    name: 'NoExecute drives nobody out a second before its time is over',
    parts: taint('NoExecute', noon),
    inputs: { now: '2026-01-01T12:04:59Z', ...tolerating(300) },
    expected: stays,
    takesNew: true,
  },
  {
    name: 'NoExecute drives out when its time is over',
    parts: taint('NoExecute', noon),
    inputs: { now: '2026-01-01T12:05:00Z', ...tolerating(300) },
    expected: moves,
    takesNew: false,
  },
  {
    name: 'the shortest of several tolerations counts, as in Kubernetes',
    parts: taint('NoExecute', noon),
    inputs: {
      now: '2026-01-01T12:01:00Z',
      policies: [
        policy('p', {
          tolerations: [
            { key: 'k', operator: 'Exists', tolerationSeconds: 300 },
            { key: '', operator: 'Exists', tolerationSeconds: 60 },
          ],
        }),
      ],
    },
    expected: moves,
    takesNew: false,
  },
  {
    name: 'tolerationSeconds without the time the taint came wait',
    parts: taint('NoExecute'),
    inputs: { now: noon, ...tolerating(0) },
    expected: stays,
    takesNew: true,
  },
  {
    name: 'a key of a hard spread that is gone moves nothing',
    parts: {},
    inputs: {
      constraints: [
        constraint('s', {
          topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew: 5, whenUnsatisfiable: 'DoNotSchedule' }],
        }),
      ],
    },
    expected: stays,
    takesNew: false,
  },
  {
    name: 'an API that is gone moves what is there',
    parts: { spec: { supportedAPIResources: [] } },
    expected: moves,
    takesNew: false,
  },
  {
    name: 'a label that is gone moves what is there',
    parts: {},
    inputs: { policies: [policy('p', { clusterSelector: { labelSelector: { matchLabels: { zone: 'z' } } } })] },
    expected: moves,
    takesNew: false,
  },
  {
    name: 'a Required rule that no longer matches moves what is there',
    parts: {},
    inputs: {
      policies: [
        policy('p', {
          enforcement: 'Required',
          rules: [{ name: 'r', effect: 'Require', weight: 50, clusters: { include: ['other'] } }],
        }),
      ],
    },
    expected: moves,
    takesNew: false,
  },
  {
    name: 'a Preferred rule that no longer matches moves nothing',
    parts: {},
    inputs: {
      policies: [
        policy('p', { rules: [{ name: 'r', effect: 'Require', weight: 50, clusters: { include: ['other'] } }] }),
      ],
    },
    expected: stays,
    takesNew: false,
  },
]

describe('what stays where it runs, and what must leave', () => {
  test.each(rows)('$name', ({ parts, inputs = {}, expected, takesNew }) => {
    // Room for two beside the two that run: the status of targets does not count what a decision just placed.
    const it = target('it', { capacity: { cpu: '4' }, ...parts })
    const targets = [it, target('other', { capacity: { cpu: '9' }, labels: { zone: 'z' } })]
    const given: PlacementInputs = { targets, workloads: [web], ...inputs }
    const [decision] = rescheduleAll(given, [storedDecision(web, { it: 2 })]).decisions
    expect(decision === undefined ? undefined : placed(decision)).toEqual(expected)
    // What left does not come back with the next run.
    expect(
      decision === undefined ? undefined : placed(rescheduleAll(given, [decision]).decisions[0] ?? decision),
    ).toEqual(expected)
    // BestFit prefers `it`, the tighter of the two, whenever it may.
    expect(placed(decisionOf(given))).toEqual(takesNew ? stays : moves)
  })
})

test('a toleration whose time is over says so', () => {
  const decision = decisionOf({
    targets: [target('it', taint('NoExecute', noon)), target('other')],
    workloads: [web],
    now: '2026-01-01T12:05:00Z',
    ...tolerating(300),
  })
  expect(decision.reasonsFor('it')).toMatchObject([
    {
      code: 'UntoleratedTaint',
      message: 'it has the taint k:NoExecute, which the policy tolerated for 300 s, until now',
    },
  ])
})

describe('overrides expire', () => {
  const override = (effect: 'Force' | 'Exclude', expiresAt: string) =>
    storedDecision(web, {}, { overrides: [{ clusterName: 'it', effect, reason: 'audit', expiresAt }] })
  const given = (effect: 'Force' | 'Exclude', now?: string): PlacementInputs => ({
    targets: [
      target('it', { capacity: { cpu: '4' }, ...(effect === 'Force' ? { spec: { unschedulable: true } } : {}) }),
      target('other', { capacity: { cpu: '9' } }),
    ],
    workloads: [web],
    decisions: [override(effect, noon)],
    ...(now === undefined ? {} : { now }),
  })

  test.each<{ name: string; effect: 'Force' | 'Exclude'; now?: string; expected: object }>([
    { name: 'Force holds until a second before', effect: 'Force', now: '2026-01-01T11:59:59Z', expected: stays },
    { name: 'Force ends at its time', effect: 'Force', now: noon, expected: moves },
    { name: 'Exclude holds until a second before', effect: 'Exclude', now: '2026-01-01T11:59:59Z', expected: moves },
    { name: 'Exclude ends at its time', effect: 'Exclude', now: noon, expected: stays },
    { name: 'without a time nothing has expired', effect: 'Force', expected: stays },
  ])('$name', ({ effect, now, expected }) => {
    expect(placed(decisionOf(given(effect, now)))).toEqual(expected)
  })

  test('what Force bypassed stays in the trace and among the violations', () => {
    const decision = decisionOf(given('Force'))
    expect(decision.clusters).toMatchObject([{ clusterName: 'it', violations: ['Cordoned: unschedulable'] }])
    expect(decision.trace('it').entries).toContainEqual(
      expect.objectContaining({ name: 'schedulable', verdict: 'Bypassed', message: 'it is cordoned' }),
    )
  })

  test('Force does not bypass an API that is not served', () => {
    const decision = decisionOf({
      ...given('Force'),
      targets: [target('it', { spec: { supportedAPIResources: [] } }), target('other')],
    })
    expect(placed(decision)).toEqual(moves)
    expect(codes(decision, 'it')).toEqual(['APINotServed'])
    expect(decision.notes).toContainEqual({
      code: 'Override',
      message: '"it" cannot be forced: it does not serve deployments of apps/v1',
    })
  })
})

test('eviction by a NoExecute taint frees the room for others in the same run', () => {
  const given: PlacementInputs = {
    targets: [
      target('it', { capacity: { cpu: '2' }, ...taint('NoExecute') }),
      target('other', { capacity: { cpu: '2' } }),
    ],
    workloads: [web],
  }
  const first = scheduleAll({ ...given, targets: [target('it', { capacity: { cpu: '2' } })] }).decisions
  const [after] = rescheduleAll(given, first).decisions
  expect(after === undefined ? undefined : placed(after)).toEqual(moves)
})
