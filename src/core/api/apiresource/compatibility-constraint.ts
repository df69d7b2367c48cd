import { defineResource, type From, listSet, object, string } from '../../schema/index.ts'
import { groupVersionResource } from '../fragments.ts'

/** Kubernetes' version.Info, of which major and minor, or gitVersion, must be given. */
const versionInfo = () =>
  object({
    major: string({ maxLength: 16 }).describe('Major version, such as 1.'),
    minor: string({ maxLength: 16 }).describe('Minor version, such as 30 or 30+.'),
    gitVersion: string({ maxLength: 128 }).describe('Whole version, such as v1.30.2.'),
    gitCommit: string({ maxLength: 128 }).describe('Commit it was built from.'),
    gitTreeState: string({ maxLength: 32 }).describe('State of the tree it was built from.'),
    buildDate: string({ maxLength: 64 }).describe('When it was built.'),
    goVersion: string({ maxLength: 64 }).describe('Go it was built with.'),
    compiler: string({ maxLength: 64 }).describe('Compiler it was built with.'),
    platform: string({ maxLength: 64 }).describe('Platform it was built for.'),
    emulationMajor: string({ maxLength: 16 }).describe('Major version it behaves as.'),
    emulationMinor: string({ maxLength: 16 }).describe('Minor version it behaves as.'),
    minCompatibilityMajor: string({ maxLength: 16 }).describe('Major version it can be rolled back to.'),
    minCompatibilityMinor: string({ maxLength: 16 }).describe('Minor version it can be rolled back to.'),
  }).rule({
    rule: 'has(self.gitVersion) || (has(self.major) && has(self.minor))',
    message: 'major and minor, or gitVersion, must be given',
  })

const spec = object({
  resource: groupVersionResource()
    .rule({ rule: 'self == oldSelf', message: 'resource is immutable' })
    .required()
    .describe('The resource the constraint is about.'),
  minVersion: versionInfo().describe('Oldest Kubernetes version, inclusive.'),
  maxVersion: versionInfo().describe('Newest Kubernetes version, inclusive.'),
  requiredFeatures: listSet(string({ maxLength: 512, minLength: 1 })).describe(
    'What a target must offer: group/version/resource[/subresource], verb:<verb>, field:<path> or cel.',
  ),
  forbiddenFields: listSet(string({ maxLength: 1024, minLength: 1 })).describe(
    'Fields a workload must not use: structural paths with [*].',
  ),
})

/** Which targets may take workloads of a resource, by version and features. */
export const CompatibilityConstraint = defineResource({
  group: 'apiresource.kcp.io',
  version: 'v1alpha1',
  kind: 'CompatibilityConstraint',
  plural: 'compatibilityconstraints',
  shortNames: ['compc'],
  scope: 'Namespaced',
  description: 'Which targets may take workloads of a resource, by version and features.',
  printerColumns: [
    { name: 'Resource', type: 'string', jsonPath: '.spec.resource.resource' },
    { name: 'Min', type: 'string', jsonPath: '.spec.minVersion.gitVersion' },
    { name: 'Max', type: 'string', jsonPath: '.spec.maxVersion.gitVersion' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: spec.required().describe('The constraint.'),
})
export type CompatibilityConstraint = From<typeof CompatibilityConstraint>
