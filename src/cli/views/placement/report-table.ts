import type { PlacementSummary, ReportedPlacement } from '../../../core/simulation/index.ts'
import { formatTable, sanitize, type Table } from '../../printers/index.ts'
import { fittedTable, type FittedTable } from './fitted-table.ts'
import { namedClusters, type PlacementRow } from './placement-row.ts'

/** Chosen targets a table shows; the wide one shows all. */
const manyClusters = 6

/** How a table of placements looks. */
export type RowsOptions = {
  readonly wide: boolean
  readonly noHeaders: boolean
  /** Characters of the screen; absent where the table is read by a program, or by someone who wants all of it. */
  readonly width?: number | undefined
}

/** Rows of placements, to be shown as a table. */
export class PlacementRows {
  readonly #rows: PlacementRow[] = []

  add(placement: ReportedPlacement): void {
    const { workload, outcome, policy, strategy, mode } = placement
    this.#rows.push({
      namespace: workload.namespace ?? '',
      workload: `${workload.kind}/${workload.name}`,
      outcome,
      policy: policy ?? '',
      replicas: replicasText(placement),
      clusters: placement.clusters.map(clusterText),
      strategy: strategy ?? '',
      mode: mode ?? '',
      why: whyText(placement),
    })
  }

  format({ wide, noHeaders, width }: RowsOptions): FittedTable {
    const text = formatTable(this.#table(wide ? Infinity : manyClusters), { wide, noHeaders })
    const fits = width === undefined || wide || text.split('\n').every((line) => line.length <= width)
    return fits ? { text, isCut: false } : fittedTable(this.#rows, width, noHeaders)
  }

  #table(most: number): Table {
    return {
      columns: [
        { name: 'Namespace' },
        { name: 'Workload' },
        { name: 'Outcome' },
        { name: 'Policy' },
        { name: 'Replicas' },
        { name: 'Targets' },
        { name: 'Strategy', priority: 1 },
        { name: 'Mode', priority: 1 },
        { name: 'Why' },
      ],
      rows: this.#rows.map(({ namespace, workload, outcome, policy, replicas, clusters, strategy, mode, why }) => [
        ...[namespace, workload, outcome, policy, replicas, namedClusters(clusters, most)],
        ...[strategy, mode, why],
      ]),
    }
  }
}

/** `3/4` replicas placed; nothing for what has none. */
export function replicasText({ requested, overflow, clusters, mode, outcome }: ReportedPlacement): string {
  if (outcome === 'Follows' || outcome === 'Ignored' || outcome === 'Error') return ''
  if (requested === null) return ''
  if (mode === 'Duplicated') return clusters.length === 0 ? `0/${requested}` : `${requested} each`
  return `${requested - (overflow ?? 0)}/${requested}`
}

/** `eu-west-4=3 us-east-1=2`. */
export function clustersText({ clusters }: Pick<ReportedPlacement, 'clusters'>): string {
  return namedClusters(clusters.map(clusterText), Infinity)
}

function clusterText({ clusterName, replicas }: ReportedPlacement['clusters'][number]): string {
  return replicas === null ? clusterName : `${clusterName}=${replicas}`
}

/** Why a placement is as it is, in one line: the reason of the first target, or what stopped most of the others. */
export function whyText(placement: ReportedPlacement): string {
  const { outcome, clusters, follows = [], notes, error } = placement
  if (error !== undefined) return placed(error)
  if (outcome === 'Follows') return notes.find(({ code }) => followingNotes.has(code))?.message ?? followText(follows)
  if (outcome === 'Ignored') return notes[0]?.message ?? ''
  if (outcome === 'Unplaced' || outcome === 'Partial') return stoppedText(placement)
  return clusters[0]?.reason ?? ''
}

function placed({ message, file, line, column }: NonNullable<ReportedPlacement['error']>): string {
  return file === undefined ? message : `${file}:${line ?? 1}:${column ?? 1}: ${message}`
}

function followText(follows: NonNullable<ReportedPlacement['follows']>): string {
  const [first] = follows
  if (first === undefined) return ''
  const more = follows.length > 1 ? `, and ${follows.length - 1} more` : ''
  return `with ${first.workload.kind}/${first.workload.name}${more}: ${first.because}`
}

