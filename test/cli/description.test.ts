import { describe, expect, test } from 'vitest'
import { SyncTarget } from '../../src/core/api/index.ts'
import { formatDescription } from '../../src/cli/description.ts'

const target = {
  apiVersion: 'workload.kcp.io/v1alpha1',
  kind: 'SyncTarget',
  metadata: { name: 'eu-1', labels: { region: 'eu', 'a/b': 'c' }, creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: {
    clusterRef: { name: 'eu-1' },
    cells: [{ name: 'a', capacity: { cpu: '64', 'nvidia.com/gpu': 8 } }],
    taints: [],
  },
  status: {
    virtualWorkspaceURL: 'https://hub/eu-1',
    conditions: [{ type: 'Ready', status: 'True', reason: 'AllWell', lastTransitionTime: '2026-01-01T00:00:00Z' }],
  },
}

describe('a description', () => {
  const text = formatDescription(target, SyncTarget.schema, [
    { title: 'Placements', table: { columns: [{ name: 'Workload' }, { name: 'Replicas' }], rows: [['shop/web', 3]] } },
    { title: 'Events', table: { columns: [], rows: [] } },
  ])

  test.each([
    ['who it is', 'Name:         eu-1\n'],
    ['its labels, one a line', 'Labels:       a/b=c\n              region=eu\n'],
    ['that it has no annotations', 'Annotations:  <none>\n'],
    ['fields in words', '  Cluster Ref:\n    Name:  eu-1\n'],
    ['resources as they are called', '      cpu:             64\n'],
    ['an empty list', '  Taints:  <none>\n'],
    ['items of a list under a dash', '    - Name:  a\n'],
    ['acronyms', '  Virtual Workspace URL:  https://hub/eu-1\n'],
    ['sections of the caller', 'Placements:\n  WORKLOAD   REPLICAS\n  shop/web   3\n'],
    ['sections without rows', 'Events:\n  <none>\n'],
  ])('shows %s', (_, part) => {
    expect(text).toContain(part)
  })

  test('shows conditions as a table', () => {
    expect(text).toMatch(
      /^ {2}Conditions:\n {4}TYPE +STATUS +REASON +SINCE +MESSAGE\n {4}Ready +True +AllWell +2026-01-01T00:00:00Z/m,
    )
  })

  test('lets no control character through', () => {
    const hostile = { ...target, metadata: { name: 'a\u001B[31m', labels: { '\u0007': '\u009B2J' } } }
    expect(formatDescription(hostile, SyncTarget.schema)).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/)
  })

  test('ends on objects that are nested without end', () => {
    let deep: { [key: string]: unknown } = { end: 1 }
    for (let level = 0; level < 10_000; level++) deep = { a: deep }
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'deep' }, spec: deep }
    expect(formatDescription(object, { type: 'object' })).toContain('…')
  })
})
