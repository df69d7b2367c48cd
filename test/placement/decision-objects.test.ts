import { describe, expect, test } from 'vitest'
import { PlacementDecision as PlacementDecisionKind } from '../../src/core/api/index.ts'
import { decisionName, decisionObject } from '../../src/core/placement/index.ts'
import { validate } from '../../src/core/schema/index.ts'
import { decisionOf, deployment, policy, target } from './support/objects.ts'

describe('decision objects', () => {
  test('one is valid against its own schema and stays small over a thousand refusals', () => {
    const targets = Array.from({ length: 1000 }, (_, index) =>
      target(`t${index}`, { spec: { unschedulable: index > 0 } }),
    )
    const decision = decisionOf({ targets, workloads: [deployment('web', { replicas: 2 })], policies: [policy('p')] })
    const written = decisionObject(decision, { now: '2026-01-01T00:00:00Z' })
    expect(validate(PlacementDecisionKind.schema, JSON.parse(JSON.stringify(written)) as never)).toEqual([])
    expect(written?.status?.rejected).toMatchObject([{ stage: 'Schedulable', code: 'Cordoned', count: 999 }])
    expect(written?.status?.rejected?.[0]?.clusterNames).toHaveLength(100)
    expect(JSON.stringify(written).length).toBeLessThan(4000)
  })

  test('its name ends in a hash of group, kind, namespace and name', () => {
    const name = decisionName({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' })
    expect(name).toMatch(/^web-[0-9a-z]{8}$/)
    expect(decisionName({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'other', name: 'web' })).not.toBe(name)
  })
})
