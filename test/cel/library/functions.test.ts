import { describe, expect, test } from 'vitest'
import { CelFailure, dynType, environment, type Value } from '../../../src/core/cel/index.ts'

const env = environment({ allowMixedLiterals: true })

function evaluate(expression: string): Value | string {
  const value = env.compile(expression).attempt({})
  return value instanceof CelFailure ? `${value.reason}: ${value.message}` : value
}

describe('patterns of cel-go', () => {
  test.each([
    ["regex.extract('hello world', 'w(o)r').value()", 'o'],
    ["regex.extract('hello', 'x').hasValue()", false],
    ["regex.extract('hello', '(z)?ello').hasValue()", false],
    ["regex.extract('hello', 'l+').value()", 'll'],
    [
      "regex.extract('a', '(a)(b)?')",
      'InvalidArgument: regular expression has more than one capturing group: "(a)(b)?"',
    ],
    [
      "regex.extract('a', '(')",
      'InvalidArgument: given regex is invalid: error parsing regexp: missing closing ): `(`',
    ],
    ["regex.extractAll('id:1, id:22', 'id:([0-9]+)')", ['1', '22']],
    ["regex.extractAll('abc', 'x')", []],
    ["regex.replace('hello world', 'o', '0')", 'hell0 w0rld'],
    ["regex.replace('hello world', 'o', '0', 1)", 'hell0 world'],
    ["regex.replace('hello', 'l', '0', 0)", 'hello'],
    ["regex.replace('ab', '(a)(b)', r'\\2\\1')", 'ba'],
    ["regex.replace('a', 'a', r'\\\\')", '\\'],
    ["regex.replace('abc', '', '-')", '-a-b-c-'],
    [
      "regex.replace('a', 'a', r'\\1')",
      'InvalidArgument: replacement string references group 1 but regex has only 0 group(s)',
    ],
    [
      "regex.replace('a', 'a', r'\\x')",
      "InvalidArgument: invalid replacement string: '\\x' \\ must be followed by a digit or \\",
    ],
    ["regex.replace('a', 'a', 'b', 99999999999)", 'Overflow: integer overflow'],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected)
  })
})

describe('texts', () => {
  test.each([
    ["'%s'.format([[1, 'a', {'b': 1.5}]])", '[1, a, {b: 1.5}]'],
    ["'%.3e'.format([0.0])", '0.000e+00'],
    ["'%.2f'.format([-0.005])", '-0.01'],
    ["'%.0e'.format([9.5])", '1e+01'],
    ["'%d'.format([1e20])", '100000000000000000000'],
    ["'%x'.format([-255])", '-ff'],
    ["'héé'.reverse()", 'ééh'],
    ["'😀a'.reverse()", 'a😀'],
    ["strings.quote('\\u0007\\v')", '"\\a\\v"'],
    ["jsonpatch.escapeKey('a/b~c')", 'a~1b~0c'],
    ["'a\\u2028'.trim()", 'a'],
    ["'tacocat'.indexOf('c', 7)", 'IndexOutOfBounds: index out of range: 7'],
    ["base64.encode(b'hello')", 'aGVsbG8='],
    ["string(base64.decode('aGVsbG8'))", 'hello'],
    ["base64.decode('a')", 'InvalidArgument: illegal base64 data at input byte 1'],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected)
  })
})

describe('includes', () => {
  test.each([
    ['[1, 2, 3].includes(2)', true],
    ['[1, 2, 3].includes(4)', false],
    ['[1, 2].includes(2.0)', true],
    ['[[1], [2]].includes([2])', true],
    ["'model-a'.includes('model-a')", true],
    ["'model-a'.includes('model')", false],
    ['null.includes(null)', true],
    ["{'a': 1}.includes('a')", false],
  ])('%s is %s', (expression, expected) => {
    expect(evaluate(expression)).toBe(expected)
    expect(environment({ kubernetes: '1.37' }).compile(expression).evaluate({})).toBe(expected)
  })

  test.each([
    ["list.includes('zz')", 6],
    ["'a considerably longer text'.includes('a')", 2],
  ])('%s costs %i, as going over it once does', (expression, cost) => {
    const program = environment({ kubernetes: '1.37', variables: { list: dynType } }).compile(expression)
    expect(program.evaluateCosted({ list: [1, 2, 3, 'aaaaaaaaaaaaaaaaaaaa'] }).cost).toBe(cost)
  })
})

describe('results that would be too large are refused before they are made', () => {
  test.each([
    'lists.range(1000000000)',
    'lists.range(9223372036854775807)',
    "lists.range(100000).map(x, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaa').join('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb').replace('', 'ccccccccccccccccccccccccc')",
    "('%.1000000' + '000f').format([1.5])",
    'sets.contains(lists.range(3000).map(x, [x]), lists.range(3000).map(x, [x]))',
    'lists.range(3000).map(x, [x]).distinct()',
    "'a'.replace('', lists.range(90000).map(x, 'aaaaaaaaaaa').join('aaaaaaaaaaaa')).replace('', lists.range(90000).map(x, 'aaaaaaaaaaa').join('a'))",
  ])('%s', (expression) => {
    expect(evaluate(expression)).toMatch(/^BudgetExceeded: /)
  })
})
