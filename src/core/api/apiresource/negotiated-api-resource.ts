import {
  boolean,
  conditions,
  defineResource,
  type From,
  list,
  listMap,
  listSet,
  object,
  oneOf,
  string,
} from '../../schema/index.ts'
import { groupVersion } from '../fragments.ts'
import { commonAPIResource } from './common-api-resource.ts'

const syncTargetReference = object({
  name: string({ maxLength: 63, minLength: 1 }).required().describe('The target.'),
  uid: string({ maxLength: 128 }).describe('UID of the target.'),
  location: string({ maxLength: 253 }).describe('Where the target is.'),
})

const spec = object({
  ...commonAPIResource,
  publish: boolean().required().describe('Whether the resource is offered to users.'),
  syncTargets: listMap('name', syncTargetReference).required().describe('Targets that support it.'),
})

const targetSupport = object({
  target: string({ maxLength: 63, minLength: 1 }).required().describe('The target.'),
  supportedVersions: list(groupVersion(), { maxItems: 32 }).required().describe('Versions it serves.'),
  preferredVersion: groupVersion().describe('Version it prefers.'),
  limitations: list(string({ maxLength: 1024 })).describe('What it cannot do.'),
})

const limitation = object({
  path: string({ maxLength: 1024 }).required().describe('Field of the schema.'),
  keyword: string({ maxLength: 63 }).required().describe('Keyword that was narrowed.'),
  targets: listSet(string({ maxLength: 63 }))
    .required()
    .describe('Targets it is narrowed for.'),
  kind: oneOf('Unavailable', 'Narrowed', 'DefaultDiffers', 'MergeDiffers', 'RuleNotPortable')
    .required()
    .describe('How it is limited.'),
  message: string({ maxLength: 32768 }).describe('Why, for people.'),
})

/** A resource in the form that all its targets accept. */
export const NegotiatedAPIResource = defineResource({
  group: 'apiresource.kcp.io',
  version: 'v1alpha1',
  kind: 'NegotiatedAPIResource',
  plural: 'negotiatedapiresources',
  shortNames: ['nar'],
  scope: 'Cluster',
  description: 'A resource in the form that all its targets accept.',
  printerColumns: [
    { name: 'Resource', type: 'string', jsonPath: '.spec.resource' },
    { name: 'Group', type: 'string', jsonPath: '.spec.groupVersion.group' },
    { name: 'Version', type: 'string', jsonPath: '.spec.groupVersion.version' },
    { name: 'Published', type: 'string', jsonPath: '.status.conditions[?(@.type=="Published")].status' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: spec.required().describe('The resource agreed on.'),
  status: object({
    conditions: conditions().describe('Submitted, Published and Enforced.'),
    supportMatrix: listMap('target', targetSupport).describe('Per target, what it serves.'),
    limitations: list(limitation).describe('What had to be narrowed, and for whom.'),
  }).describe('How the agreement came about.'),
})
export type NegotiatedAPIResource = From<typeof NegotiatedAPIResource>
