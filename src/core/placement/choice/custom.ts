import { TmcError } from '../../apimachinery/index.ts'
import type { ScoredTarget, SchedulingStrategy } from '../../api/index.ts'
import { manyReplicas } from '../fleet/amounts.ts'
import { assign, type Field } from './assign.ts'
import type { Choice } from './choice.ts'
import { compareRank, type Ranking } from '../ranking/ranking.ts'
import type { Strategy } from '../strategies/strategy.ts'

/** How targets rank under a strategy of a library user before it selects: by everything but a strategy's score. */
export function customStrategy(name: string): Strategy {
  return { name, combines: 'mean', countsDomains: false, takesEvery: false, sharesEqually: false }
}

/**
 * Lets a strategy select among the candidates, and divides replicas over what it selects.
 *
 * @throws TmcError `InvalidPolicy` when it selects what is no candidate, or one twice
 */
export function chooseCustom(strategy: SchedulingStrategy, field: Field, ranking: Ranking, list: Int32Array): Choice {
  const { subject } = field
  const { fleet } = subject.world
  const order = Array.from(list).sort((left, right) => compareRank(ranking, left, right))
  const byName = new Map(order.map((target) => [fleet.names[target] ?? '', target]))
  const members: number[] = []
  for (const name of strategy.select(
    order.map((target) => scored(field, ranking, target)),
    subject.limits.combined,
  )) {
    const target = byName.get(name)
    if (target === undefined)
      throw new TmcError(
        'InvalidPolicy',
        `strategy "${strategy.name()}" selected "${name}" for ${subject.workload.kind} "${subject.workload.ref.name}", which is no candidate or was selected before`,
        { hint: 'a strategy returns names of its candidates, each once' },
      )
    byName.delete(name)
    members.push(target)
  }
  // What an override forces comes first, whatever was selected.
  const forced = order.filter((target) => field.forced.has(target))
  const rest = members.filter((target) => !field.forced.has(target))
  const limited = [...forced, ...rest.slice(0, Math.max(0, subject.maxClusters - forced.length))]
  const tier = limited.reduce((worst, target) => Math.max(worst, ranking.tier[target] ?? 0), 0)
  const choice: Choice = {
    members: limited,
    manner: 'Custom',
    tier,
    isLimited: limited.length < forced.length + rest.length,
    isClosed: false,
  }
  if (subject.mode === 'Duplicated' || limited.length === 0) return choice
  return { ...choice, assignment: assign(field, limited, subject.requested ?? 1) }
}

function scored({ subject, room }: Field, ranking: Ranking, target: number): ScoredTarget {
  const object = subject.world.fleet.targets[target]
  if (object === undefined) throw new TmcError('Bug', `no target ${target}`)
  const fits = room[target] ?? 0
  return {
    name: object.metadata.name,
    tier: ranking.tier[target] ?? 0,
    untoleratedTaints: ranking.taints[target] ?? 0,
    spreadViolations: ranking.soft[target] ?? 0,
    score: ranking.rule[target] ?? 0,
    scores: ranking.scorers.map((scores) => scores[target] ?? 0),
    isCurrent: ranking.here[target] === 1,
    ...(fits >= manyReplicas ? {} : { room: fits }),
    target: object,
  }
}
