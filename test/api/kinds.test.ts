import { describe, expect, test } from 'vitest'
import { allKinds, findKind, kindFor, kinds, kindWords } from '../../src/core/api/index.ts'
import { explain } from '../../src/core/schema/index.ts'

describe('the kinds of the seed and their names', () => {
  test.each([
    ['SyncTarget', 'workload.kcp.io', 'Cluster', ['st'], true],
    ['ClusterRegistration', 'workload.kcp.io', 'Cluster', ['creg'], true],
    ['WorkloadDistribution', 'workload.kcp.io', 'Namespaced', ['wd'], true],
    ['WorkloadTransform', 'workload.kcp.io', 'Cluster', ['wt'], true],
    ['StatusAggregation', 'workload.kcp.io', 'Namespaced', ['stagg'], true],
    ['APIResourceImport', 'apiresource.kcp.io', 'Cluster', ['ari'], true],
    ['NegotiatedAPIResource', 'apiresource.kcp.io', 'Cluster', ['nar'], true],
    ['CompatibilityConstraint', 'apiresource.kcp.io', 'Namespaced', ['compc'], false],
    ['APIDiscovery', 'apiresource.kcp.io', 'Cluster', ['apid'], true],
    ['PlacementPolicy', 'placement.kcp.io', 'Namespaced', ['plp'], true],
    ['PlacementDecision', 'placement.kcp.io', 'Namespaced', ['pld'], true],
    ['SchedulingConstraint', 'placement.kcp.io', 'Namespaced', ['schc'], true],
  ])('%s', (name, group, scope, shortNames, hasStatus) => {
    const kind = kindFor(`${group}/v1alpha1`, name)
    expect(kind).toMatchObject({ group, scope, shortNames, hasStatus, version: 'v1alpha1', categories: ['kcp', 'tmc'] })
    for (const word of [name, kind?.plural ?? '', ...shortNames, `${kind?.plural}.${group}`])
      expect(findKind(word)?.kind).toBe(name)
  })

  test('no word means two kinds, and none is a built-in one', () => {
    const words = kindWords()
    expect(new Set(words).size).toBe(words.length)
    for (const taken of ['sc', 'sa', 'po', 'svc', 'cm', 'ns', 'crd', 'deploy']) expect(words).not.toContain(taken)
  })

  test('all are in the registry, and nothing else is found', () => {
    expect(allKinds).toEqual(Object.values(kinds))
    expect(kindFor('apps/v1', 'Deployment')).toBeUndefined()
    expect(findKind('constructor')).toBeUndefined()
  })
})

describe('fields of the seed: what is required, and what comes in when it is left out', () => {
  test.each<[keyof typeof kinds, string, unknown]>([
    ['syncTargets', 'spec.clusterRef', 'required'],
    ['syncTargets', 'spec.syncerConfig', {}],
    ['syncTargets', 'spec.syncerConfig.image', 'ghcr.io/kcp-dev/kcp/syncer:latest'],
    ['syncTargets', 'spec.syncerConfig.replicas', 1],
    ['syncTargets', 'spec.syncerConfig.downstreamNamespace', 'kcp-syncer-system'],
    ['syncTargets', 'spec.syncerConfig.resyncPeriod', '10m'],
    ['syncTargets', 'spec.syncerConfig.heartbeatInterval', '30s'],
    ['syncTargets', 'spec.evictionStrategy', 'Graceful'],
    ['syncTargets', 'spec.cells.name', 'required'],
    ['syncTargets', 'spec.resourceQuotas.scope', 'required'],
    ['syncTargets', 'spec.resourceQuotas.hard', 'required'],
    ['syncTargets', 'spec.supportedAPIResources.resource', 'required'],
    ['syncTargets', 'spec.location', 'optional'],
    ['syncTargets', 'status.syncerStatus.ready', 'required'],
    ['apiResourceImports', 'spec.location', 'required'],
    ['apiResourceImports', 'spec.schemaUID', 'required'],
    ['apiResourceImports', 'spec.groupVersion', 'required'],
    ['apiResourceImports', 'spec.verbs', 'required'],
    ['apiResourceImports', 'spec.openAPISchema', 'optional'],
    ['apiResourceImports', 'spec.schemaUpdateStrategy', 'UpdateUnpublished'],
    ['negotiatedAPIResources', 'spec.publish', 'required'],
    ['negotiatedAPIResources', 'spec.syncTargets', 'required'],
    ['negotiatedAPIResources', 'status.supportMatrix.supportedVersions', 'required'],
    ['compatibilityConstraints', 'spec.resource', 'required'],
    ['placementPolicies', 'spec.priority', 'required'],
    ['placementPolicies', 'spec.rules', 'required'],
    ['placementPolicies', 'spec.rules.effect', 'required'],
    ['placementPolicies', 'spec.rules.weight', 50],
    ['placementPolicies', 'spec.strategy', 'BestFit'],
    ['placementPolicies', 'spec.enforcement', 'Preferred'],
    ['placementDecisions', 'spec.placementRef', 'required'],
    ['placementDecisions', 'spec.clusters.score', 'required'],
    ['placementDecisions', 'spec.strategy', 'required'],
    ['schedulingConstraints', 'spec.minReplicas', 'optional'],
    ['schedulingConstraints', 'spec.topologySpreadConstraints.maxSkew', 'required'],
    ['workloadDistributions', 'spec.resource', 'required'],
    ['workloadDistributions', 'spec.targets', 'required'],
    ['workloadDistributions', 'spec.placement', 'required'],
    ['workloadDistributions', 'spec.targets.weight', 'optional'],
    ['workloadTransforms', 'spec.priority', 100],
    ['workloadTransforms', 'spec.operations', 'required'],
    ['statusAggregations', 'spec.strategy', 'Pessimistic'],
    ['statusAggregations', 'spec.updateInterval', '30s'],
    ['apiDiscoveries', 'spec.includeAlpha', false],
    ['apiDiscoveries', 'spec.includeBeta', true],
    ['apiDiscoveries', 'spec.refreshInterval', '5m'],
  ])('%s %s', (key, path, expected) => {
    const { isRequired, default: fill } = explain(kinds[key], path)
    expect(fill === undefined ? (isRequired ? 'required' : 'optional') : fill).toEqual(expected)
  })

  test('every kind requires its spec, describes every field, and bounds every text, list and map', () => {
    const open: string[] = []
    const visit = (field: ReturnType<typeof explain>): void => {
      const isBounded = field.limits.some((limit) => limit.startsWith('at most')) || field.enum !== undefined
      const isPlain = field.path === '' || /^(apiVersion|kind|metadata)/.test(field.path)
      if (!isPlain && field.description === '') open.push(`${field.path} has no description`)
      if (
        !isPlain &&
        (field.type === 'string' || field.type.startsWith('[]') || field.type.startsWith('map')) &&
        !isBounded
      )
        open.push(`${field.path} has no bound`)
      field.fields.forEach(visit)
    }
    for (const kind of allKinds) {
      expect(kind.schema.required).toEqual(['spec'])
      visit(explain(kind))
    }
    expect(open).toEqual([])
  })
})
