import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  findHeadroom,
  parseRemoval,
  playOutage,
  reduceScenario,
  runScenario,
  simulate,
  suggestEdits,
  tryLosses,
  tryOrderings,
  withoutParts,
} from '../../src/core/simulation/index.ts'
import { constraint, deployment, policy, regions, target } from '../placement/support/objects.ts'
import { clusterText, errorOf, scenarioOf } from './support/scenarios.ts'

const zone = (name: string) => ({
  name,
  labels: { 'topology.kubernetes.io/zone': name },
  capacity: { cpu: '4', pods: '100' },
})
const zoned = target('eu-1', {
  spec: { cells: [zone('eu-a'), zone('eu-b')] },
  status: { availableResources: { cpu: '3', pods: '100' } },
})
const twoRegions = scenarioOf({ targets: regions({ eu: 2, us: 1 }), workloads: [deployment('web', { replicas: 20 })] })

test('a zone takes its cells away, and the share of what was free in them', () => {
  const { scenario, targets, cells } = withoutParts(scenarioOf({ targets: [zoned], workloads: [] }), [
    parseRemoval('zone=eu-a'),
  ])
  expect([targets, cells]).toEqual([[], ['eu-1/eu-a']])
  expect(scenario.inputs.targets[0]?.status?.availableResources).toEqual({ cpu: '1500m', pods: '50' })
})

test('a target without a cell left is gone', () => {
  const { scenario, targets } = withoutParts(
    scenarioOf({ targets: [zoned], workloads: [] }),
    ['zone=eu-a', 'zone=eu-b'].map(parseRemoval),
  )
  expect([targets, scenario.inputs.targets]).toEqual([['eu-1'], []])
  expect(scenario.inputs.absentTargets).toEqual(['eu-1'])
})

test.each([
  { removal: 'eu-3', hint: 'did you mean eu-1?' },
  { removal: 'region=eux', hint: 'did you mean eu?' },
  { removal: 'region=mars', hint: 'values are eu, us' },
  { removal: 'tier=gold', hint: 'no target has tier' },
])('$removal matches nothing, which is an error', async ({ removal, hint }) => {
  const error = await errorOf(() => withoutParts(twoRegions, [parseRemoval(removal)]))
  expect([error.code, error.hint]).toEqual(['UnknownReference', hint])
})

test('what is left is placed from where it was, and the report names what is gone', () => {
  const { scenario, options } = reduceScenario(twoRegions, ['us-1'])
  const report = simulate(scenario, options)
  expect(report.without).toEqual(['us-1'])
  expect(report.placements[0]?.clusters.map(({ clusterName }) => clusterName).sort()).toEqual(['eu-1', 'eu-2'])
})

test('losses come worst first, and what fits elsewhere is only moved', () => {
  const scenario = scenarioOf({
    targets: [...regions({ eu: 2 }), target('us-1', { capacity: { cpu: '30', pods: '110' } })],
    workloads: [deployment('web', { replicas: 30 })],
    policies: [policy('spread', { strategy: 'Spread' })],
  })
  const report = tryLosses(scenario)
  expect(report.losses.map(({ without, lostReplicas, moved }) => [without[0], lostReplicas, moved])).toEqual([
    ['us-1', 10, 0],
    ['eu-1', 0, 10],
    ['eu-2', 0, 10],
  ])
  expect(report.fatal).toBe(1)
  expect(tryLosses(scenario, { atOnce: 2 }).losses.map(({ without }) => without.join(' '))).toEqual([
    'eu-1 us-1',
    'eu-2 us-1',
    'eu-1 eu-2',
  ])
})

test.each([
  { options: { atOnce: 4 }, code: 'Usage' },
  { options: { each: 'rack' }, code: 'UnknownReference' },
])('$options cannot be lost', async ({ options, code }) => {
  expect((await errorOf(() => tryLosses(twoRegions, options))).code).toBe(code)
})

test('more combinations than can be tried are refused before any is', async () => {
  const many = scenarioOf({ targets: regions({ eu: 60 }), workloads: [] })
  expect((await errorOf(() => tryLosses(many, { atOnce: 4 }))).code).toBe('TooLarge')
})

