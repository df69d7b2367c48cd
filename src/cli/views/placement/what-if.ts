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
    .flatMap((found) => [...foundLines(found), ...untriedLines(found)])
    .map(sanitize)
    .join('\n')
}

function foundLines({ workload, edits, partialEdits, tried, untried }: Suggestions): string[] {
  const label = workloadLabel(workload)
  if (edits.length > 0) return [`${label} would be placed if you`, ...edits.map(editLine)]
  if (partialEdits.length > 0)
    return [`${label}: no single edit that was tried places all of it`, ...partialLines(label, partialEdits)]
  if (tried + untried === 0) return [`${label}: no single edit is known to try`]
  return [tried === 0 ? `${label}: no edit was tried` : `${label}: no single edit that was tried helps`]
}

function untriedLines({ tried, untried }: Suggestions): string[] {
  return untried === 0 ? [] : [`  (${untried} of ${tried + untried} edits were not tried: that would take long)`]
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

function editLine({ edit, result, alsoChanges }: Suggestion): string {
  return `  ${edit}  →  ${result}; ${disturbanceText(alsoChanges)}`
}

/** Other workloads that one line tells of. */
const fewChanges = 2

/** What an edit does to others: `also moves 3 replicas of web from eu-1 to eu-2`. */
function disturbanceText({ workloads, changes }: Suggestion['alsoChanges']): string {
  if (workloads === 0) return 'nothing else changes'
  const told = changes.slice(0, fewChanges).map(changeText)
  const more = workloads - told.length
  if (more > 0) told.push(`changes ${more} more workload${more === 1 ? '' : 's'}`)
  return `also ${told.length > 1 ? `${told.slice(0, -1).join(', ')} and ${told.at(-1)}` : told.join('')}`
}

function changeText(change: Suggestion['alsoChanges']['changes'][number]): string {
  const { workload, moved, added, removed, targets, outcome } = change
  const label = workloadLabel(workload)
  const left = namesText(targets.filter((shift) => shift.after < shift.before))
  const joined = namesText(targets.filter((shift) => shift.after > shift.before))
  const parts: string[] = []
  const of = () => (parts.length === 0 ? ` of ${label}` : '')
  if (removed > 0) parts.push(`takes ${replicasText(removed)}${of()} from ${left}`)
  if (moved > 0) parts.push(`moves ${replicasText(moved)}${of()} from ${left} to ${joined}`)
  if (added > 0) parts.push(`places ${replicasText(added)} more${of()} on ${joined}`)
  return parts.length > 0 ? parts.join(' and ') : `makes ${label} ${outcome.after}`
}

function replicasText(count: number): string {
  return `${count} replica${count === 1 ? '' : 's'}`
}

function namesText(shifts: readonly { readonly name: string }[]): string {
  const names = shifts.slice(0, 3).map(({ name }) => name)
  return shifts.length > 3 ? `${names.join(', ')} and others` : names.join(', ')
}
