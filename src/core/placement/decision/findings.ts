import type { TraceEntry } from './decision.ts'
import type { Reason } from '../reasons.ts'

/** What a filter makes of one target, and how a trace tells it once one did. */
export type Finding = { readonly reasons: readonly Reason[]; entry: TraceEntry | undefined }

/** Findings kept at most, of all filters. */
const mostFindings = 200_000

/** What filters found, kept for workloads that share a filter's key, so that explaining thousands asks each target once. */
export class FindingBook {
  readonly #lists = new Map<object, Map<string, (Finding | undefined)[]>>()
  #kept = 0

  /**
   * The findings of a filter by target, as far as there are any yet.
   *
   * @param key what tells workloads apart to the filter
   * @param size number of targets
   */
  listOf(filter: object, key: string, size: number): (Finding | undefined)[] {
    if (this.#kept >= mostFindings) {
      this.#lists.clear()
      this.#kept = 0
    }
    let byKey = this.#lists.get(filter)
    if (byKey === undefined) this.#lists.set(filter, (byKey = new Map<string, (Finding | undefined)[]>()))
    let list = byKey.get(key)
    if (list === undefined) {
      byKey.set(key, (list = new Array<Finding | undefined>(size).fill(undefined)))
      this.#kept += size
    }
    return list
  }
}
