import type { LossReport, OrderingReport, OutageReport, Suggestions } from '../../../core/simulation/index.ts'
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

/** Single edits that would place what is not placed, as text; each has been tried. */
export function formatSuggestions(suggestions: readonly Suggestions[]): string {
  if (suggestions.length === 0) return 'everything is placed; there is nothing to suggest'
  return suggestions
    .flatMap(({ workload, edits }) => [
      `${workloadLabel(workload)} would be placed if you`,
      ...(edits.length === 0
        ? ['  (no single edit that was tried helps)']
        : edits.map(({ edit, result }) => `  ${edit}  →  ${result}`)),
    ])
    .map(sanitize)
    .join('\n')
}
