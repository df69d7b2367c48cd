import { findCondition } from '../../apimachinery/index.ts'
import { type Filter, none } from './filter.ts'

/** Targets that record, or show by their silence, that they are not well. */
export const healthy: Filter = {
  stage: 'Health',
  key: () => 'all',
  reasons: ({ world }, target) => world.fleet.health[target]?.reasons ?? none,
  leaving: (subject, target) => (subject.world.keepsUnhealthy ? none : healthy.reasons(subject, target)),
  isUnknown: ({ world }, target) => world.fleet.health[target]?.isUnproven === true,
  inputs({ world: { fleet } }, target) {
    const { status } = fleet.targets[target] ?? {}
    return {
      phase: status?.phase ?? null,
      ready: findCondition(status?.conditions, 'Ready')?.status ?? null,
      lastHeartbeatTime: status?.lastHeartbeatTime ?? null,
    }
  },
}
