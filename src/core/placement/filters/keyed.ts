import { reason } from '../reasons.ts'
import { type Filter, none } from './filter.ts'

/**
 * Targets without a value for the key of a hard spread constraint, as kube-scheduler refuses nodes without the label. What
 * runs there already stays.
 */
export const keyed: Filter = {
  stage: 'TopologySpread',
  key: ({ limits }) => (limits.hardSpreads.length === 0 ? undefined : limits.key),
  reasons({ limits, world: { fleet } }, target) {
    const missing = limits.hardSpreads.filter(
      ({ topologyKey }) => fleet.topologyValue(topologyKey, target) === undefined,
    )
    if (missing.length === 0) return none
    return missing.map(({ topologyKey, from }) =>
      reason(
        'TopologyKeyMissing',
        topologyKey,
        `it has no value for ${topologyKey}, over which "${from}" spreads: neither a label nor one that all its cells share`,
      ),
    )
  },
  leaving: () => none,
  inputs: ({ limits, world: { fleet } }, target) =>
    Object.fromEntries(
      limits.hardSpreads.map(({ topologyKey }) => [topologyKey, fleet.topologyValue(topologyKey, target) ?? null]),
    ),
}
