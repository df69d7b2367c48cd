import type { JsonObject } from '../../../src/core/apimachinery/index.ts'

/** A manifest a person might write, and what it shows. */
export type Example = { readonly name: string; readonly object: JsonObject }

const workload = (kind: string, name: string, spec: JsonObject, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'workload.kcp.io/v1alpha1',
  kind,
  metadata: { name },
  spec,
  ...more,
})
const resource = (kind: string, name: string, spec: JsonObject, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'apiresource.kcp.io/v1alpha1',
  kind,
  metadata: { name },
  spec,
  ...more,
})
const placement = (kind: string, name: string, spec: JsonObject, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'placement.kcp.io/v1alpha1',
  kind,
  metadata: { name },
  spec,
  ...more,
})

const deployments: JsonObject = { group: 'apps', version: 'v1', resource: 'deployments' }
const since = '2026-01-05T12:00:00Z'

/** Manifests that both layers accept without a warning: of each kind the smallest, and one with all that it can say. */
export const validExamples: readonly Example[] = [
  { name: 'the smallest sync target', object: workload('SyncTarget', 'eu-1', { clusterRef: { name: 'eu-1' } }) },
  {
    name: 'a sync target with null where a default comes in',
    object: workload('SyncTarget', 'eu-1', {
      clusterRef: { name: 'eu-1' },
      syncerConfig: null,
      evictionStrategy: null,
    }),
  },
  {
    name: 'a sync target with all there is to say',
    object: {
      ...workload('SyncTarget', 'eu-west-1', {
        clusterRef: { name: 'eu-west-1', apiVersion: 'workload.kcp.io/v1alpha1', kind: 'ClusterRegistration' },
        location: 'Dublin',
        cells: [
          {
            name: 'a',
            labels: { 'topology.kubernetes.io/zone': 'eu-west-1a' },
            capacity: { cpu: 64, memory: '256Gi', 'nvidia.com/gpu': '4', pods: '1e3' },
            conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: since, severity: 'Info' }],
          },
          { name: 'b', capacity: { cpu: '500m' } },
        ],
        syncerConfig: {
          image: 'registry.example.com/syncer:v2',
          replicas: 2,
          resources: {
            requests: { cpu: '100m', memory: '64Mi' },
            limits: { cpu: 1, memory: '128Mi' },
            claims: [{ name: 'gpu' }],
          },
          downstreamNamespace: 'tmc',
          resyncPeriod: '1h30m',
          heartbeatInterval: '0.5m',
        },
        resourceQuotas: [
          {
            scope: 'Namespace',
            hard: { 'requests.cpu': '10', 'count/deployments.apps': 20 },
            scopeSelector: { matchLabels: { team: 'a' } },
          },
          { scope: 'SyncTarget', hard: {} },
        ],
        supportedAPIResources: [
          { ...deployments, capabilities: ['Sync', 'Status', 'Scale'] },
          { group: '', version: 'v1', resource: 'pods' },
        ],
        evictionStrategy: 'Immediate',
        unschedulable: true,
        evictAfter: since,
        reserved: { cpu: '2' },
        taints: [
          { key: 'gpu', value: 'only', effect: 'NoSchedule', timeAdded: since },
          { key: 'gpu', effect: 'NoExecute' },
        ],
      }),
      status: {
        phase: 'Ready',
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            lastTransitionTime: since,
            reason: 'BeatsArrive',
            message: 'beats arrive',
            observedGeneration: 3,
          },
          { type: 'Syncing', status: 'Unknown', lastTransitionTime: since },
        ],
        allocatedResources: { cpu: '12500m' },
        availableResources: { cpu: '51500m' },
        syncerStatus: { ready: true, replicas: 2, readyReplicas: 2, syncedResources: 41, queueDepth: 0, version: 'v2' },
        lastHeartbeatTime: since,
        virtualWorkspaceURL: 'https://hub.example.com/services/syncer/eu-west-1',
        syncedResources: [{ ...deployments, state: 'Accepted' }],
      },
    },
  },
  { name: 'the smallest cluster registration', object: workload('ClusterRegistration', 'eu-1', {}) },
  {
    name: 'a cluster registration with all there is to say',
    object: workload('ClusterRegistration', 'eu-1', {
      server: 'https://10.1.2.3:6443',
      caBundle: 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t',
      clusterUID: '7f0e5a52-93b5-4b53-9d3c-5d8e4c1d7a10',
      kubernetesVersion: 'v1.31.4',
      location: 'Dublin',
      credentialsSecretRef: { name: 'eu-1-token', namespace: 'tmc-system' },
    }),
  },
  {
    name: 'the smallest distribution',
    object: workload('WorkloadDistribution', 'web', { resource: deployments, targets: [], placement: {} }),
  },
  {
    name: 'a distribution in groups',
    object: workload('WorkloadDistribution', 'web', {
      resource: deployments,
      workloadSelector: { matchLabels: { app: 'web' } },
      targets: [
        { name: 'eu-1', replicas: '50%', weight: 0 },
        { name: 'edge', syncTargetRef: { name: 'us-1' }, replicas: 3, weight: 100 },
      ],
      rolloutStrategy: {
        type: 'ProgressivePerGroup',
        maxConcurrency: '25%',
        minSuccessTime: '5m',
        progressDeadline: '1h',
        maxFailures: 0,
        mandatoryGroups: ['first'],
        groups: [
          { name: 'first', targets: ['eu-1'] },
          { name: 'rest', targets: ['edge'] },
        ],
        paused: false,
      },
      placement: {
        policyRef: { name: 'spread' },
        mode: 'Divided',
        division: 'Available',
        totalReplicas: 12,
        minReplicas: 2,
        maxReplicas: 8,
        maxClusters: 3,
      },
    }),
  },
  {
    name: 'a transform of every operation',
    object: workload('WorkloadTransform', 'edge', {
      targetRef: {
        group: 'apps',
        version: 'v1',
        kind: 'Deployment',
        labelSelector: { matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
      },
      targets: { locations: ['Dublin'], clusterNames: ['eu-1'] },
      direction: 'Both',
      priority: 0,
      operations: [
        { set: { path: '/spec/replicas', value: 3 } },
        { set: { path: '/spec/paused', value: null, absent: 'error' } },
        { set: { path: '/spec/replicas', valueExpression: 'object.spec.replicas + 1' } },
        { remove: { paths: ['/spec/template/spec/nodeSelector', '/metadata/labels/a~1b'] } },
        {
          jsonPatch: [
            { op: 'add', path: '/spec/x', value: null },
            { op: 'move', from: '/spec/x', path: '/spec/y' },
          ],
        },
        { mergePatch: { spec: { strategy: null, list: [null, { a: 1 }] } } },
        { regex: { path: '/spec/host', pattern: '^(.+)\\.example\\.com$', replacement: '$1.test' } },
        { labels: { 'example.com/tier': 'edge' } },
        { annotations: { 'example.com/Note': 'any text: at all' } },
        { image: { from: 'docker.io/', to: 'mirror.example.com/' } },
      ],
    }),
  },
  {
    name: 'the smallest aggregation',
    object: workload('StatusAggregation', 'web', {
      workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    }),
  },
  {
    name: 'an aggregation of fields',
    object: workload('StatusAggregation', 'web', {
      workloadRef: { apiVersion: 'v1', kind: 'Pod', name: 'web' },
      fields: [
        { path: 'status.readyReplicas', function: 'Sum', missing: 'Zero' },
        { path: 'status.conditions[*].status', function: 'CEL', expression: 'size(values)' },
      ],
      strategy: 'Majority',
      minTargets: 0,
      requireAllTargets: true,
      updateInterval: '1m',
    }),
  },
  {
    name: 'an import',
    object: resource('APIResourceImport', 'deployments.eu-1.v1.apps', {
      location: 'eu-1',
      schemaUID: 'sha256:0b1c',
      groupVersion: { group: 'apps', version: 'v1' },
      scope: 'Namespaced',
      resource: 'deployments',
      kind: 'Deployment',
      listKind: 'DeploymentList',
      singular: 'deployment',
      shortNames: ['deploy'],
      categories: ['all'],
      subresources: [
        { name: 'status' },
        { name: 'scale', specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
      ],
      verbs: ['get', 'list', 'watch', 'create'],
      openAPISchema: {
        type: 'object',
        properties: { spec: { type: 'object', default: null } },
        big: 9007199254740993n,
      },
      compatibleWorkloads: [{ group: 'apps', kind: 'Deployment' }],
    }),
  },
  {
    name: 'a negotiated resource of the core group',
    object: resource('NegotiatedAPIResource', 'configmaps.v1.core', {
      groupVersion: { group: '', version: 'v1' },
      scope: 'Namespaced',
      resource: 'configmaps',
      kind: 'ConfigMap',
      verbs: ['get'],
      publish: false,
      syncTargets: [{ name: 'eu-1', uid: 'u', location: 'Dublin' }, { name: 'us-1' }],
    }),
  },
  {
    name: 'a compatibility constraint',
    object: resource('CompatibilityConstraint', 'jobs', {
      resource: { group: 'batch', version: 'v1', resource: 'jobs' },
      minVersion: { major: '1', minor: '27+' },
      maxVersion: { gitVersion: 'v1.36.2-gke.100', platform: 'linux/amd64' },
      requiredFeatures: [
        'batch/v1/jobs',
        'apps/v1/deployments/scale',
        '/v1/pods',
        'verb:patch',
        'field:spec.suspend',
        'cel',
      ],
      forbiddenFields: ['spec.template.spec.containers[*].securityContext.privileged'],
    }),
  },
  {
    name: 'a discovery',
    object: resource('APIDiscovery', 'eu-1', {
      targetRef: { name: 'eu-1' },
      scope: 'Partial',
      includeAlpha: true,
      includeBeta: false,
      filters: [{ group: 'apps', action: 'Include' }, { action: 'Exclude' }],
      refreshInterval: '10m',
      paused: true,
    }),
  },
  { name: 'the smallest policy', object: placement('PlacementPolicy', 'all', { priority: 0, rules: [] }) },
  {
    name: 'a policy with all there is to say',
    object: placement('PlacementPolicy', 'shop', {
      priority: 1000,
      workloadSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'api'] }] },
      clusterSelector: {
        labelSelector: { matchLabels: { region: 'eu' } },
        locations: ['Dublin'],
        clusterNames: ['eu-1', 'eu-2'],
      },
      rules: [
        { name: 'prod', effect: 'Require', celExpression: "target.metadata.labels['tier'] == 'prod'" },
        { name: 'near', effect: 'Prefer', weight: 100, clusters: { include: ['eu-1'] } },
        { name: 'busy', effect: 'Avoid', weight: 1, celExpression: 'variables.load > params.most' },
        { name: 'never', effect: 'Forbid', weight: 0, clusters: { exclude: ['us-1'] } },
      ],
      strategy: 'LeastLoaded',
      enforcement: 'Audit',
      constraintRefs: [{ name: 'spread' }, { kind: 'CompatibilityConstraint', name: 'spread' }],
      tolerations: [{ operator: 'Exists' }, { key: 'gpu', value: 'only', effect: 'NoExecute', tolerationSeconds: 300 }],
      params: { most: 0.8, any: [{ thing: null }] },
      variables: [{ name: 'load', expression: 'double(size(placed))' }],
      seed: 'blue',
    }),
  },
  {
    name: 'a decision',
    object: placement('PlacementDecision', 'web-1k9x3f7q', {
      placementRef: { name: 'shop' },
      workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web', uid: 'u' },
      clusters: [
        { clusterName: 'eu-1', weight: 3, reason: 'fits best', score: 66.5, replicas: 2 },
        { clusterName: 'eu-2', weight: 0, reason: '', score: 1e-7 },
      ],
      strategy: 'BestFit',
      overrides: [
        {
          clusterName: 'eu-3',
          effect: 'Force',
          replicas: 1,
          reason: 'moving house',
          patch: [{ op: 'add', path: '/spec/x', value: null }],
          expiresAt: since,
        },
        { clusterName: 'us-1', effect: 'Exclude', reason: 'on fire' },
      ],
    }),
  },
  { name: 'the smallest scheduling constraint', object: placement('SchedulingConstraint', 'none', {}) },
  {
    name: 'a scheduling constraint with all there is to say',
    object: placement('SchedulingConstraint', 'spread', {
      workloadSelector: {},
      minReplicas: 1,
      maxReplicas: 5,
      maxClusters: 3,
      resourceRequirements: { requests: { cpu: '250m' }, limits: { cpu: '250m' } },
      topologySpreadConstraints: [
        {
          topologyKey: 'topology.kubernetes.io/region',
          maxSkew: 1,
          whenUnsatisfiable: 'DoNotSchedule',
          unit: 'Replicas',
          minDomains: 2,
        },
        { topologyKey: 'topology.kubernetes.io/region', maxSkew: 2, whenUnsatisfiable: 'ScheduleAnyway' },
      ],
      antiAffinity: {
        terms: [
          { labelSelector: { matchLabels: { app: 'db' } }, topologyKey: 'topology.kubernetes.io/zone' },
          { labelSelector: {}, namespaceSelector: {}, topologyKey: 'zone', enforcement: 'Preferred', weight: 50 },
        ],
      },
    }),
  },
]
