import { assign, capOf, type Field } from './assign.ts'
import type { Choice } from './choice.ts'
import { chooseCopies, chooseShares } from './choose.ts'
import { keptInOrder } from './picking.ts'
import { compareRank, type Ranking } from '../ranking/ranking.ts'

/** Where a workload goes: fresh, or moving the least from where it is. */
export function settle(field: Field, ranking: Ranking, list: Int32Array): Choice {
  const { subject } = field
  const kept = keptOf(field, list)
  if (subject.mode === 'Duplicated') return chooseCopies(field, ranking, list, kept)
  const total = subject.requested ?? 1
  // Nothing is placed as one replica would be.
  if (total === 0) return withoutReplicas(field, ranking, list, kept)
  if (kept === undefined) return chooseShares(field, ranking, list, total)
  return rechooseShares(field, ranking, list, total, kept)
}

/** What may stay, by target: no more than fits. Undefined when nothing was there, so that all is decided anew. */
function keptOf(field: Field, list: Int32Array): ReadonlyMap<number, number> | undefined {
  const { current } = field.subject
  if (current === undefined || current.size === 0) return undefined
  const kept = new Map<number, number>()
  for (const target of list) {
    const replicas = current.get(target)
    if (replicas === undefined) continue
    kept.set(target, replicas === null ? 0 : Math.min(replicas, capOf(field, target, replicas)))
  }
  return kept.size === 0 ? undefined : kept
}

/**
 * Keeps what may stay. Fewer replicas: the division over those that have some, none above what it has. More: the targets it
 * has grow first, and others join only when they cannot hold it all; nobody shrinks.
 */
function rechooseShares(
  field: Field,
  ranking: Ranking,
  list: Int32Array,
  total: number,
  kept: ReadonlyMap<number, number>,
): Choice {
  const members = keptInOrder(field, ranking, kept)
  const staying = new Map(members.map((target) => [target, kept.get(target) ?? 0]))
  const sum = [...staying.values()].reduce((all, replicas) => all + replicas, 0)
  const { subject } = field
  if (sum >= total || !subject.takesEvery || members.length >= subject.maxClusters) {
    const assignment = assign(field, members, total, staying)
    const isLimited = members.length >= subject.maxClusters
    const isFinal = assignment.overflow === 0 || subject.takesOne || isLimited
    if (isFinal)
      return { members, manner: 'Kept', tier: tierOf(ranking, members), isLimited, isClosed: false, assignment }
  }
  return chooseShares(field, ranking, list, total, staying)
}

function tierOf({ tier }: Ranking, members: readonly number[]): number {
  return members.reduce((worst, target) => Math.max(worst, tier[target] ?? 0), 0)
}

function withoutReplicas(
  field: Field,
  ranking: Ranking,
  list: Int32Array,
  kept: ReadonlyMap<number, number> | undefined,
): Choice {
  const [staying] = [...(kept?.keys() ?? [])].sort((left, right) => compareRank(ranking, left, right))
  const choice: Choice =
    staying === undefined
      ? chooseShares(field, ranking, list, 1)
      : { members: [staying], manner: 'Kept', tier: tierOf(ranking, [staying]), isLimited: false, isClosed: false }
  const { assignment } = choice
  const members = choice.members.filter((_, index) => assignment === undefined || (assignment.seats[index] ?? 0) > 0)
  return {
    ...choice,
    members,
    assignment: {
      members,
      seats: members.map(() => 0),
      weights: members.map(() => 0),
      overflow: 0,
    },
  }
}
