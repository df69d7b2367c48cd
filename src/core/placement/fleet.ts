import type { SyncTarget } from '../api/index.ts'
import { TmcError } from '../apimachinery/index.ts'
import type { FleetInputs } from './inputs.ts'

/** The targets, indexed once: what does not change while workloads are decided. */
export interface Fleet {
  /** Number of targets. */
  readonly size: number
  /** Names in order; position in this list is the target's number. */
  readonly names: readonly string[]
  /** The target objects, by number. */
  readonly targets: readonly SyncTarget[]
  /** The number of a target, or undefined. */
  indexOf(name: string): number | undefined
  /** The value a target has for a topology key: its label, else what all its cells share, else undefined. */
  topologyValue(key: string, target: number): string | undefined
}

/**
 * Builds a fleet.
 *
 * @throws TmcError `InvalidObject` when two targets have one name
 */
export function buildFleet(_inputs: FleetInputs): Fleet {
  throw new TmcError('Bug', 'not built yet')
}
