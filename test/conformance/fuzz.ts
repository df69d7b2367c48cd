import { TmcError } from '../../src/core/apimachinery/index.ts'
import { CelFailure, dynType, environment, listType, mapType, stringType } from '../../src/core/cel/index.ts'
import type { Dice } from './generator.ts'
import { questionVariables } from './questions.ts'

/** Expressions that mutations start from: a sample of everything the language and its libraries have. */
export type Seeds = readonly [string, ...string[]]

const { text: _text, labels: _labels, ...others } = questionVariables

const env = environment({
  variables: {
    ...Object.fromEntries(Object.keys(others).map((name) => [name, dynType])),
    self: dynType,
    x: dynType,
    text: stringType,
    list: listType(dynType),
    labels: mapType(stringType, stringType),
  },
  allowMixedLiterals: true,
})

const long = 'ab'.repeat(2_000)
const bindings = {
  ...others,
  self: { spec: { replicas: 3, items: Array.from({ length: 200 }, (_, n) => ({ n, name: `n${n}` })) } },
  x: [1, 'a', null, { y: [true] }],
  text: long,
  list: Array.from({ length: 500 }, (_, n) => n),
  labels: { region: 'eu', constructor: 'x', ['__proto__']: 'y' },
}

/** Pieces of syntax that random text hits too rarely. */
const pieces: readonly [string, ...string[]] = [
  ...([
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '.',
    ',',
    ':',
    '?',
    '!',
    '-',
    '&&',
    '||',
    ' in ',
    '==',
    '<',
    '`',
    '"',
    "'",
  ] as const),
  ...['\\', 'r"', "b'", '0x', '1e309', '9223372036854775808', '18446744073709551616u', 'null', '.?', '[?', '{?'],
  ...['.all(x, ', '.map(x, ', '.exists(y, ', '.matches(', '.find(', "'(a+)+$'", "'(a|aa)*b'", "'.{1000}{1000}'"],
  ...['.replace("", text)', '.split("")', 'lists.range(1000000)', '.flatten(9999)', '.sort()', '.join(text)', 'text'],
  ...['list', 'self', '__proto__', 'constructor', '%s%.999f', '.format([', 'type(', 'cel.bind(z, ', 'optional.of('],
] as [string, ...string[]]

const operators: readonly [string, ...string[]] = ['+', '-', '*', '/', '%', '==', '!=', '<', '>=', '&&', '||', 'in']
const numbers: readonly [string, ...string[]] = ['0', '1', '-1', '9223372036854775807', '1e308', '3u', '0.5', '1000000']
const names: readonly [string, ...string[]] = [
  'text',
  'list',
  'labels',
  'self',
  'x',
  'texts',
  'ints',
  'nested',
  'text + text',
]

/** One input: random bytes, or a valid expression that was cut, joined or spoilt. */
export function fuzzInput(dice: Dice, seeds: Seeds): string {
  if (dice.roll(4) === 0)
    return Array.from({ length: dice.roll(60) }, () =>
      String.fromCharCode(dice.roll(dice.roll(3) === 0 ? 65_536 : 128)),
    ).join('')
  let text = dice.pick(seeds)
  for (let changes = dice.roll(6); changes >= 0; changes--) {
    const at = dice.roll(text.length + 1)
    const to = Math.min(text.length, at + dice.roll(8))
    switch (dice.roll(10)) {
      case 0:
        text = text.slice(0, at) + text.slice(to)
        break
      case 1:
        text = text.slice(0, at) + dice.pick(pieces) + text.slice(at)
        break
      case 2:
        text = text.slice(0, at) + dice.pick(seeds) + text.slice(to)
        break
      case 3:
        text = text.slice(0, at) + text.slice(at, to).repeat(1 + dice.roll(40)) + text.slice(to)
        break
      case 4:
        text = `${dice.pick(['!', '-', '(', '[', 'size('])}${text}`.repeat(1 + dice.roll(3))
        break
      case 5:
        text = `(${text}) ${dice.pick(operators)} (${dice.pick(seeds)})`
        break
      case 6:
        text = text.replace(/\b\d+\b/, () => dice.pick(numbers))
        break
      case 7:
        text = text.replace(/\b(?:text|texts|ints|labels|nested|number)\b/, () => dice.pick(names))
        break
      case 8:
        text = dice.pick([
          `[${text}].map(q, ${dice.pick(seeds)})`,
          `list.map(q, ${text})`,
          `list.all(p, list.exists(q, p == q) && ${text})`,
          `self.spec.items.filter(q, ${text}).size()`,
          `(${text}) ? (${dice.pick(seeds)}) : (${dice.pick(seeds)})`,
        ])
        break
      default:
        text = text.slice(0, at) + String.fromCharCode(dice.roll(128)) + text.slice(to)
    }
    if (text.length > 12_000) text = text.slice(0, 12_000)
  }
  return text
}

/** What became of an input. */
export type FuzzOutcome = 'refused' | 'failed' | 'value'

/**
 * Compiles an input, and evaluates what compiles.
 *
 * @param forms `all` to count its cost and to explain it, too. Kubernetes' table charges some functions so little that
 *   counting may take half a second within the limits, so that form is not held to the time of the others.
 * @throws whatever is thrown that is no `InvalidExpression`
 */
export function fuzzOne(text: string, forms: 'plain' | 'all' = 'plain'): FuzzOutcome {
  let program
  try {
    program = env.compile(text)
  } catch (error) {
    if (error instanceof TmcError && error.code === 'InvalidExpression') return 'refused'
    throw error
  }
  const value = program.attempt(bindings)
  if (forms === 'all') {
    program.evaluateCosted(bindings, { limit: 50_000 })
    if (!(value instanceof CelFailure)) program.explain(bindings)
  }
  return value instanceof CelFailure ? 'failed' : 'value'
}
