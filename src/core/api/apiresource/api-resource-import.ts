import { conditions, defineResource, type From, list, object, oneOf, string } from '../../schema/index.ts'
import { group, kindName, objectName } from '../fragments.ts'
import { commonAPIResource } from './common-api-resource.ts'

const spec = object({
  location: string({ maxLength: 253, minLength: 1 }).required().describe('The target that serves the resource.'),
  schemaUID: string({ maxLength: 128, minLength: 1 })
    .required()
    .describe('SHA-256 of the canonical structural schema.'),
  ...commonAPIResource,
  compatibleWorkloads: list(
    object({
      group: group().required().describe('API group of the workload; empty is the core group.'),
      kind: kindName().required().describe('Kind of the workload.'),
      name: objectName().describe('Name of the workload; absent means all.'),
    }),
  ).describe('Workloads known to fit.'),
  schemaUpdateStrategy: oneOf('UpdateNever', 'UpdateUnpublished', 'UpdatePublished')
    .default('UpdateUnpublished')
    .describe('When the negotiated schema may change for this import.'),
})

/** A resource as one target serves it. */
export const APIResourceImport = defineResource({
  group: 'apiresource.kcp.io',
  version: 'v1alpha1',
  kind: 'APIResourceImport',
  plural: 'apiresourceimports',
  shortNames: ['ari'],
  scope: 'Cluster',
  description: 'A resource as one target serves it.',
  printerColumns: [
    { name: 'Location', type: 'string', jsonPath: '.spec.location' },
    { name: 'Resource', type: 'string', jsonPath: '.spec.resource' },
    { name: 'Group', type: 'string', jsonPath: '.spec.groupVersion.group' },
    { name: 'Version', type: 'string', jsonPath: '.spec.groupVersion.version' },
    { name: 'Compatible', type: 'string', jsonPath: '.status.conditions[?(@.type=="Compatible")].status' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: spec.required().describe('The resource.'),
  status: object({ conditions: conditions().describe('Compatible and Available.') }).describe(
    'What was observed of the import.',
  ),
})
export type APIResourceImport = From<typeof APIResourceImport>
