import { describe, expect, test } from 'vitest'
import { Quantity, TmcError } from '../../src/core/apimachinery/index.ts'
import { PlacementPolicy, SyncTarget } from '../../src/core/api/index.ts'
import {
  CelFailure,
  celRuleEngine,
  escapeName,
  dynType,
  environment,
  formatType,
  jsonOf,
  placementEnvironment,
  Timestamp,
  typeOfSchema,
} from '../../src/core/cel/index.ts'
import type { StructuralSchema, ValidationRule } from '../../src/core/schema/index.ts'

const schema: StructuralSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', maxLength: 10 },
    count: { type: 'integer' },
    ratio: { type: 'number' },
    ratios: { type: 'array', maxItems: 10, items: { type: 'number' } },
    when: { type: 'string', format: 'date-time' },
    day: { type: 'string', format: 'date' },
    wait: { type: 'string', format: 'duration' },
    blob: { type: 'string', format: 'byte' },
    port: { 'x-kubernetes-int-or-string': true },
    'my-field': { type: 'string' },
    namespace: { type: 'string' },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
  },
}

describe('types of schemas', () => {
  const env = environment({ variables: { self: typeOfSchema(schema, { isRule: true }) } })
  const self = {
    name: 'a',
    count: 3,
    ratio: 2,
    ratios: [1, 2.5],
    when: '2026-01-01T01:00:00+01:00',
    day: '2026-01-02',
    wait: '90s',
    blob: 'YWJj',
    port: 80,
    'my-field': 'x',
    namespace: 'y',
    labels: { constructor: 'z' },
  }

  test.each([
    ['self.when == timestamp("2026-01-01T00:00:00Z")', true],
    ['self.day - self.when == duration("24h")', true],
    ['self.wait > duration("1m")', true],
    ['string(self.blob) == "abc"', true],
    ['self.ratio / 4.0 == 0.5', true],
    ['self.ratios[0] / 4.0 == 0.25 && self.ratios.all(r, r >= 1.0)', true],
    ['type(dyn(self.ratios)[0]) == double', true],
    ['self.port == 80 && type(self.port) == int', true],
    ['self.my__dash__field + self.__namespace__ == "xy"', true],
    ['self.labels["constructor"] == "z" && !has(self.labels.toString)', true],
  ])('%s', (text, value) => {
    expect(env.compile(text).attempt({ self })).toBe(value)
  })

  test('rules see no fields of objects that keep unknown ones; other expressions see all', () => {
    expect(env.check('self.free.x').issues).not.toEqual([])
    const open = environment({ variables: { self: typeOfSchema(schema) } })
    expect(open.check('self.free.x.y == 1 && self.namespace == "y"').issues).toEqual([])
  })

  test.each([
    ['my-field', 'my__dash__field'],
    ['a.b/c', 'a__dot__b__slash__c'],
    ['a__b', 'a__underscores__b'],
    ['namespace', '__namespace__'],
    ['plain', 'plain'],
    ['1st', undefined],
    ['a b', undefined],
  ])('%s is called %s in expressions', (name, escaped) => {
    expect(escapeName(name)).toBe(escaped)
  })
})

describe('rules of schemas', () => {
  const engine = celRuleEngine()
  const run = (rule: ValidationRule, self: unknown, oldSelf?: unknown, budget = 1_000_000): unknown => {
    const compiled = engine.compile(rule, schema)
    if ('issues' in compiled) return compiled.issues.map(({ message }) => message)
    return compiled.evaluate(self as never, oldSelf as never, budget)
  }

  test.each([
    { rule: 'self.count > 2', self: { count: 3 }, outcome: { verdict: 'Passed', cost: 3 } },
    { rule: 'self.count > 2', self: { count: 1 }, outcome: { verdict: 'Violated', cost: 3 } },
    { rule: 'self.count > 2', self: {}, outcome: { verdict: 'Error', message: 'no such key: count' } },
    { rule: 'has(self.count) && self.count > 2', self: {}, outcome: { verdict: 'Violated', cost: 1 } },
    { rule: "self.name in ['a', 'b']", self: { name: 'a' }, outcome: { verdict: 'Passed', cost: 2 } },
    { rule: 'self.ratios.all(r, r > 0.0)', self: { ratios: [1, 2] }, outcome: { verdict: 'Passed', cost: 13 } },
  ])('$rule on $self: $outcome', ({ rule, self, outcome }) => {
    expect(run({ rule }, self)).toMatchObject(outcome)
  })

  test('a message of its own goes with a violation, unless it is empty or has lines', () => {
    const rule = { rule: 'self.count > 2', messageExpression: "'only ' + string(self.count)" }
    expect(run(rule, { count: 1 })).toMatchObject({ verdict: 'Violated', message: 'only 1' })
    expect(run({ ...rule, messageExpression: "' '" }, { count: 1 })).not.toHaveProperty('message')
    expect(run({ ...rule, messageExpression: String.raw`'a\nb'` }, { count: 1 })).not.toHaveProperty('message')
    expect(run({ ...rule, messageExpression: '1' }, { count: 1 })).toEqual([
      'messageExpression must evaluate to a string',
    ])
  })

  test('a rule that reads oldSelf is a transition', () => {
    const compiled = engine.compile({ rule: 'self.name == oldSelf.name' }, schema)
    expect(compiled).toMatchObject({ isTransition: true })
    expect(run({ rule: 'self.name == oldSelf.name' }, { name: 'a' }, { name: 'b' })).toMatchObject({
      verdict: 'Violated',
    })
    const optional = { rule: 'oldSelf.hasValue() || self.name == "a"', optionalOldSelf: true }
    expect(run(optional, { name: 'a' })).toMatchObject({ verdict: 'Passed' })
  })

  test('a limit of cost stops a rule', () => {
    const ratios = Array.from({ length: 1_000 }, () => 1)
    expect(run({ rule: 'self.ratios.all(r, r > 0.0)' }, { ratios }, undefined, 100)).toMatchObject({
      verdict: 'CostExceeded',
    })
  })

  test('what does not compile says why', () => {
    expect(run({ rule: 'self.nme == 1' }, {})).toEqual([expect.stringContaining("undefined field 'nme'")])
    expect(run({ rule: 'self.count' }, {})).toEqual(['cel expression must evaluate to a bool'])
  })

  test('patterns are RE2', () => {
    expect(engine.pattern('^a+$')?.('aaa')).toBe(true)
    expect(engine.pattern('(?<=a)b')).toBeUndefined()
  })
})

