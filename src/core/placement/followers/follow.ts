import type { ClusterPlacement, Decision, Note } from '../decision/decision.ts'
import type { Engine } from '../engine.ts'
import { FixedDecision } from '../decision/fixed-decision.ts'
import { some } from '../decision/notes.ts'
import { compareText } from '../policy/policies.ts'
import { controllerOf, type Workload } from '../workload/workload.ts'
import { type FollowerGraph, type Following, titled } from './graph.ts'
import type { SupportBook } from './support.ts'

/** The decision about an object that is not decided by itself: it follows, or it is nothing to place. */
export function follow(
  engine: Engine,
  workload: Workload,
  graph: FollowerGraph,
  following: Following | undefined,
  support: SupportBook,
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
  const clusters: ClusterPlacement[] = [...(following?.targets ?? [])].sort(compareText).map((clusterName) => ({
    clusterName,
    replicas: null,
    weight: 0,
    score: 0,
    tier: 0,
    reason,
    violations: [],
  }))
  const refusing = [...(following?.refusing ?? [])].sort(compareText)
  const refusals = new Map(refusing.map((name) => [name, support.reasons(workload, name)]))
  const notes: Note[] =
    refusing.length > 0
      ? [
          {
            code: 'CannotFollow',
            message: `what it follows runs on ${some(refusing)}, which cannot have it: ${refusals.get(refusing[0] ?? '')?.[0]?.message ?? ''}`,
          },
        ]
      : clusters.length > 0
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
    refusals,
    follows: leaders.map(({ leader, because }) => ({ workload: leader.ref, because })),
  })
}
