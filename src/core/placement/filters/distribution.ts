import { reason } from '../reasons.ts'
import { type Filter, none } from './filter.ts'

/** Targets that the workload's distribution does not list, or lists with nothing. */
export const distributed: Filter = {
  stage: 'Distribution',
  key: ({ distribution, mode }) =>
    distribution?.shares === undefined ? undefined : `${distribution.id}/${mode === 'Duplicated' ? 'copy' : 'share'}`,
  reasons({ distribution, mode }, target) {
    if (distribution?.shares === undefined) return none
    const share = distribution.shares.get(target)
    if (share === undefined)
      return [
        reason('NotInDistribution', distribution.name, `WorkloadDistribution "${distribution.name}" does not list it`),
      ]
    if (share.replicas === 0 || share.percent === 0)
      return [
        reason('ZeroShare', distribution.name, `WorkloadDistribution "${distribution.name}" gives it no replicas`),
      ]
    const weighs =
      mode !== 'Duplicated' &&
      distribution.hasWeights &&
      distribution.distribution.spec.placement.division !== 'Available'
    if (weighs && share.weight === 0 && share.replicas === undefined && share.percent === undefined)
      return [reason('ZeroShare', distribution.name, `WorkloadDistribution "${distribution.name}" gives it weight 0`)]
    return none
  },
  inputs({ distribution }, target) {
    const share = distribution?.shares?.get(target)
    return { distribution: distribution?.name, ...share }
  },
}
