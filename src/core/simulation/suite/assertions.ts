import { nearestName, own } from '../../apimachinery/index.ts'
import type { SyncTarget } from '../../api/index.ts'
import { type Decision, type Fleet, type Placements, rescheduleAll } from '../../placement/index.ts'
import { regionKey, zoneKey } from '../diff.ts'
import { replicasByTarget } from '../shift.ts'
import { isSame, withReplicas } from '../headroom.ts'
import { unplacedReplicas } from '../losses.ts'
import type { Scenario } from '../scenario.ts'
import { parseRemoval, withoutParts } from '../without.ts'
import { combinationsOf, lossesOf } from './losses-of.ts'
import type { Expectation } from './placement-test.ts'

/** One thing that was expected and is not so. */
export type Failure = {
  /** The field of the expectation: `neverOn`, `skew`. */
  readonly assertion: string
  readonly message: string
  /** Targets whose traces say why. */
  readonly targets: readonly string[]
}

/** What assertions look at. */
export type Facts = { readonly scenario: Scenario; readonly run: Placements; readonly decision: Decision }

type Assertion = (facts: Facts, expected: Expectation) => Failure[]

/** Checks everything a test expects; what it leaves out is not looked at. */
export function checkExpectation(facts: Facts, expected: Expectation): Failure[] {
  return assertions.flatMap((assertion) => assertion(facts, expected))
}

/**
 * Targets that are named and not there, with the nearest name: nothing is ever on them, so that a name misspelt would pass
 * where it should not. A label that no target carries may well be one that none is to carry.
 */
export function unknownPlaces(
  { placedOn = [], onlyOn = [], neverOn = [], replicas }: Expectation,
  names: readonly string[],
): Omit<Failure, 'targets'>[] {
  const known = new Set(names)
  const unknown = (assertion: string, places: readonly string[]) =>
    places.flatMap((place) => {
      const parsed = parseRemoval(place)
      if (!('target' in parsed) || known.has(parsed.target)) return []
      const close = nearestName(parsed.target, names)
      const hint = close === undefined ? '' : ` (did you mean ${close}?)`
      return [{ assertion, message: `the fleet has no target ${JSON.stringify(parsed.target)}${hint}` }]
    })
  return [
    ...unknown('placedOn', placedOn),
    ...unknown('onlyOn', onlyOn),
    ...unknown('neverOn', neverOn),
    ...unknown('replicas.at', Object.keys(replicas?.at ?? {})),
  ]
}

