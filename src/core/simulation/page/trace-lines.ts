import type { TraceEntry } from '../../placement/index.ts'
import { bypassText } from '../bypass.ts'
import { ruleParts } from '../rule-parts.ts'

/** One step of a trace as the page shows it: what it made of the target, and what it was made of. */
export type TraceLine = { readonly text: string; readonly parts: readonly string[] }

/** A trace for people, a line a step, in the order in which the steps were taken. */
export function traceLines(entries: readonly TraceEntry[]): TraceLine[] {
  return entries.map((entry) => ({ text: textOf(entry), parts: entry.stage === 'Rules' ? ruleParts(entry) : [] }))
}

function textOf({ stage, name, verdict, points, inputs, message, override }: TraceEntry): string {
  const isTie = stage === 'Ranking' && name === 'tie'
  const effect = typeof inputs['effect'] === 'string' ? `${inputs['effect']}, ` : ''
  const verb =
    verdict === 'Scored' && points !== null && !isTie
      ? String(points)
      : override === undefined
        ? verdict
        : `does not hold, ${bypassText(override)}`
  const gained = verdict === 'Scored' || points === null ? '' : `, ${points} points`
  const compared = stage === 'Rules' ? '' : scalars(inputs)
  return `${stage}/${name}: ${effect}${isTie ? 'decided by a hash' : verb}${gained}${compared}${message === undefined ? '' : `: ${message}`}`
}

/** The values that were compared, as far as one says something on its own. */
function scalars(inputs: TraceEntry['inputs']): string {
  const said = Object.entries(inputs).filter(
    ([, value]) =>
      value !== '' && (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'),
  )
  return said.length === 0 ? '' : ` (${said.map(([name, value]) => `${name} ${String(value)}`).join(', ')})`
}
