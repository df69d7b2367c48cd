import type { StructuralSchema } from '../schema/index.ts'
import {
  boolType,
  type CelType,
  doubleType,
  dynType,
  intType,
  listType,
  mapType,
  type ObjectField,
  stringType,
} from './types.ts'

/** How a schema becomes a type. */
export type SchemaTypeOptions = {
  /** Name of the type in messages; `object` unless told otherwise. */
  readonly name?: string
  /**
   * Whether only what the API server shows to rules is there: metadata has a name and a generateName, objects with
   * unknown fields have none of them, and a value without a type cannot be read. Otherwise such values are `dyn`, and
   * metadata is whole.
   */
  readonly isRule?: boolean
  /** Whether the schema is that of a whole resource, whose apiVersion, kind and metadata may be read in any case. */
  readonly isResource?: boolean
}

/**
 * The type of values of a structural schema: `object` types with its fields, lists and maps of them. Names that are no
 * identifiers are escaped as the API server escapes them (`__namespace__`, `a__dash__b`); outside rules, the names
 * themselves may be written too.
 */
export function typeOfSchema(schema: StructuralSchema, options: SchemaTypeOptions = {}): CelType {
  const isRule = options.isRule ?? false
  const context: Context = { isRule, cache: new Map() }
  return convert(schema, options.isResource ?? isResourceRoot(schema), options.name ?? 'object', context) ?? dynType
}

/** As {@link typeOfSchema} in a rule; undefined when the API server shows nothing of such values to rules. */
export function ruleType(schema: StructuralSchema, isResource: boolean): CelType | undefined {
  return convert(schema, isResource, 'object', { isRule: true, cache: new Map() })
}

/** What the API server assumes of values of a type, for its static estimates. */
export type TypeBounds = {
  /** Most code points, bytes or elements; 0 for what has no length, and for keys of maps, which the server counts as nothing. */
  readonly max: number
  /** Fewest bytes of its JSON. */
  readonly minBytes: number
  /** How equality and `+` treat a list. */
  readonly listType: 'set' | 'map' | undefined
  readonly listKeys: readonly string[]
  /** Which conversion a raw JSON value needs when it is read. */
  readonly conversion: Conversion | undefined
}

export type Conversion = 'double' | 'bytes' | 'duration' | 'date' | 'date-time'

const bounds = new WeakMap<CelType, TypeBounds>()

/** What a schema says of a type that was made of it; undefined for every other type. */
export function boundsOf(type: CelType): TypeBounds | undefined {
  return bounds.get(type)
}

/** Bytes that the API server accepts in one request. */
export const maxRequest = 3 * 1024 * 1024

type Context = { readonly isRule: boolean; readonly cache: Map<StructuralSchema, CelType | undefined> }

function bounded(type: CelType, max: number, minBytes: number, more: Partial<TypeBounds> = {}): CelType {
  // A fresh object for each schema: bounds belong to the place, not to the kind of type.
  const own = { ...type }
  bounds.set(own, { max, minBytes, listType: undefined, listKeys: [], conversion: undefined, ...more })
  return own
}

function convert(schema: StructuralSchema, isResource: boolean, name: string, context: Context): CelType | undefined {
  if (context.cache.has(schema)) return context.cache.get(schema)
  const type = convertFresh(schema, isResource, name, context)
  context.cache.set(schema, type)
  return type
}

function convertFresh(
  schema: StructuralSchema,
  isResource: boolean,
  name: string,
  context: Context,
): CelType | undefined {
  const { maxLength } = schema
  if (schema['x-kubernetes-int-or-string'] === true)
    return bounded(dynType, maxLength === undefined ? maxRequest - 2 : atLeastZero(maxLength) * 4, 1)
  switch (isResource ? 'object' : schema.type) {
    case 'array':
      return convertList(schema, context)
    case 'object':
      return convertObject(schema, isResource, name, context)
    case 'string':
      return convertString(schema)
    case 'boolean':
      return bounded(boolType, 0, 4)
    case 'number':
      return bounded(doubleType, 0, 1, { conversion: 'double' })
    case 'integer':
      return bounded(intType, 0, 1)
    default:
      return context.isRule ? undefined : dynType
  }
}

