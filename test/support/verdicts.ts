import { isJsonObject, type JsonObject, type JsonValue } from '../../src/core/apimachinery/index.ts'
import type { FieldError } from '../../src/core/schema/index.ts'

/** What is said of an object, in one comparable form. */
export type Verdict =
  | { readonly accepted: JsonObject }
  /** Each `reason field: message`, sorted. */
  | { readonly refused: readonly string[] }
  /** Refused before it was validated, with this sentence. */
  | { readonly unreadable: string }

/** Reads an answer to a write. */
export function verdictOf({ status, body }: { readonly status: number; readonly body: JsonValue }): Verdict {
  if (!isJsonObject(body)) throw new Error(`${status} ${JSON.stringify(body)}`)
  if (status < 300) return { accepted: withoutServerFields(body) }
  if (status !== 422) return { unreadable: word(body['message']) }
  const details = isJsonObject(body['details']) ? body['details'] : {}
  const causes = Array.isArray(details['causes']) ? details['causes'].filter(isJsonObject) : []
  const lines = causes.map(({ reason, field, message }) => `${word(reason)} ${word(field)}: ${word(message)}`)
  return { refused: [...new Set(lines)].sort() }
}

/** Errors in the form of a refusal. */
export function causeLines(errors: readonly FieldError[]): readonly string[] {
  const reason = (type: FieldError['type']): string => (type === 'Internal' ? 'InternalError' : `FieldValue${type}`)
  return [...new Set(errors.map(({ type, field, message }) => `${reason(type)} ${field}: ${message}`))].sort()
}

function word(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

const serverFields = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'namespace']

/** An object without what only a server sets. */
export function withoutServerFields(object: JsonObject): JsonObject {
  const { metadata, ...rest } = object
  if (!isJsonObject(metadata)) return object
  return {
    ...rest,
    metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => !serverFields.includes(key))),
  }
}
