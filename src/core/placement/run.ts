import { type KubeObject, TmcError } from '../apimachinery/index.ts'
import type { PlacementDecision } from '../api/index.ts'
import type { Decision, Note, WorkloadRef } from './decision.ts'
import { Engine } from './engine.ts'
import type { Fleet } from './fleet.ts'
import type { PlacementInputs } from './inputs.ts'
import { compareText } from './policies.ts'
import type { Workload } from './workload.ts'

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
 * @throws TmcError `UnknownReference` when `policy` or `strategy` names none, `InvalidObject` when two targets or two
 * workloads are one
 */
export function* decide(inputs: PlacementInputs, options: RunOptions = {}): IterableIterator<Decision> {
  const engine = new Engine(inputs, options.fleet, options.previous)
  yield* decideAll(engine, inputs)
}

function* decideAll(engine: Engine, inputs: PlacementInputs): IterableIterator<Decision> {
  for (const workload of ordered(engine, inputs)) yield engine.decide(workload)
}

/** As {@link decide}, all at once. */
export function scheduleAll(inputs: PlacementInputs, options: RunOptions = {}): Placements {
  const engine = new Engine(inputs, options.fleet, options.previous)
  return {
    fleet: engine.fleet,
    decisions: [...decideAll(engine, inputs)],
    notes: [],
    now: inputs.now ?? null,
  }
}

/**
 * Decides one of the workloads alone, as if it were the first.
 *
 * @throws TmcError `NotFound` when it is none of the inputs'
 */
export function schedule(inputs: PlacementInputs, workload: KubeObject, options: RunOptions = {}): Decision {
  const engine = new Engine(inputs, options.fleet, options.previous)
  const found = engine.workloads.find(({ object }) => object === workload)
  if (found === undefined)
    throw new TmcError('NotFound', `${workload.kind} "${workload.metadata.name ?? ''}" is none of the workloads`)
  return engine.decide(found)
}

/** Decides everything anew, keeping of the previous decisions what is still allowed and moving the least. */
export function rescheduleAll(
  inputs: PlacementInputs,
  previous: readonly Decision[] | readonly PlacementDecision[],
  options: Omit<RunOptions, 'previous'> = {},
): Placements {
  return scheduleAll(inputs, { ...options, previous })
}

/** The workloads of the inputs in the order of decision: policy priority descending, then namespace, group, kind, name. */
export function decisionOrder(inputs: PlacementInputs): readonly WorkloadRef[] {
  return ordered(new Engine(inputs, undefined, undefined), inputs).map(({ ref }) => ref)
}

function ordered(engine: Engine, { keepsOrder }: PlacementInputs): readonly Workload[] {
  if (keepsOrder === true) return engine.workloads
  return [...engine.workloads].sort(
    (left, right) =>
      engine.preparation(right).plan.priority - engine.preparation(left).plan.priority ||
      compareText(left.namespace ?? '', right.namespace ?? '') ||
      compareText(left.group, right.group) ||
      compareText(left.kind, right.kind) ||
      compareText(left.ref.name, right.ref.name),
  )
}
