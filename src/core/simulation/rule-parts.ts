import { formatJson, isJsonObject } from '../apimachinery/index.ts'
import type { TraceEntry } from '../placement/index.ts'

/** What came of a rule on a target, in a few words: `Prefer in-eu: Matched, 50 points`. */
export function ruleText({ name, verdict, points, inputs }: TraceEntry): string {
  const effect = typeof inputs['effect'] === 'string' ? `${inputs['effect']} ` : ''
  return `${effect}${name}: ${verdict}${points === null ? '' : `, ${points} points`}`
}

/** Where a target stood on each level of ranking that tells targets apart: `tier 0, ruleScore 100, Spread -48`. */
export function rankText(trace: readonly TraceEntry[]): string {
  return trace
    .filter(({ stage, verdict, name }) => stage === 'Ranking' && verdict === 'Scored' && name !== 'tie')
    .map(({ name, points }) => `${name} ${points ?? 0}`)
    .join(', ')
}

/** What each part of a rule's expression was, as `part = value`; whole objects, which say nothing on a line, are left out. */
export function ruleParts({ inputs }: TraceEntry): string[] {
  const lines: string[] = []
  for (const value of listOf(inputs['values']))
    for (const part of listOf(isJsonObject(value) ? value['parts'] : undefined))
      if (
        isJsonObject(part) &&
        typeof part['text'] === 'string' &&
        part['text'] !== 'variables' &&
        isShort(part['value'])
      )
        lines.push(`${part['text']} = ${formatJson(part['value'])}`)
  return lines
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Whether a value says something on one line; whole objects do not. */
function isShort(value: unknown): boolean {
  return value === null || typeof value !== 'object' || formatJson(value).length <= 60
}
