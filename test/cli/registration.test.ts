import { describe, expect, test } from 'vitest'
import { TmcError } from '../../src/core/apimachinery/index.ts'
import {
  parseLabels,
  parseResources,
  parseSupported,
  parseTaint,
  parseZone,
} from '../../src/cli/targets/parse-flags.ts'
import { planRegistration, type WrittenTarget } from '../../src/cli/targets/registration.ts'

const now = '2026-01-01T00:00:00Z'

function codeOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return error instanceof TmcError ? error.code : String(error)
  }
  return 'no error'
}

describe('flags of a registration', () => {
  test.each([
    ['one label', ['region=eu'], { region: 'eu' }],
    ['several at once', ['a=b,c=d', 'e='], { a: 'b', c: 'd', e: '' }],
    ['a value with = in it', ['a=b=c'], { a: 'b=c' }],
    ['a label to take away', ['a-'], { a: null }],
  ])('read %s', (_, texts, expected) => {
    expect(Object.fromEntries(parseLabels(texts, '--label'))).toEqual(expected)
  })

  test.each([
    [
      'a taint with a value',
      'a=b:NoSchedule',
      { action: 'Set', taint: { key: 'a', value: 'b', effect: 'NoSchedule' } },
    ],
    [
      'a taint without a value',
      'a:PreferNoSchedule',
      { action: 'Set', taint: { key: 'a', effect: 'PreferNoSchedule' } },
    ],
    [
      'when a NoExecute taint came',
      'a:NoExecute',
      { action: 'Set', taint: { key: 'a', effect: 'NoExecute', timeAdded: now } },
    ],
    ['one taint to remove', 'a:NoSchedule-', { action: 'Remove', key: 'a', effect: 'NoSchedule' }],
    ['all taints of a key to remove', 'x.io/a-', { action: 'Remove', key: 'x.io/a', effect: undefined }],
  ])('read %s', (_, text, expected) => {
    expect(parseTaint(text, '--taint', now)).toEqual(expected)
  })

  test('read zones and resources', () => {
    expect(parseZone('a:cpu=32,memory=1Gi', '--zone')).toEqual({
      name: 'a',
      capacity: new Map([
        ['cpu', '32'],
        ['memory', '1Gi'],
      ]),
    })
    expect(parseSupported('v1/services', '--supports')).toEqual({ group: '', version: 'v1', resource: 'services' })
    expect(parseSupported('apps/v1/deployments', '--supports')).toEqual({
      group: 'apps',
      version: 'v1',
      resource: 'deployments',
    })
  })

  test.each([
    ['a label without value', () => parseLabels(['region'], '--label'), 'Usage'],
    ['a resource without quantity', () => parseResources(['cpu='], '--capacity'), 'Usage'],
    ['what is no quantity', () => parseResources(['cpu=lots'], '--capacity'), 'InvalidQuantity'],
    ['a negative quantity', () => parseResources(['cpu=-1'], '--capacity'), 'Usage'],
    ['an effect that does not exist', () => parseTaint('a:Sometimes', '--taint', now), 'Usage'],
    ['a taint without effect', () => parseTaint('a=b', '--taint', now), 'Usage'],
    ['a zone without name', () => parseZone(':cpu=1', '--zone'), 'Usage'],
    ['a resource without version', () => parseSupported('deployments', '--supports'), 'Usage'],
  ])('refuse %s', (_, act, code) => {
    expect(codeOf(act)).toBe(code)
  })
})

describe('planning a registration', () => {
  test('a new target names its cluster, its location and its capacity', () => {
    const { target, cluster } = planRegistration(
      { name: 'eu-1', labels: new Map([['region', 'eu']]), capacity: new Map([['cpu', '64']]) },
      { others: [] },
    )
    expect(target).toMatchObject({
      metadata: { name: 'eu-1', labels: { region: 'eu' } },
      spec: { clusterRef: { name: 'eu-1' }, location: 'eu-1', cells: [{ name: 'default', capacity: { cpu: '64' } }] },
    })
    expect(cluster).toMatchObject({
      kind: 'ClusterRegistration',
      metadata: { name: 'eu-1' },
      spec: { location: 'eu-1' },
    })
  })

  test('a second run with fewer flags removes nothing', () => {
    const first = planRegistration(
      {
        name: 'eu-1',
        labels: new Map([['region', 'eu']]),
        zones: [parseZone('a:cpu=1', '--zone'), parseZone('b:cpu=2', '--zone')],
        taints: [parseTaint('gpu:NoSchedule', '--taint', now)],
        supports: [parseSupported('apps/v1/deployments', '--supports')],
        reserved: new Map([['cpu', '1']]),
        location: 'frankfurt',
        clusterSpec: { server: 'https://eu-1:6443' },
      },
      { others: [] },
    )
    const second = planRegistration({ name: 'eu-1' }, { target: first.target, cluster: first.cluster, others: [] })
    expect(second).toEqual(first)
  })

  test('a second run with other flags adds to what is there', () => {
    const first = planRegistration({ name: 'eu-1', zones: [parseZone('a:cpu=1,memory=1Gi', '--zone')] }, { others: [] })
    const { target } = planRegistration(
      {
        name: 'eu-1',
        zones: [parseZone('a:cpu=4', '--zone'), parseZone('b', '--zone')],
        labels: new Map([['x', 'y']]),
      },
      { target: first.target, others: [] },
    )
    expect(target.spec.cells).toEqual([
      { name: 'a', labels: { 'topology.kubernetes.io/zone': 'a' }, capacity: { cpu: '4', memory: '1Gi' } },
      { name: 'b', labels: { 'topology.kubernetes.io/zone': 'b' } },
    ])
    expect(target.metadata.labels).toEqual({ x: 'y' })
  })

  test('a label can be taken away', () => {
    const target: WrittenTarget = {
      apiVersion: 'workload.kcp.io/v1alpha1',
      kind: 'SyncTarget',
      metadata: { name: 'a', labels: { x: 'y', z: '1' } },
      spec: { clusterRef: { name: 'a' } },
    }
    const plan = planRegistration({ name: 'a', labels: parseLabels(['x-'], '--label') }, { target, others: [] })
    expect(plan.target.metadata.labels).toEqual({ z: '1' })
  })

  test('a capacity of several zones must say whose it is', () => {
    const zones = [parseZone('a', '--zone'), parseZone('b', '--zone')]
    expect(
      codeOf(() => planRegistration({ name: 'x', zones, capacity: new Map([['cpu', '1']]) }, { others: [] })),
    ).toBe('Usage')
  })

  test('zones are refused where the capacity is stated as a whole', () => {
    const { target } = planRegistration({ name: 'x', capacity: new Map([['cpu', '1']]) }, { others: [] })
    expect(
      codeOf(() => planRegistration({ name: 'x', zones: [parseZone('a', '--zone')] }, { target, others: [] })),
    ).toBe('Usage')
  })

  test('one cluster cannot be registered under two names', () => {
    const { cluster } = planRegistration({ name: 'a', clusterSpec: { clusterUID: 'u-1' } }, { others: [] })
    const again = () => planRegistration({ name: 'b', clusterSpec: { clusterUID: 'u-1' } }, { others: [cluster] })
    expect(codeOf(again)).toBe('Conflict')
  })
})
