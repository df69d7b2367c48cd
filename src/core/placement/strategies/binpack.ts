import { mostAllocated } from '../scorers/scores.ts'
import type { Strategy } from './strategy.ts'

/** The fullest targets first: the mean share in use once the workload is there. */
export const binpack: Strategy = {
  name: 'Binpack',
  points: mostAllocated,
  combines: 'mean',
  countsDomains: false,
  takesEvery: false,
  sharesEqually: false,
}
