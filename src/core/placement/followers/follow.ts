import type { ClusterPlacement, Decision, Note } from '../decision.ts'
import type { Engine } from '../engine.ts'
import { FixedDecision } from '../fixed-decision.ts'
import { compareText } from '../policies.ts'
import { controllerOf, type Workload } from '../workload.ts'
import { type FollowerGraph, titled } from './graph.ts'

/** The decision about an object that is not decided by itself: it follows, or it is nothing to place. */
export function follow(
  engine: Engine,
  workload: Workload,
  graph: FollowerGraph,
  targets: ReadonlySet<string> | undefined,
): Decision {
  const step = engine.nextStep()
  const common = { step, workload: workload.ref, policy: null, seed: '' } as const
  const owner = controllerOf(workload.object)
  if (owner !== undefined)
    return new FixedDecision(engine.fleet, {
      ...common,
      outcome: 'Ignored',
      notes: [{ code: 'Controlled', message: `${owner.kind} "${owner.name}" controls it` }],
    })
  const leaders = graph.leadersOf(workload)
  if (leaders.length === 0)
    return new FixedDecision(engine.fleet, {
      ...common,
      outcome: 'Ignored',
      notes: [{ code: 'NotAWorkload', message: 'not a workload: nothing refers to it, and no policy selects it' }],
    })
  const [first] = leaders
  const reason =
    first === undefined ? '' : leaders.length === 1 ? first.because : `${first.because}, and ${leaders.length - 1} more`
  const clusters: ClusterPlacement[] = [...(targets ?? [])].sort(compareText).map((clusterName) => ({
    clusterName,
    replicas: null,
    weight: 0,
    score: 0,
    tier: 0,
    reason,
    violations: [],
  }))
  const notes: Note[] =
    clusters.length > 0
      ? []
      : [
          {
            code: 'LeaderUnplaced',
            message: `nothing that it follows is placed: ${leaders
              .map(({ leader }) => titled(leader))
              .slice(0, 3)
              .join(', ')}`,
          },
        ]
  return new FixedDecision(engine.fleet, {
    ...common,
    outcome: 'Follows',
    notes,
    clusters,
    follows: leaders.map(({ leader, because }) => ({ workload: leader.ref, because })),
  })
}
