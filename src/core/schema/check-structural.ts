import { deepEqual, type JsonObject, type JsonValue } from '../apimachinery/index.ts'
import { type FieldError, forbidden, formatFieldError, invalid, required } from './field-error.ts'
import type { RuleEngine } from './rule-engine.ts'
import {
  has,
  isTrue,
  maxSchemaDepth,
  propertiesOf,
  propertyOf,
  type SchemaPlace,
  subschema,
  subschemas,
  textOf,
} from './structural-place.ts'

type Level = 'root' | 'item' | 'field'

/** The two branches of an int-or-string, which alone may name types inside anyOf. */
const integerOrString = [{ type: 'integer' }, { type: 'string' }]

/**
 * Says what keeps a schema from being structural: a type on every node, nothing but limits inside allOf, anyOf, oneOf and
 * not, and everything that is named there declared outside as well.
 *
 * @param rules compiles RE2 patterns; without it patterns are not checked
 * @returns the problems, sorted by their text, as a server sorts them
 */
export function structuralProblems(
  schema: JsonObject,
  at: SchemaPlace,
  rules: RuleEngine | undefined,
): readonly FieldError[] {
  const check = new StructuralCheck(rules)
  check.node(schema, 'root', at, 0)
  check.completeness(schema, schema, at, at, 0)
  return check.errors.sort((left, right) => compare(formatFieldError(left), formatFieldError(right)))
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

class StructuralCheck {
  readonly errors: FieldError[] = []
  readonly #rules: RuleEngine | undefined

  constructor(rules: RuleEngine | undefined) {
    this.#rules = rules
  }

  node(schema: JsonObject, level: Level, at: SchemaPlace, depth: number): void {
    if (this.#isTooDeep(at, depth)) return
    const type = textOf(schema, 'type')
    const items = subschema(schema, 'items')
    if (type === 'array' && items === undefined && !Array.isArray(schema['items']))
      this.#add(required(at.child('items'), 'must be specified'))
    if (items !== undefined) this.node(items, 'item', at.child('items'), depth + 1)
    for (const [name, field] of propertiesOf(schema))
      this.node(field, 'field', at.child('properties').key(name), depth + 1)
    const values = subschema(schema, 'additionalProperties')
    if (has(schema, 'additionalProperties')) {
      const place = at.child('additionalProperties')
      if (level === 'root') this.#add(forbidden(place, 'must not be used at the root'))
      if (isTrue(schema, 'x-kubernetes-embedded-resource'))
        this.#add(forbidden(place, 'must not be used if x-kubernetes-embedded-resource is set'))
      if (values !== undefined) this.node(values, 'field', place, depth + 1)
    }
    this.#extensions(schema, at)
    this.#type(schema, type, level, at)
    this.#limits(schema, isIntegerOrString(schema), at, depth)
    this.#resource(schema, level, at)
  }

  #type(schema: JsonObject, type: string, level: Level, at: SchemaPlace): void {
    const place = at.child('type')
    if (isTrue(schema, 'x-kubernetes-embedded-resource')) {
      const detail = 'must be object if x-kubernetes-embedded-resource is true'
      if (type === '') this.#add(required(place, detail))
      else if (type !== 'object') this.#add(invalid(place, type, detail))
    } else if (
      type === '' &&
      !isTrue(schema, 'x-kubernetes-int-or-string') &&
      !isTrue(schema, 'x-kubernetes-preserve-unknown-fields')
    ) {
      const where = { root: 'at the root', item: 'for specified array items', field: 'for specified object fields' }
      this.#add(required(place, `must not be empty ${where[level]}`))
    }
    if (level === 'root' && type !== '' && type !== 'object')
      this.#add(invalid(place, type, 'must be object at the root'))
  }

  #extensions(schema: JsonObject, at: SchemaPlace): void {
    if (!isTrue(schema, 'x-kubernetes-int-or-string')) return
    for (const keyword of ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'])
      if (isTrue(schema, keyword))
        this.#add(invalid(at.child(keyword), true, 'must be false if x-kubernetes-int-or-string is true'))
  }

  /** What the server itself knows of an object: its type, and its metadata. */
  #resource(schema: JsonObject, level: Level, at: SchemaPlace): void {
    const isEmbedded = isTrue(schema, 'x-kubernetes-embedded-resource')
    const isResource = level === 'root' || isEmbedded
    for (const name of ['kind', 'apiVersion']) {
      const field = propertyOf(schema, name)
      if (field !== undefined && isResource && textOf(field, 'type') !== 'string')
        this.#add(invalid(at.child('properties').key(name).child('type'), textOf(field, 'type'), 'must be string'))
    }
    const metadata = propertyOf(schema, 'metadata')
    if (metadata !== undefined) {
      const place = at.child('properties').key('metadata')
      if (isResource && textOf(metadata, 'type') !== 'object')
        this.#add(invalid(place.child('type'), textOf(metadata, 'type'), 'must be object'))
      if (level === 'root' && !restrictsNamesOnly(metadata))
        this.#add(
          forbidden(
            place,
            'must not specify anything other than name and generateName, but metadata is implicitly specified',
          ),
        )
    }
    const isOpen = isTrue(schema, 'x-kubernetes-preserve-unknown-fields')
    if (isEmbedded && !isOpen && propertiesOf(schema).length === 0)
      this.#add(
        required(
          at.child('properties'),
          'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
        ),
      )
  }

  #limits(schema: JsonObject, allowsTypes: { anyOf: boolean; allOf: boolean }, at: SchemaPlace, depth: number): void {
    if (!allowsTypes.anyOf) this.#branches(schema, 'anyOf', at, depth, () => false)
    this.#branches(schema, 'allOf', at, depth, (index) => allowsTypes.allOf && index === 0)
    this.#branches(schema, 'oneOf', at, depth, () => false)
    const not = subschema(schema, 'not')
    if (not !== undefined) this.#branch(not, false, at.child('not'), depth + 1)
    const pattern = textOf(schema, 'pattern')
    if (pattern !== '' && this.#rules !== undefined && this.#rules.pattern(pattern) === undefined)
      this.#add(invalid(at.child('pattern'), pattern, 'must be a valid regular expression'))
  }

  #branches(
    schema: JsonObject,
    keyword: string,
    at: SchemaPlace,
    depth: number,
    allowsTypes: (index: number) => boolean,
  ): void {
    subschemas(schema, keyword).forEach((branch, index) =>
      this.#branch(branch, allowsTypes(index), at.child(keyword).index(index), depth + 1),
    )
  }

  /** A schema inside allOf, anyOf, oneOf or not: limits only. */
  #branch(branch: JsonObject, allowsTypes: boolean, at: SchemaPlace, depth: number): void {
    if (this.#isTooDeep(at, depth)) return
    this.#limits(branch, { anyOf: allowsTypes, allOf: false }, at, depth)
    const items = subschema(branch, 'items')
    if (items !== undefined) this.#branch(items, false, at.child('items'), depth + 1)
    for (const [name, field] of propertiesOf(branch))
      this.#branch(field, false, at.child('properties').key(name), depth + 1)
    for (const [keyword, state, isSet] of forbiddenInBranches)
      if (isSet(branch, keyword)) this.#add(forbidden(at.child(keyword), `must be ${state} to be structural`))
    if (propertyOf(branch, 'metadata') !== undefined)
      this.#add(forbidden(at.child('properties').key('metadata'), 'must not be specified in a nested context'))
  }

  /** Everything named in a branch must be declared outside of it. */
  completeness(
    branch: JsonObject,
    declared: JsonObject | undefined,
    declaredAt: SchemaPlace,
    at: SchemaPlace,
    depth: number,
  ): void {
    if (depth > maxSchemaDepth) return
    const nested: [JsonObject, SchemaPlace][] = [
      ...optional(subschema(branch, 'not'), at.child('not')),
      ...['allOf', 'anyOf', 'oneOf'].flatMap((keyword) =>
        subschemas(branch, keyword).map((one, index): [JsonObject, SchemaPlace] => [
          one,
          at.child(keyword).index(index),
        ]),
      ),
    ]
    for (const [one, place] of nested) this.#declaredOutside(one, declared, declaredAt, place, depth + 1)
  }

  #declaredOutside(
    branch: JsonObject,
    declared: JsonObject | undefined,
    declaredAt: SchemaPlace,
    at: SchemaPlace,
    depth: number,
  ): void {
    if (declared === undefined) return this.#add(required(declaredAt, `because it is defined in ${at.field}`))
    this.completeness(branch, declared, declaredAt, at, depth)
    const items = subschema(branch, 'items')
    if (items !== undefined)
      this.#declaredOutside(
        items,
        subschema(declared, 'items'),
        declaredAt.child('items'),
        at.child('items'),
        depth + 1,
      )
    for (const [name, field] of propertiesOf(branch)) {
      const outer = propertyOf(declared, name)
      const place = at.child('properties').key(name)
      this.#declaredOutside(field, outer, declaredAt.child('properties').key(name), place, depth + 1)
    }
  }

  #isTooDeep(at: SchemaPlace, depth: number): boolean {
    if (depth === maxSchemaDepth) this.#add(forbidden(at, `must not be nested more than ${maxSchemaDepth} deep`))
    return depth >= maxSchemaDepth
  }

  #add(error: FieldError): void {
    this.errors.push(error)
  }
}

