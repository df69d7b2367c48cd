import { reason } from '../reasons.ts'
import { type Filter, none } from './filter.ts'

/** Targets an override of the stored decision excludes. */
export const excluded: Filter = {
  stage: 'Override',
  key: ({ overrides }) => (overrides.some(({ effect }) => effect === 'Exclude') ? null : undefined),
  reasons({ overrides, world }, target) {
    const name = world.fleet.names[target]
    const override = overrides.find(({ clusterName, effect }) => clusterName === name && effect === 'Exclude')
    return override === undefined
      ? none
      : [reason('Excluded', 'Exclude', `an override excludes it: ${override.reason}`)]
  },
}
