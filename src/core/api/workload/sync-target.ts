import {
  boolean,
  conditions,
  defineResource,
  duration,
  type From,
  integer,
  labelSelector,
  list,
  listMap,
  listSet,
  object,
  oneOf,
  resourceList,
  string,
  time,
} from '../../schema/index.ts'
import {
  group,
  labelKey,
  labels,
  plural,
  resourceReference,
  resourceRequirements,
  targetName,
  version,
} from '../fragments.ts'

const cell = object({
  name: string({ maxLength: 63, minLength: 1 }).required().describe('Name of the cell, unique in its target.'),
  labels: labels().describe('Labels of the cell; placement rules and topology read them.'),
  capacity: resourceList().describe('Resources the cell offers.'),
  conditions: conditions().describe('What was observed about the cell.'),
})

const syncerConfig = object({
  image: string({ maxLength: 512 }).default('ghcr.io/kcp-dev/kcp/syncer:latest').describe('Image the syncer runs.'),
  replicas: integer({ minimum: 1, maximum: 5 }).default(1).describe('Syncer pods, 1 to 5; one of them leads.'),
  resources: resourceRequirements().describe('What a syncer pod needs.'),
  downstreamNamespace: string({ maxLength: 63, minLength: 1 })
    .default('kcp-syncer-system')
    .describe('Namespace in the target where the syncer runs.'),
  resyncPeriod: duration().default('10m').describe('How often everything is compared anew.'),
  heartbeatInterval: duration()
    .default('30s')
    .describe('How often the syncer reports that it lives; shorter than resyncPeriod.'),
}).rule({
  rule: '!has(self.heartbeatInterval) || !has(self.resyncPeriod) || duration(self.heartbeatInterval) < duration(self.resyncPeriod)',
  message: 'heartbeatInterval must be shorter than resyncPeriod',
  fieldPath: '.heartbeatInterval',
})

const resourceQuota = object({
  scope: oneOf('Namespace', 'Workspace', 'SyncTarget').required().describe('What the limits count over.'),
  hard: resourceList()
    .required()
    .describe('The limits, by Kubernetes quota key: requests.cpu, pods, count/deployments.apps.'),
  scopeSelector: labelSelector().describe('Namespaces the quota counts; absent counts all.'),
})

const apiResource = object({
  group: group().required().describe('API group; empty is the core group.'),
  version: version().required().describe('Version in the group.'),
  resource: plural().required().describe('Plural name of the resource.'),
  capabilities: listSet(oneOf('Sync', 'Status', 'Upsync', 'Scale', 'Events'), { maxItems: 16 }).describe(
    'What the syncer can do with it.',
  ),
})

const taint = object({
  key: labelKey().required().describe('Taint key.'),
  value: string({ maxLength: 63 }).describe('Taint value.'),
  effect: oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute')
    .required()
    .describe('What happens to workloads that do not tolerate it.'),
  timeAdded: time().describe('When the taint came.'),
})

const spec = object({
  cells: listMap('name', cell).describe('Deployable units inside the target, such as zones.'),
  clusterRef: resourceReference()
    .rule({ rule: 'self == oldSelf', message: 'clusterRef is immutable' })
    .required()
    .describe('The ClusterRegistration of the cluster behind this target.'),
  syncerConfig: syncerConfig.default({}).describe('How the syncer is deployed.'),
  resourceQuotas: list(resourceQuota).describe('Limits on what may be placed here.'),
  supportedAPIResources: listMap(['group', 'version', 'resource'], apiResource).describe(
    'Resources the target can run; absent means not known.',
  ),
  evictionStrategy: oneOf('Graceful', 'Immediate')
    .default('Graceful')
    .describe('How workloads leave when the target is drained.'),
  location: string({ maxLength: 253 }).describe('Where the target is; absent means its name.'),
  unschedulable: boolean().describe('Cordoned: takes no new workloads.'),
  evictAfter: time().describe('Drained: workloads leave from this time on.'),
  reserved: resourceList().describe('Resources kept free of placements.'),
  taints: listMap(['key', 'effect'], taint, { maxItems: 64 }).describe(
    'What keeps away workloads that do not tolerate it.',
  ),
})
  // A null here would pass for an absent one, and the rules below it with it.
  .with({ required: ['clusterRef', 'syncerConfig'] })

const syncerStatus = object({
  ready: boolean().required().describe('Whether the syncer is ready.'),
  observedGeneration: integer({ format: 'int64' }).describe('Generation of the syncer deployment that was looked at.'),
  replicas: integer({ minimum: 0 }).describe('Syncer pods.'),
  readyReplicas: integer({ minimum: 0 }).describe('Syncer pods that are ready.'),
  lastSyncTime: time().describe('Last successful sync.'),
  syncedResources: integer({ minimum: 0 }).describe('Objects in sync.'),
  version: string({ maxLength: 253 }).describe('Version of the syncer.'),
  instance: string({ maxLength: 253 }).describe('The syncer process that reported last.'),
  queueDepth: integer({ minimum: 0 }).describe('Objects waiting to be synced.'),
  failedResources: integer({ minimum: 0 }).describe('Objects that could not be synced.'),
})

const syncedResource = object({
  group: group().required().describe('API group; empty is the core group.'),
  version: version().required().describe('Version in the group.'),
  resource: plural().required().describe('Plural name of the resource.'),
  state: oneOf('Pending', 'Accepted', 'Incompatible').describe('Whether the target accepts it.'),
  message: string({ maxLength: 32768 }).describe('Why, for people.'),
})

const status = object({
  phase: oneOf('Pending', 'Scheduling', 'Ready', 'NotReady', 'Terminating').describe(
    'Where the target is in its life.',
  ),
  conditions: conditions().describe(
    'What was observed: HeartbeatHealthy, SyncerReady, APIImporterReady, SyncerAuthorized, Syncing and their summary Ready.',
  ),
  allocatedResources: resourceList().describe('Resources in use.'),
  availableResources: resourceList().describe('Resources free to use.'),
  syncerStatus: syncerStatus.describe('State of the syncer.'),
  lastHeartbeatTime: time().describe('Last sign of life from the syncer.'),
  virtualWorkspaceURL: string({ maxLength: 2048 }).describe('Where the syncer reads what it has to sync.'),
  syncedResources: listMap(['group', 'version', 'resource'], syncedResource).describe(
    'Per resource, whether the target accepts it.',
  ),
})

/** A cluster that runs workloads of the hub. */
export const SyncTarget = defineResource({
  group: 'workload.kcp.io',
  version: 'v1alpha1',
  kind: 'SyncTarget',
  plural: 'synctargets',
  shortNames: ['st'],
  scope: 'Cluster',
  description: 'A physical Kubernetes cluster that can run workloads of the hub.',
  printerColumns: [
    { name: 'Location', type: 'string', jsonPath: '.spec.location' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Syncing', type: 'string', jsonPath: '.status.conditions[?(@.type=="Syncing")].status' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  name: targetName(),
  spec: spec.required().describe('What is wanted of the target.'),
  status: status.describe('What was observed of the target.'),
})
export type SyncTarget = From<typeof SyncTarget>
