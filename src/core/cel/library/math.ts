import { compareNumbers, type Numeric } from '../equality.ts'
import { fail } from '../failure.ts'
import { noOverload } from '../arithmetic.ts'
import { fn, plain } from '../standard/overloads.ts'
import type { Expr } from '../syntax/syntax.ts'
import { boolType, type CelType, doubleType, dynType, intType, listType, uintType } from '../types.ts'
import { double, Double, int, Uint, uint, type Value } from '../values.ts'
import type { FunctionDeclaration, Library, Macro, Overload } from './declaration.ts'
import { visited } from './work.ts'

type Kind = 'double' | 'int' | 'uint'
const kinds: readonly [Kind, CelType][] = [
  ['double', doubleType],
  ['int', intType],
  ['uint', uintType],
]

/** A double arrives bare; as a value of `dyn` type, or in a comparison, it is wrapped where it would read as an int. */
function wrapped(kind: Kind, value: Value): Numeric {
  return kind === 'double' ? double(value as number) : (value as Numeric)
}

/** Which of two numbers to keep; the first unless the other is strictly beyond it. */
function choose(first: Value, second: Value, sign: 1 | -1): Value {
  const numbers = [first, second].every((value) => isNumber(value))
  if (!numbers) return noOverload()
  const order = compareNumbers(first as Numeric, second as Numeric)
  if (Number.isNaN(order)) return fail('InvalidArgument', 'NaN values cannot be ordered')
  return order === sign ? second : first
}

function isNumber(value: Value): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Double || value instanceof Uint
}

/** The implementation behind `math.least` (1: keep the other when the first is greater) and `math.greatest` (-1). */
function extreme(word: 'min' | 'max', sign: 1 | -1): FunctionDeclaration {
  const name = `math.@${word}`
  const single = kinds.map(([kind, type]) => plain(`math_@${word}_${kind}`, [type], type, (value) => value))
  const pairs = kinds.flatMap(([left, leftType]) =>
    kinds.map(([right, rightType]): Overload => {
      const id = `math_@${word}_${left}_${right}`
      const same = left === right
      return plain(id, [leftType, rightType], same ? leftType : dynType, (a, b) => {
        const chosen = choose(wrapped(left, a ?? null), wrapped(right, b ?? null), sign)
        return same && chosen instanceof Double ? chosen.value : chosen
      })
    }),
  )
  const lists = kinds.map(([kind, type]) =>
    plain(
      `math_@${word}_list_${kind}`,
      [listType(type)],
      type,
      (list) => {
        const [first] = list as readonly Value[]
        if (first === undefined) return fail('InvalidArgument', `${name}(list) argument must not be empty`)
        const chosen = (list as readonly Value[]).reduce((best, one) => choose(best, one, sign))
        if (!isNumber(chosen)) return fail('NoSuchOverload', `no such overload: ${name}`)
        return kind === 'double' && chosen instanceof Double ? chosen.value : chosen
      },
      { steps: (list) => visited(3 * (list as readonly Value[]).length) },
    ),
  )
  return fn(name, ...single, ...pairs, ...lists)
}

function isNumericArgument(argument: Expr): boolean {
  if (argument.kind === 'literal') return isNumber(argument.value)
  return argument.kind !== 'list' && argument.kind !== 'map' && argument.kind !== 'struct'
}

/** `math.least(a, b, ...)` over arguments or over one list. */
function extremeMacro(name: 'least' | 'greatest', target: 'math.@min' | 'math.@max'): Macro {
  return {
    name,
    isMember: true,
    arity: 'any',
    expand(build, receiver, args) {
      if (receiver?.kind !== 'identifier' || receiver.name !== 'math') return undefined
      const [first] = args
      if (first === undefined) return build.fail(receiver, `math.${name}() requires at least one argument`)
      if (args.length === 1) {
        const isNumbers =
          first.kind === 'list' && first.elements.length > 0 && first.elements.every((one) => isNumericArgument(one))
        return isNumbers || isNumericArgument(first)
          ? build.call(target, first)
          : build.fail(first, `math.${name}() invalid single argument value`)
      }
      const wrong = args.find((argument) => !isNumericArgument(argument))
      if (wrong !== undefined) return build.fail(wrong, `math.${name}() simple literal arguments must be numeric`)
      return args.length === 2 ? build.call(target, ...args) : build.call(target, build.list(...args))
    },
  }
}

