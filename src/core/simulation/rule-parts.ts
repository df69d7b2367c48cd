import { formatJson, isJsonObject } from '../apimachinery/index.ts'
import type { TraceEntry } from '../placement/index.ts'

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