/** The reasons that stop most targets, with counts. */
function stoppedText({ rejected, rejectedCounts, outcome, overflow, notes }: ReportedPlacement): string {
  const counts = new Map<string, { count: number; message: string }>()
  for (const { code, count, message } of rejectedCounts ?? []) counts.set(code, { count, message })
  if (rejectedCounts === undefined)
    for (const { reasons } of rejected)
      for (const [index, { code, message }] of reasons.entries()) {
        // Once for a target.
        if (reasons.findIndex((other) => other.code === code) < index) continue
        const { count, message: first } = counts.get(code) ?? { count: 0, message }
        counts.set(code, { message: first, count: count + 1 })
      }
  const limits = notes.flatMap(({ code, message }) => (code === 'LeftOver' ? [message] : []))
  if (limits.length > manyLimits) limits.splice(manyLimits, Infinity, `${limits.length - manyLimits} more limits`)
  const lead = outcome === 'Partial' ? [`${overflow ?? 0} left over`, ...limits] : limits
  const texts = [...counts]
    .filter(([code]) => outcome === 'Unplaced' || !rankingCodes.has(code))
    .sort(([, left], [, right]) => right.count - left.count)
    .slice(0, 3)
    .map(([code, { count, message }], index) =>
      count === 1 ? `1× ${code}: ${message}` : `${count}× ${code}${index === 0 ? ` (${message})` : ''}`,
    )
  if (texts.length > 0) lead.push(texts.join(', '))
  const telling = texts.length > 0 ? impossibleNotes : stoppingNotes
  lead.unshift(...notes.flatMap(({ code, message }) => (telling.has(code) ? [message] : [])).slice(0, 1))
  return lead.length > 0 ? lead.join('; ') : 'no target can take it'
}

/** Notes that say why something does not follow, or not everywhere. */
const followingNotes = new Set<string>(['LeaderUnplaced', 'CannotFollow'])

/** Limits that one line tells. */
const manyLimits = 3

/** Notes that say why something finds no place; the others say what was let through. */
const impossibleNotes = new Set<string>(['ContradictoryBounds', 'ContradictoryRules', 'UnsatisfiableRule'])
const stoppingNotes = new Set<string>([...impossibleNotes, 'NoTargets', 'RuleErrors', 'Override'])

/** What is told of targets that could be chosen; where replicas are left over, notes say more of them. */
const rankingCodes = new Set([
  'Outranked',
  'WorseTier',
  'CannotHoldAll',
  'MaxClusters',
  'NoReplicaLeft',
  'NotSelected',
  'Settled',
  'SkewExceeded',
])

/** Every reason of every target for one placement; nothing for what only follows. */
export function reasonsText({
  workload,
  outcome,
  overflow,
  clusters,
  rejected,
  audit,
  notes,
}: ReportedPlacement): string {
  if (outcome === 'Follows' || outcome === 'Ignored') return ''
  const lines = [`${workload.namespace === null ? '' : `${workload.namespace}/`}${workload.kind}/${workload.name}`]
  for (const { clusterName, reason, violations } of clusters)
    lines.push(`  + ${clusterName}: ${reason}${violations.length > 0 ? `; violates ${violations.join(', ')}` : ''}`)
  for (const { clusterName, reasons } of rejected)
    for (const { stage, code, message } of reasons) lines.push(`  - ${clusterName}: ${stage}/${code}: ${message}`)
  for (const { code, message } of notes)
    if (code === 'LeftOver') lines.push(`  ! ${overflow ?? 0} left over: ${message}`)
  for (const { clusterName, rule, message } of audit) lines.push(`  ? ${clusterName}: audit of ${rule}: ${message}`)
  return `\n${lines.map(sanitize).join('\n')}\n`
}

/** The sums in one sentence. */
export function summaryText(summary: PlacementSummary): string {
  const { targets, workloads, placed, partial, unplaced, followers, ignored, errors, replicas, overflow } = summary
  const parts = [`${placed} placed`]
  if (partial > 0) parts.push(`${partial} partly`)
  if (unplaced > 0) parts.push(`${unplaced} not`)
  if (errors > 0) parts.push(`${errors} in error`)
  const rest = [`${replicas} replica${replicas === 1 ? '' : 's'}`]
  if (overflow > 0) rest.push(`${overflow} left over`)
  if (followers > 0) rest.push(`${followers} follower${followers === 1 ? '' : 's'}`)
  if (ignored > 0) rest.push(`${ignored} not a workload`)
  const what = `${workloads} workload${workloads === 1 ? '' : 's'} on ${targets} target${targets === 1 ? '' : 's'}`
  return `${what}: ${parts.join(', ')}; ${rest.join(', ')}`
}
