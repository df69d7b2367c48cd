import { TmcError } from './errors.ts'
import type { JsonValue } from './json.ts'

/** One operation of an RFC 6902 patch. */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string }

/**
 * Applies an RFC 6902 patch and returns the result; neither argument changes. All operations or none.
 *
 * @param options.onMissing what a remove or replace of an absent path does; the RFC's answer is the error
 * @throws TmcError `InvalidPatch` that names the operation, by its index and path
 */
export function applyJsonPatch(
  target: JsonValue,
  patch: readonly JsonPatchOperation[],
  options: { onMissing?: 'error' | 'skip' } = {},
): JsonValue {
  throw new TmcError('Bug', `${String(target)}${patch.length}${options.onMissing}`)
}

/**
 * Reads a patch from JSON.
 *
 * @throws TmcError `InvalidPatch` that names the operation by its index and what is wrong with it
 */
export function parseJsonPatch(value: unknown): JsonPatchOperation[] {
  throw new TmcError('Bug', String(value))
}

/** A patch that turns one value into another; members and items are added, removed and replaced, never moved. */
export function createJsonPatch(before: JsonValue, after: JsonValue): JsonPatchOperation[] {
  throw new TmcError('Bug', `${String(before)}${String(after)}`)
}
