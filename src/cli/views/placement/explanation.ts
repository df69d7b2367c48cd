import type { ExplainedTarget, PlacementExplanation, Step } from '../../../core/simulation/index.ts'
import { workloadLabel } from '../../../core/simulation/index.ts'
import type { TraceEntry } from '../../../core/placement/index.ts'
import { formatGo } from '../../../core/apimachinery/index.ts'
import type { Palette } from '../../palette.ts'
import { sanitize } from '../../printers/index.ts'
import { formatFrame } from '../frame.ts'
import { bypassLine } from './bypass-line.ts'
import { clustersText, replicasText } from './report-table.ts'

const marks: { readonly [verdict in TraceEntry['verdict']]: string } = {
  Passed: '✓',
  Matched: '✓',
  Unmatched: '–',
  Refused: '✗',
  Error: '!',
  Unknown: '?',
  Bypassed: '»',
  Scored: '',
  Chosen: '✓',
  Lost: '–',
}

/**
 * The matrix of one workload for people: what decided, then targets against filters, rules and ranking, then reasons.
 *
 * @param width characters of the screen; a wider matrix goes on in another below it
 */
export function formatPlacementExplanation(
  explanation: PlacementExplanation,
  palette: Palette,
  width = Infinity,
): string {
  const { placement, targets, steps } = explanation
  const { workload, outcome, policy, strategy, mode, notes } = placement
  const paint = (cell: string) =>
    cell.startsWith('✗') || cell.startsWith('!') ? palette.bad(cell) : cell.startsWith('✓') ? palette.good(cell) : cell
  const facts: [string, string | null][] = [
    ['Workload', workloadLabel({ ...workload, namespace: workload.namespace })],
    ['Outcome', outcome],
    ['Policy', policy],
    ['Strategy', [strategy, mode].filter((part) => part !== null).join(', ')],
    ['Replicas', replicasText(placement)],
    ['Targets', clustersText(placement)],
    ['Seed', explanation.seed],
    ['Judged at', explanation.now],
  ]
  const pieces = facts
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${`${name}:`.padEnd(11)}${sanitize(value ?? '')}\n`)
  for (const { workload: leader, because } of placement.follows ?? [])
    pieces.push(`${'Follows:'.padEnd(11)}${sanitize(`${workloadLabel(leader)}: ${because}`)}\n`)
  for (const { code, message } of notes) {
    const text = code === 'LeftOver' ? `${placement.overflow ?? 0} left over: ${message}` : message
    pieces.push(`${'Note:'.padEnd(11)}${sanitize(text)}\n`)
  }
  if (placement.error !== undefined) pieces.push(`${'Error:'.padEnd(11)}${sanitize(placement.error.message)}\n`)
  for (const [title, heads, rows] of [filters(steps, targets), rules(steps, targets), ranking(steps, targets)])
    if (heads.length > 1)
      pieces.push(`\n${title}\n`, ...screens(heads, rows, width).map((one) => formatFrame(one.heads, one.rows, paint)))
  const bypassed = targets.flatMap(({ clusterName, verdicts }) =>
    verdicts.flatMap((entry) => {
      const text = entry === null ? undefined : bypassLine(entry)
      return text === undefined ? [] : [`  ${clusterName}: ${text}`]
    }),
  )
  if (bypassed.length > 0) pieces.push('\nBypassed\n', ...bypassed.map((line) => `${sanitize(line)}\n`))
  const refused = targets.filter(({ reasons }) => reasons.length > 0)
  if (refused.length > 0) pieces.push('\nNot chosen\n')
  for (const { clusterName, reasons } of refused)
    for (const { stage, code, message } of reasons)
      pieces.push(sanitize(`  ${clusterName}: ${stage}/${code}: ${message}`), '\n')
  return pieces.join('')
}

type Matrix = readonly [title: string, heads: readonly string[], rows: readonly (readonly string[])[]]

/** A matrix in parts that fit a screen, each beginning with the targets. */
function screens(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): { heads: string[]; rows: string[][] }[] {
  // Each column has a line before it and a space on either side of its cells; a line ends the last.
  const widths = heads.map(
    (head, index) => 3 + rows.reduce((widest, row) => Math.max(widest, row[index]?.length ?? 0), head.length),
  )
  const parts: number[][] = []
  let left = 0
  for (let index = 1; index < heads.length; index++) {
    const wanted = widths[index] ?? 0
    if (parts.length === 0 || wanted > left) {
      parts.push([0])
      left = width - 1 - (widths[0] ?? 0)
    }
    parts.at(-1)?.push(index)
    left -= wanted
  }
  const pick = (cells: readonly string[], part: readonly number[]) => part.map((index) => cells[index] ?? '')
  return parts.map((part) => ({ heads: pick(heads, part), rows: rows.map((row) => pick(row, part)) }))
}

/** One column per filter stage: the worst verdict of its steps. */
function filters(steps: readonly Step[], targets: readonly ExplainedTarget[]): Matrix {
  const stages = [...new Set(steps.map(({ stage }) => stage))].filter(
    (stage) => stage !== 'Rules' && stage !== 'Ranking',
  )
  const worst: readonly TraceEntry['verdict'][] = ['Refused', 'Error', 'Bypassed', 'Unknown', 'Passed']
  return [
    'Filters',
    ['Target', ...stages],
    targets.map(({ clusterName, verdicts }) => [
      clusterName,
      ...stages.map((stage) => {
        const found = verdicts.flatMap((entry) => (entry?.stage === stage ? [entry.verdict] : []))
        const verdict = worst.find((one) => found.includes(one)) ?? found[0]
        return verdict === undefined ? '' : marks[verdict]
      }),
    ]),
  ]
}

/** One column per rule, with the points it gave or took. */
function rules(steps: readonly Step[], targets: readonly ExplainedTarget[]): Matrix {
  return columns('Rules', 'Rules', steps, targets, (entry) => {
    const effect = entry.inputs['effect']
    const isRefusing =
      (effect === 'Forbid' && entry.verdict === 'Matched') || (effect === 'Require' && entry.verdict === 'Unmatched')
    const mark = isRefusing ? '✗' : effect === 'Forbid' && entry.verdict === 'Unmatched' ? '✓' : marks[entry.verdict]
    return entry.points === null ? mark : `${mark} ${entry.points}`
  })
}

/** One column per level of ranking, as far as there is one. */
function ranking(steps: readonly Step[], targets: readonly ExplainedTarget[]): Matrix {
  const shown = steps.filter(({ name }) => name !== 'tie')
  return columns('Ranking', 'Ranking', shown, targets, ({ points, verdict }) =>
    points === null ? marks[verdict] : formatGo(points),
  )
}

function columns(
  title: string,
  stage: Step['stage'],
  steps: readonly Step[],
  targets: readonly ExplainedTarget[],
  cell: (entry: TraceEntry) => string,
): Matrix {
  const shown = steps.filter((step) => step.stage === stage)
  return [
    title,
    ['Target', ...shown.map(({ name }) => name)],
    targets.map(({ clusterName, verdicts, replicas }) => [
      clusterName,
      ...shown.map(({ name }) => {
        const entry = verdicts.find((one) => one?.stage === stage && one.name === name)
        if (entry === undefined || entry === null) return ''
        return name === 'choice' && replicas !== null ? `${cell(entry)} ${replicas}` : cell(entry)
      }),
    ]),
  ]
}
