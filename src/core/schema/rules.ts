import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '../apimachinery/index.ts'
import {
  duplicate,
  duplicateWhole,
  type ErrorPlace,
  type FieldError,
  forbidden,
  formatFieldError,
  invalid,
  invalidWhole,
  required,
} from './field-error.ts'
import { oldItems } from './list-keys.ts'
import type { Place } from './place.ts'
import type { CompiledRule, RuleEngine, RuleIssue } from './rule-engine.ts'
import type { StructuralSchema, ValidationRule } from './structural.ts'

/** Cost units one evaluation may use, and all evaluations on one object together, as Kubernetes sets them. */
export const ruleBudgets = { perCall: 1_000_000, perObject: 10_000_000 } as const

/** Whether a schema has rules where the API server looks for them. */
export function hasRules(schema: StructuralSchema): boolean {
  const known = ruled.get(schema)
  if (known !== undefined) return known
  const { items, additionalProperties, properties } = schema
  const found =
    (schema['x-kubernetes-validations'] ?? []).length > 0 ||
    (items !== undefined && hasRules(items)) ||
    (typeof additionalProperties === 'object' && hasRules(additionalProperties)) ||
    Object.values(properties ?? {}).some(hasRules)
  ruled.set(schema, found)
  return found
}

const ruled = new WeakMap<StructuralSchema, boolean>()

/** What running the rules of an object came to. */
export type RuleReport = {
  readonly errors: FieldError[]
  /** Rules that fail on values an update left as they were: the server lets them pass, with a warning. */
  readonly warnings: string[]
  /** Cost units used. */
  readonly cost: number
}

/** A schema, and whether it is that of a whole resource: of the root of a custom resource, or of an embedded one. */
export type RuledSchema = { readonly schema: StructuralSchema; readonly isResource?: boolean | undefined }

/**
 * Runs the rules of a schema over a value: those of a value before those of what is inside it.
 *
 * @param old the value before an update; undefined on creation
 */
export function runRules(
  root: RuledSchema,
  value: JsonValue,
  old: JsonValue | undefined,
  engine: RuleEngine,
  place: Place,
): RuleReport {
  const run = new RuleRun(engine, place, old !== undefined)
  if (hasRules(root.schema)) run.visit(root, value, old, { current: old, parent: undefined })
  return { errors: run.errors, warnings: run.warnings, cost: ruleBudgets.perObject - run.budget }
}

/** Pairs of a value and the one it replaces: of this place, or else of the nearest place above that has one. */
type Ratchet = {
  readonly current: JsonValue | undefined
  readonly parent: { readonly value: JsonValue; readonly old: JsonValue } | undefined
}

class RuleRun {
  readonly errors: FieldError[] = []
  readonly warnings: string[] = []
  budget: number = ruleBudgets.perObject
  readonly #engine: RuleEngine
  readonly #place: Place
  readonly #isUpdate: boolean

  constructor(engine: RuleEngine, place: Place, isUpdate: boolean) {
    this.#engine = engine
    this.#place = place
    this.#isUpdate = isUpdate
  }

  visit({ schema, isResource }: RuledSchema, value: JsonValue, old: JsonValue | undefined, ratchet: Ratchet): void {
    if (value === null || this.budget < 0) return
    this.#evaluate({ schema, isResource }, value, old, ratchet)
    for (const branch of schema.allOf ?? []) {
      if (this.budget < 0) return
      const rules = branch['x-kubernetes-validations']
      if (rules === undefined || rules.length === 0) continue
      const merged = withRules(schema, branch, rules)
      this.#evaluate({ schema: merged, isResource }, value, old, { current: undefined, parent: ratchet.parent })
    }
    if (this.budget < 0) return
    if (Array.isArray(value)) this.#visitItems(schema, value, Array.isArray(old) ? old : undefined, ratchet)
    else if (isJsonObject(value)) this.#visitFields(schema, value, isJsonObject(old) ? old : undefined, ratchet)
  }

