import { isJsonObject, type JsonObject, type KubeObject, own, type Path } from '../../apimachinery/index.ts'
import {
  applyDefaults as applySchemaDefaults,
  copyJson,
  type FieldError,
  finalizerWarnings,
  invalid,
  prepare,
  strictProblems,
  unknownFieldErrors,
  validateObject,
  validateStatus,
} from '../../schema/index.ts'
import { type AnyResource, kindFor } from '../kinds.ts'
import { ruleEngine } from './engine.ts'
import type { Verdict } from './verdict.ts'
import { webhookVerdict } from './webhook/index.ts'

/** An object of the API: plain JSON, or typed. */
export type ApiObject = JsonObject | KubeObject

/** How far an object is judged: by its CRD alone, as a bare API server does, or by what the webhooks add as well. */
export type Layers = 'Schema' | 'All'

/** How an object is validated. */
export type ValidationOptions = {
  /** `All` unless told otherwise. */
  readonly layers?: Layers | undefined
  /** Whether a namespaced object may come without a namespace, as manifests do; false unless told otherwise. */
  readonly allowsNoNamespace?: boolean | undefined
}

/**
 * Fills in, in place, the defaults of a kind, where a field is absent or null: what the seed's defaulting webhook does.
 * Nothing is removed; {@link admit} does all that happens to an object.
 *
 * @returns the same object
 */
export function applyDefaults<T extends ApiObject>(kind: AnyResource, object: T): T {
  applySchemaDefaults(kind.schema, asJson(object))
  return object
}

/** Judges a new object. It is to be defaulted before; it stays as it is. */
export function validateCreate(kind: AnyResource, object: ApiObject, options: ValidationOptions = {}): Verdict {
  return judge(kind, asJson(object), undefined, options)
}

/**
 * Judges a change of an object: what the rules of the kind say of old and new together, and no more of what the change
 * leaves as it was. Both are to be defaulted before.
 */
export function validateUpdate(
  kind: AnyResource,
  object: ApiObject,
  old: ApiObject,
  options: ValidationOptions = {},
): Verdict {
  return judge(kind, asJson(object), asJson(old), options)
}

/** Judges a change of the status of an object, which is all that a write to the status subresource changes. */
export function validateStatusUpdate(kind: AnyResource, object: ApiObject, old: ApiObject): Verdict {
  const warnings: string[] = []
  const errors = validateStatus(kind, asJson(object), {
    old: asJson(old),
    rules: ruleEngine(),
    onWarning: (warning) => warnings.push(warning),
  })
  return { errors, warnings }
}

function judge(
  kind: AnyResource,
  object: JsonObject,
  old: JsonObject | undefined,
  { layers = 'All', allowsNoNamespace }: ValidationOptions,
): Verdict {
  const warnings = finalizerWarnings(metadataOf(object), old === undefined ? undefined : metadataOf(old))
  const errors = validateObject(kind, object, {
    old,
    rules: ruleEngine(),
    allowsNoNamespace,
    onWarning: (warning) => warnings.push(warning),
  })
  // What the webhooks check relies on the schema: on an object that breaks it they would only repeat or mislead.
  if (layers === 'All' && errors.length === 0) {
    const more = webhookVerdict(kind, object, old)
    errors.push(...more.errors)
    warnings.push(...more.warnings)
  }
  return { errors, warnings }
}

function metadataOf(object: JsonObject): JsonObject {
  const metadata = own(object, 'metadata')
  return isJsonObject(metadata) ? metadata : {}
}

/** The object as JSON; a typed object is JSON too, its type only says more. */
export function asJson(object: ApiObject): JsonObject {
  return object as JsonObject
}

/** A wish to create or to change an object. */
export type AdmissionRequest = {
  readonly object: ApiObject
  /** The object as it is; absent on creation. */
  readonly old?: ApiObject | undefined
  /** Whether a status is dropped unseen, as a server does on creation; false unless told otherwise. */
  readonly dropsStatus?: boolean | undefined
  /** Whether unknown fields are refused (true unless told otherwise) or dropped with a warning each. */
  readonly strict?: boolean | undefined
} & ValidationOptions

/** The answer to a wish: what would be stored, and what is wrong with it. */
export type Admission = Verdict & {
  /** The kind; undefined when it is none of ours, which is then the only error. */
  readonly kind: AnyResource | undefined
  /** A copy of the object, pruned and defaulted; it shares nothing with the one that came. */
  readonly object: JsonObject
  /** Fields the kind does not have, which the copy therefore lacks. */
  readonly unknown: readonly Path[]
}

/**
 * Does all that happens to an object on its way in: finds the kind, prunes, defaults, validates on both layers. Unknown
 * fields are errors of type Invalid unless `strict` is false.
 */
export function admit(request: AdmissionRequest): Admission {
  const { strict = true, dropsStatus = false, old } = request
  const object = copyJson(asJson(request.object))
  const apiVersion = own(object, 'apiVersion')
  const kindName = own(object, 'kind')
  const kind =
    typeof apiVersion === 'string' && typeof kindName === 'string' ? kindFor(apiVersion, kindName) : undefined
  if (kind === undefined) {
    const at = { field: 'kind', path: ['kind'] }
    const detail = `no kind of this project is called so in ${JSON.stringify(apiVersion ?? null)}`
    return { kind, object, unknown: [], errors: [invalid(at, kindName ?? null, detail)], warnings: [] }
  }
  const { unknown, errors: unreadable } = prepare(kind, object)
  const found: FieldError[] = [...unreadable]
  const warnings: string[] = []
  if (strict) found.push(...unknownFieldErrors(kind.schema, unknown))
  else warnings.push(...strictProblems({ unknown, duplicate: [] }))
  if (dropsStatus && kind.hasStatus) delete object['status']
  if (unreadable.length > 0) return { kind, object, unknown, errors: found, warnings }
  const verdict =
    old === undefined ? validateCreate(kind, object, request) : validateUpdate(kind, object, asJson(old), request)
  return { kind, object, unknown, errors: [...found, ...verdict.errors], warnings: [...warnings, ...verdict.warnings] }
}

/**
 * As {@link admit} for many objects at once. What one of them is told does not depend on the others.
 *
 * @returns an answer for each request, in order
 */
export function admitAll(requests: readonly AdmissionRequest[]): Admission[] {
  return requests.map(admit)
}
