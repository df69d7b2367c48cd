import { compareVersions, type Path, serverVersion } from '../../../apimachinery/index.ts'
import { labelProblems } from '../../../schema/index.ts'
import type { APIDiscovery } from '../../apiresource/api-discovery.ts'
import type { APIResourceImport } from '../../apiresource/api-resource-import.ts'
import type { CompatibilityConstraint } from '../../apiresource/compatibility-constraint.ts'
import type { NegotiatedAPIResource } from '../../apiresource/negotiated-api-resource.ts'
import type { Findings } from './findings.ts'
import { checkEndpoint, checkGroup, checkObjectName, checkVersion } from './names.ts'
import { checkStructuralPath } from './workload.ts'

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

/** What the seed's webhook says of an import: it describes a resource, and its name says which and of whom. */
export function checkImport({ metadata, spec }: APIResourceImport, findings: Findings): void {
  checkCommon(spec, findings)
  const { location, resource, groupVersion } = spec
  checkObjectName(location, ['spec', 'location'], findings)
  const name = `${resource}.${location}.${groupVersion.version}.${groupVersion.group || 'core'}`
  if (metadata.name !== name) findings.warn(['metadata', 'name'], `by convention the import is called ${name}`)
}

/** What the seed's webhook says of a negotiated resource. */
export function checkNegotiated({ metadata, spec }: NegotiatedAPIResource, findings: Findings): void {
  checkCommon(spec, findings)
  spec.syncTargets.forEach(({ name }, index) =>
    findings.problems(['spec', 'syncTargets', index, 'name'], name, labelProblems(name)),
  )
  const { resource, groupVersion } = spec
  const name = `${resource}.${groupVersion.version}.${groupVersion.group || 'core'}`
  if (metadata.name !== name) findings.warn(['metadata', 'name'], `by convention the resource is called ${name}`)
}

function checkCommon(spec: APIResourceImport['spec'] | NegotiatedAPIResource['spec'], findings: Findings): void {
  checkGroup(spec.groupVersion.group, ['spec', 'groupVersion', 'group'], findings)
  checkVersion(spec.groupVersion.version, ['spec', 'groupVersion', 'version'], findings)
  findings.problems(['spec', 'resource'], spec.resource, labelProblems(spec.resource))
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(spec.kind))
    findings.invalid(['spec', 'kind'], spec.kind, 'must be letters and digits, beginning with a letter')
  spec.verbs.forEach((verb, index) => {
    if (!verbs.includes(verb))
      findings.warn(['spec', 'verbs', index], `${JSON.stringify(verb)} is no verb of Kubernetes`)
  })
  spec.subresources?.forEach(({ name, specReplicasPath }, index) => {
    if (name !== 'scale' && specReplicasPath !== undefined)
      findings.forbidden(['spec', 'subresources', index, 'specReplicasPath'], 'only scale has replicas')
  })
}

/** What the seed's webhook says of a compatibility constraint: versions that can be compared, words that mean something. */
export function checkCompatibility({ spec }: CompatibilityConstraint, findings: Findings): void {
  checkEndpoint(spec.resource, ['spec', 'resource'], findings)
  const [least, most] = [spec.minVersion, spec.maxVersion].map((info) =>
    info === undefined ? undefined : serverVersion(info),
  )
  if (spec.minVersion !== undefined && least === undefined)
    unreadable(spec.minVersion, ['spec', 'minVersion'], findings)
  if (spec.maxVersion !== undefined && most === undefined) unreadable(spec.maxVersion, ['spec', 'maxVersion'], findings)
  if (least !== undefined && most !== undefined && compareVersions(least, most) > 0)
    findings.invalid(['spec', 'minVersion'], versionText(spec.minVersion), 'must not be later than maxVersion')
  spec.requiredFeatures?.forEach((feature, index) =>
    checkFeature(feature, ['spec', 'requiredFeatures', index], findings),
  )
  spec.forbiddenFields?.forEach((field, index) =>
    checkStructuralPath(field, ['spec', 'forbiddenFields', index], findings),
  )
}

type VersionInfo = NonNullable<CompatibilityConstraint['spec']['minVersion']>

function unreadable(info: VersionInfo, path: Path, findings: Findings): void {
  findings.invalid(
    path,
    versionText(info),
    'must be a Kubernetes version, such as gitVersion v1.30.2 or major 1 and minor 30',
  )
}

function versionText(info: VersionInfo | undefined): string {
  return info?.gitVersion ?? `${info?.major ?? ''}.${info?.minor ?? ''}`
}

function checkFeature(feature: string, path: Path, findings: Findings): void {
  if (feature === 'cel') return
  if (feature.startsWith('field:')) return checkStructuralPath(feature.slice('field:'.length), path, findings)
  if (feature.startsWith('verb:')) {
    if (!verbs.includes(feature.slice('verb:'.length)))
      findings.invalid(path, feature, `must name one of the verbs ${verbs.join(', ')}`)
    return
  }
  const parts = feature.split('/')
  const isResource = (parts.length === 3 || parts.length === 4) && parts.slice(1).every((part) => part !== '')
  if (!isResource)
    findings.invalid(path, feature, 'must be group/version/resource[/subresource], verb:<verb>, field:<path> or cel')
}

/** What the seed's webhook says of a discovery. */
export function checkDiscovery({ spec }: APIDiscovery, findings: Findings): void {
  findings.problems(['spec', 'targetRef', 'name'], spec.targetRef.name, labelProblems(spec.targetRef.name))
  spec.filters?.forEach(({ group, version, kind }, index) => {
    const path = ['spec', 'filters', index]
    checkGroup(group, [...path, 'group'], findings)
    if (group === undefined && version === undefined && kind === undefined && index + 1 < (spec.filters?.length ?? 0))
      findings.warn(path, 'matches everything, so that no filter after it is reached')
  })
}
