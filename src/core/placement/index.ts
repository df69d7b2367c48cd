/**
 * The scheduler: a fleet indexed once, policy, filters, rules, ranking, strategies, division, followers, and for every
 * decision the reasons, made when they are asked for. Pure: time, seed and data come in as arguments. Knows nothing of
 * stores, of clusters that can be reached, nor of how a decision is carried out.
 *
 * The way of a run: `fleet/` and `workload/` index what is there, `policy/` says what applies, `filters/`, `scorers/` and
 * `ranking/` judge targets by it and by what is in `usage/`, `choice/` takes some of them as `strategies/` and `division/` say,
 * `decision/` tells what came of it and why, and `followers/` go along.
 */
export * from './decision/decision.ts'
export * from './decision/decision-object.ts'
export * from './division/division.ts'
export * from './fleet/fleet.ts'
export type * from './fleet/inputs.ts'
export * from './reasons.ts'
export * from './run.ts'
export * from './scheduler.ts'
export * from './scorers/scorers.ts'
export {
  balancedAllocation,
  leastAllocated,
  mostAllocated,
  requestedToCapacity,
  type ShapePoint,
} from './scorers/scores.ts'
