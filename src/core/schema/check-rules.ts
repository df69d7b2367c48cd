import type { JsonObject } from '../apimachinery/index.ts'
import { type FieldError, forbidden, internal, invalid, invalidWhole, notSupported, required } from './field-error.ts'
import type { RuleCosts } from './rule-costs.ts'
import { tooCostly, ruleCostLimits } from './rule-costs.ts'
import type { RuleEngine } from './rule-engine.ts'
import { parseFieldPath } from './rules.ts'
import type { ValidationRule } from './structural.ts'
import { has, propertyOf, type SchemaPlace, subschema, subschemas, textOf } from './structural-place.ts'

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired']

/** A schema on the way from the root to a node. */
export type SchemaStep = {
  readonly schema: JsonObject
  /** Whether it is the schema of a whole resource: the root, or an embedded one. */
  readonly isResource: boolean
  readonly above: SchemaStep | undefined
  /** How many values of the schema an object may hold at most; Infinity when a list or map above has no limit. */
  readonly mostValues: number
}

/** Says what is wrong with the texts of the rules of a node, before any is compiled. */
export function ruleTextProblems(schema: JsonObject, at: SchemaPlace): FieldError[] {
  return rulesOf(schema).flatMap((rule, index) => {
    const place = at.child('x-kubernetes-validations').index(index)
    return [...textProblems(rule, place), ...fieldPathProblems(rule, schema, place)]
  })
}

function rulesOf(schema: JsonObject): JsonObject[] {
  return subschemas(schema, 'x-kubernetes-validations')
}

function textProblems(rule: JsonObject, at: SchemaPlace): FieldError[] {
  const errors: FieldError[] = []
  const text = textOf(rule, 'rule').trim()
  const message = textOf(rule, 'message')
  const hasLines = (one: string): boolean => /[\n\r]/.test(one)
  if (text === '') errors.push(required(at.child('rule'), 'rule is not specified'))
  else if (message !== '' && message.trim() === '')
    errors.push(invalid(at.child('message'), message, 'must be non-empty if specified'))
  else if (hasLines(message.trim())) errors.push(invalid(at.child('message'), message, 'must not contain line breaks'))
  else if (hasLines(text) && message === '')
    errors.push(required(at.child('message'), 'message must be specified if rule contains line breaks'))
  const expression = textOf(rule, 'messageExpression')
  if (expression !== '' && expression.trim() === '')
    errors.push(required(at.child('messageExpression'), 'messageExpression must be non-empty if specified'))
  const reason = textOf(rule, 'reason')
  if (has(rule, 'reason') && !reasons.includes(reason)) errors.push(notSupported(at.child('reason'), reason, reasons))
  return errors
}

function fieldPathProblems(rule: JsonObject, schema: JsonObject, at: SchemaPlace): FieldError[] {
  const path = textOf(rule, 'fieldPath')
  if (path === '') return []
  const place = at.child('fieldPath')
  const errors: FieldError[] = []
  if (path.trim() === '') errors.push(invalid(place, path, 'must be non-empty if specified'))
  if (/[\n\r]/.test(path)) errors.push(invalid(place, path, 'must not contain line breaks'))
  if (!leadsSomewhere(path, schema)) errors.push(invalid(place, path, 'must be a valid path'))
  return errors
}

/** Whether a fieldPath names declared fields, or keys of maps. */
export function leadsSomewhere(path: string, schema: JsonObject): boolean {
  const names = parseFieldPath(path)
  let node: JsonObject | undefined = schema
  for (const name of names) node = node && (propertyOf(node, name) ?? subschema(node, 'additionalProperties'))
  return names.length > 0 && node !== undefined
}

/**
 * Compiles the rules of a node and estimates them, as a server does before it accepts a CRD.
 *
 * @param uncorrelatable the nearest node above whose values cannot be told to be the same after an update
 * @param costs where the estimates of a whole schema add up
 */
export function compileProblems(
  step: SchemaStep,
  at: SchemaPlace,
  engine: RuleEngine,
  uncorrelatable: SchemaPlace | undefined,
  costs: RuleCosts,
): FieldError[] {
  const { schema, isResource, mostValues } = step
  const rules = rulesOf(schema)
  if (rules.length === 0) return []
  const list = at.child('x-kubernetes-validations')
  if (!isVisible(step)) return [internal(list, noTypes)]
  return rules.flatMap((rule, index) => {
    const place = list.index(index)
    const judged = engine.judge(rule as ValidationRule, schema, isResource)
    if (judged === undefined) return [internal(list, noTypes)]
    const { problem, messageProblem, isTransition, messageCost } = judged
    const errors: FieldError[] = []
    const count = Number.isFinite(mostValues) ? mostValues : judged.mostValues
    const cost = judged.cost === 0 || count === 0 ? 0 : judged.cost * count
    if (cost > ruleCostLimits.perRule)
      errors.push(forbidden(place.child('rule'), tooCostly('estimated rule cost', cost, ruleCostLimits.perRule)))
    costs.add(place.child('rule'), cost)
    if (problem !== undefined) errors.push(invalidWhole(place.child('rule'), problem))
    if (messageProblem !== undefined) errors.push(invalidWhole(place.child('messageExpression'), messageProblem))
    else if (messageCost !== undefined) {
      const name = 'estimated messageExpression cost'
      if (messageCost > ruleCostLimits.perRule)
        errors.push(forbidden(place.child('messageExpression'), tooCostly(name, messageCost, ruleCostLimits.perRule)))
      costs.add(place.child('messageExpression'), messageCost)
    }
    if (isTransition && uncorrelatable !== undefined)
      errors.push(
        invalid(
          place.child('rule'),
          textOf(rule, 'rule'),
          `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable.field}`,
        ),
      )
    if (!isTransition && has(rule, 'optionalOldSelf'))
      errors.push(
        invalid(
          place.child('optionalOldSelf'),
          rule['optionalOldSelf'] ?? null,
          'may not be set if oldSelf is not used in rule',
        ),
      )
    return errors
  })
}

const noTypes =
  'internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations'

/** Whether rules can see values of a node: it, and every node down to it from the first that has rules, has a type. */
function isVisible(step: SchemaStep): boolean {
  let isRuled = false
  let everyType = true
  const path: SchemaStep[] = []
  for (let at: SchemaStep | undefined = step; at !== undefined; at = at.above) path.push(at)
  for (const { schema, isResource } of path.reverse()) {
    isRuled ||= rulesOf(schema).length > 0
    if (isRuled) everyType &&= hasRuleType(schema, isResource)
  }
  return everyType
}

function hasRuleType(schema: JsonObject, isResource: boolean): boolean {
  if (isResource || schema['x-kubernetes-int-or-string'] === true) return true
  const type = textOf(schema, 'type')
  const inner =
    type === 'array'
      ? subschema(schema, 'items')
      : type === 'object'
        ? subschema(schema, 'additionalProperties')
        : undefined
  if (inner !== undefined) return hasRuleType(inner, inner['x-kubernetes-embedded-resource'] === true)
  return ['boolean', 'integer', 'number', 'object', 'string'].includes(type)
}

/** How many values a list, map or object may hold for each of its own: Infinity when nothing limits it. */
export function mostInside(schema: JsonObject): number {
  const limit = (keyword: string): number => {
    const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined
    return value === undefined || value === null ? Infinity : Math.max(0, Number(value))
  }
  switch (textOf(schema, 'type')) {
    case 'object':
      return has(schema, 'additionalProperties') ? limit('maxProperties') : 1
    case 'array':
      return limit('maxItems')
    default:
      return 1
  }
}
