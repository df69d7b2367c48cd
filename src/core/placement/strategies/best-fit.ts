import { mostAllocated } from '../scorers/scores.ts'
import type { Strategy } from './strategy.ts'

/** The tightest fit that suffices: the resource that would have the most left over, relative to its capacity, has the least. */
export const bestFit: Strategy = {
  name: 'BestFit',
  points: mostAllocated,
  combines: 'least',
  countsDomains: false,
  takesEvery: false,
  sharesEqually: false,
}
