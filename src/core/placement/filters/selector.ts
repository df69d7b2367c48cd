import { formatSelector, matchesRequirement } from '../../apimachinery/index.ts'
import { allBits, type Bits, intersect, noBits, setBit } from '../fleet/bits.ts'
import { type Reason, reason } from '../reasons.ts'
import type { Subject } from '../subject.ts'
import type { Filter } from './filter.ts'

/** What the policy's clusterSelector asks of targets; all parts that are given must match. */
export const selected: Filter = {
  stage: 'Selector',
  key: ({ plan }) => (plan.policy.spec.clusterSelector === undefined ? undefined : String(plan.id)),
  reasons({ plan, world: { fleet } }, target) {
    const { locations, clusterNames } = plan.policy.spec.clusterSelector ?? {}
    const reasons: Reason[] = []
    const labels = fleet.labelsOf(target)
    for (const requirement of plan.targetSelector ?? []) {
      if (matchesRequirement(requirement, labels)) continue
      const value = labels !== undefined && Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined
      const found =
        value === undefined ? `it has no label ${requirement.key}` : `its label is ${requirement.key}=${value}`
      reasons.push(
        reason('LabelMismatch', requirement.key, `${found}; the policy selects ${formatSelector([requirement])}`),
      )
    }
    const location = fleet.locationOf(target)
    if (locations !== undefined && !locations.includes(location))
      reasons.push(
        reason('LocationMismatch', 'locations', `its location is ${location}; the policy selects ${listed(locations)}`),
      )
    const name = fleet.names[target] ?? ''
    if (clusterNames !== undefined && !clusterNames.includes(name))
      reasons.push(reason('NameMismatch', 'clusterNames', `the policy selects ${listed(clusterNames)}`))
    return reasons
  },
  passing({ plan, world: { fleet } }: Subject): Bits {
    const { locations, clusterNames } = plan.policy.spec.clusterSelector ?? {}
    const bits = plan.targetSelector === undefined ? allBits(fleet.size) : fleet.matching(plan.targetSelector)
    if (locations !== undefined) {
      const there = noBits(fleet.size)
      for (let target = 0; target < fleet.size; target++)
        if (locations.includes(fleet.locationOf(target))) setBit(there, target)
      intersect(bits, there)
    }
    if (clusterNames !== undefined) {
      const called = noBits(fleet.size)
      for (const name of clusterNames) {
        const target = fleet.indexOf(name)
        if (target !== undefined) setBit(called, target)
      }
      intersect(bits, called)
    }
    return bits
  },
  inputs: ({ plan, world: { fleet } }, target) => ({
    labels: fleet.labelsOf(target) ?? {},
    location: fleet.locationOf(target),
    clusterSelector: plan.policy.spec.clusterSelector,
  }),
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ')
}
