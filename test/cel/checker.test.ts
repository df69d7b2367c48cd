import { describe, expect, test } from 'vitest'
import { SyncTarget } from '../../src/core/api/index.ts'
import { TmcError } from '../../src/core/apimachinery/index.ts'
import {
  boolType,
  dynType,
  environment,
  formatType,
  intType,
  listType,
  mapType,
  stringType,
  typeOfSchema,
} from '../../src/core/cel/index.ts'

const env = environment({
  variables: {
    target: typeOfSchema(SyncTarget.schema, { name: 'SyncTarget' }),
    object: dynType,
    names: listType(stringType),
    counts: mapType(stringType, intType),
    'a.b': intType,
  },
})

function issues(text: string): string[] {
  return env
    .check(text)
    .issues.map(({ line, column, message, hint }) =>
      [`${line}:${column} ${message}`, ...(hint === undefined ? [] : [hint])].join(' | '),
    )
}

describe('types', () => {
  test.each([
    ['target.spec.cells[0].labels', 'map(string, string)'],
    ["target.metadata.labels['a']", 'string'],
    ['target.status.lastHeartbeatTime', 'timestamp'],
    ['target.status.syncerStatus.queueDepth + 1', 'int'],
    ['target.spec.cells.map(c, c.name)', 'list(string)'],
    ['target.spec.cells.filter(c, has(c.labels))[0].name', 'string'],
    ['names.map(n, size(n))', 'list(int)'],
    ['counts.transformMap(k, v, string(v))', 'map(string, string)'],
    ["counts[?'a']", 'optional_type(int)'],
    ["target.condition('Ready').?status.orValue('Unknown')", 'string'],
    ['object.spec.replicas', 'dyn'],
    ['[]', 'list(dyn)'],
    ['[[], [1]]', 'list(list(int))'],
    ['true ? [] : [1]', 'list(int)'],
    ['{}.map(k, k)', 'list(dyn)'],
    ['type(1)', 'type(int)'],
    ["quantity('1').add(quantity('2'))", 'kubernetes.Quantity'],
    ['a.b + 1', 'int'],
    ['[1].map(a, a)', 'list(int)'],
    ['cel.bind(n, names[0], n + n)', 'string'],
  ])('%s is of type %s', (text, type) => {
    expect(issues(text)).toEqual([])
    expect(formatType(env.compile(text).type)).toBe(type)
  })
})

describe('what is wrong', () => {
  test.each([
    ['target.spec.cels', '1:13 undefined field \'cels\' | did you mean "cells"?'],
    ['targt.spec', "1:1 undeclared reference to 'targt' (in container '') | did you mean \"target\"?"],
    ['names.exist(n, true)', "1:7 undeclared reference to 'exist' (in container '') | did you mean \"exists\"?"],
    [
      'names.exists(n)',
      "1:7 undeclared reference to 'exists' (in container '') | exists is a macro with another number of arguments",
    ],
    [
      "1 + 'a'",
      "1:3 found no matching overload for '_+_' applied to '(int, string)' | convert the number with string(…)",
    ],
    [
      '1 == 1.0',
      "1:3 found no matching overload for '_==_' applied to '(int, double)' | convert one side: int(…) or double(…)",
    ],
    [
      "names[0].charAt('a')",
      "1:10 found no matching overload for 'charAt' applied to 'string.(string)' | it takes string.charAt(int)",
    ],
    ['names[0].x', "1:10 type 'string' does not support field selection"],
    ['names && true', "1:1 expected type 'bool' but found 'list(string)'"],
    [
      'names[0].all(c, true)',
      "1:1 expression of type 'string' cannot be range of a comprehension (must be list, map, or dynamic)",
    ],
    ['has(names)', '1:5 invalid argument to has() macro'],
    ['names.map(1, true)', '1:11 argument is not an identifier'],
    ["duration('soon') > duration('1s')", '1:10 invalid duration argument'],
    ["'a'.matches('(')", '1:13 error parsing regexp: missing closing ): `(`'],
    ['if', '1:1 reserved identifier: if'],
    [
      'pkg.Message{a: 1}',
      "1:1 undeclared reference to 'pkg.Message' (in container '') | there are no message types; write a map",
    ],
    ['1 = 1', '1:3 unexpected character "="; compare with "=="'],
    ['names[', '1:7 expected a value, found the end'],
    ['{1.5: 2}', "1:2 unsupported key type 'double'"],
  ])('%s: %s', (text, issue) => {
    expect(issues(text)[0]).toBe(issue)
  })

  test('literals of mixed types are refused as Kubernetes refuses them, unless it is allowed', () => {
    expect(issues("[1, 'a']")[0]).toContain("1:5 expected type 'int' but found 'string'")
    expect(issues("{'a': 1, 'b': true}")[0]).toContain("expected type 'int' but found 'bool'")
    expect(issues("[1, dyn('a')]")).toEqual([])
    expect(environment({ allowMixedLiterals: true }).check("[1, 'a']").issues).toEqual([])
  })

  test('every problem is listed, in the order of the text, with line and column', () => {
    const text = 'nam == 1 &&\n  target.spec.cels == 2 ||\n  names.al(n, n > 1)'
    const found = issues(text)
    expect(found.map((issue) => issue.split(' ')[0])).toEqual(['1:1', '2:15', '3:9', '3:12', '3:15'])
    expect(() => env.compile(text)).toThrow(TmcError)
    try {
      env.compile(text)
    } catch (error) {
      const { code, details, message } = error as TmcError
      expect(details.map((detail) => detail.message)).toEqual(
        found.map((issue) => (issue.split(' | ')[0] ?? '').replace(' ', ': ')),
      )
      expect({ code, count: details.length }).toEqual({ code: 'InvalidExpression', count: found.length })
      expect(message).toContain(' | nam == 1 &&\n | ^^^')
    }
  })

  test('columns count characters, and the caret stands under the place', () => {
    const [issue] = env.check('"🙂" == nam').issues
    expect(issue).toMatchObject({ line: 1, column: 8 })
  })

  test('a result type is asked for', () => {
    expect(env.check('1 + 1', boolType).issues[0]?.message).toBe("expected type 'bool' but found 'int'")
    expect(env.check('object.x', boolType).issues).toEqual([])
  })
})