describe('static estimates', () => {
  const bounded: StructuralSchema = {
    type: 'object',
    properties: {
      name: { type: 'string', maxLength: 10 },
      flags: { type: 'array', maxItems: 5, items: { type: 'object', properties: { on: { type: 'boolean' } } } },
    },
  }
  const env = environment({ variables: { self: typeOfSchema(bounded, { isRule: true }) } })

  // What the API server accepts of such rules is in the facts of the wire tests; these are its sums.
  test.each([
    ['self.name == "a"', { min: 3, max: 3 }],
    ['self.name.contains("abc")', { min: 2, max: 6 }],
    ['self.flags.all(f, f.on)', { min: 3, max: 28 }],
    ['[has(self.name), has(self.flags)].filter(x, x).size() == 1', { min: 29, max: 53 }],
  ])('%s costs %j', (text, cost) => {
    expect(env.compile(text).cost).toEqual(cost)
  })

  test('what has no bound has none', () => {
    const open = environment({ variables: { x: dynType } })
    expect(open.compile('x.all(a, a > 1)').cost).toEqual({ min: 2, max: Infinity })
  })
})

describe('the environment of placement rules', () => {
  const env = placementEnvironment({
    target: SyncTarget.schema,
    policy: PlacementPolicy.schema,
    variables: [
      { name: 'region', expression: "target.metadata.labels['region']" },
      { name: 'isEu', expression: "variables.region == 'eu'" },
    ],
  })
  const target = {
    metadata: { name: 'eu-1', labels: { region: 'eu' } },
    spec: {
      cells: [{ name: 'a', labels: { zone: 'z1' } }],
      supportedAPIResources: [{ group: '', version: 'v1', resource: 'pods' }],
    },
    status: { conditions: [{ type: 'Ready', status: 'True' }], lastHeartbeatTime: '2026-01-01T00:00:00Z' },
  }
  const bindings = {
    target,
    cell: target.spec.cells[0],
    workload: { spec: { replicas: 3 } },
    object: { spec: { replicas: 3 } },
    policy: { spec: {} },
    params: { tier: 'gold' },
    capacity: new Map([['cpu', Quantity.parse('8')]]),
    allocated: new Map([['cpu', Quantity.parse('500m')]]),
    available: new Map([['cpu', Quantity.parse('7500m')]]),
    now: new Timestamp(1767225660, 0),
    placed: ['eu-1'],
  }

  test.each([
    'variables.isEu',
    "cell.labels['zone'] == 'z1'",
    'workload.spec.replicas == object.spec.replicas',
    "params.tier == 'gold'",
    "capacity['cpu'].sub(allocated['cpu']) == available['cpu']",
    "available['cpu'].isGreaterThan(quantity('7'))",
    "now - target.status.lastHeartbeatTime < duration('2m')",
    'target.metadata.name in placed',
    "target.condition('Ready').?status.orValue('Unknown') == 'True'",
    "!target.condition('Nothing').hasValue()",
    "target.supports('', 'v1', 'pods') && !target.supports('apps', 'v1', 'deployments')",
    "target.hasLabel('region', 'eu') && !target.hasLabel('region', 'us') && !target.hasLabel('toString', 'x')",
  ])('%s', (text) => {
    expect(env.compile(text).attempt(env.bind(bindings))).toBe(true)
  })

  test('fields are typed and variables too', () => {
    expect(env.check('target.spec.cels').issues[0]?.hint).toBe('did you mean "cells"?')
    expect(formatType(env.compile('variables.region').type)).toBe('string')
    expect(env.check('variables.regoin').issues[0]?.hint).toBe('did you mean "region"?')
    expect(env.check('workload.anything.goes').issues).toEqual([])
  })

  test('a variable is evaluated when it is read, once, and fails where it is read', () => {
    const failing = placementEnvironment({ variables: [{ name: 'x', expression: 'params.missing' }] })
    const bound = failing.bind({ params: {} })
    expect(failing.compile('variables.x == 1 || true').attempt(bound)).toBe(true)
    expect(failing.compile('variables.x == 1').attempt(bound)).toBeInstanceOf(CelFailure)
    expect(failing.compile('true').attempt(bound)).toBe(true)
  })

  test('a variable cannot read itself nor those after it', () => {
    const make =
      (...variables: { name: string; expression: string }[]) =>
      () =>
        placementEnvironment({ variables })
    expect(make({ name: 'a', expression: 'variables.a' })).toThrow('variables.a: 1:11: undefined field')
    expect(make({ name: 'a', expression: 'variables.b' }, { name: 'b', expression: '1' })).toThrow(TmcError)
    expect(make({ name: 'a', expression: '1' }, { name: 'a', expression: '2' })).toThrow('two are named "a"')
  })

  test('values print as JSON', () => {
    const value = env.compile('[dyn(capacity), dyn(now), dyn(target.metadata.name)]').evaluate(env.bind(bindings))
    expect(jsonOf(value)).toEqual([{ cpu: '8' }, '2026-01-01T00:01:00Z', 'eu-1'])
  })
})
