import type { Strategy } from './strategy.ts'

/** By the tie hash alone: the same for the same seed and workload, and without regard to anything else. */
export const random: Strategy = {
  name: 'Random',
  combines: 'mean',
  countsDomains: false,
  takesEvery: false,
  sharesEqually: true,
}
