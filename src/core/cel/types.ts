/**
 * The types of CEL as the checker knows them. `dyn` is any type, decided at run time; a `parameter` stands for a type
 * that each use of a function fixes; an `opaque` type is known by name only, such as `kubernetes.Quantity`;
 * an `object` has declared fields.
 */
export type CelType =
  | { readonly kind: SimpleKind }
  | { readonly kind: 'list'; readonly element: CelType }
  | { readonly kind: 'map'; readonly key: CelType; readonly value: CelType }
  | { readonly kind: 'optional'; readonly of: CelType }
  | { readonly kind: 'type'; readonly of: CelType }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'opaque'; readonly name: string; readonly parameters: readonly CelType[] }
  | ObjectType

export type SimpleKind =
  'dyn' | 'null' | 'bool' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'timestamp' | 'duration' | 'error'

/** A JSON object whose fields are declared; values are raw JSON. */
export type ObjectType = {
  readonly kind: 'object'
  readonly name: string
  /**
   * Fields by the name they have in an expression. A function so that recursive and large schemas cost nothing until
   * a field is read.
   */
  field(name: string): ObjectField | undefined
  /** Names of all fields, for suggestions. */
  fieldNames(): readonly string[]
}

/** One declared field of an object type. */
export type ObjectField = {
  readonly type: CelType
  /** The key in the JSON object, where the name in expressions is escaped (`__namespace__`). */
  readonly key: string
}

const simple = <K extends SimpleKind>(kind: K): { readonly kind: K } => ({ kind })

export const dynType = simple('dyn')
export const nullType = simple('null')
export const boolType = simple('bool')
export const intType = simple('int')
export const uintType = simple('uint')
export const doubleType = simple('double')
export const stringType = simple('string')
export const bytesType = simple('bytes')
export const timestampType = simple('timestamp')
export const durationType = simple('duration')
/** The type of what could not be typed; it fits everywhere, so that one mistake is reported once. */
export const errorType = simple('error')

export function listType(element: CelType): CelType {
  return { kind: 'list', element }
}

export function mapType(key: CelType, value: CelType): CelType {
  return { kind: 'map', key, value }
}

export function optionalType(of: CelType): CelType {
  return { kind: 'optional', of }
}

/** The type of type values: `type(1)` is `type(int)`. */
export function typeType(of: CelType): CelType {
  return { kind: 'type', of }
}

/** A type parameter of a function, such as `T` in `list(T)`. */
export function typeParameter(name: string): CelType {
  return { kind: 'parameter', name }
}

/** A type known by name only; its values extend `OpaqueValue`. */
export function opaqueType(name: string, parameters: readonly CelType[] = []): CelType {
  return { kind: 'opaque', name, parameters }
}

/** The type of Kubernetes quantities; its values are `Quantity` of the apimachinery room. */
export const quantityType = opaqueType('kubernetes.Quantity')

/** Prints a type as cel-go does: `list(string)`, `map(string, dyn)`, `optional_type(int)`. */
export function formatType(type: CelType): string {
  switch (type.kind) {
    case 'list':
      return `list(${formatType(type.element)})`
    case 'map':
      return `map(${formatType(type.key)}, ${formatType(type.value)})`
    case 'optional':
      return `optional_type(${formatType(type.of)})`
    case 'type':
      return type.of.kind === 'dyn' ? 'type' : `type(${formatType(type.of)})`
    case 'parameter':
    case 'object':
      return type.name
    case 'opaque':
      return type.parameters.length === 0 ? type.name : `${type.name}(${type.parameters.map(formatType).join(', ')})`
    case 'timestamp':
      return 'timestamp'
    case 'duration':
      return 'duration'
    case 'error':
      return '!error!'
    case 'dyn':
    case 'null':
    case 'bool':
    case 'int':
    case 'uint':
    case 'double':
    case 'string':
    case 'bytes':
      return type.kind
  }
}
