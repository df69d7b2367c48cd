import { isJsonObject, type KubeObject, TmcError } from '../apimachinery/index.ts'
import { buildFleet, decide, type Decision, type Fleet, type WorkloadRef } from '../placement/index.ts'
import { type Binding, bindingsOf } from './binding.ts'
import { decideAll, type OnDecision } from './decide-all.ts'
import { regionKey } from './diff.ts'
import { reportVersion } from './report.ts'
import type { Scenario } from './scenario.ts'
import { findWorkload } from './workload-name.ts'

/** Room by target or by domain: replicas now, and at the most. */
export type Room = { readonly name: string; readonly now: number; readonly most: number }

/** How far a workload can grow. */
export type Headroom = {
  readonly apiVersion: typeof reportVersion
  readonly kind: 'PlacementHeadroom'
  readonly now: string | null
  readonly workload: WorkloadRef
  readonly replicas: number
  /** Most replicas that are wholly placed, everything else staying; capped at 2,147,483,647. */
  readonly most: number
  /** `most` less `replicas`. */
  readonly more: number
  /** What stops one replica more: first what alone does, as was tried. Empty when nothing does. */
  readonly binding: readonly Binding[]
  /** Where the replicas are at the most. */
  readonly targets: readonly Room[]
  readonly domains: readonly (Room & { readonly key: string })[]
  /** The same workload at growing sizes. */
  readonly growth: readonly Growth[]
}

/** What becomes of a grown input. */
export type Growth = {
  readonly factor: number
  readonly replicas: number
  readonly outcome: Decision['outcome']
  readonly overflow: number
  readonly binding: Binding | null
}

const manyReplicas = 2147483647

/**
 * How many more replicas of a workload fit, with everything else where it is decided to be, and what stops the next one.
 * What is decided first is kept: every other size is decided from there, moving as little as possible, so that nothing
 * makes room for what grows.
 *
 * @param text `NAME`, `KIND/NAME` or `NAMESPACE/KIND/NAME`
 * @param previous placements that what is now is decided from, moving as little as possible; none: it is decided anew
 * @throws TmcError `UnknownReference` for an unknown workload, `Usage` for one without replicas
 */
export function findHeadroom(
  scenario: Scenario,
  text: string,
  factors: readonly number[] = [1.2, 1.5, 2],
  onDecision?: OnDecision,
  previous: readonly Decision[] = [],
): Headroom {
  const { inputs } = scenario
  const fleet = buildFleet(inputs)
  const began = decideAll(inputs, { onDecision, fleet, ...(previous.length === 0 ? {} : { previous }) }).decisions
  const run = { onDecision, previous: began }
  const now = findWorkload(began, text, inputs.namespace)
  const { workload, requested } = now
  if (requested === null || now.mode === 'Duplicated')
    throw new TmcError('Usage', `${workload.kind} ${workload.name} has no replicas that are divided`, {
      hint: 'headroom is about workloads whose replicas are divided, such as Deployments',
    })
  const sized = (replicas: number) => sizedDecision(scenario, workload, replicas, { ...run, fleet })
  const stopsAt = (decision: Decision, replicas: number) =>
    bindingsOf(scenario, decision, (relaxed) => isWhole(sizedDecision(relaxed, workload, replicas, run)))
  const most = largest(requested, (replicas) => isWhole(sized(replicas)))
  const atMost = sized(most)
  const beyond = most < manyReplicas ? sized(most + 1) : undefined
  return {
    apiVersion: reportVersion,
    kind: 'PlacementHeadroom',
    now: inputs.now ?? null,
    workload,
    replicas: requested,
    most,
    more: most - requested,
    binding: beyond === undefined ? [] : stopsAt(beyond, most + 1),
    targets: roomsOf(now, atMost, (name) => name),
    domains: roomsOf(now, atMost, (name) => domainOf(fleet, name)).map((room) => ({ key: regionKey, ...room })),
    growth: factors.map((factor) => {
      const replicas = Math.min(manyReplicas, Math.ceil(requested * factor))
      const grown = sized(replicas)
      const [binding = null] = isWhole(grown) ? [] : stopsAt(grown, replicas)
      return { factor, replicas, outcome: grown.outcome, overflow: grown.overflow ?? 0, binding }
    }),
  }
}

