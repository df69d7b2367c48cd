import type { JsonValue } from '../apimachinery/index.ts'

/** The types a structural schema may name. */
export type SchemaType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object'

/** One rule of `x-kubernetes-validations`. */
export type ValidationRule = {
  /** A CEL expression over `self` (and `oldSelf`, which makes it a transition rule). */
  rule: string
  message?: string
  messageExpression?: string
  reason?: 'FieldValueInvalid' | 'FieldValueForbidden' | 'FieldValueRequired' | 'FieldValueDuplicate'
  /** Where the error is reported, relative to the rule's own place: `.heartbeatInterval`. */
  fieldPath?: string
  optionalOldSelf?: boolean
}

/** A structural schema in the form a CustomResourceDefinition carries it (apiextensions.k8s.io/v1 JSONSchemaProps). */
export type StructuralSchema = {
  type?: SchemaType
  format?: string
  title?: string
  description?: string
  default?: JsonValue
  nullable?: boolean
  enum?: JsonValue[]
  minimum?: number
  maximum?: number
  exclusiveMinimum?: boolean
  exclusiveMaximum?: boolean
  multipleOf?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  minProperties?: number
  maxProperties?: number
  required?: string[]
  properties?: { [name: string]: StructuralSchema }
  additionalProperties?: StructuralSchema | boolean
  items?: StructuralSchema
  allOf?: StructuralSchema[]
  anyOf?: StructuralSchema[]
  oneOf?: StructuralSchema[]
  not?: StructuralSchema
  'x-kubernetes-preserve-unknown-fields'?: boolean
  'x-kubernetes-embedded-resource'?: boolean
  'x-kubernetes-int-or-string'?: boolean
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map'
  'x-kubernetes-list-map-keys'?: string[]
  'x-kubernetes-map-type'?: 'atomic' | 'granular'
  'x-kubernetes-validations'?: ValidationRule[]
}