/** A new assertion is one more entry here, and its field in the schema of suites. */
const assertions: readonly Assertion[] = [
  ({ decision }, { outcome }) =>
    outcome === undefined || outcome === decision.outcome
      ? []
      : [failure('outcome', `expected ${outcome}, it is ${decision.outcome}`, decision)],

  ({ decision }, { policy }) =>
    policy === undefined || policy === decision.policy
      ? []
      : [failure('policy', `expected ${policy} to decide, it was ${decision.policy ?? 'none'}`)],

  ({ scenario, decision }, { placedOn = [] }) =>
    placedOn
      .filter((place) => !namesOf(decision).some((name) => isAt(scenario, name, place)))
      .map((place) => failure('placedOn', `nothing of it is on ${place}`, targetsAt(scenario, place))),

  ({ scenario, decision }, { onlyOn }) =>
    onlyOn === undefined
      ? []
      : namesOf(decision)
          .filter((name) => !onlyOn.some((place) => isAt(scenario, name, place)))
          .map((name) =>
            failure('onlyOn', `${countOn(decision, name)} on ${name}, which is none of ${onlyOn.join(', ')}`, [name]),
          ),

  ({ scenario, decision }, { neverOn = [] }) =>
    neverOn.flatMap((place) =>
      namesOf(decision)
        .filter((name) => isAt(scenario, name, place))
        .map((name) =>
          failure('neverOn', `${countOn(decision, name)} on ${name}${name === place ? '' : ` (${place})`}`, [name]),
        ),
    ),

  ({ decision }, { targets }) => within('targets', 'targets', decision.clusters.length, targets, decision),

  ({ decision }, { replicas }) => within('replicas.total', 'replicas', totalOf(decision), replicas?.total, decision),

  ({ decision }, { replicas }) =>
    [...replicasByTarget(decision)]
      .sort(byName)
      .flatMap(([name, count]) =>
        within('replicas.perTarget', `replicas on ${name}`, count, replicas?.perTarget, [name]),
      ),

  ({ scenario, decision }, { replicas }) =>
    Object.entries(replicas?.at ?? {}).flatMap(([place, range]) => {
      const counted = [...replicasByTarget(decision)].filter(([name]) => isAt(scenario, name, place))
      const sum = counted.reduce((all, [, count]) => all + count, 0)
      return within('replicas.at', `replicas on ${place}`, sum, range, targetsAt(scenario, place))
    }),

  ({ run, decision }, { skew = [] }) =>
    skew.flatMap(({ topologyKey, max }) => {
      const key = topologyKey === 'zone' ? zoneKey : topologyKey === 'region' ? regionKey : topologyKey
      const counts = [...domainCounts(run.fleet, decision, key)].sort(([, left], [, right]) => right - left)
      const [most, least] = [counts[0], counts.at(-1)]
      if (most === undefined || least === undefined)
        return [failure('skew', `no target that can take it has ${key}`, decision)]
      if (most[1] - least[1] <= max) return []
      const text = `${most[0]} has ${most[1]}, ${least[0]} has ${least[1]}: a skew of ${most[1] - least[1]}, not at most ${max}`
      return [failure('skew', text, decision)]
    }),

  (facts, { stableWhen = [] }) => stableWhen.flatMap((change) => stability(facts, change)),

  (facts, { survives = [] }) => survives.flatMap((loss) => survival(facts, loss)),
]

function byName([left]: readonly [string, number], [right]: readonly [string, number]): number {
  return left < right ? -1 : 1
}

/** What leaves targets that are still there. */
function stability(
  { scenario, run, decision }: Facts,
  { without = [], replicas, atMost }: NonNullable<Expectation['stableWhen']>[number],
): Failure[] {
  const reduced = withoutParts(scenario, without.map(parseRemoval)).scenario
  const changed = replicas === undefined ? reduced : sized(reduced, decision, replicas)
  const after = counterpart(rescheduleAll(changed.inputs, run.decisions), decision)
  const now = replicasByTarget(after)
  const there = new Set(changed.inputs.targets.map(({ metadata }) => metadata.name))
  const left = [...replicasByTarget(decision)].flatMap(([name, count]) => {
    const gone = count - (now.get(name) ?? 0)
    return gone > 0 && there.has(name) ? [{ name, gone }] : []
  })
  const sum = left.reduce((all, { gone }) => all + gone, 0)
  if (sum <= atMost) return []
  const parts = [
    ...without.map((part) => `without ${part}`),
    ...(replicas === undefined ? [] : [`with ${replicas} replicas`]),
  ]
  const where = left.map(({ name, gone }) => `${gone} from ${name}`).join(', ')
  return [
    failure(
      'stableWhen',
      `${parts.join(' and ')}, ${sum} replicas leave (${where}), not at most ${atMost}`,
      left.map(({ name }) => name),
    ),
  ]
}

/** What finds no place after losses. */
function survival({ scenario, run, decision }: Facts, loss: NonNullable<Expectation['survives']>[number]): Failure[] {
  const before = unplacedReplicas(decision)
  return combinationsOf(lossesOf(scenario, loss.of), loss.atOnce).flatMap((removals) => {
    const { scenario: reduced } = withoutParts(scenario, removals)
    const after = counterpart(rescheduleAll(reduced.inputs, run.decisions), decision)
    const lost = unplacedReplicas(after) - before
    if (lost <= 0 && (after?.outcome === decision.outcome || decision.outcome !== 'Placed')) return []
    const what = removals.map(({ text }) => text).join(' and ')
    return [
      failure(
        'survives',
        `without ${what} it is ${after?.outcome ?? 'gone'}, and ${Math.max(0, lost)} find no place`,
        decision,
      ),
    ]
  })
}

