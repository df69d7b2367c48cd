import type {
  LossReport,
  OrderingReport,
  OutageReport,
  Suggestion,
  Suggestions,
} from '../../../core/simulation/index.ts'
import { workloadLabel } from '../../../core/simulation/index.ts'
import { type ReportView, sanitize } from '../../printers/index.ts'

/** What losing parts of the fleet costs, the worst first. */
export const lossView: ReportView<LossReport> = {
  tables: ({ losses }) => [
    {
      columns: [{ name: 'Without' }, { name: 'Unplaced' }, { name: 'Lost' }, { name: 'Moved' }, { name: 'Workloads' }],
      rows: losses.map(({ without, unplaced, lostReplicas, moved }) => [
        without.join(' '),
        unplaced.length,
        lostReplicas,
        moved,
        unplaced.map(({ workload }) => workloadLabel(workload)).join(' '),
      ]),
    },
  ],
  lines: ({ losses }) => losses,
}

/** What the order of arrival changes. */
export const orderingView: ReportView<OrderingReport> = {
  tables: ({ workloads }) => [
    {
      columns: [{ name: 'Workload' }, { name: 'Times' }, { name: 'Targets' }],
      rows: workloads.flatMap(({ workload, placements }) =>
        placements.map(({ clusters, count }) => [
          workloadLabel(workload),
          count,
          clusters.length === 0 ? '<none>' : clusters.join(' '),
        ]),
      ),
    },
  ],
  lines: ({ workloads }) => workloads,
}

/** What happens after a heart stops, in order. */
export const outageView: ReportView<OutageReport> = {
  tables: ({ events }) => [
    {
      columns: [{ name: 'After' }, { name: 'Target' }, { name: 'Event' }, { name: 'What' }],
      rows: events.map(({ after, clusterName, event, message }) => [after, clusterName, event, message]),
    },
  ],
  lines: ({ events }) => events,
}

/**
 * Single edits that would place what is not placed, as text; each has been tried. Those that only place more are told where
 * none places all, under how many they place.
 */
export function formatSuggestions(suggestions: readonly Suggestions[]): string {
  if (suggestions.length === 0) return 'everything is placed; there is nothing to suggest'
  return suggestions
    .flatMap(({ workload, edits, partialEdits }) => {
      const label = workloadLabel(workload)
      if (edits.length > 0) return [`${label} would be placed if you`, ...edits.map(editLine)]
      if (partialEdits.length === 0) return [`${label}: no single edit that was tried helps`]
      return [`${label}: no single edit that was tried places all of it`, ...partialLines(label, partialEdits)]
    })
    .map(sanitize)
    .join('\n')
}

/** Edits with the same figures under one line that tells them. They come by how much they leave. */
function partialLines(label: string, edits: readonly Suggestion[]): string[] {
  let told = ''
  return edits.flatMap((edit) => {
    const figures = `${edit.placedReplicas} of ${edit.placedReplicas + edit.unplacedReplicas}`
    const isTold = figures === told
    told = figures
    return isTold ? [editLine(edit)] : [`${label} would place ${figures} if you`, editLine(edit)]
  })
}

function editLine({ edit, result }: Suggestion): string {
  return `  ${edit}  →  ${result}`
}
