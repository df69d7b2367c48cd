import { Quantity } from '../../apimachinery/index.ts'
import { fail } from '../failure.ts'
import { fn, method, plain } from '../standard/overloads.ts'
import { boolType, doubleType, intType, quantityType, stringType } from '../types.ts'
import { int, type Value } from '../values.ts'
import type { Library } from './declaration.ts'
import { walksOnce } from './measures.ts'
import { approximate, remember, scaledAmount, scaledOf, scaleUp, sum } from './scaled-amount.ts'
import { parsing } from './work.ts'

const nano = 1_000_000_000n
const parsed = { steps: parsing, ...walksOnce }
const calculated = { steps: () => 25 }

/** What the API server says of a text that is no quantity. */
const grammarError = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const suffixError = "unable to parse quantity's suffix"
const grammar = /^[+-]?[0-9]*(?:\.[0-9]*)?[eEinumkKMGTP]*[+-]?[0-9]*$/

function quantity(text: Value): Quantity {
  const parsed = Quantity.tryParse(text as string)
  if (parsed !== undefined) return remember(parsed, scaledOf(text as string))
  return fail('InvalidArgument', text !== '' && grammar.test(text as string) ? suffixError : grammarError)
}

function order(left: Value, right: Value): -1 | 0 | 1 {
  return (left as Quantity).compare(right as Quantity)
}

function integer(value: Value): bigint | undefined {
  const scaled = scaledAmount(value as Quantity)
  return scaled === undefined || scaled.scale < 0 ? undefined : scaleUp(scaled.amount, scaled.scale)
}

function ofInt(value: Value): Quantity {
  const amount = BigInt(value as number | bigint)
  return remember(new Quantity(amount * nano, 'DecimalExponent'), { amount, scale: 0 })
}

function add(left: Value, right: Value): Quantity {
  const [a, b] = [left as Quantity, right as Quantity]
  return remember(a.add(b), sum(scaledAmount(a), scaledAmount(b)))
}

function subtract(left: Value, right: Value): Quantity {
  const [a, b] = [left as Quantity, right as Quantity]
  const subtrahend = scaledAmount(b)
  const negated = subtrahend && { amount: -subtrahend.amount, scale: subtrahend.scale }
  return remember(a.subtract(b), sum(scaledAmount(a), negated))
}

/** `kubernetes.Quantity`: amounts of resources. @see k8s.io/apiserver/pkg/cel/library/quantity.go */
export const quantityLibrary: Library = {
  name: 'kubernetes.quantity',
  kubernetes: { since: '1.28' },
  get functions() {
    return [
      fn(
        'quantity',
        plain('string_to_quantity', [stringType], quantityType, quantity, {
          ...parsed,
          steps: (text) => 60 + parsing(text),
        }),
      ),
      fn(
        'isQuantity',
        plain('is_quantity_string', [stringType], boolType, (text) => Quantity.isValid(text as string), parsed),
      ),
      fn(
        'sign',
        plain(
          'quantity_sign',
          [quantityType],
          intType,
          (value) => Number((value as Quantity).nanos > 0n) - Number((value as Quantity).nanos < 0n),
        ),
      ),
      fn(
        'isGreaterThan',
        method(
          'quantity_is_greater_than',
          [quantityType, quantityType],
          boolType,
          (left, right) => order(left, right) > 0,
        ),
      ),
      fn(
        'isLessThan',
        method(
          'quantity_is_less_than',
          [quantityType, quantityType],
          boolType,
          (left, right) => order(left, right) < 0,
        ),
      ),
      fn('compareTo', method('quantity_compare_to', [quantityType, quantityType], intType, order)),
      fn(
        'asApproximateFloat',
        method('quantity_get_float', [quantityType], doubleType, (value) => approximate(value as Quantity)),
      ),
      fn(
        'asInteger',
        method('quantity_get_int', [quantityType], intType, (value) => {
          const whole = integer(value)
          return whole === undefined ? fail('InvalidArgument', 'cannot convert value to integer') : int(whole)
        }),
      ),
      fn(
        'isInteger',
        method('quantity_is_integer', [quantityType], boolType, (value) => integer(value) !== undefined),
      ),
      fn(
        'add',
        method('quantity_add', [quantityType, quantityType], quantityType, add, calculated),
        method('quantity_add_int', [quantityType, intType], quantityType, (left, right) => add(left, ofInt(right))),
      ),
      fn(
        'sub',
        method('quantity_sub', [quantityType, quantityType], quantityType, subtract, calculated),
        method('quantity_sub_int', [quantityType, intType], quantityType, (left, right) =>
          subtract(left, ofInt(right)),
        ),
      ),
    ]
  },
}
