import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decisionName, reasonCodes, rescheduleAll } from '../../src/core/placement/index.ts'
import { base36, sha224 } from '../../src/core/placement/decision/sha224.ts'
import {
  codes,
  constraint,
  decisionOf,
  deployment,
  placed,
  policy,
  storedDecision,
  target,
  workload,
} from './support/objects.ts'

describe('worked examples from the field', () => {
  test.each([
    { strategy: 'LeastLoaded' as const, expected: 'idle' },
    { strategy: 'Binpack' as const, expected: 'large' },
  ])('$strategy goes by free room, not by size as ResourceAllocatable (OCM resource.go)', ({ strategy, expected }) => {
    const decision = decisionOf({
      targets: [
        target('large', { capacity: { cpu: '100' }, status: { allocatedResources: { cpu: '90' } } }),
        target('idle', { capacity: { cpu: '20' } }),
      ],
      workloads: [deployment('web')],
      policies: [policy('p', { strategy })],
    })
    expect(placed(decision)).toEqual({ [expected]: 1 })
  })

  test('a target that is kept and busiest loses to an idle stranger only when decided anew (OCM Steady and Balance)', () => {
    const others = ['a', 'b', 'c'].map((name) => deployment(name))
    const given = {
      targets: [target('kept'), target('stranger')],
      workloads: [...others, deployment('web')],
      policies: [policy('p', { strategy: 'LeastLoaded' })],
    }
    const before = [...others, deployment('web')].map((workload) => storedDecision(workload, { kept: 1 }))
    const after = rescheduleAll(given, before).decisions.map((decision) => placed(decision))
    expect(after).toEqual(before.map(() => ({ kept: 1 })))
    expect(placed(decisionOf({ ...given, decisions: before }, 'a'))).toEqual({ stranger: 1 })
  })

  test('a pod counts as kube-scheduler counts it: init steps, sidecars, overhead, pod level (KEP-753, KEP-2837)', () => {
    const requests = (cpu: string) => ({ resources: { requests: { cpu } } })
    const pod = {
      containers: [
        { name: 'a', ...requests('1') },
        { name: 'b', resources: { limits: { cpu: '500m' } } },
      ],
      initContainers: [
        { name: 'sidecar', restartPolicy: 'Always', ...requests('200m') },
        { name: 'step', ...requests('3') },
      ],
      overhead: { cpu: '100m' },
    }
    // max(1 + 0.5 + 0.2, 3 + 0.2) + 0.1 = 3.3
    const fits = (cpu: string, more = {}) =>
      placed(
        decisionOf({
          targets: [target('t', { capacity: { cpu } })],
          workloads: [workload('apps/v1', 'Deployment', 'w', { pod: { ...pod, ...more } })],
        }),
      )
    expect([fits('3300m'), fits('3299m')]).toEqual([{ t: 1 }, {}])
    expect([
      fits('2100m', { resources: { requests: { cpu: '2' } } }),
      fits('2099m', { resources: { requests: { cpu: '2' } } }),
    ]).toEqual([{ t: 1 }, {}])
  })

  test('a gke build is no pre-release, and bounds are inclusive', () => {
    const registration = (name: string, kubernetesVersion: string) => ({
      apiVersion: 'workload.kcp.io/v1alpha1',
      kind: 'ClusterRegistration',
      metadata: { name },
      spec: { server: 'https://x', kubernetesVersion },
    })
    const decision = decisionOf({
      targets: [target('old'), target('new')],
      registrations: [registration('old', 'v1.29.9'), registration('new', 'v1.30.0-gke.100')] as never,
      workloads: [deployment('web')],
      compatibility: [
        {
          apiVersion: 'apiresource.kcp.io/v1alpha1',
          kind: 'CompatibilityConstraint',
          metadata: { name: 'c', namespace: 'shop' },
          spec: {
            resource: { group: 'apps', version: 'v1', resource: 'deployments' },
            minVersion: { major: '1', minor: '30' },
          },
        },
      ],
    })
    expect(placed(decision)).toEqual({ new: 1 })
    expect(codes(decision, 'old')).toEqual(['VersionTooOld'])
  })

  test('the field a schema lacks is named', () => {
    const schema = (fields: object) => ({
      type: 'object',
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { type: 'object' },
        spec: { type: 'object', properties: fields },
      },
    })
    const imported = (location: string, fields: object) => ({
      apiVersion: 'apiresource.kcp.io/v1alpha1',
      kind: 'APIResourceImport',
      metadata: { name: `widgets.${location}` },
      spec: {
        location,
        schemaUID: location,
        groupVersion: { group: 'example.com', version: 'v1' },
        scope: 'Namespaced',
        resource: 'widgets',
        kind: 'Widget',
        verbs: ['get'],
        openAPISchema: schema(fields),
      },
    })
    const decision = decisionOf({
      targets: [target('a'), target('b')],
      imports: [
        imported('a', { size: { type: 'integer' } }),
        imported('b', { size: { type: 'integer' }, colour: { type: 'string' } }),
      ] as never,
      workloads: [
        {
          apiVersion: 'example.com/v1',
          kind: 'Widget',
          metadata: { name: 'w', namespace: 'shop' },
          spec: { size: 1, colour: 'red' },
        },
      ],
      policies: [policy('p')],
    })
    expect(placed(decision)).toEqual({ b: null })
    expect(decision.reasonsFor('a')).toMatchObject([{ code: 'FieldMissing', name: 'spec.colour' }])
  })

  test('sha224 is that of FIPS 180-4', () => {
    for (const text of ['', 'abc', 'a'.repeat(200), 'ünïcode'])
      expect(Buffer.from(sha224(text)).toString('hex')).toBe(createHash('sha224').update(text).digest('hex'))
    const digest = sha224('apps/Deployment/shop/web')
    expect(decisionName({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' })).toBe(
      `web-${base36(digest, 8)}`,
    )
  })

  test('stored decisions of a workload count for anti-affinity', () => {
    const [a, b] = [deployment('a', { labels: { app: 'a' } }), deployment('b', { labels: { app: 'b' } })]
    const apart = constraint('apart', {
      workloadSelector: { matchLabels: { app: 'b' } },
      antiAffinity: {
        terms: [{ labelSelector: { matchLabels: { app: 'a' } }, topologyKey: 'zone', enforcement: 'Required' }],
      },
    })
    const targets = ['x', 'y'].map((zone) => target(zone, { labels: { zone } }))
    const decision = decisionOf(
      { targets, workloads: [b, a], constraints: [apart], decisions: [storedDecision(b, { x: 1 })] },
      'a',
    )
    expect(codes(decision, 'x')).toEqual(['TooClose'])
  })
})

describe('the reference of reasons', () => {
  const page = readFileSync(new URL('../../docs/placement.md', import.meta.url), 'utf8').replaceAll(/ +/g, ' ')

  test.each(Object.entries(reasonCodes))(
    '%s is in docs/placement.md as it is in the code',
    (code, { stage, means }) => {
      expect(page).toContain(`| \`${code}\` | ${stage} | ${means} |`)
    },
  )
})
