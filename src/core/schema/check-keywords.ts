import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '../apimachinery/index.ts'
import { copyJson } from './defaulting.ts'
import { type FieldError, forbidden, invalid, invalidWhole, notSupported, required } from './field-error.ts'
import { prune } from './pruning.ts'
import type { RuleEngine } from './rule-engine.ts'
import { parseFieldPath } from './rules.ts'
import type { StructuralSchema, ValidationRule } from './structural.ts'
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
const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired']

/** What a walk through a schema knows of the nodes above. */
type Surroundings = {
  readonly depth: number
  readonly isRoot: boolean
  /** Why defaults are forbidden here. */
  readonly noDefaults?: string
  readonly isInMetadata: boolean
  /** The nearest node above whose values cannot be told to be the same after an update. */
  readonly uncorrelatable?: SchemaPlace
  /** Whether rules are compiled: only in a schema that is structural, and outside of branches. */
  readonly compilesRules: boolean
}

/**
 * Says what is wrong with the keywords of a schema, node by node, in a server's words.
 *
 * @param rules compiles rules; undefined leaves them uncompiled
 */
export function keywordProblems(schema: JsonObject, at: SchemaPlace, rules: RuleEngine | undefined): FieldError[] {
  const check = new KeywordCheck(rules)
  check.node(schema, at, { depth: 0, isRoot: true, isInMetadata: false, compilesRules: rules !== undefined })
  return check.errors
}

class KeywordCheck {
  readonly errors: FieldError[] = []
  readonly #rules: RuleEngine | undefined

  constructor(rules: RuleEngine | undefined) {
    this.#rules = rules
  }

  node(schema: JsonObject, at: SchemaPlace, around: Surroundings): void {
    if (around.depth > maxSchemaDepth) return
    this.#unsupported(schema, at, around)
    const inner = { ...around, depth: around.depth + 1, isRoot: false }
    this.#values(schema, at, inner)
    const isResource = around.isRoot || isTrue(schema, 'x-kubernetes-embedded-resource')
    for (const [name, field] of propertiesOf(schema)) {
      const isMeta = isResource && (name === 'metadata' || name === 'kind' || name === 'apiVersion')
      this.node(field, at.child('properties').key(name), {
        ...inner,
        isInMetadata: inner.isInMetadata || isMeta,
        ...(isMeta && around.isRoot ? { noDefaults: `in top-level ${name}` } : {}),
      })
    }
    const branch = { ...inner, compilesRules: false }
    const not = subschema(schema, 'not')
    if (not !== undefined) this.node(not, at.child('not'), branch)
    for (const keyword of ['allOf', 'oneOf', 'anyOf'])
      subschemas(schema, keyword).forEach((one, index) => this.node(one, at.child(keyword).index(index), branch))
    const items = subschema(schema, 'items')
    if (items !== undefined) {
      const isMap = textOf(schema, 'x-kubernetes-list-type') === 'map'
      this.node(
        items,
        at.child('items'),
        isMap || inner.uncorrelatable !== undefined ? inner : { ...inner, uncorrelatable: at },
      )
    }
    this.#listsAndMaps(schema, at)
    this.#rulesOf(schema, at, around)
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
    const noDefaults = 'inside additionalProperties applying to object metadata'
    this.node(additional, place, inner.isInMetadata ? { ...inner, noDefaults } : inner)
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

  #rulesOf(schema: JsonObject, at: SchemaPlace, around: Surroundings): void {
    subschemas(schema, 'x-kubernetes-validations').forEach((rule, index) => {
      const place = at.child('x-kubernetes-validations').index(index)
      const before = this.errors.length
      this.#ruleText(rule, place)
      this.#rulePath(rule, schema, place)
      if (this.errors.length === before && around.compilesRules) this.#compile(rule, schema, place, around)
    })
  }

  #ruleText(rule: JsonObject, at: SchemaPlace): void {
    const text = textOf(rule, 'rule').trim()
    const message = textOf(rule, 'message')
    const hasLines = (one: string): boolean => /[\n\r]/.test(one)
    if (text === '') this.#add(required(at.child('rule'), 'rule is not specified'))
    else if (message !== '' && message.trim() === '')
      this.#add(invalid(at.child('message'), message, 'must be non-empty if specified'))
    else if (hasLines(message.trim())) this.#add(invalid(at.child('message'), message, 'must not contain line breaks'))
    else if (hasLines(text) && message === '')
      this.#add(required(at.child('message'), 'message must be specified if rule contains line breaks'))
    const expression = textOf(rule, 'messageExpression')
    if (expression !== '' && expression.trim() === '')
      this.#add(required(at.child('messageExpression'), 'messageExpression must be non-empty if specified'))
    const reason = textOf(rule, 'reason')
    if (has(rule, 'reason') && !reasons.includes(reason)) this.#add(notSupported(at.child('reason'), reason, reasons))
  }

  #rulePath(rule: JsonObject, schema: JsonObject, at: SchemaPlace): void {
    const path = textOf(rule, 'fieldPath')
    if (path === '') return
    const place = at.child('fieldPath')
    if (path.trim() === '') this.#add(invalid(place, path, 'must be non-empty if specified'))
    if (/[\n\r]/.test(path)) this.#add(invalid(place, path, 'must not contain line breaks'))
    if (!leadsSomewhere(path, schema)) this.#add(invalid(place, path, 'must be a valid path'))
  }

  #compile(rule: JsonObject, schema: JsonObject, at: SchemaPlace, around: Surroundings): void {
    const compiled = this.#rules?.compile(rule as ValidationRule, schema)
    if (compiled === undefined) return
    if ('issues' in compiled) {
      const text = compiled.issues.map(({ message }) => message).join('; ')
      return this.#add(invalidWhole(at.child('rule'), `compilation failed: ${text}`))
    }
    if (compiled.isTransition && around.uncorrelatable !== undefined)
      this.#add(
        invalid(
          at.child('rule'),
          textOf(rule, 'rule'),
          `oldSelf cannot be used on the uncorrelatable portion of the schema within ${around.uncorrelatable.field}`,
        ),
      )
    if (!compiled.isTransition && has(rule, 'optionalOldSelf'))
      this.#add(
        invalid(
          at.child('optionalOldSelf'),
          rule['optionalOldSelf'] ?? null,
          'may not be set if oldSelf is not used in rule',
        ),
      )
  }

  #add(error: FieldError): void {
    this.errors.push(error)
  }
}

/** Whether a fieldPath names declared fields, or keys of maps. */
export function leadsSomewhere(path: string, schema: JsonObject): boolean {
  const names = parseFieldPath(path)
  let node: JsonObject | undefined = schema
  for (const name of names) node = node && (propertyOf(node, name) ?? subschema(node, 'additionalProperties'))
  return names.length > 0 && node !== undefined
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
    const field = error.field === '<nil>' ? at.field : `${at.field}.${error.field}`
    errors.push({ ...error, field, path: [...at.path, ...error.path] })
  }
  return errors
}
