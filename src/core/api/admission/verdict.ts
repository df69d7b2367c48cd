import { type ErrorDetail, type Path, TmcError } from '../../apimachinery/index.ts'
import { type FieldError, formatFieldError } from '../../schema/index.ts'
import type { AnyResource } from '../kinds.ts'

/** What validation says of an object: valid when there are no errors, whatever the warnings. */
export type Verdict = {
  readonly errors: readonly FieldError[]
  /** What the object may do but its author will hardly want, and what an update leaves as wrong as it was. */
  readonly warnings: readonly string[]
}

/**
 * The sentence an API server refuses an object with:
 * `SyncTarget.workload.kcp.io "eu-1" is invalid: spec.syncerConfig.replicas: Invalid value: 9: …`; several errors come in
 * brackets.
 */
export function invalidSentence(
  { kind, group }: Pick<AnyResource, 'kind' | 'group'>,
  name: string,
  errors: readonly FieldError[],
): string {
  const texts = [...new Set(errors.map(formatFieldError))]
  const what = texts.length === 1 ? texts.join('') : `[${texts.join(', ')}]`
  return `${kind}.${group} ${JSON.stringify(name)} is invalid: ${what}`
}

/** Where in a file a field is, for the details of an error. */
export type Locate = (path: Path) => Pick<ErrorDetail, 'file' | 'line' | 'column'> | undefined

/**
 * The errors of one object as a TmcError `InvalidObject`. Its message is one line that names the object and the first
 * error; its details are one line for each, with file, line and column where `locate` knows them.
 */
export function invalidObject(
  { kind }: Pick<AnyResource, 'kind' | 'group'>,
  name: string,
  errors: readonly FieldError[],
  locate?: Locate,
): TmcError {
  const details = errors.map((error): ErrorDetail => {
    const message = `${kind} ${JSON.stringify(name)} is invalid: ${formatFieldError(error)}`
    const hint = error.hint === undefined ? {} : { hint: error.hint }
    return { message, field: error.field, ...locate?.(error.path), ...hint }
  })
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  const message = `${details[0]?.message ?? `${kind} ${JSON.stringify(name)} is invalid`}${more}`
  return new TmcError('InvalidObject', message, { details })
}