function convertList(schema: StructuralSchema, context: Context): CelType | undefined {
  const { items } = schema
  const element =
    items === undefined
      ? undefined
      : convert(items, items['x-kubernetes-embedded-resource'] === true, 'object', context)
  if (element === undefined) return context.isRule ? undefined : listType(dynType)
  const max =
    schema.maxItems === undefined
      ? Math.floor((maxRequest - 2) / ((boundsOf(element)?.minBytes ?? 1) + 1))
      : atLeastZero(schema.maxItems)
  const kind = schema['x-kubernetes-list-type']
  return bounded(listType(element), max, 2, {
    listType: kind === 'set' || kind === 'map' ? kind : undefined,
    listKeys: schema['x-kubernetes-list-map-keys'] ?? [],
  })
}

function convertObject(
  schema: StructuralSchema,
  isResource: boolean,
  name: string,
  context: Context,
): CelType | undefined {
  const { additionalProperties } = schema
  if (typeof additionalProperties === 'object') {
    const isEmbedded = additionalProperties['x-kubernetes-embedded-resource'] === true
    const value = convert(additionalProperties, isEmbedded, 'object', context)
    if (value === undefined) return context.isRule ? undefined : mapType(stringType, dynType)
    const max =
      schema.maxProperties === undefined
        ? Math.floor((maxRequest - 2) / ((boundsOf(value)?.minBytes ?? 1) + 6))
        : atLeastZero(schema.maxProperties)
    return bounded(mapType(bounded(stringType, 0, 2), value), max, 2)
  }
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true || additionalProperties === true
  if (!context.isRule && !isResource && isOpen) return mapType(stringType, dynType)
  return objectType(schema, isResource, name, context)
}

function objectType(schema: StructuralSchema, isResource: boolean, name: string, context: Context): CelType {
  const declared = { ...schema.properties, ...(isResource ? resourceFields(context.isRule) : {}) }
  const fields = new Map<string, StructuralSchema>()
  const keys = new Map<string, string>()
  for (const [key, field] of Object.entries(declared)) {
    const escaped = escapeName(key)
    if (escaped === undefined) continue
    fields.set(escaped, field)
    keys.set(escaped, key)
    // Kubernetes lets `namespace` stand for itself after a dot only outside its typed environment; here both work.
    if (!context.isRule && escaped !== key && !fields.has(key)) {
      fields.set(key, field)
      keys.set(key, key)
    }
  }
  const known = new Map<string, ObjectField | undefined>()
  const field = (at: string): ObjectField | undefined => {
    if (known.has(at)) return known.get(at)
    const inner = fields.get(at)
    const type =
      inner === undefined
        ? undefined
        : convert(inner, inner['x-kubernetes-embedded-resource'] === true, `${name}.${keys.get(at) ?? at}`, context)
    const found = type === undefined ? undefined : { type, key: keys.get(at) ?? at }
    known.set(at, found)
    return found
  }
  let minBytes: number | undefined
  const type: CelType = {
    kind: 'object',
    name,
    field,
    fieldNames: () => [...fields.keys()].filter((at) => field(at) !== undefined),
  }
  bounds.set(type, {
    max: 0,
    get minBytes() {
      minBytes ??= smallestObject(schema, fields, field)
      return minBytes
    },
    listType: undefined,
    listKeys: [],
    conversion: undefined,
  })
  return type
}

