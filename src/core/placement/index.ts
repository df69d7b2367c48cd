/**
 * The scheduler: a fleet indexed once, policy, filters, rules, ranking, strategies, division, followers, and for every
 * decision the reasons, made when they are asked for. Pure: time, seed and data come in as arguments. Knows nothing of
 * stores, of clusters that can be reached, nor of how a decision is carried out.
 */
export * from './decision.ts'
export * from './decision-object.ts'
export * from './division.ts'
export * from './fleet.ts'
export type * from './inputs.ts'
export * from './reasons.ts'
export * from './run.ts'
export * from './scheduler.ts'
export * from './scorers.ts'
export { balancedAllocation, leastAllocated, mostAllocated, requestedToCapacity, type ShapePoint } from './scores.ts'
