import {
  boolean,
  conditions,
  defineResource,
  duration,
  type From,
  integer,
  list,
  listMap,
  listSet,
  object,
  oneOf,
  string,
  time,
} from '../../schema/index.ts'
import { group, kindName, localObjectReference, plural, version } from '../fragments.ts'

const spec = object({
  targetRef: localObjectReference().required().describe('The target to look at.'),
  scope: oneOf('Full', 'Partial', 'Minimal').default('Full').describe('Schemas too, resources only, or groups only.'),
  includeAlpha: boolean().default(false).describe('Whether alpha versions are looked at.'),
  includeBeta: boolean().default(true).describe('Whether beta versions are looked at.'),
  includeDeprecated: boolean().default(false).describe('Whether deprecated versions are looked at.'),
  filters: list(
    object({
      group: group().describe('API group; absent means any.'),
      version: string({ maxLength: 63 }).describe('Version; absent means any.'),
      kind: kindName().describe('Kind; absent means any.'),
      action: oneOf('Include', 'Exclude').required().describe('What to do with a match.'),
    }),
  ).describe('The first filter that matches decides; none means included.'),
  refreshInterval: duration().default('5m').describe('How often to look.'),
  paused: boolean().describe('Whether looking is switched off.'),
})

const status = object({
  serverVersion: string({ maxLength: 128 }).describe('Version the target reports.'),
  groups: listMap(
    ['group', 'version'],
    object({
      group: group().required().describe('API group; empty is the core group.'),
      version: version().required().describe('Version in the group.'),
      resources: listSet(plural()).describe('Resources in it.'),
    }),
  ).describe('What was found.'),
  counts: object({
    groups: integer({ minimum: 0 }).describe('API groups.'),
    versions: integer({ minimum: 0 }).describe('Group versions.'),
    resources: integer({ minimum: 0 }).describe('Resources.'),
  }).describe('How much was found.'),
  hash: string({ maxLength: 128 }).describe('Changes when what was found changes.'),
  lastDiscoveryTime: time().describe('When it was last looked at.'),
  conditions: conditions().describe('What was observed.'),
})

/** What is looked at on a target to learn its APIs. */
export const APIDiscovery = defineResource({
  group: 'apiresource.kcp.io',
  version: 'v1alpha1',
  kind: 'APIDiscovery',
  plural: 'apidiscoveries',
  shortNames: ['apid'],
  scope: 'Cluster',
  description: 'What is looked at on a target to learn its APIs.',
  printerColumns: [
    { name: 'Target', type: 'string', jsonPath: '.spec.targetRef.name' },
    { name: 'Version', type: 'string', jsonPath: '.status.serverVersion' },
    { name: 'Resources', type: 'integer', jsonPath: '.status.counts.resources' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: spec.required().describe('What to look at.'),
  status: status.describe('What was found.'),
})
export type APIDiscovery = From<typeof APIDiscovery>
