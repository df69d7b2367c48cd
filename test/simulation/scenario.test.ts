import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { allKinds, kindFor } from '../../src/core/api/index.ts'
import { isJsonObject } from '../../src/core/apimachinery/index.ts'
import { memoryStore } from '../../src/core/store/index.ts'
import { readScenario } from '../../src/core/simulation/index.ts'
import { target } from '../placement/support/objects.ts'
import { errorOf, manifestsFrom, scenarioFrom } from './support/scenarios.ts'

const syncTarget = (name: string, more = '') => `
apiVersion: workload.kcp.io/v1alpha1
kind: SyncTarget
metadata: { name: ${name} }
spec: { clusterRef: { name: ${name} } }
${more}`

const policy = `
apiVersion: placement.kcp.io/v1alpha1
kind: PlacementPolicy
metadata: { name: web }
spec: { priority: 1, rules: [] }`

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { replicas: 2, template: { spec: { containers: [{ name: web }] } } }`

test('objects are sorted by what they are, and ours get their defaults', async () => {
  const { inputs } = await scenarioFrom([syncTarget('eu-1'), policy, deployment].join('\n---\n'))
  expect(inputs.targets.map(({ metadata, spec }) => [metadata.name, spec.syncerConfig.replicas])).toEqual([['eu-1', 1]])
  expect(inputs.policies?.map(({ spec }) => [spec.strategy, spec.enforcement])).toEqual([['BestFit', 'Preferred']])
  expect(inputs.workloads.map(({ kind }) => kind)).toEqual(['Deployment'])
  expect(inputs.hub).toBe('manifests')
  expect(inputs.judgesHeartbeats).toBe(false)
})

test('a policy keeps its lack of a namespace, a constraint gets the one of the command', async () => {
  const constraint = policy
    .replace('PlacementPolicy', 'SchedulingConstraint')
    .replace('priority: 1, rules: []', 'maxClusters: 2')
  const { inputs } = await scenarioFrom(`${policy}\n---\n${constraint}`, { namespace: 'shop' })
  expect(inputs.policies?.[0]?.metadata.namespace).toBeUndefined()
  expect(inputs.constraints?.[0]?.metadata.namespace).toBe('shop')
})

test('the newest time in the statuses of targets is the time everything is judged at', async () => {
  const status = (time: string) =>
    `status: { lastHeartbeatTime: '${time}', conditions: [{ type: Ready, status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }] }`
  const text = [
    syncTarget('eu-1', status('2026-03-01T10:00:00+02:00')),
    syncTarget('eu-2', status('2026-03-01T09:00:00Z')),
  ].join('\n---\n')
  expect((await scenarioFrom(text)).inputs.now).toBe('2026-03-01T09:00:00Z')
  const given = await scenarioFrom(text, { now: '2027-01-01T00:00:00Z' })
  expect([given.inputs.now, given.inputs.judgesHeartbeats]).toEqual(['2027-01-01T00:00:00Z', true])
})

test('of an object in a manifest and in the hub the manifest counts, and that is said', async () => {
  const hub = { kind: 'local' as const, address: 'local:/hub', objects: [target('eu-1'), target('eu-2')] }
  const { inputs, notes } = readScenario({ manifests: await manifestsFrom(syncTarget('eu-1')), hub })
  expect(inputs.targets.map(({ metadata, spec }) => [metadata.name, spec.syncerConfig.image])).toEqual([
    ['eu-1', 'ghcr.io/kcp-dev/kcp/syncer:latest'],
    ['eu-2', 'syncer'],
  ])
  expect(notes).toEqual(['the manifest counts where the hub has the same object: SyncTarget eu-1'])
  expect(inputs.hub).toBe('local')
})

test('an object of the hub that is not valid is an error that names the hub', async () => {
  const broken = { ...target('eu-1'), spec: { ...target('eu-1').spec, evictionStrategy: 'Never' } }
  const hub = { kind: 'local' as const, address: 'local:/hub', objects: [broken] }
  const error = await errorOf(() => readScenario({ manifests: [], hub }))
  expect(error.code).toBe('InvalidObject')
  expect(error.message).toContain('local:/hub: SyncTarget "eu-1" is invalid: spec.evictionStrategy')
})

test('objects that a hub has admitted are taken as they are', () => {
  const objects = [target('eu-1'), target('eu-2')]
  const hub = { kind: 'local' as const, address: 'local:/hub', objects, isAdmitted: true }
  const { inputs } = readScenario({ manifests: [], hub })
  expect(inputs.targets[0]).toBe(objects[0])
  expect(inputs.targets[1]).toBe(objects[1])
})

test('what a store gives back is what judging it once more would make of it', async () => {
  const store = memoryStore()
  const manifests = await manifestsFrom(policy.replace('{ name: web }', '{ name: web, namespace: shop }'))
  for (const file of readdirSync('examples/fleet'))
    manifests.push(...(await manifestsFrom(readFileSync(join('examples/fleet', file), 'utf8'), file)))
  for (const { object } of manifests) {
    const kind = kindFor(object.apiVersion, object.kind)
    const { status, ...rest } = object
    if (kind === undefined) continue
    await store.create(kind, rest)
    if (isJsonObject(status))
      await store.patchStatus(kind, { name: object.metadata.name ?? '' }, { type: 'merge', patch: status })
  }
  const lists = await Promise.all(allKinds.map((kind) => store.list(kind)))
  const hub = { kind: 'local' as const, address: 'local:/hub', objects: lists.flatMap(({ items }) => items) }
  const judged = readScenario({ manifests: [], hub })
  const taken = readScenario({ manifests: [], hub: { ...hub, isAdmitted: true } })
  expect(taken.inputs).toEqual(judged.inputs)
  expect([taken.inputs.targets.length, taken.inputs.policies?.length]).toEqual([12, 1])
})

test('every problem of every manifest is told, with file, line and column', async () => {
  const text = `${syncTarget('eu-1').replace('spec: {', 'spec: { evictionStrategy: Never,')}\n---\n${policy.replace('priority: 1', 'priority: 5000')}`
  const error = await errorOf(() => scenarioFrom(text))
  expect(error.code).toBe('InvalidManifest')
  expect(error.details.map(({ line, field }) => [line, field])).toEqual([
    [2, '<nil>'],
    [5, 'spec.evictionStrategy'],
    [12, 'spec.priority'],
  ])
  expect(error.details[1]?.message).toContain('input.yaml:5:')
})

test.each([
  {
    name: 'a kind of ours that does not exist names the nearest',
    given: policy.replace('PlacementPolicy', 'PlacementPolice'),
    expected: 'did you mean PlacementPolicy?',
  },
  {
    name: 'an unknown field is refused',
    given: policy.replace('rules: []', 'rules: [], rulez: []'),
    expected: 'unknown field "spec.rulez"',
  },
  {
    name: 'a CEL rule that does not compile is refused',
    given: policy.replace('rules: []', 'rules: [{ name: a, effect: Require, celExpression: "target.spec." }]'),
    expected: 'spec.rules[0].celExpression',
  },
  {
    name: 'a label that is a number says to put it in quotes',
    given: deployment.replace('name: web }', 'name: web, labels: { version: 1 } }'),
    expected: 'put the value in quotes',
  },
  {
    name: 'an object without a name',
    given: deployment.replace('metadata: { name: web }', 'metadata: { generateName: web- }'),
    expected: 'metadata.name: Required value',
  },
])('$name', async ({ given, expected }) => {
  const error = await errorOf(() => scenarioFrom(given))
  expect(error.details.map(({ message }) => message).join('\n')).toContain(expected)
})

test('objects of this program are left out with a note', async () => {
  const { inputs, notes } = await scenarioFrom(
    `${deployment}\n---\napiVersion: tmcctl.kcp.io/v1alpha1\nkind: PlacementTest\nmetadata: { name: a }\n`,
  )
  expect(inputs.workloads).toHaveLength(1)
  expect(notes).toEqual(['input.yaml: PlacementTest is no workload and is left out'])
})

test('a time that is none is refused', async () => {
  expect((await errorOf(() => scenarioFrom(deployment, { now: 'yesterday' }))).code).toBe('InvalidTime')
})

test('a policy to try that is not there is an error that gives the nearest name once', async () => {
  const error = await errorOf(() => scenarioFrom([syncTarget('eu-1'), policy].join('\n---\n'), { policy: 'wbe' }))
  expect(error.code).toBe('UnknownReference')
  expect(error.message).toBe('the policy to try: there is no policy "wbe"')
  expect(error.hint).toBe('did you mean "web"?')
})
