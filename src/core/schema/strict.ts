import { nearestName, type Path } from '../apimachinery/index.ts'
import type { FieldError } from './field-error.ts'
import { metadataFields } from './metadata.ts'
import { dotted } from './place.ts'
import type { StructuralSchema } from './structural.ts'

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

/** Unknown fields as errors of their own, each with the field that was most likely meant, if one of the schema is near. */
export function unknownFieldErrors(schema: StructuralSchema, unknown: readonly Path[]): FieldError[] {
  const problems = strictProblems({ unknown, duplicate: [] })
  return unknown.map((path, index) => {
    const meant = nearestName(String(path.at(-1)), fieldsBeside(schema, path))
    const hint = meant === undefined ? undefined : `did you mean ${dotted([...path.slice(0, -1), meant])}?`
    const error: FieldError = { type: 'Invalid', field: dotted(path), path, message: problems[index] ?? '' }
    return hint === undefined ? error : { ...error, hint }
  })
}

/** The fields of the object that a path leads into. */
function fieldsBeside(schema: StructuralSchema, path: Path): readonly string[] {
  if (path.length === 2 && path[0] === 'metadata') return metadataFields
  let at: StructuralSchema = schema
  for (const part of path.slice(0, -1)) {
    const { properties = {}, additionalProperties, items } = at
    if (typeof part === 'number') at = items ?? {}
    else if (Object.hasOwn(properties, part)) at = properties[part] ?? {}
    else at = typeof additionalProperties === 'object' ? additionalProperties : {}
  }
  return Object.keys(at.properties ?? {})
}
