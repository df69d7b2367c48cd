import { leastAllocated } from '../scorers/scores.ts'
import type { Strategy } from './strategy.ts'

/** The emptiest targets first: the mean share still free once the workload is there. */
export const leastLoaded: Strategy = {
  name: 'LeastLoaded',
  points: leastAllocated,
  combines: 'mean',
  countsDomains: false,
  takesEvery: false,
  sharesEqually: false,
}
