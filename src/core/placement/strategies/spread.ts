import { leastAllocated } from '../scorers/scores.ts'
import type { Strategy } from './strategy.ts'

/** Everywhere: the domains with the fewest placements first, then the emptiest targets; replicas in equal parts. */
export const spread: Strategy = {
  name: 'Spread',
  points: leastAllocated,
  combines: 'mean',
  countsDomains: true,
  takesEvery: true,
  sharesEqually: true,
}