function optional(schema: JsonObject | undefined, at: SchemaPlace): [JsonObject, SchemaPlace][] {
  return schema === undefined ? [] : [[schema, at]]
}

/** Where a schema may name types inside anyOf: directly, or in the first branch of allOf. */
function isIntegerOrString(schema: JsonObject): { anyOf: boolean; allOf: boolean } {
  const [first] = subschemas(schema, 'allOf')
  return {
    anyOf: deepEqual(schema['anyOf'], integerOrString),
    allOf: first !== undefined && deepEqual(first['anyOf'], integerOrString),
  }
}

/** Metadata of the root may say what names must be like, and nothing more. */
function restrictsNamesOnly(metadata: JsonObject): boolean {
  const names = propertiesOf(metadata).map(([name]) => name)
  const allowed = ['type', 'properties', 'default']
  return (
    names.every((name) => name === 'name' || name === 'generateName') &&
    Object.keys(metadata).every((keyword) => allowed.includes(keyword) || saysNothing(keyword, metadata[keyword]))
  )
}

/** Whether a keyword has the value that is the same as leaving it out. */
function saysNothing(keyword: string, value: JsonValue | undefined): boolean {
  return value === null || value === '' || (value === false && keyword !== 'additionalProperties')
}

const isNotEmpty = (schema: JsonObject, keyword: string): boolean => {
  const value = schema[keyword]
  return typeof value === 'string' || Array.isArray(value) ? value.length > 0 : false
}

const forbiddenInBranches: readonly [string, string, (schema: JsonObject, keyword: string) => boolean][] = [
  ['type', 'empty', isNotEmpty],
  ['additionalProperties', 'undefined', (schema, keyword) => has(schema, keyword) && schema[keyword] !== false],
  ['default', 'undefined', has],
  ['title', 'empty', isNotEmpty],
  ['description', 'empty', isNotEmpty],
  ['nullable', 'false', isTrue],
  ['x-kubernetes-preserve-unknown-fields', 'false', isTrue],
  ['x-kubernetes-embedded-resource', 'false', isTrue],
  ['x-kubernetes-int-or-string', 'false', isTrue],
  ['x-kubernetes-list-map-keys', 'empty', isNotEmpty],
  ['x-kubernetes-list-type', 'undefined', has],
  ['x-kubernetes-map-type', 'undefined', has],
  ['x-kubernetes-validations', 'empty', isNotEmpty],
]
