import { TmcError } from '../apimachinery/index.ts'

/** What one target brings to a division; all numbers are integers ≥ 0, `weight` and seats up to 2^31 − 1. */
export type Share = {
  readonly weight: number
  /** Seats it gets before any other gets a seat beyond its own floor; 0 unless told otherwise. */
  readonly min?: number
  /** Most seats it can have; no limit unless told otherwise. */
  readonly max?: number
}

/** Seats in the order of the shares, and what no cap or weight left room for. */
export type Division = { readonly seats: number[]; readonly overflow: number }

/**
 * Divides `total` replicas over targets in proportion to their weights by Webster's (Sainte-Laguë) method.
 */
export function divideReplicas(_total: number, _shares: readonly Share[]): Division {
  throw new TmcError('Bug', 'not built yet')
}
