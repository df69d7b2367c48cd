import type { GroupVersionResource } from '../../apimachinery/index.ts'
import { type Bits, noBits, setBit } from '../fleet/bits.ts'
import { type Reason, reason } from '../reasons.ts'
import type { Subject } from '../subject.ts'
import { type Filter, none } from './filter.ts'

/** What is asked of a target: whether it can have this object. */
type Asking = Pick<Subject, 'workload' | 'world'>

/** Targets that do not serve the workload's resource, or whose syncer does not sync it. */
export const served: Filter = {
  stage: 'API',
  key: ({ workload }) => workload.api,
  reasons: servedReasons,
  isUnknown({ workload, world: { fleet } }, target) {
    return (
      fleet.targets[target]?.spec.supportedAPIResources === undefined && fleet.importOf(target, workload) === undefined
    )
  },
  inputs: ({ workload }) => ({ resource: nameOf(workload) }),
}

/** Targets whose schema of the resource lacks a field that the workload uses. */
export const understood: Filter = {
  stage: 'API',
  key: ({ workload, world }) => (world.schemas.isKnown(workload) ? null : undefined),
  reasons: fieldReasons,
  passing(subject: Subject): Bits {
    const { fleet, schemas } = subject.world
    const bits = noBits(fleet.size)
    for (let target = 0; target < fleet.size; target++)
      if (schemas.missingFields(subject.workload, fleet, target).length === 0) setBit(bits, target)
    return bits
  },
}

/** Why a target cannot have an object, whatever else may be said of it: it lacks the API, or fields that are used. */
export function supportReasons(asking: Asking, target: number): readonly Reason[] {
  return [...servedReasons(asking, target), ...fieldReasons(asking, target)]
}

/** Whether a forced target could run the workload at all: it serves the API and all fields that are used. */
export function canRun(subject: Subject, target: number): boolean {
  return (
    served.reasons(subject, target).length === 0 &&
    (understood.key(subject) === undefined || understood.reasons(subject, target).length === 0)
  )
}

function servedReasons({ workload, world: { fleet, schemas } }: Asking, target: number): Reason[] {
  const { spec, status } = fleet.targets[target] ?? {}
  const reasons: Reason[] = []
  const called = nameOf(workload)
  const supported = spec?.supportedAPIResources
  if (supported !== undefined) {
    const same = supported.filter(({ group, resource }) => group === workload.group && resource === workload.resource)
    const entry = same.find(({ version }) => version === workload.version)
    if (entry === undefined) {
      const others = same.map(({ version }) => version).join(', ')
      const message =
        others === '' ? `it does not serve ${called}` : `it does not serve ${called}, but version ${others}`
      reasons.push(reason('APINotServed', called, message))
    } else if (
      entry.capabilities !== undefined &&
      entry.capabilities.length > 0 &&
      !entry.capabilities.includes('Sync')
    )
      reasons.push(
        reason('APINotSynced', called, `it serves ${called} only for ${entry.capabilities.join(', ')}, not for Sync`),
      )
  } else {
    const versions = schemas.negotiatedVersions(workload, fleet.names[target] ?? '')
    if (versions !== undefined && !versions.includes(workload.version))
      reasons.push(
        reason(
          'APINotServed',
          called,
          `it does not serve ${called}${versions.length === 0 ? '' : `, but version ${versions.join(', ')}`}`,
        ),
      )
  }
  const synced = status?.syncedResources?.find((one) => isSame(one, workload))
  if (synced?.state === 'Incompatible')
    reasons.push(
      reason(
        'APIIncompatible',
        called,
        `it cannot take ${called}${synced.message === undefined ? '' : `: ${synced.message}`}`,
      ),
    )
  return reasons
}

function fieldReasons({ workload, world: { fleet, schemas } }: Asking, target: number): readonly Reason[] {
  const missing = schemas.missingFields(workload, fleet, target)
  if (missing.length === 0) return none
  return missing.map((path) =>
    reason('FieldMissing', path, `its ${nameOf(workload)} has no field ${path}, which the workload uses`),
  )
}

function nameOf({ group, version, resource }: GroupVersionResource): string {
  return `${resource} of ${group === '' ? version : `${group}/${version}`}`
}

function isSame(left: GroupVersionResource, right: GroupVersionResource): boolean {
  return left.group === right.group && left.version === right.version && left.resource === right.resource
}