  #visitItems(
    schema: StructuralSchema,
    list: readonly JsonValue[],
    old: JsonValue[] | undefined,
    ratchet: Ratchet,
  ): void {
    const { items } = schema
    if (items === undefined || !hasRules(items)) return
    const oldOf = old === undefined ? undefined : oldItems(schema, old)
    const below = parentOf(list as JsonValue, ratchet)
    for (let index = 0; index < list.length && this.budget >= 0; index++) {
      const item = list[index] ?? null
      const before = oldOf?.(item)
      this.#place.index(index)
      this.visit({ schema: items }, item, before, { current: before, parent: below })
      this.#place.leave()
    }
  }

  #visitFields(schema: StructuralSchema, object: JsonObject, old: JsonObject | undefined, ratchet: Ratchet): void {
    const { properties, additionalProperties } = schema
    const below = parentOf(object, ratchet)
    const enter = (key: string, field: StructuralSchema): void => {
      const before = old !== undefined && Object.hasOwn(old, key) ? old[key] : undefined
      this.visit({ schema: field }, object[key] ?? null, before, { current: before, parent: below })
      this.#place.leave()
    }
    if (typeof additionalProperties === 'object' && hasRules(additionalProperties))
      for (const key of Object.keys(object).sort()) {
        this.#place.key(key)
        enter(key, additionalProperties)
      }
    for (const [name, field] of ruledFields(properties)) {
      if (!Object.hasOwn(object, name)) continue
      this.#place.field(name)
      enter(name, field)
    }
  }

  #evaluate(of: RuledSchema, value: JsonValue, old: JsonValue | undefined, ratchet: Ratchet): void {
    const { schema } = of
    const rules = schema['x-kubernetes-validations']
    if (rules === undefined || rules.length === 0) return
    for (const { rule, compiled } of compiledRules(of, rules, this.#engine)) {
      if ('issues' in compiled) {
        const text = compiled.issues.map(({ message }) => message).join('; ')
        this.#typeError(schema, `rule compile error: ${text}`)
        continue
      }
      if (compiled.isTransition && (old === undefined || old === null) && rule.optionalOldSelf !== true) continue
      if (this.budget <= 0) return this.#outOfBudget(schema)
      this.#one(schema, rule, compiled, value, old ?? undefined, ratchet)
      if (this.budget < 0) return
    }
  }

  #one(
    schema: StructuralSchema,
    rule: ValidationRule,
    compiled: CompiledRule,
    value: JsonValue,
    old: JsonValue | undefined,
    ratchet: Ratchet,
  ): void {
    const outcome = compiled.evaluate(value, old, ruleBudgets.perCall)
    if (outcome.verdict === 'CostExceeded') {
      const name = nameOf(rule)
      this.#typeError(
        schema,
        `'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: ${name}`,
      )
      this.budget = -1
      return
    }
    if (outcome.cost > this.budget) return this.#outOfBudget(schema)
    this.budget -= outcome.cost
    if (outcome.verdict === 'Passed') return
    if (outcome.verdict === 'Error') {
      const { message } = outcome
      if (message.startsWith('no such overload'))
        this.#typeError(
          schema,
          `'${message}': call arguments did not match a supported operator, function or macro signature for rule: ${nameOf(rule)}`,
        )
      else this.#typeError(schema, `${message} evaluating rule: ${nameOf(rule)}`)
      return
    }
    const error = violation(schema, rule, value, outcome.message, this.#placeOf(rule))
    if (!compiled.isTransition && this.#isUpdate && isUnchanged(value, ratchet))
      this.warnings.push(formatFieldError(error))
    else this.errors.push(error)
  }

  #outOfBudget(schema: StructuralSchema): void {
    this.#typeError(
      schema,
      'validation failed due to running out of cost budget, no further validation rules will be run',
    )
    this.budget = -1
  }

  /** An error that quotes the type of the value instead of the value. */
  #typeError(schema: StructuralSchema, detail: string): void {
    this.errors.push(invalid(this.#here(), schema.type ?? '', detail))
  }

  #here(): ErrorPlace {
    return { field: this.#place.bracketed, path: this.#place.path }
  }

  #placeOf({ fieldPath }: ValidationRule): ErrorPlace {
    const here = this.#here()
    const parts = fieldPath === undefined ? [] : parseFieldPath(fieldPath)
    if (parts.length === 0) return here
    const tail = parts.map((name) => `.${name}`).join('')
    const field = `${here.field}${tail}`
    return { field: field.startsWith('.') ? field.slice(1) : field, path: [...here.path, ...parts] }
  }
}

