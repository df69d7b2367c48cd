import { TmcError } from '../apimachinery/index.ts'
import type { PlacementDiff } from './diff.ts'

/** What a condition of `--fail-on` may count, and what a percentage of it is relative to. */
const metrics = {
  moved: { of: ({ totals }: PlacementDiff) => totals.moved, whole: ({ totals }: PlacementDiff) => totals.before },
  added: { of: ({ totals }: PlacementDiff) => totals.added, whole: ({ totals }: PlacementDiff) => totals.before },
  removed: { of: ({ totals }: PlacementDiff) => totals.removed, whole: ({ totals }: PlacementDiff) => totals.before },
  changed: {
    of: ({ totals }: PlacementDiff) => totals.changed,
    whole: ({ totals }: PlacementDiff) => totals.workloads,
  },
  unplaced: {
    of: ({ totals }: PlacementDiff) => totals.unplaced.after,
    whole: ({ totals }: PlacementDiff) => totals.workloads,
  },
  overflow: {
    of: ({ totals }: PlacementDiff) => totals.overflow.after,
    whole: ({ totals }: PlacementDiff) => totals.after + totals.overflow.after,
  },
} as const

/** A condition such as `moved>5%`. */
export type Threshold = {
  readonly text: string
  readonly metric: keyof typeof metrics
  readonly isInclusive: boolean
  readonly limit: number
  readonly isPercentage: boolean
}

/**
 * Reads a condition: `moved`, `added`, `removed`, `overflow` (replicas), `changed` or `unplaced` (workloads), then `>` or
 * `>=`, then a number or a percentage. Percentages of replicas are of those placed before, of workloads of all of them.
 *
 * @throws TmcError `Usage`
 */
export function parseThreshold(text: string): Threshold {
  const match = /^\s*([a-z]+)\s*(>=?)\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(text)
  const [, metric = '', operator, limit, percent] = match ?? []
  if (match === null || !isMetric(metric))
    throw new TmcError('Usage', `${JSON.stringify(text)} is no condition`, {
      hint: `write METRIC>N or METRIC>N%, such as moved>5%; metrics are ${Object.keys(metrics).join(', ')}`,
    })
  return { text, metric, isInclusive: operator === '>=', limit: Number(limit), isPercentage: percent === '%' }
}

/** Whether a comparison meets the condition. A percentage of nothing is 0 when there is nothing, else beyond all limits. */
export function exceeds(diff: PlacementDiff, { metric, isInclusive, limit, isPercentage }: Threshold): boolean {
  const value = metrics[metric].of(diff)
  const measured = isPercentage ? (value === 0 ? 0 : (100 * value) / metrics[metric].whole(diff)) : value
  return isInclusive ? measured >= limit : measured > limit
}

function isMetric(word: string): word is keyof typeof metrics {
  return Object.hasOwn(metrics, word)
}
