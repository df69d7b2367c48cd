import {
  type DomainShift,
  type PlacementDiff,
  type Shift,
  type WorkloadDiff,
  workloadLabel,
} from '../../../core/simulation/index.ts'
import type { ReportView, Table } from '../../printers/index.ts'

/** A comparison as tables: workloads, targets, domains. */
export const diffView: ReportView<PlacementDiff> = {
  tables: (diff) => [workloadTable([...diff.workloads, ...diff.followers]), targetTable(diff), preferenceTable(diff)],
  lines: ({ workloads, followers }) => [...workloads, ...followers],
  names: ({ workloads, followers }) =>
    [...workloads, ...followers].map(({ workload }) => `${workload.kind.toLowerCase()}/${workload.name}`),
}

function workloadTable(diffs: readonly WorkloadDiff[]): Table {
  return {
    columns: ['Workload', 'Change', 'Moved', 'Added', 'Removed', 'Targets', 'Why'].map((name) => ({ name })),
    rows: diffs.map((diff) => [
      workloadLabel(diff.workload),
      changeText(diff),
      diff.moved,
      diff.added,
      diff.removed,
      diff.targets.map(shiftText).join(' '),
      whyText(diff),
    ]),
  }
}

/** Every target and domain whose replicas change, with what it is. */
function placesOf({ targets, domains }: PlacementDiff): (readonly [string, Shift])[] {
  return [
    ...targets.map((shift) => ['target', shift] as const),
    ...domains.map((shift) => [keyText(shift), shift] as const),
  ]
}

function targetTable(diff: PlacementDiff): Table {
  return {
    columns: [{ name: 'Where' }, { name: 'Name' }, { name: 'Before' }, { name: 'After' }, { name: 'Change' }],
    rows: placesOf(diff).map(([where, { name, before, after }]) => [
      where,
      name,
      before,
      after,
      signed(after - before),
    ]),
  }
}

function preferenceTable({ wouldNowPrefer }: PlacementDiff): Table {
  return {
    columns: [{ name: 'Would now prefer' }, { name: 'Targets' }],
    rows: wouldNowPrefer.map(({ workload, targets }) => [workloadLabel(workload), targets.map(shiftText).join(' ')]),
  }
}

/** `eu-1:3→1`. */
function shiftText({ name, before, after }: Shift): string {
  return `${name}:${before}→${after}`
}

function keyText({ key }: DomainShift): string {
  return key.slice(key.lastIndexOf('/') + 1)
}

function signed(change: number): string {
  return change > 0 ? `+${change}` : String(change)
}

function changeText({ change, outcome, moved, added, removed }: WorkloadDiff): string {
  if (change !== 'Changed') return change
  if (outcome.before !== outcome.after) return `${outcome.before ?? ''}→${outcome.after ?? ''}`
  if (moved > 0) return 'Moved'
  return added > removed ? 'Grown' : 'Shrunk'
}

/** Why replicas left the first target they left. */
function whyText({ because }: WorkloadDiff): string {
  const [first] = because
  if (first === undefined) return ''
  const [reason] = first.reasons
  const what = reason === undefined ? 'it is gone' : reason.message
  return `${first.clusterName}: ${what}${because.length > 1 ? `; it leaves ${because.length - 1} more target${because.length === 2 ? '' : 's'}` : ''}`
}

/** The sums of a comparison in one sentence. */
export function diffSummary({ totals }: PlacementDiff): string {
  const { workloads, changed, before, after, moved, added, removed, unplaced } = totals
  if (workloads === 0) return 'nothing to compare: there are no workloads'
  const all = counted(workloads, 'workload')
  if (changed === 0) return `nothing changes: ${all}, ${counted(before, 'replica')}`
  const share = before === 0 ? '' : ` (${percent(moved, before)})`
  const news =
    unplaced.after === unplaced.before ? '' : `; not placed: ${unplaced.before} before, ${unplaced.after} after`
  return `${changed} of ${all} ${workloads === 1 ? 'changes' : 'change'}: ${counted(moved, 'replica')} ${moved === 1 ? 'moves' : 'move'}${share}, ${added} added, ${removed} removed; ${before} before, ${after} after${news}`
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

/** One digit after the point, and never 0 for something. */
function percent(part: number, whole: number): string {
  const exact = (100 * part) / whole
  return part > 0 && exact < 0.1 ? '<0.1%' : `${Number(exact.toFixed(1))}%`
}

/** A comparison as Markdown, for a comment on a pull request. */
export function formatDiffMarkdown(diff: PlacementDiff): string {
  const { totals } = diff
  const lines = [`### Placement: ${escaped(diffSummary(diff))}`, '']
  if (totals.unplaced.after > totals.unplaced.before)
    lines.push(`> **${totals.unplaced.after - totals.unplaced.before} more workloads find no place.**`, '')
  if (diff.workloads.length > 0) {
    lines.push('| workload | change | moved | added | removed | targets | why |', '|---|---|--:|--:|--:|---|---|')
    for (const one of diff.workloads.slice(0, manyRows))
      lines.push(
        row([
          workloadLabel(one.workload),
          changeText(one),
          String(one.moved),
          String(one.added),
          String(one.removed),
          one.targets.map(shiftText).join(' '),
          whyText(one),
        ]),
      )
    if (diff.workloads.length > manyRows) lines.push('', `… and ${diff.workloads.length - manyRows} more workloads.`)
    lines.push('')
  }
  const places = placesOf(diff)
  if (places.length > 0) {
    lines.push('<details><summary>Replicas by domain and target</summary>', '')
    lines.push('| where | name | before | after | change |', '|---|---|--:|--:|--:|')
    for (const [where, { name, before, after }] of places)
      lines.push(row([where, name, String(before), String(after), signed(after - before)]))
    lines.push('', '</details>', '')
  }
  if (diff.wouldNowPrefer.length > 0) {
    lines.push('<details><summary>Decided anew, these would be elsewhere</summary>', '')
    for (const { workload, targets } of diff.wouldNowPrefer)
      lines.push(`- ${escaped(workloadLabel(workload))}: ${escaped(targets.map(shiftText).join(' '))}`)
    lines.push('', '</details>', '')
  }
  if (diff.followers.length > 0) lines.push(`${diff.followers.length} followers change with them.`, '')
  return lines.join('\n')
}

/** Rows of a table in a comment: hosts cut comments that are too long. */
const manyRows = 200

function row(cells: readonly string[]): string {
  return `| ${cells.map(escaped).join(' | ')} |`
}

/** Text that Markdown and HTML leave as it is. */
function escaped(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_|[\]<>&~]/g, (sign) =>
      sign === '<' ? '&lt;' : sign === '>' ? '&gt;' : sign === '&' ? '&amp;' : `\\${sign}`,
    )
}
