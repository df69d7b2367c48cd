import { beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { type AnyResource, kinds } from '../../src/core/api/index.ts'
import { play, scenarios } from '../store/support/contract.ts'
import { ApiServer } from './support/api-server.ts'
import { askServer } from './support/ask-server.ts'
import { installKinds, pathOf } from './support/custom-resources.ts'

const server = new ApiServer(inject('apiServerUrl'), inject('apiServerToken'))
const used: readonly AnyResource[] = [kinds.syncTargets, kinds.clusterRegistrations, kinds.placementPolicies]

beforeAll(async () => installKinds(server, used))

beforeEach(async () => {
  for (const kind of used) {
    const { items } = (await server.get(pathOf(kind))) as { items: { metadata: { name: string } }[] }
    for (const { metadata } of items) {
      const path = `${pathOf(kind)}/${metadata.name}`
      await server.request('PATCH', path, { metadata: { finalizers: null } }, 'application/merge-patch+json')
      await server.request('DELETE', path)
    }
  }
})

// The same table that the stores of this project answer, judged by the server whose answers it claims to hold.
test.each(scenarios)('the server answers as the stores do: $name', async ({ steps }) => {
  expect(await play(steps, (step) => askServer(server, step))).toEqual(steps.map(({ answers }) => answers))
})
