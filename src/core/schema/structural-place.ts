import { isJsonObject, type JsonObject, type JsonValue, type Path } from '../apimachinery/index.ts'
import type { ErrorPlace } from './field-error.ts'

/** Deepest nesting of a schema that is looked into. */
export const maxSchemaDepth = 200

/** A place inside a schema, with the text a server prints for it: `spec.versions[0].schema.openAPIV3Schema.properties[spec]`. */
export class SchemaPlace implements ErrorPlace {
  readonly field: string
  readonly path: Path

  constructor(field: string, path: Path) {
    this.field = field
    this.path = path
  }

  child(name: string): SchemaPlace {
    return new SchemaPlace(this.field === '' ? name : `${this.field}.${name}`, [...this.path, name])
  }

  key(key: string): SchemaPlace {
    return new SchemaPlace(`${this.field}[${key}]`, [...this.path, key])
  }

  index(index: number): SchemaPlace {
    return new SchemaPlace(`${this.field}[${index}]`, [...this.path, index])
  }
}

/** The member of a schema that is itself a schema; undefined when there is none. */
export function subschema(schema: JsonObject, keyword: string): JsonObject | undefined {
  const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined
  return isJsonObject(value) ? value : undefined
}

/** The schemas in a member that is a list of them. */
export function subschemas(schema: JsonObject, keyword: string): JsonObject[] {
  const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

/** The declared fields of a schema, by name. */
export function propertiesOf(schema: JsonObject): [string, JsonObject][] {
  return Object.entries(subschema(schema, 'properties') ?? {}).filter((entry): entry is [string, JsonObject] =>
    isJsonObject(entry[1]),
  )
}

/** The declared field of a name. */
export function propertyOf(schema: JsonObject, name: string): JsonObject | undefined {
  const properties = subschema(schema, 'properties')
  return properties === undefined ? undefined : subschema(properties, name)
}

/** The member of a schema that is a text, empty when there is none. */
export function textOf(schema: JsonObject, keyword: string): string {
  const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined
  return typeof value === 'string' ? value : ''
}

/** Whether a keyword of a schema is true. */
export function isTrue(schema: JsonObject, keyword: string): boolean {
  return Object.hasOwn(schema, keyword) && schema[keyword] === true
}

/** Whether a schema has a keyword at all; a null counts as absent. */
export function has(schema: JsonObject, keyword: string): boolean {
  return Object.hasOwn(schema, keyword) && schema[keyword] !== null
}

/** The texts in a member that is a list of them. */
export function textsOf(schema: JsonObject, keyword: string): string[] {
  const value: JsonValue | undefined = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