/** Fewest bytes of an object: its required fields that no default fills in. */
function smallestObject(
  schema: StructuralSchema,
  fields: ReadonlyMap<string, StructuralSchema>,
  field: (name: string) => ObjectField | undefined,
): number {
  let total = 2
  for (const name of schema.required ?? []) {
    const escaped = escapeName(name)
    const found = escaped === undefined ? undefined : field(escaped)
    if (escaped === undefined || found === undefined || fields.get(escaped)?.default !== undefined) continue
    total += name.length + (boundsOf(found.type)?.minBytes ?? 0) + 4
  }
  return total
}

function convertString(schema: StructuralSchema): CelType {
  const { maxLength, format } = schema
  switch (format) {
    case 'byte':
      return bounded({ kind: 'bytes' }, maxLength === undefined ? maxRequest - 2 : atLeastZero(maxLength), 2, {
        conversion: 'bytes',
      })
    case 'duration':
      return bounded({ kind: 'duration' }, 32, 3, { conversion: 'duration' })
    case 'date':
      return bounded({ kind: 'timestamp' }, 12, 12, { conversion: 'date' })
    case 'date-time':
      return bounded({ kind: 'timestamp' }, 32, 21, { conversion: 'date-time' })
    case undefined:
    default:
      break
  }
  if (maxLength !== undefined) return bounded(stringType, atLeastZero(maxLength) * 4, 2)
  const words = (schema.enum ?? []).filter((word) => typeof word === 'string')
  if ((schema.enum ?? []).length > 0)
    return bounded(stringType, Math.max(0, ...words.map((word) => new TextEncoder().encode(word).length)), 2)
  return bounded(stringType, maxRequest - 2, 2)
}

function atLeastZero(value: number): number {
  return Math.max(0, value)
}

/** Whether a schema looks like that of a whole resource. */
export function isResourceRoot(schema: StructuralSchema): boolean {
  if (schema['x-kubernetes-embedded-resource'] === true) return true
  const { properties } = schema
  return (
    properties !== undefined &&
    ['apiVersion', 'kind', 'metadata'].every((name) => Object.hasOwn(properties, name)) &&
    properties['metadata']?.type === 'object'
  )
}

const text: StructuralSchema = { type: 'string' }
const texts: StructuralSchema = { type: 'object', additionalProperties: text }
const time: StructuralSchema = { type: 'string', format: 'date-time' }
const ruleMetadata: StructuralSchema = { type: 'object', properties: { name: text, generateName: text } }
const wholeMetadata: StructuralSchema = {
  type: 'object',
  properties: {
    name: text,
    generateName: text,
    namespace: text,
    uid: text,
    resourceVersion: text,
    generation: { type: 'integer' },
    creationTimestamp: time,
    deletionTimestamp: time,
    deletionGracePeriodSeconds: { type: 'integer' },
    labels: texts,
    annotations: texts,
    finalizers: { type: 'array', items: text },
    ownerReferences: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          apiVersion: text,
          kind: text,
          name: text,
          uid: text,
          controller: { type: 'boolean' },
          blockOwnerDeletion: { type: 'boolean' },
        },
      },
    },
    managedFields: { type: 'array' },
  },
}

function resourceFields(isRule: boolean): { readonly [name: string]: StructuralSchema } {
  return { apiVersion: text, kind: text, metadata: isRule ? ruleMetadata : wholeMetadata }
}

const reservedNames = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)
const escapes = new Map([
  ['__', '__underscores__'],
  ['.', '__dot__'],
  ['-', '__dash__'],
  ['/', '__slash__'],
])

/**
 * The name of a field in an expression, as the API server escapes it: `my-field` is `my__dash__field`, `namespace` is
 * `__namespace__`; undefined when it has no name there.
 *
 * @see Kubernetes, "Escaping of property names" in the rules of custom resources
 */
export function escapeName(name: string): string | undefined {
  if (!/^[A-Za-z_.\-/][A-Za-z0-9_.\-/]*$/.test(name)) return undefined
  if (reservedNames.has(name)) return `__${name}__`
  return name.replace(/__|[.\-/]/g, (found) => escapes.get(found) ?? found)
}
