import { isJsonObject, type JsonObject, type JsonValue, own, type Path, setOwn } from '../apimachinery/index.ts'
import { applyDefaults } from './defaulting.ts'
import { readEmbedded, validateEmbedded } from './embedded.ts'
import { distinct, type FieldError, invalid, noField } from './field-error.ts'
import { duplicates } from './list-keys.ts'
import { readMetadata, validateMetadata, validateMetadataUpdate } from './metadata.ts'
import { Place } from './place.ts'
import { dropNulls, prune } from './pruning.ts'
import type { Resource } from './resource.ts'
import type { RuleEngine } from './rule-engine.ts'
import { hasRules, runRules } from './rules.ts'
import type { StructuralSchema } from './structural.ts'
import { validatorOf } from './validator.ts'

/** How a value is validated. */
export type ValidateOptions = {
  /** The value before the update; absent on creation. What it leaves unchanged is not held against the update. */
  readonly old?: JsonValue | undefined
  /** Evaluates CEL rules and RE2 patterns; without it both are left unchecked. */
  readonly rules?: RuleEngine | undefined
  /** Told of rules that fail on values the update leaves unchanged. */
  readonly onWarning?: ((warning: string) => void) | undefined
  /** Whether the schema is that of a whole resource, whose name rules may read; absent: whether it looks like one. */
  readonly isResource?: boolean | undefined
  /** What is known to be wrong already. It comes first in the result, and may keep rules from running. */
  readonly found?: readonly FieldError[] | undefined
}

/**
 * Validates a value against a structural schema, as an API server validates a custom resource: schema, embedded objects,
 * uniqueness in lists, then the CEL rules, or one entry that says they were not run. The value is to be pruned and
 * defaulted before.
 *
 * Siblings come in the order of their names, where a server leaves it to chance.
 *
 * @returns everything that is wrong; empty when the value is valid
 */
export function validate(schema: StructuralSchema, value: JsonValue, options: ValidateOptions = {}): FieldError[] {
  const { old, rules, found = [] } = options
  const place = new Place()
  const errors: FieldError[] = [...found]
  const check = validatorOf(schema, rules)
  check(value, { place, errors, under: '', branches: new Map() }, undefined)
  // Looking up old values costs more than it brings where nothing is wrong.
  if (old !== undefined && errors.length > found.length) {
    errors.length = found.length
    check(value, { place, errors, under: '', branches: new Map() }, old)
  }
  afterSchema(schema, value, errors, place, options)
  return distinct(errors)
}

/** What comes after the schema itself: embedded objects, uniqueness, rules. */
function afterSchema(
  schema: StructuralSchema,
  value: JsonValue,
  errors: FieldError[],
  place: Place,
  { old, rules, onWarning, isResource }: ValidateOptions,
): void {
  errors.push(...validateEmbedded(schema, value, place))
  const repeated = duplicates(schema, value, place)
  if (repeated.length > 0 && (old === undefined || duplicates(schema, old, new Place()).length === 0))
    errors.push(...repeated)
  if (rules === undefined || !hasRules(schema)) return
  if (errors.some(isBlocking)) errors.push(rulesNotChecked())
  else {
    const report = runRules({ schema, isResource }, value, old, rules, place)
    errors.push(...report.errors)
    if (onWarning !== undefined) report.warnings.forEach(onWarning)
  }
}

/** Errors after which the server does not run rules: a rule may rely on what they say is wrong. */
function isBlocking({ type }: FieldError): boolean {
  return (
    type === 'Required' || type === 'NotSupported' || type === 'TooLong' || type === 'TooMany' || type === 'TypeInvalid'
  )
}

function rulesNotChecked(): FieldError {
  const detail =
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'
  return invalid({ field: noField, path: [] }, null, detail)
}

/** The part of a kind that validation needs; a foreign CRD's version has it too. */
export type ValidatedKind = Pick<
  Resource<unknown, unknown>,
  'group' | 'version' | 'kind' | 'scope' | 'hasStatus' | 'schema'
