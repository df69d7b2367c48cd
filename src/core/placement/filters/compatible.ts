import {
  compareVersions,
  formatVersion,
  type GroupVersionResource,
  serverVersion,
  type Version,
} from '../../apimachinery/index.ts'
import type { CompatibilityConstraint } from '../../api/index.ts'
import { type Reason, reason } from '../reasons.ts'
import { declaresField, usesField } from './schemas.ts'
import type { Subject } from '../subject.ts'
import { type Filter, none } from './filter.ts'

/** Versions and features that CompatibilityConstraints ask of targets. What is not known never passes. */
export const compatible: Filter = {
  stage: 'Compatibility',
  key: ({ compatibility, compatibilityKey }) => (compatibility.length === 0 ? undefined : compatibilityKey),
  reasons(subject, target) {
    const reasons: Reason[] = []
    for (const constraint of subject.compatibility) {
      reasons.push(...versionReasons(constraint, subject.world.fleet.versionOf(target)))
      for (const feature of constraint.spec.requiredFeatures ?? []) {
        const has = hasFeature(feature, subject, target)
        if (has === true) continue
        const { name } = constraint.metadata
        reasons.push(
          has === undefined
            ? reason(
                'FeatureUnknown',
                feature,
                `CompatibilityConstraint "${name}" requires ${feature}; whether it has that is not known: ${feature === 'cel' ? 'no ClusterRegistration states its version' : 'its APIs are not imported'}`,
              )
            : reason(
                'FeatureMissing',
                feature,
                `CompatibilityConstraint "${name}" requires ${feature}, which it lacks`,
              ),
        )
      }
    }
    return reasons
  },
  inputs({ compatibility, world: { fleet } }, target) {
    const version = fleet.versionOf(target)
    return {
      version: version === undefined ? null : formatVersion(version),
      constraints: compatibility.map(({ metadata }) => metadata.name),
    }
  },
}

/** Fields that CompatibilityConstraints forbid; a workload that uses one goes nowhere. */
export const permitted: Filter = {
  stage: 'Compatibility',
  key: ({ compatibility, workload }) =>
    compatibility.some(({ spec }) => spec.forbiddenFields?.some((path) => usesField(workload.object, path)) === true)
      ? null
      : undefined,
  reasons({ compatibility, workload }) {
    const reasons = compatibility.flatMap(({ metadata, spec }) =>
      (spec.forbiddenFields ?? [])
        .filter((path) => usesField(workload.object, path))
        .map((path) =>
          reason(
            'ForbiddenField',
            path,
            `the workload uses ${path}, which CompatibilityConstraint "${metadata.name}" forbids`,
          ),
        ),
    )
    return reasons.length === 0 ? none : reasons
  },
}

function versionReasons({ metadata, spec }: CompatibilityConstraint, version: Version | undefined): Reason[] {
  const { minVersion, maxVersion } = spec
  if (minVersion === undefined && maxVersion === undefined) return []
  const where = `CompatibilityConstraint "${metadata.name}"`
  if (version === undefined)
    return [
      reason(
        'VersionUnknown',
        metadata.name,
        `${where} bounds the Kubernetes version; no ClusterRegistration states that of the target`,
      ),
    ]
  const least = minVersion === undefined ? undefined : serverVersion(minVersion)
  const most = maxVersion === undefined ? undefined : serverVersion(maxVersion)
  const reasons: Reason[] = []
  if (least !== undefined && compareVersions(version, least) < 0)
    reasons.push(
      reason(
        'VersionTooOld',
        metadata.name,
        `its Kubernetes is ${formatVersion(version)}; ${where} wants at least ${formatVersion(least)}`,
      ),
    )
  if (most !== undefined && compareVersions(version, most) > 0)
    reasons.push(
      reason(
        'VersionTooNew',
        metadata.name,
        `its Kubernetes is ${formatVersion(version)}; ${where} wants at most ${formatVersion(most)}`,
      ),
    )
  return reasons
}

/** Kubernetes from which a server evaluates CEL rules in CRDs unless told not to. */
const celSince: Version = { major: 1, minor: 25 }

/**
 * Whether a target has a feature: `group/version/resource[/subresource]`, `verb:<verb>`, `field:<path>` or `cel`; undefined
 * when it is not known.
 */
function hasFeature(feature: string, { workload, world: { fleet } }: Subject, target: number): boolean | undefined {
  const imported = fleet.importOf(target, workload)
  if (feature === 'cel') {
    const version = fleet.versionOf(target)
    return version === undefined ? undefined : compareVersions(version, celSince) >= 0
  }
  if (feature.startsWith('verb:')) return imported?.spec.verbs.includes(feature.slice('verb:'.length))
  if (feature.startsWith('field:')) {
    const schema = imported?.spec.openAPISchema
    return schema === undefined ? undefined : declaresField(schema, feature.slice('field:'.length))
  }
  const { resource, subresource } = parseFeature(feature)
  const one = fleet.importOf(target, resource)
  if (subresource !== undefined) {
    if (one === undefined) return undefined
    return one.spec.subresources?.some(({ name }) => name === subresource) === true
  }
  if (one !== undefined) return true
  const supported = fleet.targets[target]?.spec.supportedAPIResources
  return supported?.some(
    ({ group, version, resource: name }) =>
      group === resource.group && version === resource.version && name === resource.resource,
  )
}

/** Reads `apps/v1/deployments/scale`; the core group is left out or empty: `v1/pods`, `/v1/pods/log`. */
function parseFeature(feature: string): { resource: GroupVersionResource; subresource: string | undefined } {
  const parts = feature.split('/')
  if (/^v\d+((alpha|beta)\d+)?$/.test(parts[0] ?? '') && parts.length < 4) parts.unshift('')
  const [group = '', version = '', resource = '', subresource] = parts
  return { resource: { group, version, resource }, subresource }
}