/** What is decided for one workload at another size; what is decided after it has no bearing on that. */
function sizedDecision(
  { inputs }: Scenario,
  workload: WorkloadRef,
  replicas: number,
  { onDecision, fleet, previous }: SizedOptions,
): Decision {
  const workloads = inputs.workloads.map((object) =>
    isSame(object, workload, inputs.namespace ?? 'default') ? withReplicas(object, replicas) : object,
  )
  const sized = { ...inputs, workloads }
  for (const decision of decide(sized, { fleet: fleet ?? buildFleet(sized), previous })) {
    onDecision?.()
    const { workload: decided } = decision
    if (
      decided.name === workload.name &&
      decided.kind === workload.kind &&
      decided.apiVersion === workload.apiVersion &&
      decided.namespace === workload.namespace
    )
      return decision
  }
  throw new TmcError('Bug', 'a workload went missing while it grew')
}

type SizedOptions = {
  readonly onDecision: OnDecision | undefined
  readonly fleet?: Fleet
  readonly previous: readonly Decision[]
}

/** Whether an object is the workload named. */
export function isSame({ apiVersion, kind, metadata }: KubeObject, workload: WorkloadRef, namespace: string): boolean {
  return (
    metadata.name === workload.name &&
    kind === workload.kind &&
    apiVersion === workload.apiVersion &&
    (workload.namespace === undefined || (metadata.namespace ?? namespace) === workload.namespace)
  )
}

/** A copy of a workload with other replicas. */
export function withReplicas(object: KubeObject, replicas: number): KubeObject {
  const spec = object['spec']
  return { ...object, spec: { ...(isJsonObject(spec) ? spec : {}), replicas } }
}

function isWhole({ outcome, overflow }: Decision): boolean {
  return outcome === 'Placed' && (overflow ?? 0) === 0
}

/** The largest size that fits, by doubling and halving; 0 when none does. */
function largest(start: number, fits: (replicas: number) => boolean): number {
  let low = 0
  let high = Math.max(1, start)
  if (fits(high)) {
    while (high < manyReplicas) {
      low = high
      high = Math.min(manyReplicas, high * 2)
      if (!fits(high)) break
      if (high === manyReplicas) return manyReplicas
    }
  }
  while (low + 1 < high) {
    const middle = Math.floor((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle
  }
  return low
}

function roomsOf(now: Decision, most: Decision, nameOf: (clusterName: string) => string): Room[] {
  const rooms = new Map<string, { now: number; most: number }>()
  const add = (decision: Decision, side: 'now' | 'most') => {
    for (const { clusterName, replicas } of decision.clusters) {
      const name = nameOf(clusterName)
      const room = rooms.get(name) ?? { now: 0, most: 0 }
      room[side] += replicas ?? 1
      rooms.set(name, room)
    }
  }
  add(now, 'now')
  add(most, 'most')
  return [...rooms].map(([name, room]) => ({ name, ...room })).sort((left, right) => (left.name < right.name ? -1 : 1))
}

function domainOf(fleet: Fleet, clusterName: string): string {
  const number = fleet.indexOf(clusterName)
  return (number === undefined ? undefined : fleet.topologyValue(regionKey, number)) ?? '<none>'
}

/**
 * Reads a factor of growth such as `1.5`.
 *
 * @throws TmcError `Usage`
 */
export function parseGrowth(text: string): number {
  const factor = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN
  if (factor > 0 && factor <= 1_000_000) return factor
  throw new TmcError('Usage', `--growth: ${JSON.stringify(text)} is no factor`, { hint: 'write a number such as 1.5' })
}
