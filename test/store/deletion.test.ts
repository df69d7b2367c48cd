import { beforeEach, describe, expect, test } from 'vitest'
import { client, memoryStore, type ObjectStore, type Operation } from '../../src/core/store/index.ts'
import {
  clusterRegistrations,
  countedSources,
  placementPolicies,
  policy,
  registration,
  syncTargets,
  target,
} from './support/fixtures.ts'
import { refusal } from './support/hand.ts'

let store: ObjectStore

beforeEach(async () => {
  store = memoryStore({ sources: countedSources() })
  await store.create(clusterRegistrations, registration('main'))
  await store.create(syncTargets, target('eu-1'))
})

const main = { name: 'main' }
const remove = (kind: typeof syncTargets | typeof clusterRegistrations, name: string, force = false): Operation => {
  return { verb: 'delete', kind, key: { name }, force }
}

describe('what others refer to', () => {
  test('stays, and the error names who refers to it', async () => {
    await store.create(syncTargets, target('us-1'))
    const error = await refusal(store.delete(clusterRegistrations, main))
    expect(error.code).toBe('Conflict')
    expect(error.details).toEqual([
      { message: 'ClusterRegistration "main": SyncTarget eu-1 refers to it in spec.clusterRef' },
      { message: 'ClusterRegistration "main": SyncTarget us-1 refers to it in spec.clusterRef' },
    ])
    expect(await store.get(clusterRegistrations, main)).toBeDefined()
  })

  test('stays when the typed client is asked, and in a dry run', async () => {
    const typed = client(store).clusterRegistrations
    expect((await refusal(typed.delete('main'))).code).toBe('Conflict')
    expect((await refusal(typed.delete('main', { dryRun: true }))).code).toBe('Conflict')
  })

  test('stays when it has finalizers, for it would be marked', async () => {
    const patch = { metadata: { finalizers: ['example.com/f'] } }
    await store.patch(clusterRegistrations, main, { type: 'merge', patch })
    await refusal(store.delete(clusterRegistrations, main))
    expect((await store.get(clusterRegistrations, main)).metadata.deletionTimestamp).toBeUndefined()
  })

  test('goes when it is forced', async () => {
    await store.delete(clusterRegistrations, main, { force: true })
    expect((await refusal(store.get(clusterRegistrations, main))).code).toBe('NotFound')
  })

  test.each([
    ['before', [remove(clusterRegistrations, 'main'), remove(syncTargets, 'eu-1')]],
    ['after', [remove(syncTargets, 'eu-1'), remove(clusterRegistrations, 'main')]],
  ])('goes in one batch with what refers to it, %s it', async (_, operations) => {
    expect((await store.batch(operations)).map(({ outcome }) => outcome)).toEqual(['deleted', 'deleted'])
  })

  test('stays when the same batch adds what refers to it, and all of the batch is undone', async () => {
    await store.delete(syncTargets, { name: 'eu-1' })
    const create: Operation = { verb: 'create', kind: syncTargets, object: target('us-1') }
    expect((await refusal(store.batch([remove(clusterRegistrations, 'main'), create]))).code).toBe('Conflict')
    expect((await store.list(syncTargets)).items).toEqual([])
  })

  test('goes in a batch that forces it, while another object of the batch stays', async () => {
    await store.create(clusterRegistrations, registration('other'))
    await store.create(syncTargets, target('us-1', { clusterRef: { name: 'other' } }))
    const operations = [remove(clusterRegistrations, 'main', true), remove(clusterRegistrations, 'other')]
    expect((await refusal(store.batch(operations))).message).toContain('ClusterRegistration "other"')
    expect((await store.list(clusterRegistrations)).items).toHaveLength(2)
  })

  test('is kept by neighbours only, where the kind has namespaces', async () => {
    const constraintRefs = [{ kind: 'SchedulingConstraint', name: 'near' }]
    const { schedulingConstraints } = client(store)
    const constraint = {
      apiVersion: 'placement.kcp.io/v1alpha1',
      kind: 'SchedulingConstraint',
      metadata: { name: 'near' },
      spec: {},
    } as const
    await schedulingConstraints.namespace('a').create(constraint)
    await schedulingConstraints.namespace('b').create(constraint)
    await store.create(placementPolicies, policy('web', 'a', { constraintRefs }))
    expect((await refusal(schedulingConstraints.namespace('a').delete('near'))).message).toBe(
      'SchedulingConstraint "a/near": PlacementPolicy a/web refers to it in spec.constraintRefs',
    )
    expect((await schedulingConstraints.namespace('b').delete('near')).isGone).toBe(true)
  })

  test('is no longer kept by what is being deleted itself', async () => {
    await store.patch(syncTargets, { name: 'eu-1' }, { type: 'merge', patch: { metadata: { finalizers: ['a.b/c'] } } })
    await store.delete(syncTargets, { name: 'eu-1' })
    expect((await store.delete(clusterRegistrations, main)).isGone).toBe(true)
  })
})

test('what is lost with an object is told', async () => {
  const patch = { syncerStatus: { ready: true, syncedResources: 3 } }
  await store.patchStatus(syncTargets, { name: 'eu-1' }, { type: 'merge', patch })
  const warnings: string[] = []
  await store.delete(syncTargets, { name: 'eu-1' }, { onWarning: (warning) => warnings.push(warning) })
  expect(warnings).toEqual([
    'SyncTarget "eu-1": status.syncerStatus.syncedResources: 3 objects are still synced to the target; drain it first',
  ])
})

test('the last finalizer of an object may leave, whatever refers to it since', async () => {
  const patch = { metadata: { finalizers: ['example.com/f'] } }
  await store.patch(clusterRegistrations, main, { type: 'merge', patch })
  await store.delete(clusterRegistrations, main, { force: true })
  const { metadata, ...rest } = await store.get(clusterRegistrations, main)
  await store.update(clusterRegistrations, { ...rest, metadata: { ...metadata, finalizers: [] } })
  expect((await refusal(store.get(clusterRegistrations, main))).code).toBe('NotFound')
})
