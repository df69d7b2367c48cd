/** A seeded source of choices: the same seed makes the same expressions on every machine. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** A whole number from 0 to `sides` − 1. */
  roll(sides: number): number {
    // mulberry32
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }

  pick<T>(options: readonly [T, ...T[]]): T {
    return options[this.roll(options.length)] ?? options[0]
  }
}

/** The types that expressions are generated of. */
type Kind = 'bool' | 'int' | 'double' | 'string' | 'ints' | 'strings' | 'map'

const kinds: readonly [Kind, ...Kind[]] = ['bool', 'int', 'double', 'string', 'ints', 'strings', 'map']

/** Variables that the expressions may name. */
export const generatedVariables = {
  b: true,
  i: 7n,
  d: 1.5,
  s: 'héllo wörld',
  li: [3n, 1n, 2n],
  ls: ['a', 'bb', 'ccc'],
  m: new Map([
    ['a', 1n],
    ['b', 2n],
  ]),
}

const variableOf: { readonly [kind in Kind]: string } = {
  bool: 'b',
  int: 'i',
  double: 'd',
  string: 's',
  ints: 'li',
  strings: 'ls',
  map: 'm',
}

/** An expression of a kind, well typed, over the functions of the language. Its evaluation may fail. */
export function generate(dice: Dice, kind: Kind = dice.pick(kinds), depth = 4, locals: readonly string[] = []): string {
  const of = (one: Kind): string => generate(dice, one, depth - 1, locals)
  if (depth <= 0 || dice.roll(5) === 0) return leaf(dice, kind, locals)
  const loop = (macro: string, one: Kind): string => {
    const name = `v${depth}`
    const inside = generate(dice, one, depth - 2, [...locals, name])
    return `${of('ints')}.${macro}(${name}, ${inside})`
  }
  switch (kind) {
    case 'bool':
      return dice.pick([
        () => `(${of('bool')} ${dice.pick(['&&', '||', '==', '!='])} ${of('bool')})`,
        () => `!${of('bool')}`,
        () => `(${of('int')} ${dice.pick(['<', '<=', '>', '>=', '==', '!='])} ${of('int')})`,
        () => `(${of('double')} ${dice.pick(['<', '<=', '>', '>='])} ${of('double')})`,
        () => `(${of('string')} ${dice.pick(['<', '<=', '>', '>=', '==', '!='])} ${of('string')})`,
        () => `(${of('ints')} == ${of('ints')})`,
        () => `(${of('map')} == ${of('map')})`,
        () => `(${of('int')} in ${of('ints')})`,
        () => `(${of('string')} in ${of('map')})`,
        () => `${of('string')}.${dice.pick(['contains', 'startsWith', 'endsWith'])}(${of('string')})`,
        () => `${of('string')}.matches(${dice.pick(["'^h'", "'[0-9]+'", "'l{2}|b'", "'(a|b)*c'"])})`,
        () => loop(dice.pick(['all', 'exists', 'exists_one']), 'bool'),
        () => `has(m.${dice.pick(['a', 'b', 'c'])})`,
        () => `(${of('bool')} ? ${of('bool')} : ${of('bool')})`,
      ])()
    case 'int':
      return dice.pick([
        () => `(${of('int')} ${dice.pick(['+', '-', '*', '/', '%'])} ${of('int')})`,
        () => `-(${of('int')})`,
        () => `size(${of(dice.pick(['string', 'ints', 'strings', 'map']))})`,
        () => `${of('ints')}[${of('int')}]`,
        () => `${of('map')}[${of('string')}]`,
        () => `int(${of('double')})`,
        () => `(${of('bool')} ? ${of('int')} : ${of('int')})`,
      ])()
    case 'double':
      return dice.pick([
        () => `(${of('double')} ${dice.pick(['+', '-', '*', '/'])} ${of('double')})`,
        () => `double(${of('int')})`,
        () => `-(${of('double')})`,
        () => `(${of('bool')} ? ${of('double')} : ${of('double')})`,
      ])()
    case 'string':
      return dice.pick([
        () => `(${of('string')} + ${of('string')})`,
        () => `string(${of(dice.pick(['int', 'bool']))})`,
        () => `${of('strings')}[${of('int')}]`,
        () => `(${of('bool')} ? ${of('string')} : ${of('string')})`,
      ])()
    case 'ints':
      return dice.pick([
        () => `[${of('int')}, ${of('int')}]`,
        () => `(${of('ints')} + ${of('ints')})`,
        () => loop('map', 'int'),
        () => loop('filter', 'bool'),
      ])()
    case 'strings':
      return dice.pick([() => `[${of('string')}, ${of('string')}]`, () => `(${of('strings')} + ${of('strings')})`])()
    case 'map':
      return dice.pick([
        () => `{${of('string')}: ${of('int')}}`,
        () => `{'k': ${of('int')}, 'l': ${of('int')}}`,
        () => `(${of('bool')} ? ${of('map')} : ${of('map')})`,
      ])()
  }
}

function leaf(dice: Dice, kind: Kind, locals: readonly string[]): string {
  if (kind === 'int' && locals.length > 0 && dice.roll(2) === 0) return locals[dice.roll(locals.length)] ?? 'i'
  if (dice.roll(3) === 0) return variableOf[kind]
  switch (kind) {
    case 'bool':
      return dice.pick(['true', 'false'])
    case 'int':
      return dice.pick([
        '0',
        '1',
        '2',
        '-1',
        '42',
        '9223372036854775807',
        '-9223372036854775808',
        '9007199254740993',
        '0x1F',
      ])
    case 'double':
      return dice.pick(['0.0', '1.5', '-2.25', '1e3', '1e300', '9007199254740993.0', '0.1'])
    case 'string':
      return dice.pick(["''", "'a'", '"é"', "'\\u00fc\\n'", "'😀'", 'r"\\d"', "'a longer text, with words'"])
    case 'ints':
      return dice.pick(['[]', '[1]', '[1, 2, 3]', '[5, 5]'])
    case 'strings':
      return dice.pick(["['a']", "['x', 'y']", "['', 'é']"])
    case 'map':
      return dice.pick(["{'a': 1}", "{'a': 1, 'b': 2}", "{'x': 0}"])
  }
}
