import type { TmcError } from '../../apimachinery/index.ts'
import type { ClusterPlacement, Decision, Note, TraceEntry } from './decision.ts'
import type { IndexedFleet } from '../fleet/fleet.ts'
import { unknownReference } from '../fleet/nearest.ts'
import type { Reason } from '../reasons.ts'
import { groupRejections } from './rejections.ts'

/** A decision without anything behind it: what is ignored, in error, or follows. */
export class FixedDecision implements Decision {
  readonly step: number
  readonly workload: Decision['workload']
  readonly outcome: Decision['outcome']
  readonly policy: string | null
  readonly strategy = null
  readonly mode = null
  readonly requested = null
  readonly overflow = null
  readonly seed: string
  readonly clusters: readonly ClusterPlacement[]
  readonly follows?: NonNullable<Decision['follows']>
  readonly notes: readonly Note[]
  readonly error?: TmcError
  readonly #fleet: IndexedFleet
  readonly #refusals: ReadonlyMap<string, readonly Reason[]>

  constructor(
    fleet: IndexedFleet,
    parts: Pick<Decision, 'step' | 'workload' | 'outcome' | 'policy' | 'seed' | 'notes' | 'error' | 'follows'> & {
      readonly clusters?: readonly ClusterPlacement[]
      /** Why targets of what it follows cannot have it. */
      readonly refusals?: ReadonlyMap<string, readonly Reason[]>
    },
  ) {
    this.#fleet = fleet
    this.#refusals = parts.refusals ?? new Map<string, readonly Reason[]>()
    this.step = parts.step
    this.workload = parts.workload
    this.outcome = parts.outcome
    this.policy = parts.policy
    this.seed = parts.seed
    this.notes = parts.notes
    this.clusters = parts.clusters ?? []
    if (parts.follows !== undefined) this.follows = parts.follows
    if (parts.error !== undefined) this.error = parts.error
  }

  get rejectedCount(): number {
    return this.outcome === 'Follows' ? this.#fleet.size - this.clusters.length : 0
  }

  rejected(): ReturnType<Decision['rejected']> {
    if (this.outcome !== 'Follows') return []
    const chosen = new Set(this.clusters.map(({ clusterName }) => clusterName))
    return this.#fleet.names
      .filter((name) => !chosen.has(name))
      .map((clusterName) => ({ clusterName, reasons: this.#reasons(clusterName) }))
  }

  reasonsFor(clusterName: string): ReturnType<Decision['reasonsFor']> {
    if (this.outcome !== 'Follows') return []
    return this.clusters.some((cluster) => cluster.clusterName === clusterName) ? [] : this.#reasons(clusterName)
  }

  #reasons(clusterName: string): readonly Reason[] {
    return this.#refusals.get(clusterName) ?? [notFollowed]
  }

  rejectionGroups(names = 100): ReturnType<Decision['rejectionGroups']> {
    return groupRejections(this.rejected(), names)
  }

  leftOver(): [] {
    return []
  }

  audit(): [] {
    return []
  }

  trace(clusterName: string): ReturnType<Decision['trace']> {
    if (this.#fleet.indexOf(clusterName) === undefined)
      throw unknownReference('target', clusterName, 'the trace', this.#fleet.names)
    const cluster = this.clusters.find((one) => one.clusterName === clusterName)
    return { clusterName, isChosen: cluster !== undefined, entries: this.#entries(clusterName, cluster?.reason) }
  }

  /** What became of what follows on one target: whether what it follows runs there, and what the target lacks. */
  #entries(clusterName: string, because: string | undefined): TraceEntry[] {
    if (this.outcome !== 'Follows') return []
    const [points, inputs] = [null, {}]
    if (because !== undefined)
      return [{ stage: 'Follow', name: 'leaders', verdict: 'Chosen', points, inputs, message: because }]
    return this.#reasons(clusterName).map(({ stage, name, message }) => ({
      stage,
      name,
      verdict: 'Refused',
      points,
      inputs,
      message,
    }))
  }

  *traces(): ReturnType<Decision['traces']> {
    for (const name of this.#fleet.names) yield this.trace(name)
  }
}

const notFollowed = {
  stage: 'Follow',
  name: 'leaders',
  code: 'NotFollowed',
  message: 'nothing that it follows runs there',
} as const
