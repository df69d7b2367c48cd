import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '../apimachinery/index.ts'
import { compileProblems, mostInside, ruleTextProblems, type SchemaStep } from './check-rules.ts'
import { copyJson } from './defaulting.ts'
import { type FieldError, forbidden, invalid, notSupported, required } from './field-error.ts'
import { prune } from './pruning.ts'
import { RuleCosts } from './rule-costs.ts'
import type { RuleEngine } from './rule-engine.ts'
import type { StructuralSchema } from './structural.ts'
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
  textsOf,
} from './structural-place.ts'
import { validate } from './validate.ts'

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string']

/** What a walk through a schema knows of the nodes above. */
type Surroundings = {
  readonly depth: number
  readonly isRoot: boolean
  /** Why defaults are forbidden here. */
  readonly noDefaults?: string
  readonly isInMetadata: boolean
  /** The nearest node above whose values cannot be told to be the same after an update. */
  readonly uncorrelatable?: SchemaPlace
  /** The way down to the node; undefined where rules are not compiled: inside of branches. */
  readonly step: SchemaStep | undefined
}

/**
 * Says what is wrong with the keywords of a schema, node by node, in a server's words; then what its rules cost together.
 *
 * @param rules compiles rules; undefined leaves them uncompiled
 */
export function keywordProblems(schema: JsonObject, at: SchemaPlace, rules: RuleEngine | undefined): FieldError[] {
  const check = new KeywordCheck(rules)
  const step = { schema, isResource: true, above: undefined, mostValues: 1 }
  check.node(schema, at, { depth: 0, isRoot: true, isInMetadata: false, step })
  return [...check.errors, ...check.ruleErrors, ...check.costs.problems(at)]
}

class KeywordCheck {
  readonly errors: FieldError[] = []
  /** About expressions that do not compile or cost too much. */
  readonly ruleErrors: FieldError[] = []
  readonly costs = new RuleCosts()
  readonly #rules: RuleEngine | undefined

  constructor(rules: RuleEngine | undefined) {
    this.#rules = rules
  }

  node(schema: JsonObject, at: SchemaPlace, around: Surroundings): void {
    if (around.depth > maxSchemaDepth) return
    const before = this.errors.length
    this.#unsupported(schema, at, around)
    const inner = { ...around, depth: around.depth + 1, isRoot: false }
    this.#values(schema, at, inner)
    const isResource = around.isRoot || isTrue(schema, 'x-kubernetes-embedded-resource')
    for (const [name, field] of propertiesOf(schema)) {
      const isMeta = isResource && (name === 'metadata' || name === 'kind' || name === 'apiVersion')
      this.node(field, at.child('properties').key(name), {
        ...inner,
        step: stepInto(around.step, field),
        isInMetadata: inner.isInMetadata || isMeta,
        ...(isMeta && around.isRoot ? { noDefaults: `in top-level ${name}` } : {}),
      })
    }
    const branch = { ...inner, step: undefined }
    const not = subschema(schema, 'not')
    if (not !== undefined) this.node(not, at.child('not'), branch)
    for (const keyword of ['allOf', 'oneOf', 'anyOf'])
      subschemas(schema, keyword).forEach((one, index) => this.node(one, at.child(keyword).index(index), branch))
    const items = subschema(schema, 'items')
    if (items !== undefined) {
      const isMap = textOf(schema, 'x-kubernetes-list-type') === 'map'
      const below = { ...inner, step: stepInto(around.step, items) }
      this.node(
        items,
        at.child('items'),
        isMap || inner.uncorrelatable !== undefined ? below : { ...below, uncorrelatable: at },
      )
    }
    this.#listsAndMaps(schema, at)
    for (const error of ruleTextProblems(schema, at)) this.#add(error)
    // A schema with faults, in it or below, has no types for rules to be compiled against.
    if (this.errors.length === before && around.step !== undefined && this.#rules !== undefined)
      this.ruleErrors.push(...compileProblems(around.step, at, this.#rules, around.uncorrelatable, this.costs))
  }

  #unsupported(schema: JsonObject, at: SchemaPlace, around: Surroundings): void {
    const type = textOf(schema, 'type')
    if (type !== '' && !types.includes(type)) this.#add(notSupported(at.child('type'), type, types))
    else if (has(schema, 'type') && type === '' && schema['type'] !== '')
      this.#add(invalid(at.child('type'), schema['type'] ?? null, 'must be one type'))
    if (has(schema, 'default') && around.noDefaults !== undefined)
      this.#add(forbidden(at.child('default'), `must not be set ${around.noDefaults}`))
    for (const keyword of [
      'id',
      'additionalItems',
      'patternProperties',
      'definitions',
      'dependencies',
      '$ref',
      '$schema',
    ])
      if (has(schema, keyword)) this.#add(forbidden(at.child(keyword), `${keyword} is not supported`))
    if (type === 'null')
      this.#add(forbidden(at.child('type'), 'type cannot be set to null, use nullable as an alternative'))
    if (Array.isArray(schema['items']))
      this.#add(forbidden(at.child('items'), 'items must be a schema object and not an array'))
    if (around.isInMetadata && isTrue(schema, 'x-kubernetes-embedded-resource'))
      this.#add(forbidden(at.child('x-kubernetes-embedded-resource'), 'must not be used inside of resource meta'))
    if (isTrue(schema, 'uniqueItems'))
      this.#add(
        forbidden(
          at.child('uniqueItems'),
          'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
        ),
      )
  }

  #values(schema: JsonObject, at: SchemaPlace, inner: Surroundings): void {
    const additional = Object.hasOwn(schema, 'additionalProperties') ? schema['additionalProperties'] : undefined
    if (additional === undefined || additional === null) return
    const place = at.child('additionalProperties')
    if (propertiesOf(schema).length > 0 && additional !== true)
      this.#add(forbidden(place, 'additionalProperties and properties are mutual exclusive'))
    if (!isJsonObject(additional)) return
    const below = { ...inner, step: stepInto(inner.step, additional) }
    const noDefaults = 'inside additionalProperties applying to object metadata'
    this.node(additional, place, inner.isInMetadata ? { ...below, noDefaults } : below)
  }

