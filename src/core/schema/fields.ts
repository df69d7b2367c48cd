import type { JsonValue } from '../apimachinery/index.ts'
import type { StructuralSchema, ValidationRule } from './structural.ts'

/** Whether a field may be left out, must be written, or is filled in when left out. */
export type Presence = 'optional' | 'required' | 'defaulted'

/**
 * A field of a kind: its schema, and the TypeScript types of what is stored (after defaulting) and of what a user may
 * write (before it). Immutable: every method returns a new field.
 */
export class Field<Stored, Written = Stored, P extends Presence = 'optional'> {
  /** Type-level only: what a stored object holds here. */
  declare readonly stored: Stored
  /** Type-level only: what a manifest may hold here. */
  declare readonly written: Written
  readonly schema: StructuralSchema
  readonly presence: P

  constructor(schema: StructuralSchema, presence: P) {
    this.schema = schema
    this.presence = presence
  }

  /** A manifest without this field is refused. */
  required(): Field<Stored, Written, 'required'> {
    return new Field(this.schema, 'required')
  }

  /** A manifest without this field gets this value. */
  default(value: Written & JsonValue): Field<Stored, Written, 'defaulted'> {
    return new Field({ ...this.schema, default: value }, 'defaulted')
  }

  /** One sentence for `explain` and the reference. */
  describe(description: string): Field<Stored, Written, P> {
    return new Field({ ...this.schema, description }, this.presence)
  }

  nullable(): Field<Stored | null, Written | null, P> {
    return new Field({ ...this.schema, nullable: true }, this.presence)
  }

  /** Adds CEL rules over this value (`self`). */
  rule(...rules: ValidationRule[]): Field<Stored, Written, P> {
    const before = this.schema['x-kubernetes-validations'] ?? []
    return new Field({ ...this.schema, 'x-kubernetes-validations': [...before, ...rules] }, this.presence)
  }

  /** Adds or replaces schema keywords that have no method of their own; the types stay as they are. */
  with(keywords: Omit<StructuralSchema, 'type' | 'properties' | 'items' | 'default'>): Field<Stored, Written, P> {
    return new Field({ ...this.schema, ...keywords }, this.presence)
  }
}

/** The named fields of an object. */
export type Fields = { readonly [name: string]: Field<unknown, unknown, Presence> }

type KeysOf<F extends Fields, P extends Presence> = {
  [K in keyof F]: F[K] extends Field<unknown, unknown, infer Q> ? (Q extends P ? K : never) : never
}[keyof F]
type Flat<T> = { [K in keyof T]: T[K] }

/** What an object of these fields holds once defaulted. */
export type StoredOf<F extends Fields> = Flat<
  { [K in KeysOf<F, 'required' | 'defaulted'>]: F[K]['stored'] } & { [K in KeysOf<F, 'optional'>]?: F[K]['stored'] }
>

/** What a user writes for an object of these fields. */
export type WrittenOf<F extends Fields> = Flat<
  { [K in KeysOf<F, 'required'>]: F[K]['written'] } & { [K in KeysOf<F, 'optional' | 'defaulted'>]?: F[K]['written'] }
>

type StringBounds = { maxLength?: number; minLength?: number; pattern?: string; format?: string }
type NumberBounds = { minimum?: number; maximum?: number; exclusiveMinimum?: boolean; exclusiveMaximum?: boolean }
type ListBounds = { maxItems?: number; minItems?: number }

/** A text of at most 1,024 characters unless told otherwise. */
export function string({ maxLength = 1024, ...bounds }: StringBounds = {}): Field<string> {
  return optional({ type: 'string', maxLength, ...bounds })
}

/** One of the given words. */
export function oneOf<const Words extends readonly string[]>(...words: Words): Field<Words[number]> {
  return optional({ type: 'string', enum: [...words] })
}

/** A whole number of 32 bits; `format: 'int64'` for 64. */
export function integer({
  format = 'int32',
  ...bounds
}: NumberBounds & { format?: 'int32' | 'int64' } = {}): Field<number> {
  const maximum = bounds.maximum ?? (format === 'int32' ? 2147483647 : undefined)
  return optional({ type: 'integer', format, ...bounds, ...(maximum === undefined ? {} : { maximum }) })
}

/** A number with a fraction, as a double. */
export function number(bounds: NumberBounds = {}): Field<number> {
  return optional({ type: 'number', format: 'double', ...bounds })
}

export function boolean(): Field<boolean> {
  return optional({ type: 'boolean' })
}

/** A Kubernetes quantity as text or integer, at most 32 characters. The pattern refuses a fractional exponent, which Go refuses too. */
export function quantity(): Field<string | number> {
  return optional({
    'x-kubernetes-int-or-string': true,
    anyOf: [{ type: 'integer' }, { type: 'string' }],
    maxLength: 32,
    pattern: quantityPattern,
  })
}

/** Amounts by resource name (`cpu`, `memory`, `example.com/gpu`), at most 32 of them. */
export function resourceList(): Field<{ [resource: string]: string | number }> {
  return map(quantity(), { maxProperties: 32 })
}

/** A duration as Go writes it: `30s`, `1h30m`. */
export function duration(): Field<string> {
  return optional({ type: 'string', maxLength: 64, pattern: durationPattern })
}

/** A point in time, RFC 3339. */
export function time(): Field<string> {
  return optional({ type: 'string', format: 'date-time', maxLength: 64 })
}

/** A whole number, or a text such as a percentage. */
export function intOrString(
  bounds: { pattern?: string; minimum?: number; maximum?: number; maxLength?: number } = {},
): Field<number | string> {
  return optional({
    'x-kubernetes-int-or-string': true,
    anyOf: [{ type: 'integer' }, { type: 'string' }],
    maxLength: 32,
    ...bounds,
  })
}