function violation(
  schema: StructuralSchema,
  rule: ValidationRule,
  value: JsonValue,
  message: string | undefined,
  at: ErrorPlace,
): FieldError {
  const detail =
    message ??
    (rule.message === undefined || rule.message === '' ? `failed rule: ${nameOf(rule)}` : rule.message.trim())
  const isWhole = schema.type === 'object' || schema.type === 'array'
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbidden(at, detail)
    case 'FieldValueRequired':
      return required(at, detail)
    case 'FieldValueDuplicate':
      return isWhole ? duplicateWhole(at) : duplicate(at, value)
    default:
      return isWhole ? invalidWhole(at, detail) : invalid(at, value, detail)
  }
}

function nameOf({ message, rule }: ValidationRule): string {
  return (message === undefined || message === '' ? rule : message).trim()
}

function parentOf(value: JsonValue, { current, parent }: Ratchet): Ratchet['parent'] {
  return current === undefined ? parent : { value, old: current }
}

function isUnchanged(value: JsonValue, { current, parent }: Ratchet): boolean {
  if (current !== undefined) return deepEqual(value, current)
  return parent !== undefined && deepEqual(parent.value, parent.old)
}

/**
 * Reads the fieldPath of a rule: `.spec.size`, `['my.key']`, in any mixture.
 *
 * @returns the names in order; empty when the text is no such path
 */
export function parseFieldPath(text: string): string[] {
  const parts: string[] = []
  const part = /\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]/y
  while (part.lastIndex < text.length) {
    const match = part.exec(text)
    if (match === null) return []
    const [, name, key = ''] = match
    parts.push(name ?? key.replace(/\\(.)/g, '$1'))
  }
  return parts
}

type Compiled = {
  readonly rule: ValidationRule
  readonly compiled: CompiledRule | { readonly issues: readonly RuleIssue[] }
}

/** By schema: as that of a whole resource, and as that of any other value. */
type KnownRules = {
  readonly resource: WeakMap<StructuralSchema, readonly Compiled[]>
  readonly value: WeakMap<StructuralSchema, readonly Compiled[]>
}

const compiledBy = new WeakMap<RuleEngine, KnownRules>()

function compiledRules(
  { schema, isResource }: RuledSchema,
  rules: readonly ValidationRule[],
  engine: RuleEngine,
): readonly Compiled[] {
  let known = compiledBy.get(engine)
  if (known === undefined) {
    known = { resource: new WeakMap(), value: new WeakMap() }
    compiledBy.set(engine, known)
  }
  const bySchema = isResource === true ? known.resource : known.value
  let list = bySchema.get(schema)
  if (list === undefined) {
    list = rules.map((rule) => ({ rule, compiled: engine.compile(rule, schema, isResource) }))
    bySchema.set(schema, list)
  }
  return list
}

const branches = new WeakMap<StructuralSchema, StructuralSchema>()

/** The schema with the rules of one of its allOf branches in place of its own. */
function withRules(schema: StructuralSchema, branch: StructuralSchema, rules: ValidationRule[]): StructuralSchema {
  let merged = branches.get(branch)
  if (merged === undefined) {
    merged = { ...schema, 'x-kubernetes-validations': rules }
    branches.set(branch, merged)
  }
  return merged
}

const ruledBy = new WeakMap<object, readonly (readonly [string, StructuralSchema])[]>()

function ruledFields(properties: StructuralSchema['properties']): readonly (readonly [string, StructuralSchema])[] {
  if (properties === undefined) return []
  let list = ruledBy.get(properties)
  if (list === undefined) {
    list = Object.entries(properties)
      .filter(([, field]) => hasRules(field))
      .sort(([left], [right]) => (left < right ? -1 : 1))
    ruledBy.set(properties, list)
  }
  return list
}
