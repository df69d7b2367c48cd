import { add, divide, listIndex, modulo, multiply, negate, noOverload, order, size, subtract } from '../arithmetic.ts'
import { comparing, equal, type Meter } from '../equality.ts'
import { fail } from '../failure.ts'
import type { FunctionDeclaration, Overload } from '../library/declaration.ts'
import { copied, joined, listed, scanned, visited } from '../library/work.ts'
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  intType,
  listType,
  mapType,
  optionalType,
  stringType,
  timestampType,
  typeParameter,
  uintType,
} from '../types.ts'
import { isList, isMap, isPlainObject, mapGet, Optional, type Value } from '../values.ts'
import { type Extras, fn, method, paying, plain } from './overloads.ts'

const A = typeParameter('A')
const B = typeParameter('B')
const listOfA = listType(A)
const mapOfAB = mapType(A, B)

/** Values of these types are told apart by the implementation itself, so one serves all overloads of an operator. */
type Signature = readonly [id: string, left: CelType, right: CelType, result: CelType]

function operator(
  name: string,
  call: (left: Value, right: Value) => Value,
  extras: Extras,
  ...signatures: Signature[]
): FunctionDeclaration {
  return fn(
    name,
    ...signatures.map(([id, left, right, result]): Overload => plain(id, [left, right], result, call, extras)),
  )
}

/** An operator that pays for its work while it does it. */
function payingOperator(
  name: string,
  run: (meter: Meter, left: Value, right: Value) => Value,
  ...signatures: Signature[]
): FunctionDeclaration {
  const { call, metered } = paying((meter, left = null, right = null) => run(meter, left, right))
  return operator(name, call, { metered }, ...signatures)
}

/** Steps of `+` and its kin: texts, lists and bytes are copied, and large numbers are objects to the platform. */
export function calculating(left: Value, right: Value): number {
  if (typeof left === 'number') return 0
  if (typeof left === 'string' && typeof right === 'string') return 1 + scanned(left.length + right.length)
  if (Array.isArray(left) && Array.isArray(right)) return joined(left, right, left.length + right.length)
  if (left instanceof Uint8Array && right instanceof Uint8Array) return 50 + scanned(left.length + right.length)
  return 10
}

const calculation: Extras = { steps: calculating }

/** `size(x)`. How many keys an object has is known only when they have been listed. */
export function measured(meter: Meter, value: Value): number {
  if (typeof value === 'string' && value.length > 24) meter.charge(2 * scanned(value.length))
  const counted = size(value)
  if (isPlainObject(value)) meter.charge(2 + listed(counted))
  return counted
}

const measuring = paying((meter, value = null) => measured(meter, value))

const numbers: readonly [string, CelType][] = [
  ['int64', intType],
  ['uint64', uintType],
  ['double', doubleType],
]
const ordered: readonly [string, CelType][] = [
  ['bool', boolType],
  ...numbers,
  ['string', stringType],
  ['bytes', bytesType],
  ['timestamp', timestampType],
  ['duration', durationType],
]

/** `<` and its kin: within each ordered type, and across the kinds of number since Kubernetes 1.28. */
function comparison(name: string, word: string, holds: (order: number) => boolean): FunctionDeclaration {
  const call = (left: Value, right: Value): Value => holds(order(left, right))
  const within = ordered.map(([id, type]) => plain(`${word}_${id}`, [type, type], boolType, call, { steps: comparing }))
  const across = numbers.flatMap(([leftId, left]) =>
    numbers
      .filter(([rightId]) => rightId !== leftId)
      .map(([rightId, right]) =>
        plain(`${word}_${leftId}_${rightId}`, [left, right], boolType, call, {
          steps: comparing,
          kubernetes: { since: '1.28' },
        }),
      ),
  )
  return fn(name, ...within, ...across)
}

/** Whether a list holds a value, or a map a key. */
export function isIn(value: Value, container: Value, meter: Meter): boolean {
  if (!isList(container)) return isMap(container) ? mapGet(container, value) !== undefined : noOverload()
  if (value === null || typeof value === 'boolean' || (typeof value === 'string' && value.length <= 64)) {
    meter.charge(copied(container.length))
    return container.includes(value)
  }
  meter.charge(visited(container.length))
  for (const element of container) if (equal(value, element, 0, meter)) return true
  return false
}

/** `container[index]`. */
export function index(container: Value, key: Value): Value {
  if (isList(container)) return listIndex(container, key)
  if (!isMap(container)) return noOverload()
  const value = mapGet(container, key)
  return value === undefined ? noSuchKey(key) : value
}

/** What reading a missing key fails with. */
export function noSuchKey(key: Value): never {
  return fail('NoSuchKey', `no such key: ${typeof key === 'object' ? 'of another type' : String(key)}`)
}

/** `container[?index]`, through an optional container too. */
export function optionalIndex(container: Value, key: Value): Optional {
  if (container instanceof Optional)
    return container.value === undefined ? Optional.none : optionalIndex(container.value, key)
  if (isList(container)) {
    const found = typeof key === 'number' && Number.isInteger(key) ? container[key] : undefined
    return found === undefined ? Optional.none : new Optional(found)
  }
  const found = isMap(container) ? mapGet(container, key) : noOverload()
  return found === undefined ? Optional.none : new Optional(found)
}