test.each([
  { name: 'a short silence moves nothing', options: { lasts: '90s' }, events: ['LastBeat', 'End'], moved: 0 },
  {
    name: 'a silence that ends before eviction moves nothing',
    options: { lasts: '6m' },
    events: ['LastBeat', 'Unhealthy', 'End'],
    moved: 0,
  },
  {
    name: 'a long silence moves what ran there',
    options: { lasts: '1h' },
    events: ['LastBeat', 'Unhealthy', 'EvictionStarts', 'Moved', 'End'],
    moved: 10,
  },
  {
    name: 'eviction comes as late as told',
    options: { lasts: '1h', evictAfter: '58m' },
    events: ['LastBeat', 'Unhealthy', 'EvictionStarts', 'Moved', 'End'],
    moved: 10,
  },
  {
    name: 'eviction that is not due yet',
    options: { lasts: '1h', evictAfter: '59m' },
    events: ['LastBeat', 'Unhealthy', 'End'],
    moved: 0,
  },
])('$name', ({ options, events, moved }) => {
  const scenario = scenarioOf({
    ...twoRegions.inputs,
    policies: [policy('spread', { strategy: 'Spread' })],
    workloads: [deployment('web', { replicas: 20 })],
    now: '2026-01-01T00:00:00Z',
  })
  const us = simulate(scenario).placements[0]?.clusters.find(({ clusterName }) => clusterName === 'us-1')?.replicas
  const report = playOutage(scenario, ['us-1'], options)
  expect(report.events.map(({ event }) => event)).toEqual(events)
  expect(report.moved).toBe(moved === 0 ? 0 : us)
  expect(report.events[0]?.time).toBe('2026-01-01T00:00:00Z')
})

test('two targets that fall silent together do not send the same replica twice', () => {
  const scenario = scenarioOf({
    targets: regions({ eu: 2, us: 2 }, { capacity: { cpu: '50' } }),
    policies: [policy('spread', { strategy: 'Spread' })],
    workloads: [deployment('web', { replicas: 12 })],
  })
  const { events, moved, lost } = playOutage(scenario, ['us-1', 'us-2'])
  const told = events.filter(({ event }) => event === 'Moved')
  expect(told.map(({ clusterName, replicas }) => [clusterName, replicas])).toEqual([
    ['us-1', 3],
    ['us-2', 3],
  ])
  const arrived = told.map(({ message }) =>
    [...message.matchAll(/=(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0),
  )
  expect([arrived, moved, lost]).toEqual([[3, 3], 6, 0])
})

test.each([
  { text: '', code: 'Usage', hint: 'name a target' },
  { text: '=x', code: 'Usage', hint: 'name a target' },
  { text: 'eu-1,us-1', code: 'UnknownReference', hint: 'one name at a time' },
])('$text is no part of a fleet, and the hint says what is', async ({ text, code, hint }) => {
  const error = await errorOf(() => reduceScenario(twoRegions, [text]))
  expect([error.code, error.hint]).toEqual([code, expect.stringContaining(hint)])
})

test('an eviction that finds no place says what stays behind under Graceful', () => {
  const scenario = scenarioOf({ targets: regions({ eu: 1, us: 1 }), workloads: [deployment('web', { replicas: 20 })] })
  const { events, lost } = playOutage(scenario, ['us-1'])
  expect(lost).toBe(10)
  expect(events.find(({ event }) => event === 'Unplaced')?.message).toBe(
    'shop/Deployment/web: 10 find no place and stay where they are, unseen',
  )
})

test('where room is short the order of arrival matters, and where it is not it does not', () => {
  const two = (replicas: number) =>
    scenarioOf({
      targets: regions({ eu: 1 }),
      workloads: [deployment('a', { replicas }), deployment('b', { replicas })],
    })
  expect(tryOrderings(two(5), 8)).toMatchObject({ results: 1, dependsOnOrder: false, workloads: [] })
  const tight = tryOrderings(two(7), 8)
  expect(tight).toMatchObject({ results: 2, dependsOnOrder: true, unplacedReplicas: { least: 4, most: 4 } })
  expect(tight.workloads[0]?.placements.reduce((sum, { count }) => sum + count, 0)).toBe(8)
})

test('headroom is the largest size that fits, on any fleet', () => {
  const fleets = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 }),
    replicas: fc.integer({ min: 1, max: 20 }),
    max: fc.option(fc.integer({ min: 1, max: 9 })),
  })
  fc.assert(
    fc.property(fleets, ({ sizes, replicas, max }) => {
      const scenario = scenarioOf({
        targets: sizes.map((cpu, index) => target(`t-${index}`, { capacity: { cpu: String(cpu), pods: '110' } })),
        workloads: [deployment('web', { replicas })],
        constraints: max === null ? [] : [constraint('small', { maxReplicas: max })],
      })
      const room = sizes.reduce((sum, cpu) => sum + Math.min(cpu, max ?? Infinity), 0)
      const { most, more, binding } = findHeadroom(scenario, 'web')
      expect([most, more]).toEqual([room, room - replicas])
      expect(binding.length).toBeGreaterThan(0)
    }),
    { numRuns: 40 },
  )
})

test('nothing makes room for what grows, whichever was decided first', () => {
  const worlds = fc.record({
    cpu: fc.integer({ min: 4, max: 30 }),
    first: fc.integer({ min: 1, max: 8 }),
    second: fc.integer({ min: 1, max: 8 }),
  })
  fc.assert(
    fc.property(worlds, ({ cpu, first, second }) => {
      const scenario = scenarioOf({
        targets: [target('one', { capacity: { cpu: String(cpu), pods: '110' } })],
        workloads: [deployment('a', { replicas: first }), deployment('b', { replicas: second })],
      })
      fc.pre(first + second <= cpu)
      expect(findHeadroom(scenario, 'a').most).toBe(cpu - second)
      expect(findHeadroom(scenario, 'b').most).toBe(cpu - first)
    }),
    { numRuns: 40 },
  )
})