function onDouble(name: string, result: CelType, call: (value: number) => Value): FunctionDeclaration {
  return fn(
    `math.${name}`,
    plain(`math_${name}_double`, [doubleType], result, (value) => call(value as number)),
  )
}

/** Rounds half away from zero. */
function round(value: number): number {
  const whole = Math.trunc(value)
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole
}

const asBig = (value: Value | undefined): bigint => BigInt(value instanceof Uint ? value.value : (value as number))

function bits(name: string, combine: (left: bigint, right: bigint) => bigint): FunctionDeclaration {
  return fn(
    `math.${name}`,
    plain(`math_${name}_int_int`, [intType, intType], intType, (a, b) => int(combine(asBig(a), asBig(b)))),
    plain(`math_${name}_uint_uint`, [uintType, uintType], uintType, (a, b) => uint(combine(asBig(a), asBig(b)))),
  )
}

function shift(
  name: string,
  toInt: (value: bigint, by: bigint) => bigint,
  toUint: (value: bigint, by: bigint) => bigint,
): FunctionDeclaration {
  const distance = (by: Value | undefined): bigint => {
    const bits = asBig(by)
    if (bits < 0n) return fail('InvalidArgument', `math.${name}() negative offset: ${bits}`)
    return bits > 64n ? 64n : bits
  }
  return fn(
    `math.${name}`,
    plain(`math_${name}_int_int`, [intType, intType], intType, (value, by) => int(toInt(asBig(value), distance(by)))),
    plain(`math_${name}_uint_int`, [uintType, intType], uintType, (value, by) =>
      uint(toUint(asBig(value), distance(by))),
    ),
  )
}

function sign(value: Value | undefined): number {
  const number = Number(value instanceof Uint ? value.value : value)
  return Number.isNaN(number) ? NaN : Math.sign(number) + 0
}

/** `cel.lib.ext.math`. Kubernetes' base environment has not got it. @see github.com/google/cel-go/ext/math.go */
export const mathLibrary: Library = {
  name: 'math',
  get macros() {
    return [extremeMacro('least', 'math.@min'), extremeMacro('greatest', 'math.@max')]
  },
  get functions() {
    return [
      extreme('min', 1),
      extreme('max', -1),
      onDouble('ceil', doubleType, Math.ceil),
      onDouble('floor', doubleType, Math.floor),
      onDouble('round', doubleType, round),
      onDouble('trunc', doubleType, Math.trunc),
      onDouble('isInf', boolType, (value) => value === Infinity || value === -Infinity),
      onDouble('isNaN', boolType, Number.isNaN),
      onDouble('isFinite', boolType, Number.isFinite),
      fn(
        'math.abs',
        plain('math_abs_double', [doubleType], doubleType, (value) => Math.abs(value as number)),
        plain('math_abs_int', [intType], intType, (value) => {
          const number = asBig(value)
          return int(number < 0n ? -number : number)
        }),
        plain('math_abs_uint', [uintType], uintType, (value) => value),
      ),
      fn(
        'math.sign',
        plain('math_sign_double', [doubleType], doubleType, sign),
        plain('math_sign_int', [intType], intType, sign),
        plain('math_sign_uint', [uintType], uintType, (value) => new Uint(sign(value))),
      ),
      fn(
        'math.sqrt',
        ...kinds.map(([kind, type]) =>
          plain(`math_sqrt_${kind}`, [type], doubleType, (value) =>
            Math.sqrt(Number(value instanceof Uint ? value.value : value)),
          ),
        ),
      ),
      bits('bitAnd', (left, right) => left & right),
      bits('bitOr', (left, right) => left | right),
      bits('bitXor', (left, right) => left ^ right),
      fn(
        'math.bitNot',
        plain('math_bitNot_int_int', [intType], intType, (value) => int(~asBig(value))),
        plain('math_bitNot_uint_uint', [uintType], uintType, (value) => uint(BigInt.asUintN(64, ~asBig(value)))),
      ),
      shift(
        'bitShiftLeft',
        (value, by) => BigInt.asIntN(64, value << by),
        (value, by) => BigInt.asUintN(64, value << by),
      ),
      // Bits shifted in are zeros, for ints too.
      shift(
        'bitShiftRight',
        (value, by) => BigInt.asIntN(64, BigInt.asUintN(64, value) >> by),
        (value, by) => value >> by,
      ),
    ]
  },
}