/** Any JSON value, kept as it is. */
export function rawExtension(): Field<{ [key: string]: JsonValue }> {
  return optional({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true })
}

/** Any JSON value of any type, kept as it is. */
export function anyValue(): Field<JsonValue> {
  return optional({ 'x-kubernetes-preserve-unknown-fields': true })
}

/** An object with these fields and no others. */
export function object<const F extends Fields>(fields: F): Field<StoredOf<F>, WrittenOf<F>> {
  const properties: { [name: string]: StructuralSchema } = {}
  const required: string[] = []
  for (const [name, field] of Object.entries(fields)) {
    properties[name] = field.schema
    if (field.presence === 'required') required.push(name)
  }
  return optional<StoredOf<F>, WrittenOf<F>>({
    type: 'object',
    properties,
    ...(required.length === 0 ? {} : { required: required.sort() }),
  })
}

/** An object with any keys (64 at most unless told otherwise) and values of one field. */
export function map<S, W>(
  value: Field<S, W, Presence>,
  { maxProperties = 64, minProperties }: { maxProperties?: number; minProperties?: number } = {},
): Field<{ [key: string]: S }, { [key: string]: W }> {
  return optional({
    type: 'object',
    additionalProperties: value.schema,
    maxProperties,
    ...(minProperties === undefined ? {} : { minProperties }),
  })
}

/** A list that is replaced as a whole; 256 items at most unless told otherwise. */
export function list<S, W>(
  item: Field<S, W, Presence>,
  { maxItems = 256, minItems }: ListBounds = {},
): Field<S[], W[]> {
  return optional({
    type: 'array',
    items: item.schema,
    maxItems,
    ...(minItems === undefined ? {} : { minItems }),
    'x-kubernetes-list-type': 'atomic',
  })
}

/** A list of scalars without duplicates. */
export function listSet<S, W>(
  item: Field<S, W, Presence>,
  { maxItems = 256, minItems }: ListBounds = {},
): Field<S[], W[]> {
  return optional({
    type: 'array',
    items: item.schema,
    maxItems,
    ...(minItems === undefined ? {} : { minItems }),
    'x-kubernetes-list-type': 'set',
  })
}

/** A list of objects that one key, or several together, tell apart. */
export function listMap<S, W>(
  key: (keyof W & string) | readonly (keyof W & string)[],
  item: Field<S, W, Presence>,
  { maxItems = 256, minItems }: ListBounds = {},
): Field<S[], W[]> {
  return optional({
    type: 'array',
    items: item.schema,
    maxItems,
    ...(minItems === undefined ? {} : { minItems }),
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': typeof key === 'string' ? [key] : [...key],
  })
}

/** Labels and their values, or expressions over them: Kubernetes' LabelSelector. */
export function labelSelector() {
  return object({
    matchLabels: map(string({ maxLength: 63 })).describe('Labels an object must carry with exactly these values.'),
    matchExpressions: list(
      object({
        key: string({ maxLength: 317, minLength: 1 }).required().describe('The label the expression is about.'),
        operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist')
          .required()
          .describe('How the label is compared with the values.'),
        values: list(string({ maxLength: 63 }), { maxItems: 64 }).describe(
          'Values for In and NotIn; empty for Exists and DoesNotExist.',
        ),
      }),
      { maxItems: 64 },
    ).describe('Expressions that must all hold.'),
  }).with({ 'x-kubernetes-map-type': 'atomic' })
}

/** What Kubernetes allows as the type and as the reason of a condition. */
const conditionType =
  '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$'
const conditionReason = '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$'

/** Kubernetes conditions, one of each type; reason and message may be left out. */
export function conditions() {
  return listMap(
    'type',
    object({
      type: string({ maxLength: 316, minLength: 1, pattern: conditionType })
        .required()
        .describe('What the condition is about.'),
      status: oneOf('True', 'False', 'Unknown').required().describe('Whether it holds.'),
      severity: oneOf('Error', 'Warning', 'Info').describe('How bad it is when it does not hold.'),
      observedGeneration: integer({ format: 'int64', minimum: 0 }).describe(
        'The generation of the object that was looked at.',
      ),
      lastTransitionTime: time().required().describe('When the status last changed.'),
      reason: string({ maxLength: 1024, minLength: 1, pattern: conditionReason }).describe(
        'One CamelCase word for why.',
      ),
      message: string({ maxLength: 32768 }).describe('A sentence for people.'),
    }),
    { maxItems: 64 },
  )
}

function optional<Stored, Written = Stored>(schema: StructuralSchema): Field<Stored, Written> {
  return new Field(schema, 'optional')
}

const quantityPattern = '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?[0-9]+))?$'
const durationPattern = '^-?([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$'

/** Whether a schema is that of a quantity, as {@link quantity} makes it. */
export function isQuantitySchema(schema: StructuralSchema): boolean {
  return schema['x-kubernetes-int-or-string'] === true && schema.pattern === quantityPattern
}

/** Whether a schema is that of a duration, as {@link duration} makes it. */
export function isDurationSchema(schema: StructuralSchema): boolean {
  return schema.type === 'string' && schema.pattern === durationPattern
}

/** Whether a schema is that of a label selector: an object with matchLabels and matchExpressions. */
export function isLabelSelectorSchema({ properties }: StructuralSchema): boolean {
  return (
    properties !== undefined &&
    Object.hasOwn(properties, 'matchLabels') &&
    Object.hasOwn(properties, 'matchExpressions')
  )
}
