import { type KubeObject, TmcError } from '../apimachinery/index.ts'
import type { PlacementDecision } from '../api/index.ts'
import type { Decision, Note, WorkloadRef } from './decision.ts'
import type { Fleet } from './fleet.ts'
import type { PlacementInputs } from './inputs.ts'

/** The result of deciding everything. */
export type Placements = {
  readonly fleet: Fleet
  /** One decision per workload, in the order of decision; followers last. */
  readonly decisions: readonly Decision[]
  /** What concerns the whole input rather than one workload. */
  readonly notes: readonly Note[]
  /** The time everything was judged at; null when there was none. */
  readonly now: string | null
}

/** What a run starts from besides its inputs. */
export type RunOptions = {
  /** A fleet built from the same targets, to build it once for several runs. */
  readonly fleet?: Fleet
  /**
   * Decisions to keep as far as they are allowed, moving the least; every workload without one is decided anew. Decisions
   * of this program are charged on top of what the targets state; stored objects as semantics say.
   */
  readonly previous?: readonly Decision[] | readonly PlacementDecision[]
}

/**
 * Decides every workload, consuming capacity step by step, then what follows them. Decisions come as they are made.
 *
 * @throws TmcError `UnknownReference` when `policy` names none
 */
export function decide(_inputs: PlacementInputs, _options: RunOptions = {}): IterableIterator<Decision> {
  throw new TmcError('Bug', 'not built yet')
}

/** As {@link decide}, all at once. */
export function scheduleAll(_inputs: PlacementInputs, _options: RunOptions = {}): Placements {
  throw new TmcError('Bug', 'not built yet')
}

/** Decides one of the workloads alone, as if it were the first. */
export function schedule(_inputs: PlacementInputs, _workload: KubeObject, _options: RunOptions = {}): Decision {
  throw new TmcError('Bug', 'not built yet')
}

/** Decides everything anew, keeping of the previous decisions what is still allowed and moving the least. */
export function rescheduleAll(
  _inputs: PlacementInputs,
  _previous: readonly Decision[] | readonly PlacementDecision[],
  _options: Omit<RunOptions, 'previous'> = {},
): Placements {
  throw new TmcError('Bug', 'not built yet')
}

/** The workloads of the inputs in the order of decision: policy priority descending, then namespace, group, kind, name. */
export function decisionOrder(_inputs: PlacementInputs): readonly WorkloadRef[] {
  throw new TmcError('Bug', 'not built yet')
}