  #listsAndMaps(schema: JsonObject, at: SchemaPlace): void {
    const type = textOf(schema, 'type')
    if (schema['x-kubernetes-preserve-unknown-fields'] === false)
      this.#add(invalid(at.child('x-kubernetes-preserve-unknown-fields'), false, 'must be true or undefined'))
    this.#kindOf(schema, 'x-kubernetes-map-type', 'object', ['atomic', 'granular'], at)
    this.#kindOf(schema, 'x-kubernetes-list-type', 'array', ['atomic', 'set', 'map'], at)
    const listType = textOf(schema, 'x-kubernetes-list-type')
    const keys = textsOf(schema, 'x-kubernetes-list-map-keys')
    const items = subschema(schema, 'items')
    if (keys.length > 0 && listType !== 'map') {
      const detail = 'must be map if x-kubernetes-list-map-keys is non-empty'
      const place = at.child('x-kubernetes-list-type')
      this.#add(listType === '' ? required(place, detail) : invalid(place, listType, detail))
    }
    if (listType === 'set' && type === 'array' && items !== undefined) this.#setItems(items, at.child('items'))
    if (listType === 'map') this.#mapItems(keys, items, at)
    if (items === undefined || (listType !== 'set' && listType !== 'map')) return
    const place = at.child('items')
    if (isTrue(items, 'nullable'))
      this.#add(forbidden(place.child('nullable'), `cannot be nullable when x-kubernetes-list-type is ${listType}`))
    if (listType === 'map') this.#mapKeys(keys, items, place)
  }

  #kindOf(schema: JsonObject, keyword: string, type: string, kinds: readonly string[], at: SchemaPlace): void {
    if (!has(schema, keyword)) return
    const found = textOf(schema, 'type')
    const detail = `must be ${type} if ${keyword} is specified`
    if (found === '') this.#add(required(at.child('type'), detail))
    else if (found !== type) this.#add(invalid(at.child('type'), found, detail))
    const kind = textOf(schema, keyword)
    if (!kinds.includes(kind)) this.#add(notSupported(at.child(keyword), kind, kinds))
  }

  #setItems(items: JsonObject, at: SchemaPlace): void {
    const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set'
    const listType = has(items, 'x-kubernetes-list-type') ? textOf(items, 'x-kubernetes-list-type') : null
    if (textOf(items, 'type') === 'array' && listType !== null && listType !== 'atomic')
      this.#add(invalid(at.child('x-kubernetes-list-type'), listType, detail))
    if (textOf(items, 'type') === 'object' && textOf(items, 'x-kubernetes-map-type') !== 'atomic')
      this.#add(invalid(at.child('x-kubernetes-map-type'), listType, detail))
  }

  #mapItems(keys: readonly string[], items: JsonObject | undefined, at: SchemaPlace): void {
    const place = at.child('x-kubernetes-list-map-keys')
    if (keys.length === 0) this.#add(required(place, 'must not be empty if x-kubernetes-list-type is map'))
    if (items === undefined)
      return this.#add(required(at.child('items'), 'must have a schema if x-kubernetes-list-type is map'))
    const type = textOf(items, 'type')
    if (type !== 'object')
      return this.#add(
        invalid(
          at.child('items').child('type'),
          type,
          "must be object if parent array's x-kubernetes-list-type is map",
        ),
      )
    const seen = new Set<string>()
    for (const key of keys) {
      const field = propertyOf(items, key)
      const fieldType = field === undefined ? '' : textOf(field, 'type')
      if (field === undefined) this.#add(invalid(place, [...keys], 'entries must all be names of item properties'))
      else if (fieldType === 'array' || fieldType === 'object')
        this.#add(
          invalid(
            at.child('items').child('properties').key(key).child('type'),
            type,
            "must be a scalar type if parent array's x-kubernetes-list-type is map",
          ),
        )
      if (seen.has(key)) this.#add(invalid(place, [...keys], 'must not contain duplicate entries'))
      seen.add(key)
    }
  }

  #mapKeys(keys: readonly string[], items: JsonObject, at: SchemaPlace): void {
    const needed = textsOf(items, 'required')
    for (const key of keys) {
      const field = propertyOf(items, key)
      if (field === undefined) continue
      const place = at.child('properties').key(key)
      if (!needed.includes(key) && !has(field, 'default'))
        this.#add(
          required(
            place.child('default'),
            'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
          ),
        )
      if (isTrue(field, 'nullable'))
        this.#add(
          forbidden(
            place.child('nullable'),
            'this property is in x-kubernetes-list-map-keys, so it cannot be nullable',
          ),
        )
    }
  }

  #add(error: FieldError): void {
    this.errors.push(error)
  }
}