>

/** What preparing an object found. */
export type Prepared = {
  /** Fields the kind does not have; they were removed. The server refuses them when asked to be strict. */
  readonly unknown: readonly Path[]
  /** Metadata of a wrong type, which a server refuses before it looks at anything else. */
  readonly errors: readonly FieldError[]
}

/**
 * Does, in place, what an API server does to an object before it validates it: reads the metadata, removes unknown
 * fields and nulls, fills in defaults. Idempotent.
 */
export function prepare(kind: ValidatedKind, object: JsonObject): Prepared {
  const metadata = own(object, 'metadata')
  const reading = isJsonObject(metadata) ? readMetadata(metadata) : { unknown: [], errors: [] }
  if (metadata === undefined || metadata === null) setOwn(object, 'metadata', {})
  const unknown = prune(kind.schema, object)
  dropNulls(kind.schema, object)
  const embedded = readEmbedded(kind.schema, object)
  applyDefaults(kind.schema, object)
  return { unknown: [...reading.unknown, ...unknown, ...embedded], errors: reading.errors }
}

/** How an object is validated. */
export type ValidateObjectOptions = Omit<ValidateOptions, 'old'> & {
  /** The object before the update; absent on creation. */
  readonly old?: JsonObject | undefined
  /** Whether a namespaced object may come without a namespace, to be given one later. */
  readonly allowsNoNamespace?: boolean | undefined
}

/**
 * Validates a whole object of a kind, metadata included, as an API server does on creation and update. The object is to
 * be prepared before.
 *
 * @returns everything that is wrong; empty when the object is valid
 */
export function validateObject(
  kind: ValidatedKind,
  object: JsonObject,
  options: ValidateObjectOptions = {},
): FieldError[] {
  const identity = validateType(kind, object)
  if (identity.length > 0) return identity
  const metadata = own(object, 'metadata')
  const meta = isJsonObject(metadata) ? metadata : {}
  const oldMetadata = options.old === undefined ? undefined : own(options.old, 'metadata')
  const namespace = kind.scope === 'Cluster' ? 'Forbidden' : options.allowsNoNamespace === true ? 'Any' : 'Required'
  const found = [...(options.found ?? [])]
  if (options.old === undefined) found.push(...validateMetadata(meta, { namespace, names: 'Subdomain' }))
  else found.push(...validateMetadataUpdate(meta, isJsonObject(oldMetadata) ? oldMetadata : {}))
  return validate(kind.schema, object, { ...options, found, isResource: true })
}

/**
 * Validates the status of an object, as an API server does on an update of the status subresource. Texts leave out
 * `status`, as the server's do; fields and paths name it.
 */
export function validateStatus(
  kind: ValidatedKind,
  object: JsonObject,
  options: ValidateObjectOptions = {},
): FieldError[] {
  const identity = validateType(kind, object)
  if (identity.length > 0) return identity
  const { old, rules, found = [] } = options
  const errors: FieldError[] = [...found]
  const schema = kind.schema.properties?.['status']
  const status = own(object, 'status')
  const place = new Place()
  if (schema !== undefined && status !== undefined)
    validatorOf(schema, rules)(
      status,
      { place, errors, under: 'status', branches: new Map() },
      old === undefined ? undefined : own(old, 'status'),
    )
  afterSchema(kind.schema, object, errors, place, { ...options, isResource: true })
  return distinct(errors)
}

function validateType({ group, version, kind }: ValidatedKind, object: JsonObject): FieldError[] {
  const errors: FieldError[] = []
  const expected = { kind, apiVersion: `${group}/${version}` }
  for (const key of ['kind', 'apiVersion'] as const) {
    const value = own(object, key)
    const text = typeof value === 'string' ? value : ''
    if (text !== expected[key]) errors.push(invalid({ field: key, path: [key] }, text, `must be ${expected[key]}`))
  }
  return errors
}
