import type { TraceEntry } from './decision.ts'
import type { Filter } from './filters/filter.ts'
import type { Reason } from './reasons.ts'
import type { Subject } from './subject.ts'

/** What a filter makes of one target, and how a trace tells it once one did. */
export type Finding = { readonly reasons: readonly Reason[]; entry: TraceEntry | undefined }

/** Findings kept at most, of all filters. */
const mostFindings = 200_000

/** What filters found, kept for workloads that share a filter's key, so that explaining thousands asks each target once. */
export class FindingBook {
  readonly #lists = new Map<Filter, Map<string, (Finding | undefined)[]>>()
  #kept = 0

  /** The findings of a filter by target; undefined when they are of one workload alone. */
  listOf(filter: Filter, subject: Subject): (Finding | undefined)[] | undefined {
    const key = filter.key(subject)
    if (key === null || key === undefined) return undefined
    const { size } = subject.world.fleet
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

/** What a filter makes of a target, from its list where it has one. */
export function findingOf(
  filter: Filter,
  list: (Finding | undefined)[] | undefined,
  subject: Subject,
  target: number,
): Finding {
  const known = list?.[target]
  if (known !== undefined) return known
  const finding: Finding = { reasons: filter.reasons(subject, target), entry: undefined }
  if (list !== undefined) list[target] = finding
  return finding
}
