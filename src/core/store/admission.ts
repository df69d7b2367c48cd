import { admit, type AnyResource, validateDelete, validateStatusUpdate } from '../api/index.ts'
import type { JsonObject } from '../apimachinery/index.ts'
import { copyJson, type FieldError, prepare, strictProblems, unknownFieldErrors } from '../schema/index.ts'

/** An object that is about to be stored. */
export type StoreAdmissionRequest = {
  readonly kind: AnyResource
  /** The whole object as it would be stored, status included. */
  readonly object: JsonObject
  /** The object as it is stored; absent on creation. */
  readonly old?: JsonObject | undefined
  /** Whether only the status is written. */
  readonly isStatus: boolean
  /** Whether unknown fields are errors; else they are warnings. */
  readonly strict: boolean
}

/** What would be stored, and what is wrong with it. */
export type StoreVerdict = {
  /** A copy, pruned and defaulted. */
  readonly object: JsonObject
  readonly errors: readonly FieldError[]
  readonly warnings: readonly string[]
}

/** Prunes, defaults and judges an object on its way into a store. Pure. */
export type StoreAdmission = {
  (request: StoreAdmissionRequest): StoreVerdict
  /** Awaited before a store asks for a verdict, where there is something to wait for. */
  readonly ready?: () => Promise<void>
  /** Judges a deletion by what refers to its object; without it every deletion may happen. */
  readonly deletion?: (request: DeletionRequest) => Omit<StoreVerdict, 'object'>
}

/** An object that is about to be deleted. */
export type DeletionRequest = {
  readonly kind: AnyResource
  readonly object: JsonObject
  /** Objects that refer to it and stay. */
  readonly related: readonly JsonObject[]
}

/** Admission as the kinds of this project define it: their schemas and rules, then what their webhooks add. */
export const kindAdmission: StoreAdmission = /* @__PURE__ */ Object.assign(admitWrite, { deletion: admitDeletion })

function admitDeletion({ kind, object, related }: DeletionRequest): Omit<StoreVerdict, 'object'> {
  return validateDelete(kind, object, { related })
}

function admitWrite({ kind, object, old, isStatus, strict }: StoreAdmissionRequest): StoreVerdict {
  if (!isStatus || old === undefined) return admit({ object, old, strict })
  const copy = copyJson(object)
  const { unknown, errors: unreadable } = prepare(kind, copy)
  const verdict = validateStatusUpdate(kind, copy, old)
  return {
    object: copy,
    errors: [...unreadable, ...(strict ? unknownFieldErrors(kind.schema, unknown) : []), ...verdict.errors],
    warnings: [...(strict ? [] : strictProblems({ unknown, duplicate: [] })), ...verdict.warnings],
  }
}
