import type { KubeObject } from '../core/apimachinery/index.ts'
import type { AnyResource } from '../core/api/index.ts'
import { sanitize } from './printers/index.ts'

/** What became of one object, in a word such as `created` or `cordoned`. */
export type ObjectOutcome = { readonly kind: AnyResource; readonly object: KubeObject; readonly word: string }

/** How kubectl names an object: `synctarget.workload.kcp.io/eu-1`. */
export function objectName(kind: Pick<AnyResource, 'singular' | 'group'>, name: string): string {
  return `${kind.singular}.${kind.group}/${sanitize(name)}`
}

/** One line per object: its name, and what became of it. */
export function formatOutcomes(outcomes: readonly ObjectOutcome[], isDryRun: boolean): string {
  const suffix = isDryRun ? ' (dry run)' : ''
  return outcomes
    .map(({ kind, object, word }) => `${objectName(kind, object.metadata.name ?? '')} ${word}${suffix}\n`)
    .join('')
}

/** How many objects of each kind became what: `12 synctargets created`. */
export function summarizeOutcomes(outcomes: readonly ObjectOutcome[]): string {
  const counts = new Map<string, number>()
  for (const { kind, word } of outcomes) {
    const what = `${kind.plural} ${word}`
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  return [...counts].map(([what, count]) => `${count} ${what}\n`).join('')
}
