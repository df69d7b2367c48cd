import { conditions, defineResource, type From, object, string } from '../../schema/index.ts'
import { objectName } from '../fragments.ts'

const spec = object({
  server: string({ maxLength: 2048 }).describe('URL of the API server of the cluster.'),
  caBundle: string({ maxLength: 65536, format: 'byte' }).describe(
    'Certificates that sign the API server, PEM in base64.',
  ),
  clusterUID: string({ maxLength: 128 }).describe(
    'UID of the kube-system namespace: tells clusters apart whatever they are called.',
  ),
  kubernetesVersion: string({ maxLength: 128 }).describe('Version the API server reports.'),
  location: string({ maxLength: 253 }).describe('Where the cluster is.'),
  credentialsSecretRef: object({
    name: objectName().required().describe('Name of the Secret.'),
    namespace: string({ maxLength: 63 }).describe('Namespace of the Secret.'),
  }).describe('The Secret with the credentials; they are never in this object.'),
})

/** A cluster as the hub knows it: where it is and how to reach it. */
export const ClusterRegistration = defineResource({
  group: 'workload.kcp.io',
  version: 'v1alpha1',
  kind: 'ClusterRegistration',
  plural: 'clusterregistrations',
  shortNames: ['creg'],
  scope: 'Cluster',
  description: 'A cluster as the hub knows it: where it is and how to reach it.',
  printerColumns: [
    { name: 'Server', type: 'string', jsonPath: '.spec.server' },
    { name: 'Version', type: 'string', jsonPath: '.spec.kubernetesVersion' },
    { name: 'Location', type: 'string', jsonPath: '.spec.location' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: spec.required().describe('The cluster.'),
  status: object({ conditions: conditions().describe('What was observed of the cluster.') }).describe(
    'What was observed of the cluster.',
  ),
})
export type ClusterRegistration = From<typeof ClusterRegistration>
