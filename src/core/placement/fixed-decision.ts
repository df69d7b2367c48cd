import type { TmcError } from '../apimachinery/index.ts'
import type { ClusterPlacement, Decision, Note } from './decision.ts'
import type { IndexedFleet } from './fleet.ts'
import { unknownReference } from './nearest.ts'

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

  constructor(
    fleet: IndexedFleet,
    parts: Pick<Decision, 'step' | 'workload' | 'outcome' | 'policy' | 'seed' | 'notes' | 'error' | 'follows'> & {
      readonly clusters?: readonly ClusterPlacement[]
    },
  ) {
    this.#fleet = fleet
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
      .map((clusterName) => ({ clusterName, reasons: [notFollowed] }))
  }

  reasonsFor(clusterName: string): ReturnType<Decision['reasonsFor']> {
    if (this.outcome !== 'Follows') return []
    return this.clusters.some((cluster) => cluster.clusterName === clusterName) ? [] : [notFollowed]
  }

  rejectionGroups(names = 100): ReturnType<Decision['rejectionGroups']> {
    const { rejectedCount } = this
    if (rejectedCount === 0) return []
    const { stage, code, message } = notFollowed
    const clusterNames = this.rejected().map(({ clusterName }) => clusterName)
    return [{ stage, code, message, count: rejectedCount, clusterNames: clusterNames.slice(0, names) }]
  }

  audit(): [] {
    return []
  }

  trace(clusterName: string): ReturnType<Decision['trace']> {
    if (this.#fleet.indexOf(clusterName) === undefined)
      throw unknownReference('target', clusterName, 'the trace', this.#fleet.names)
    return { clusterName, isChosen: this.clusters.some((cluster) => cluster.clusterName === clusterName), entries: [] }
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