describe('Kubernetes versions', () => {
  test.each([
    ["quantity('1').isInteger()", 28],
    ['1 < 1.5', 28],
    ['optional.of(1).hasValue()', 28],
    ['{"a": 1}[?"a"].hasValue()', 28],
    ['sets.contains([1], [1])', 29],
    ["ip('::1').family() == 6", 30],
    ["cidr('10.0.0.0/8').containsIP('10.1.2.3')", 30],
    ["format.dns1123Label().validate('a').hasValue()", 31],
    ['[1].all(i, v, v > i)', 32],
    ["semver('1.2.3').major() == 1", 33],
    ['[1, 2].reverse() == [2, 1]', 34],
  ])('%s is there from 1.%i on, and no earlier', (text, since) => {
    const accepts = (minor: number): boolean =>
      environment({ kubernetes: `1.${minor}` }).check(text).issues.length === 0
    expect([accepts(since - 1), accepts(since), accepts(37), env.check(text).issues.length]).toEqual([
      false,
      true,
      true,
      0,
    ])
  })

  test('a function that comes later is named with its version', () => {
    const [issue] = environment({ kubernetes: '1.29' }).check("isIP('::1')").issues
    expect(issue?.hint).toBe('isIP needs Kubernetes 1.30')
    const hints = environment({ kubernetes: '1.33' })
      .check('lists.range(3)')
      .issues.map(({ hint }) => hint)
    expect(hints).toEqual([undefined, 'lists.range needs Kubernetes 1.34'])
  })

  test('what is no version is refused', () => {
    expect(() => environment({ kubernetes: 'latest' })).toThrow('is not a Kubernetes version')
  })
})

describe('what an expression reads', () => {
  test.each([
    ['target.spec.cells.exists(c, c.labels.zone == "a")', ['target'], ['target.spec.cells.[*].labels.zone']],
    ['target.metadata.labels["a"] == object.kind', ['target', 'object'], ['target.metadata.labels.a', 'object.kind']],
    ['counts[names[0]] > 0', ['counts', 'names'], ['names.[*]', 'counts.[*]']],
    ['cel.bind(s, object.spec, s.a + s.b)', ['object'], ['object.spec', 'object.spec.a', 'object.spec.b']],
    ['1 + 1', [], []],
  ])('%s reads %j', (text, variables, paths) => {
    const { reads } = env.compile(text)
    expect(reads.variables).toEqual(variables)
    expect(reads.paths.map((path) => path.join('.'))).toEqual(paths)
  })
})
