import { type KubeObject, TmcError } from '../apimachinery/index.ts'
import type { PlacementDecision } from '../api/index.ts'
import type { Decision, WorkloadRef } from './decision/decision.ts'
import { Engine } from './engine.ts'
import type { Fleet } from './fleet/fleet.ts'
import { follow } from './followers/follow.ts'
import { FollowerGraph, isLeader } from './followers/graph.ts'
import { SupportBook } from './followers/support.ts'
import type { PlacementInputs } from './fleet/inputs.ts'
import { compareText } from './policy/policies.ts'
import { controllerOf, type Workload } from './workload/workload.ts'

/** The result of deciding everything. */
export type Placements = {
  readonly fleet: Fleet
  /** One decision per workload, in the order of decision; followers last. */
  readonly decisions: readonly Decision[]
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
export function decide(inputs: PlacementInputs, options: RunOptions = {}): IterableIterator<Decision> {
  return decideAll(() => new Engine(inputs, options.fleet, options.previous), inputs)
}

/** @param start makes the engine when the first decision is asked for */
function* decideAll(start: () => Engine, inputs: PlacementInputs): IterableIterator<Decision> {
  const engine = start()
  const { leaders, followers, graph } = sortOut(engine, inputs)
  const placed = new Map<Workload, ReadonlySet<string>>()
  for (const workload of leaders) {
    const decision = engine.decide(workload)
    if (followers.length > 0) placed.set(workload, new Set(decision.clusters.map(({ clusterName }) => clusterName)))
    yield decision
  }
  if (followers.length === 0) return
  const support = new SupportBook(engine.world)
  const resolved = graph.resolve(placed, (workload, target) => support.takes(workload, target))
  for (const workload of followers) yield follow(engine, workload, graph, resolved.get(workload), support)
}

/** As {@link decide}, all at once. */
export function scheduleAll(inputs: PlacementInputs, options: RunOptions = {}): Placements {
  const engine = new Engine(inputs, options.fleet, options.previous)
  return {
    fleet: engine.fleet,
    decisions: [...decideAll(() => engine, inputs)],
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

/**
 * The workloads of the inputs in the order of decision: those decided by themselves, by policy priority descending, then
 * namespace, group, kind, name; then what follows, and what is no workload, by the same names.
 */
export function decisionOrder(inputs: PlacementInputs): readonly WorkloadRef[] {
  const { leaders, followers } = sortOut(new Engine(inputs, undefined, undefined), inputs)
  return [...leaders, ...followers].map(({ ref }) => ref)
}

type Roles = {
  /** What is decided by itself. */
  readonly leaders: readonly Workload[]
  /** What follows, and what is ignored. */
  readonly followers: readonly Workload[]
  readonly graph: FollowerGraph
}

function sortOut(engine: Engine, { keepsOrder }: PlacementInputs): Roles {
  const own = engine.workloads.filter(({ object }) => controllerOf(object) === undefined)
  const graph = new FollowerGraph(own)
  const leaders: Workload[] = []
  const followers: Workload[] = []
  const isOwn = new Set(own)
  for (const workload of engine.workloads) {
    const decides =
      isOwn.has(workload) &&
      (isLeader(workload) ||
        engine.rulebook.isDistributed(workload) ||
        (graph.leadersOf(workload).length === 0 && engine.rulebook.policies.policyFor(workload) !== undefined))
    if (decides) leaders.push(workload)
    else followers.push(workload)
  }
  if (keepsOrder !== true) {
    leaders.sort((left, right) => priorityOf(engine, right) - priorityOf(engine, left) || compareNames(left, right))
    followers.sort(compareNames)
  }
  return { leaders, followers, graph }
}

function priorityOf(engine: Engine, workload: Workload): number {
  return engine.preparation(workload).plan.priority
}

function compareNames(left: Workload, right: Workload): number {
  return (
    compareText(left.namespace ?? '', right.namespace ?? '') ||
    compareText(left.group, right.group) ||
    compareText(left.kind, right.kind) ||
    compareText(left.ref.name, right.ref.name)
  )
}