/** The same workload in another run. */
function counterpart({ decisions }: Placements, { workload }: Decision): Decision {
  const found = decisions.find(
    (one) =>
      one.workload.name === workload.name &&
      one.workload.kind === workload.kind &&
      one.workload.namespace === workload.namespace,
  )
  if (found === undefined) throw new Error('a workload went missing')
  return found
}

/** The scenario with one workload at another size. */
export function sized(scenario: Scenario, { workload }: Decision, replicas: number): Scenario {
  const { inputs } = scenario
  const workloads = inputs.workloads.map((object) =>
    isSame(object, workload, inputs.namespace ?? 'default') ? withReplicas(object, replicas) : object,
  )
  return { ...scenario, inputs: { ...inputs, workloads } }
}

/** Replicas per domain over the targets that can take the workload or have it. */
function domainCounts(fleet: Fleet, decision: Decision, key: string): Map<string, number> {
  const here = replicasByTarget(decision)
  const counts = new Map<string, number>()
  for (const [number, name] of fleet.names.entries()) {
    const value = fleet.topologyValue(key, number)
    if (value === undefined) continue
    const canTake = here.has(name) || decision.reasonsFor(name).every(({ stage }) => stage === 'Ranking')
    if (canTake) counts.set(value, (counts.get(value) ?? 0) + (here.get(name) ?? 0))
  }
  return counts
}

/** Whether a target is the place, or carries what the place says, on itself or on a cell. */
function isAt(scenario: Scenario, name: string, place: string): boolean {
  const target = scenario.inputs.targets.find(({ metadata }) => metadata.name === name)
  return target !== undefined && isPlace(target, place)
}

function isPlace({ metadata, spec }: SyncTarget, place: string): boolean {
  const parsed = parseRemoval(place)
  if ('target' in parsed) return parsed.target === metadata.name
  const labels = [metadata.labels, ...(spec.cells ?? []).map((cell) => cell.labels)]
  return labels.some((one) => own(one ?? {}, parsed.key) === parsed.value)
}

function targetsAt(scenario: Scenario, place: string): string[] {
  return scenario.inputs.targets.filter((target) => isPlace(target, place)).map(({ metadata }) => metadata.name)
}

function namesOf({ clusters }: Decision): string[] {
  return clusters.map(({ clusterName }) => clusterName)
}

function totalOf(decision: Decision): number {
  return [...replicasByTarget(decision).values()].reduce((sum, count) => sum + count, 0)
}

function countOn(decision: Decision, name: string): string {
  const { replicas = null } = decision.clusters.find(({ clusterName }) => clusterName === name) ?? {}
  return replicas === null ? 'it is' : replicas === 1 ? '1 replica is' : `${replicas} replicas are`
}

function within(
  assertion: string,
  what: string,
  value: number,
  range: { readonly min?: number; readonly max?: number } | undefined,
  about: Decision | readonly string[],
): Failure[] {
  if (range === undefined) return []
  const { min = 0, max = Infinity } = range
  if (value >= min && value <= max) return []
  const wanted = max === Infinity ? `at least ${min}` : min === max ? `${min}` : `${min} to ${max}`
  return [
    failure(
      assertion,
      `${value} ${value === 1 ? what.replace(/^(replica|target)s/, '$1') : what}, not ${wanted}`,
      about,
    ),
  ]
}

function failure(assertion: string, message: string, about: Decision | readonly string[] = []): Failure {
  return { assertion, message, targets: 'clusters' in about ? allTargets(about) : about }
}

/** Every target a decision says something about, chosen ones first; few enough to read. */
function allTargets(decision: Decision): string[] {
  return [...namesOf(decision), ...decision.rejected().map(({ clusterName }) => clusterName)].slice(0, 20)
}