test('the limit that alone would have to give comes first, and growth says which one it is', () => {
  const scenario = scenarioOf({
    targets: regions({ eu: 2 }),
    workloads: [deployment('web', { replicas: 4 })],
    constraints: [constraint('small', { maxReplicas: 3 })],
  })
  const { most, binding, growth } = findHeadroom(scenario, 'web')
  expect([most, binding[0]?.code, binding[0]?.isSole]).toEqual([6, 'maxReplicas', true])
  expect(growth.map(({ factor, outcome, overflow }) => [factor, outcome, overflow])).toEqual([
    [1.2, 'Placed', 0],
    [1.5, 'Placed', 0],
    [2, 'Partial', 2],
  ])
})

test('headroom of what has no replicas is refused', async () => {
  const scenario = scenarioOf({ targets: regions({ eu: 1 }), workloads: [{ ...deployment('web'), kind: 'DaemonSet' }] })
  expect((await errorOf(() => findHeadroom(scenario, 'web'))).code).toBe('Usage')
})

const hard = (rules: Parameters<typeof policy>[1]) => policy('hard', { enforcement: 'Required', ...rules })

test.each([
  { name: 'a cordon', given: { targets: [target('eu-1', { spec: { unschedulable: true } })] }, edit: 'uncordon eu-1' },
  {
    name: 'a taint',
    given: {
      targets: [target('eu-1', { spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' as const }] } })],
      policies: [hard({})],
    },
    edit: 'tolerate the taint gpu:NoSchedule in policy hard',
  },
  {
    name: 'a rule',
    given: {
      targets: [target('eu-1')],
      policies: [hard({ rules: [{ name: 'no', effect: 'Forbid', weight: 50, celExpression: 'true' }] })],
    },
    edit: 'set enforcement of policy hard to Preferred',
  },
  {
    name: 'a selector',
    given: {
      targets: [target('eu-1')],
      policies: [hard({ clusterSelector: { clusterNames: ['eu-2'] } })],
      absentTargets: ['eu-2'],
    },
    edit: 'take the clusterSelector out of policy hard',
  },
  {
    name: 'a constraint',
    given: {
      targets: regions({ eu: 2 }),
      workloads: [deployment('web', { replicas: 12 })],
      constraints: [constraint('one', { maxClusters: 1 })],
    },
    edit: 'set maxClusters of constraint one to 2',
  },
])('what keeps $name from holding is found, and has been tried', ({ given, edit }) => {
  const scenario = scenarioOf({ workloads: [deployment('web', { replicas: 2 })], ...given })
  const [suggestions] = suggestEdits(scenario, runScenario(scenario).decisions)
  expect(suggestions?.edits[0]).toMatchObject({ edit, outcome: 'Placed', unplacedReplicas: 0 })
})

test('requests are made smaller when nothing else helps', () => {
  const scenario = scenarioOf({
    targets: regions({ eu: 1 }),
    workloads: [deployment('web', { replicas: 2, cpu: '12' })],
  })
  const [suggestions] = suggestEdits(scenario, runScenario(scenario).decisions)
  expect(suggestions?.edits.map(({ edit, outcome }) => [edit, outcome])).toContainEqual([
    'ask for 1/4 of the cpu',
    'Placed',
  ])
})

test('what no single edit places has no suggestion', () => {
  const shut = target('eu-1', { spec: { unschedulable: true, taints: [{ key: 'gpu', effect: 'NoSchedule' }] } })
  const scenario = scenarioOf({ targets: [shut], workloads: [deployment('web')] })
  expect(suggestEdits(scenario, runScenario(scenario).decisions)[0]?.edits).toEqual([])
  expect(clusterText(runScenario(scenario).decisions[0]?.clusters ?? [])).toBe('')
})

const nobody = scenarioOf({ targets: [], workloads: [deployment('web', { replicas: 2 })] })

test('with no targets, what stops a workload is that there are none', () => {
  expect(findHeadroom(nobody, 'web').binding).toEqual([
    { stage: 'Fleet', code: 'NoTargets', message: 'the fleet has no targets', count: 0, isSole: true },
  ])
})

test.each([
  { given: nobody, options: {}, message: 'the fleet has no targets that could be lost' },
  { given: twoRegions, options: { each: 'regoin' }, message: 'nothing in the fleet has a regoin that could be lost' },
])('$message: that is an error', async ({ given, options, message }) => {
  const error = await errorOf(() => tryLosses(given, options))
  expect(error.message).toBe(message)
})

test('the nearest of what can be lost is named', async () => {
  expect((await errorOf(() => tryLosses(twoRegions, { each: 'regoin' }))).hint).toBe('did you mean region?')
})
