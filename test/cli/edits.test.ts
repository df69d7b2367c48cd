import { expect, test } from 'vitest'
import type { SyncTarget } from '../../src/core/api/index.ts'
import { taint } from '../../src/cli/targets/edits.ts'
import type { Taint } from '../../src/cli/targets/parse-flags.ts'

function withTaints(taints: SyncTarget['spec']['taints']): SyncTarget {
  return {
    apiVersion: 'workload.kcp.io/v1alpha1',
    kind: 'SyncTarget',
    metadata: { name: 'eu-1' },
    spec: { clusterRef: { name: 'eu-1' }, ...(taints === undefined ? {} : { taints }) },
  } as SyncTarget
}

const gpu: Taint = { key: 'gpu', value: 'true', effect: 'NoSchedule' }

test('a taint that is there changes nothing', () => {
  expect(
    taint(withTaints([gpu]), [{ action: 'Set', taint: { effect: 'NoSchedule', value: 'true', key: 'gpu' } }]),
  ).toEqual({ patch: undefined, word: 'unchanged' })
})

test('another value of a taint replaces it', () => {
  const changed: Taint = { ...gpu, value: 'false' }
  expect(taint(withTaints([gpu]), [{ action: 'Set', taint: changed }])).toEqual({
    patch: { spec: { taints: [changed] } },
    word: 'tainted',
  })
})

test('a value that no double holds is compared, not printed', () => {
  // A hub without admission may hold what the schema forbids.
  const odd = { ...gpu, timeAdded: 9007199254740993n } as never
  expect(taint(withTaints([odd]), [{ action: 'Set', taint: gpu }]).word).toBe('unchanged')
})