function throughOptional(container: Value, key: Value): Value {
  return container instanceof Optional ? optionalIndex(container, key) : index(container, key)
}

const optionals = { kubernetes: { since: '1.28' } }
const sizes: readonly [string, CelType][] = [
  ['bytes', bytesType],
  ['list', listOfA],
  ['map', mapOfAB],
  ['string', stringType],
]

/** Operators as functions of the names that the parser gives them. */
export function operatorFunctions(): readonly FunctionDeclaration[] {
  return [
    payingOperator('_==_', (meter, left, right) => equal(left, right, 0, meter), ['equals', A, A, boolType]),
    payingOperator('_!=_', (meter, left, right) => !equal(left, right, 0, meter), ['not_equals', A, A, boolType]),
    operator(
      '_+_',
      add,
      calculation,
      ['add_bytes', bytesType, bytesType, bytesType],
      ['add_double', doubleType, doubleType, doubleType],
      ['add_duration_duration', durationType, durationType, durationType],
      ['add_duration_timestamp', durationType, timestampType, timestampType],
      ['add_timestamp_duration', timestampType, durationType, timestampType],
      ['add_int64', intType, intType, intType],
      ['add_list', listOfA, listOfA, listOfA],
      ['add_string', stringType, stringType, stringType],
      ['add_uint64', uintType, uintType, uintType],
    ),
    operator(
      '_-_',
      subtract,
      calculation,
      ['subtract_double', doubleType, doubleType, doubleType],
      ['subtract_duration_duration', durationType, durationType, durationType],
      ['subtract_int64', intType, intType, intType],
      ['subtract_timestamp_duration', timestampType, durationType, timestampType],
      ['subtract_timestamp_timestamp', timestampType, timestampType, durationType],
      ['subtract_uint64', uintType, uintType, uintType],
    ),
    operator(
      '_*_',
      multiply,
      calculation,
      ...numbers.map(([id, type]): Signature => [`multiply_${id}`, type, type, type]),
    ),
    operator('_/_', divide, calculation, ...numbers.map(([id, type]): Signature => [`divide_${id}`, type, type, type])),
    operator(
      '_%_',
      modulo,
      calculation,
      ['modulo_int64', intType, intType, intType],
      ['modulo_uint64', uintType, uintType, uintType],
    ),
    fn(
      '-_',
      plain('negate_double', [doubleType], doubleType, negate),
      plain('negate_int64', [intType], intType, negate),
    ),
    fn(
      '!_',
      plain('logical_not', [boolType], boolType, (value: Value) =>
        typeof value === 'boolean' ? !value : noOverload(),
      ),
    ),
    comparison('_<_', 'less', (result) => result < 0),
    comparison('_<=_', 'less_equals', (result) => result <= 0),
    comparison('_>_', 'greater', (result) => result > 0),
    comparison('_>=_', 'greater_equals', (result) => result >= 0),
    payingOperator(
      '@in',
      (meter, value, container) => isIn(value, container, meter),
      ['in_list', A, listOfA, boolType],
      ['in_map', A, mapOfAB, boolType],
    ),
    fn(
      '_[_]',
      plain('index_list', [listOfA, intType], A, index),
      plain('index_map', [mapOfAB, A], B, index),
      plain('optional_list_index_int', [optionalType(listOfA), intType], optionalType(A), throughOptional, optionals),
      plain('optional_map_index_value', [optionalType(mapOfAB), A], optionalType(B), throughOptional, optionals),
    ),
    fn(
      '_[?_]',
      plain('list_optindex_optional_int', [listOfA, intType], optionalType(A), optionalIndex, optionals),
      plain(
        'optional_list_optindex_optional_int',
        [optionalType(listOfA), intType],
        optionalType(A),
        optionalIndex,
        optionals,
      ),
      plain('map_optindex_optional_value', [mapOfAB, A], optionalType(B), optionalIndex, optionals),
      plain(
        'optional_map_optindex_optional_value',
        [optionalType(mapOfAB), A],
        optionalType(B),
        optionalIndex,
        optionals,
      ),
    ),
    // These three are compiled by the engine itself, which evaluates only what decides; here are their types.
    operator('_&&_', noOverload, {}, ['logical_and', boolType, boolType, boolType]),
    operator('_||_', noOverload, {}, ['logical_or', boolType, boolType, boolType]),
    fn('_?_:_', plain('conditional', [boolType, A, A], A, noOverload)),
    fn('@not_strictly_false', plain('not_strictly_false', [boolType], boolType, noOverload)),
    fn(
      'size',
      ...sizes.map(([id, type]) => plain(`size_${id}`, [type], intType, measuring.call, measuring)),
      ...sizes.map(([id, type]) => method(`${id}_size`, [type], intType, measuring.call, measuring)),
    ),
  ]
}
