import { describe, expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../../src/core/apimachinery/index.ts'
import { celRuleEngine } from '../../src/core/cel/index.ts'
import {
  formatFieldError,
  parseFieldPath,
  ruleBudgets,
  type RuleEngine,
  type StructuralSchema,
  validate,
  type ValidationRule,
} from '../../src/core/schema/index.ts'

const rules = celRuleEngine()
const skipped =
  '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'

function ruled(field: StructuralSchema, ...all: ValidationRule[]): StructuralSchema {
  return { type: 'object', properties: { a: { ...field, 'x-kubernetes-validations': all } } }
}

function lines(schema: StructuralSchema, value: JsonValue, old?: JsonValue, engine: RuleEngine = rules): string[] {
  return validate(schema, value, { rules: engine, old }).map(formatFieldError)
}

const integer: StructuralSchema = { type: 'integer' }
const object: StructuralSchema = { type: 'object', properties: { n: integer, m: integer } }

describe('how a failed rule is told', () => {
  test.each<[string, StructuralSchema, JsonValue, string[]]>([
    [
      'of a scalar, with the value',
      ruled(integer, { rule: 'self < 5', message: 'too big' }),
      7,
      ['a: Invalid value: 7: too big'],
    ],
    [
      'of an object, without it',
      ruled(object, { rule: 'self.n < 5', message: 'too big' }),
      { n: 7 },
      ['a: Invalid value: too big'],
    ],
    [
      'without a message, by the rule',
      ruled(integer, { rule: ' self < 5 ' }),
      7,
      ['a: Invalid value: 7: failed rule: self < 5'],
    ],
    [
      'by a message that is computed',
      ruled(integer, { rule: 'self < 5', messageExpression: "'got ' + string(self)" }),
      7,
      ['a: Invalid value: 7: got 7'],
    ],
    [
      'at a field below',
      ruled(object, { rule: 'self.n < 5', message: 'x', fieldPath: '.n' }),
      { n: 7 },
      ['a.n: Invalid value: x'],
    ],
    [
      'as forbidden',
      ruled(integer, { rule: 'false', message: 'no', reason: 'FieldValueForbidden' }),
      7,
      ['a: Forbidden: no'],
    ],
    [
      'as required',
      ruled(integer, { rule: 'false', message: 'yes', reason: 'FieldValueRequired' }),
      7,
      ['a: Required value: yes'],
    ],
    [
      'as a duplicate, which drops the message',
      ruled(integer, { rule: 'false', message: 'no', reason: 'FieldValueDuplicate' }),
      7,
      ['a: Duplicate value: 7'],
    ],
    [
      'as an error of the rule',
      ruled(object, { rule: 'self.n < self.m', message: 'n < m' }),
      { n: 7 },
      ['a: Invalid value: "object": no such key: m evaluating rule: n < m'],
    ],
    [
      'every one that fails',
      ruled(integer, { rule: 'self < 5' }, { rule: 'self > 0' }, { rule: 'self != 7' }),
      7,
      ['a: Invalid value: 7: failed rule: self < 5', 'a: Invalid value: 7: failed rule: self != 7'],
    ],
  ])('%s', (_, schema, value, expected) => {
    expect(lines(schema, { a: value })).toEqual(expected)
  })

  test('in maps and lists, with the key in brackets', () => {
    const small: StructuralSchema = { ...integer, 'x-kubernetes-validations': [{ rule: 'self < 5', message: 'no' }] }
    const schema: StructuralSchema = {
      type: 'object',
      properties: {
        map: { type: 'object', additionalProperties: small },
        list: { type: 'array', items: { type: 'object', properties: { n: small } } },
      },
    }
    expect(lines(schema, { map: { 'b/c': 7, a: 8, ok: 1 }, list: [{ n: 1 }, { n: 9 }] })).toEqual([
      'list[1].n: Invalid value: 9: no',
      'map[a]: Invalid value: 8: no',
      'map[b/c]: Invalid value: 7: no',
    ])
  })
})

describe('when rules run', () => {
  const schema = ruled(object, { rule: 'self.n < 5', message: 'too big' })

  test.each<[string, JsonObject, string[]]>([
    ['not on null', { a: null }, ['a: Invalid value: "null": a in body must be of type object: "null"', skipped]],
    [
      'not where a type is wrong',
      { a: { n: 'x' } },
      ['a.n: Invalid value: "string": a.n in body must be of type integer: "string"', skipped],
    ],
    ['not where nothing is', {}, []],
  ])('%s', (_, value, expected) => {
    expect(lines(schema, value)).toEqual(expected)
  })

  test('though a bound is broken', () => {
    const bounded = ruled(
      { ...object, properties: { n: { ...integer, maximum: 3 }, m: integer } },
      { rule: 'self.n < 5', message: 'too big' },
    )
    expect(lines(bounded, { a: { n: 7 } })).toEqual([
      'a.n: Invalid value: 7: a.n in body should be less than or equal to 3',
      'a: Invalid value: too big',
    ])
  })

  test('one that reads the old value only when there is one', () => {
    const grows = ruled(integer, { rule: 'self >= oldSelf', message: 'may not shrink' })
    expect(lines(grows, { a: 1 })).toEqual([])
    expect(lines(grows, { a: 1 }, {})).toEqual([])
    expect(lines(grows, { a: 1 }, { a: 2 })).toEqual(['a: Invalid value: 1: may not shrink'])
  })

  test('one whose old value is optional always', () => {
    const once = ruled(integer, {
      rule: 'oldSelf.hasValue() || self == 0',
      message: 'begins at 0',
      optionalOldSelf: true,
    })
    expect(lines(once, { a: 1 })).toEqual(['a: Invalid value: 1: begins at 0'])
    expect(lines(once, { a: 1 }, { a: 5 })).toEqual([])
  })

  test('on an update, a failure of what did not change only warns', () => {
    const warnings: string[] = []
    const before = { a: { n: 7, m: 1 } }
    expect(validate(schema, before, { rules, old: before, onWarning: (warning) => warnings.push(warning) })).toEqual([])
    expect(warnings).toEqual(['a: Invalid value: too big'])
    expect(lines(schema, { a: { n: 7, m: 2 } }, before)).toEqual(['a: Invalid value: too big'])
  })
})

describe('budgets', () => {
  /** An engine whose every rule costs what its text says. */
  const engine: RuleEngine = {
    compile: ({ rule }) => ({
      isTransition: false,
      evaluate: (_self, _old, budget) =>
        Number(rule) > budget ? { verdict: 'CostExceeded', cost: budget } : { verdict: 'Passed', cost: Number(rule) },
    }),
    judge: () => undefined,
    pattern: () => undefined,
  }

  test('a rule that costs more than one may ends the run', () => {
    const schema = ruled(integer, { rule: String(ruleBudgets.perCall + 1), message: 'dear' }, { rule: '1' })
    expect(lines(schema, { a: 1 }, undefined, engine)).toEqual([
      'a: Invalid value: "integer": \'operation cancelled: actual cost limit exceeded\': no further validation rules will be run due to call cost exceeds limit for rule: dear',
    ])
  })

  test('rules that cost more together than all may end the run', () => {
    const schema = ruled(integer, ...Array.from({ length: 12 }, () => ({ rule: String(ruleBudgets.perCall) })))
    expect(lines(schema, { a: 1 }, undefined, engine)).toEqual([
      'a: Invalid value: "integer": validation failed due to running out of cost budget, no further validation rules will be run',
    ])
  })

  test('a pattern that is no RE2 refuses every text', () => {
    const schema: StructuralSchema = { type: 'object', properties: { a: { type: 'string', pattern: '(?=x)' } } }
    expect(lines(schema, { a: 'x' })).toEqual(['a: Invalid value: "x": a in body should match \'(?=x)\''])
  })
})

test('a schema that nests combinations fifty deep is run in the time its size asks for', () => {
  let schema: StructuralSchema = { minLength: 5 }
  for (let depth = 0; depth < 50; depth++)
    schema = depth % 2 === 0 ? { anyOf: [schema, { maxLength: 0 }] } : { oneOf: [{ maxLength: 0 }, schema] }
  const errors = lines({ type: 'object', properties: { a: { type: 'string', ...schema } } }, { a: 'x' })
  expect(errors).toContain('a: Invalid value: "x": a in body should be at least 5 chars long')
  expect(errors.length).toBeLessThan(10)
})

test.each([
  ['.a.b', ['a', 'b']],
  ["['a.b'].c", ['a.b', 'c']],
  ["['it\\'s']", ["it's"]],
  ['a', []],
  ['.a[0]', []],
  ['', []],
])('the path %j is %j', (path, names) => {
  expect(parseFieldPath(path)).toEqual(names)
})
