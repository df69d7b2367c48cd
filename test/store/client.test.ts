import { describe, expect, test } from 'vitest'
import { kinds, type SyncTarget } from '../../src/core/api/index.ts'
import { client, type KindClient, memoryStore } from '../../src/core/store/index.ts'
import { countedSources } from './support/fixtures.ts'

const make = () => client(memoryStore({ sources: countedSources() }))

const written = {
  apiVersion: 'workload.kcp.io/v1alpha1',
  kind: 'SyncTarget',
  metadata: { name: 'eu-1' },
  spec: { clusterRef: { name: 'main' }, syncerConfig: {} },
}
const policy = {
  apiVersion: 'placement.kcp.io/v1alpha1',
  kind: 'PlacementPolicy',
  metadata: { name: 'web' },
  spec: { priority: 1, workloadSelector: {}, rules: [] },
}

test.each(Object.entries(kinds))('%s has a client that fits its scope', (name, kind) => {
  const one = make()[name as keyof typeof kinds]
  expect(one.kind).toBe(kind)
  expect('namespace' in one).toBe(kind.scope === 'Namespaced')
})

describe('a client of a kind without namespaces', () => {
  test('does everything with the types of the kind', async () => {
    const { syncTargets } = make()
    const created: SyncTarget = await syncTargets.create(written)
    // What was defaulted is there, and the type knows it.
    expect(created.spec.syncerConfig.replicas).toBe(1)
    expect((await syncTargets.update({ ...created, spec: { ...created.spec, location: 'eu' } })).spec.location).toBe(
      'eu',
    )
    expect((await syncTargets.patch('eu-1', { spec: { location: 'us' } })).spec.location).toBe('us')
    expect((await syncTargets.patch('eu-1', [{ op: 'remove', path: '/spec/location' }])).spec.location).toBeUndefined()
    expect((await syncTargets.patchStatus('eu-1', { phase: 'Ready' })).status?.phase).toBe('Ready')
    const current = await syncTargets.get('eu-1')
    expect((await syncTargets.updateStatus({ ...current, status: { phase: 'NotReady' } })).status?.phase).toBe(
      'NotReady',
    )
    expect((await syncTargets.apply(written)).outcome).toBe('configured')
    expect((await syncTargets.apply(written)).outcome).toBe('unchanged')
    expect(
      (await syncTargets.list({ fieldSelector: 'status.phase=NotReady' })).items.map(({ metadata }) => metadata.name),
    ).toEqual(['eu-1'])
    for await (const event of syncTargets.watch()) {
      expect(event).toMatchObject({ type: 'ADDED', object: { spec: { clusterRef: { name: 'main' } } } })
      break
    }
    expect(await syncTargets.delete('eu-1', { uid: created.metadata.uid })).toMatchObject({ isGone: true })
    await expect(syncTargets.get('eu-1')).rejects.toMatchObject({ code: 'NotFound' })
  })
})

describe('a client of a kind with namespaces', () => {
  test('works in one namespace, and looks at all', async () => {
    const { placementPolicies } = make()
    const shop = placementPolicies.namespace('shop')
    expect((await shop.create(policy)).metadata.namespace).toBe('shop')
    expect((await placementPolicies.namespace('bank').apply(policy)).outcome).toBe('created')
    expect((await shop.list()).items).toHaveLength(1)
    expect((await placementPolicies.list()).items).toHaveLength(2)
    const elsewhere = { ...policy, metadata: { name: 'web', namespace: 'bank' } }
    await expect(shop.apply(elsewhere)).rejects.toMatchObject({ code: 'Usage' })
  })
})

describe('what goes in and what comes out is nobody else’s', () => {
  const clientOf = (): KindClient<SyncTarget, typeof written> => make().syncTargets

  test('changing what was passed or returned changes nothing stored', async () => {
    const targets = clientOf()
    const input = structuredClone(written)
    const creating = targets.create(input)
    input.spec.clusterRef.name = 'changed while it was created'
    const created = await creating
    created.spec.clusterRef.name = 'changed after it was created'
    const { items } = await targets.list()
    for (const item of items) item.spec.clusterRef.name = 'changed in a list'
    const { object } = await targets.apply(written)
    object.spec.clusterRef.name = 'changed after it was applied'
    expect((await targets.get('eu-1')).spec.clusterRef.name).toBe('main')
  })

  test.each([
    ['a date', { at: new Date(0) }],
    ['a function', { at: () => 1 }],
    ['not a number', { at: NaN }],
    ['a map', { at: new Map() }],
  ])('%s is not stored', async (_, params) => {
    const policies = make().placementPolicies.namespace('shop')
    const object = { ...policy, spec: { ...policy.spec, params } }
    await expect(policies.create(object as typeof policy)).rejects.toMatchObject({ code: 'InvalidObject' })
  })

  test('hostile names of fields are data', async () => {
    const policies = make().placementPolicies.namespace('shop')
    const params = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as object
    await policies.apply({ ...policy, spec: { ...policy.spec, params } } as typeof policy)
    const { object } = await policies.apply({ ...policy, spec: { ...policy.spec, params } } as typeof policy)
    expect(JSON.stringify(object.spec.params)).toBe('{"__proto__":{"polluted":true},"constructor":1}')
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test('an object that is far too large or too deep is refused', async () => {
    const policies = make().placementPolicies.namespace('shop')
    let deep: object = {}
    for (let n = 0; n < 100_000; n++) deep = { deep }
    const asPolicy = (params: object) => ({ ...policy, spec: { ...policy.spec, params } }) as typeof policy
    await expect(policies.create(asPolicy(deep))).rejects.toMatchObject({ code: 'InvalidObject' })
    await expect(policies.create(asPolicy({ text: 'x'.repeat(4_000_000) }))).rejects.toMatchObject({ code: 'TooLarge' })
  })
})
