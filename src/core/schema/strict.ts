import type { Path } from '../apimachinery/index.ts'
import { dotted } from './place.ts'

/** Fields a manifest has though its kind has not, and fields it has twice. */
export type StrictFindings = { readonly unknown: readonly Path[]; readonly duplicate: readonly Path[] }

/** Each finding in the server's words: `unknown field "spec.zzz"`, `duplicate field "spec.priority"`. Duplicates come first. */
export function strictProblems({ unknown, duplicate }: StrictFindings): string[] {
  return [
    ...duplicate.map((path) => `duplicate field ${JSON.stringify(dotted(path))}`),
    ...unknown.map((path) => `unknown field ${JSON.stringify(dotted(path))}`),
  ]
}

/**
 * The sentence with which an API server refuses a manifest when it is asked to be strict; undefined when there is nothing
 * to refuse.
 */
export function strictError(
  { kind, version }: { readonly kind: string; readonly version: string },
  findings: StrictFindings,
): string | undefined {
  const problems = strictProblems(findings)
  if (problems.length === 0) return undefined
  return `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: strict decoding error: ${problems.join(', ')}`
}
