import { type JsonValue, TmcError } from '../apimachinery/index.ts'
import type { DefinedResource } from './crd.ts'
import type { StructuralSchema } from './structural.ts'

/** One field as a person wants it explained. */
export type FieldExplanation = {
  /** Names from the root: `spec.rules.weight`; empty for the kind itself. */
  readonly path: string
  readonly name: string
  /** As kubectl prints types: `string`, `[]Object`, `map[string]string`, `IntOrString`. */
  readonly type: string
  readonly description: string
  readonly isRequired: boolean
  readonly isNullable: boolean
  readonly default?: JsonValue
  readonly enum?: readonly JsonValue[]
  /** Each limit as a sentence: `at most 63 characters`, `from 0 to 100`. */
  readonly limits: readonly string[]
  /** For lists: which of their items are the same one, when they are merged. */
  readonly keys?: readonly string[]
  /** Each CEL rule that stands on the field: its message, or else its text. */
  readonly rules: readonly string[]
  /** What is inside it: of a list what is inside its items, of a map what is inside its values. */
  readonly fields: readonly FieldExplanation[]
}

/**
 * Explains a kind or one of its fields.
 *
 * @param path names separated by dots, without indexes: `spec.rules.weight`; empty for the kind itself
 * @throws TmcError `NotFound` when there is no such field; the hint lists the fields there are
 */
export function explain(resource: Pick<DefinedResource, 'kind' | 'schema'>, path = ''): FieldExplanation {
  const names = path === '' ? [] : path.split('.')
  let schema = resource.schema
  let isRequired = false
  names.forEach((name, index) => {
    const parent = inside(schema)
    const properties = parent.properties ?? {}
    const values = mapValues(schema)
    const found = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (found === undefined && values === undefined) {
      const known = Object.keys(properties)
      throw new TmcError('NotFound', `field ${JSON.stringify(names.slice(0, index + 1).join('.'))} does not exist`, {
        hint:
          known.length === 0
            ? `${names.slice(0, index).join('.')} has no fields`
            : `${[resource.kind, ...names.slice(0, index)].join('.')} has the fields ${known.join(', ')}`,
      })
    }
    isRequired = parent.required?.includes(name) === true
    schema = found ?? values ?? {}
  })
  return explanation(path, names.at(-1) ?? resource.kind, schema, isRequired)
}

function explanation(path: string, name: string, schema: StructuralSchema, isRequired: boolean): FieldExplanation {
  const { properties = {}, required = [] } = inside(schema)
  const rules = [...(schema['x-kubernetes-validations'] ?? [])]
  const keys = schema['x-kubernetes-list-map-keys']
  return {
    path,
    name,
    type: typeName(schema),
    description: schema.description ?? '',
    isRequired,
    isNullable: schema.nullable === true,
    ...(schema.default === undefined ? {} : { default: schema.default }),
    ...(schema.enum === undefined ? {} : { enum: schema.enum }),
    limits: limitsOf(schema),
    ...(keys === undefined ? {} : { keys }),
    rules: rules.map(({ message, rule }) => message ?? rule),
    fields: Object.entries(properties).map(([child, field]) =>
      explanation(path === '' ? child : `${path}.${child}`, child, field, required.includes(child)),
    ),
  }
}

/** The schema of what a list holds, or a map; of anything else itself. */
function inside(schema: StructuralSchema): StructuralSchema {
  let inner = schema
  for (;;) {
    const values: StructuralSchema | boolean | undefined = inner.items ?? inner.additionalProperties
    if (inner.properties !== undefined || typeof values !== 'object') return inner
    inner = values
  }
}

/** The schema of the values of a map, or of a list of maps; a name in a path may be one of its keys. */
function mapValues({ items, additionalProperties }: StructuralSchema): StructuralSchema | undefined {
  if (typeof additionalProperties === 'object') return additionalProperties
  return items === undefined ? undefined : mapValues(items)
}

/** The type of a field as kubectl prints it. */
export function typeName(schema: StructuralSchema): string {
  if (schema['x-kubernetes-int-or-string'] === true) return 'IntOrString'
  switch (schema.type) {
    case 'array':
      return `[]${typeName(schema.items ?? {})}`
    case 'object':
      return typeof schema.additionalProperties === 'object'
        ? `map[string]${typeName(schema.additionalProperties)}`
        : 'Object'
    case undefined:
      return 'any'
    default:
      return schema.type
  }
}

/** The limits of a field, each as a sentence. */
export function limitsOf(schema: StructuralSchema): string[] {
  const limits: string[] = []
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  if (minimum !== undefined) limits.push(`${exclusiveMinimum === true ? 'more than' : 'at least'} ${minimum}`)
  // The bound of the type itself tells nobody anything.
  if (maximum !== undefined && maximum !== 2147483647)
    limits.push(`${exclusiveMaximum === true ? 'less than' : 'at most'} ${maximum}`)
  if (multipleOf !== undefined) limits.push(`a multiple of ${multipleOf}`)
  limits.push(...range(schema.minLength, schema.maxLength, 'character'))
  limits.push(...range(schema.minItems, schema.maxItems, 'item'))
  limits.push(...range(schema.minProperties, schema.maxProperties, 'key'))
  if (schema.format !== undefined && schema.type === 'string') limits.push(`in the format ${schema.format}`)
  if (schema.pattern !== undefined) limits.push(`matches ${schema.pattern}`)
  if (schema['x-kubernetes-list-type'] === 'set') limits.push('no item twice')
  return limits
}

function range(least: number | undefined, most: number | undefined, what: string): string[] {
  const limits: string[] = []
  if (least !== undefined && least > 0) limits.push(`at least ${least} ${what}${least === 1 ? '' : 's'}`)
  if (most !== undefined) limits.push(`at most ${most} ${what}${most === 1 ? '' : 's'}`)
  return limits
}