function stepInto(above: SchemaStep | undefined, schema: JsonObject): SchemaStep | undefined {
  if (above === undefined) return undefined
  const isResource = isTrue(schema, 'x-kubernetes-embedded-resource')
  return { schema, isResource, above, mostValues: above.mostValues * mostInside(above.schema) }
}

/** Says which defaults of a structural schema would not survive pruning, or not validate. */
export function defaultProblems(
  schema: JsonObject,
  at: SchemaPlace,
  rules: RuleEngine | undefined,
  depth = 0,
): FieldError[] {
  if (depth > maxSchemaDepth) return []
  const errors: FieldError[] = []
  if (has(schema, 'default')) errors.push(...problemsOfDefault(schema, at.child('default'), rules))
  const items = subschema(schema, 'items')
  if (items !== undefined) errors.push(...defaultProblems(items, at.child('items'), rules, depth + 1))
  for (const [name, field] of propertiesOf(schema))
    errors.push(...defaultProblems(field, at.child('properties').key(name), rules, depth + 1))
  return errors
}

function problemsOfDefault(schema: JsonObject, at: SchemaPlace, rules: RuleEngine | undefined): FieldError[] {
  const fill: JsonValue = schema['default'] ?? null
  const structural = schema as StructuralSchema
  const errors: FieldError[] = []
  const pruned = copyJson(fill)
  // Pruning goes by the node's own schema, wherever it stands.
  prune(structural, pruned)
  if (!deepEqual(pruned, fill)) errors.push(invalid(at, fill, 'must not have unknown fields'))
  for (const error of validate(structural, fill, { rules })) {
    // A server looks for items that are there twice in objects, not in defaults.
    if (error.type === 'Duplicate' && typeof error.path.at(-1) === 'number') continue
    const field = error.field === '<nil>' ? at.field : `${at.field}.${error.field}`
    errors.push({ ...error, field, path: [...at.path, ...error.path] })
  }
  return errors
}
