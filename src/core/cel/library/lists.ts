import { compare, comparing, equal, isIdentity, type Meter } from '../equality.ts'
import { fail } from '../failure.ts'
import { type Extras, fn, method, paying, plain } from '../standard/overloads.ts'
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  stringType,
  timestampType,
  typeParameter,
  uintType,
} from '../types.ts'
import { isInt, isList, typeName, type Value } from '../values.ts'
import type { ArgumentEstimate, CallEstimate, Library, Macro, Range } from './declaration.ts'
import { fixed, plus, product, scaled, sizeAt, sizeOf } from './measures.ts'
import { hashed, scanning, visited } from './work.ts'

const listOfT = listType(typeParameter('T'))
const listOfDyn = listType(dynType)

/** Types whose values have an order, with the names that cel-go gives their overloads. */
const ordered: readonly [string, CelType][] = [
  ['int', intType],
  ['uint', uintType],
  ['double', doubleType],
  ['bool', boolType],
  ['google.protobuf.Duration', durationType],
  ['google.protobuf.Timestamp', timestampType],
  ['string', stringType],
  ['bytes', bytesType],
]

const longest = 1_000_000
const elements = (list: Value | undefined): readonly Value[] => list as readonly Value[]

function slice(list: readonly Value[], start: Value, end: Value): readonly Value[] {
  const [from, to] = [start as number | bigint, end as number | bigint]
  if (from < 0 || to < 0)
    return fail('IndexOutOfBounds', `cannot slice(${from}, ${to}), negative indexes not supported`)
  if (from > to)
    return fail('IndexOutOfBounds', `cannot slice(${from}, ${to}), start index must be less than or equal to end index`)
  if (list.length < to) return fail('IndexOutOfBounds', `cannot slice(${from}, ${to}), list is length ${list.length}`)
  return list.slice(Number(from), Number(to))
}

function flatten(meter: Meter, list: readonly Value[], depth: number, into: Value[] = []): Value[] {
  if (depth < 0) return fail('InvalidArgument', 'level must be non-negative')
  meter.charge(8 + visited(1.5 * list.length))
  for (const value of list) {
    if (depth > 0 && isList(value)) flatten(meter, value, depth - 1, into)
    else into.push(value)
    if (into.length > longest) return fail('BudgetExceeded', `a list of more than ${longest} elements`)
  }
  return into
}

/** JSON is not nested deeper than this; a greater depth flattens everything all the same. */
const deepest = 1_000

function sortByKeys(meter: Meter, list: readonly Value[], keys: readonly Value[]): readonly Value[] {
  meter.charge(5 + visited(2 * keys.length))
  if (list.length !== keys.length)
    return fail(
      'InvalidArgument',
      `@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got ${list.length} and ${keys.length} elements respectively`,
    )
  const [first] = keys
  if (first === undefined) return list
  const type = typeName(first)
  if (compare(first, first) === undefined) return fail('InvalidArgument', 'list elements must be comparable')
  if (keys.some((key) => typeName(key) !== type))
    return fail('InvalidArgument', 'list elements must have the same type')
  const order = keys.map((_, index) => index)
  order.sort((left, right) => {
    const [a, b] = [keys[left] ?? null, keys[right] ?? null]
    meter.charge(1 + comparing(a, b))
    return compare(a, b) || left - right
  })
  return order.map((index) => list[index] ?? null)
}

/** The elements without repetitions, each where it stood first. */
function distinct(meter: Meter, list: readonly Value[]): readonly Value[] {
  meter.charge(10 + hashed(list.length))
  if (list.every(isIdentity)) return [...new Set(list)]
  const kept: Value[] = []
  for (const value of list) {
    meter.charge(visited(kept.length))
    if (kept.some((other) => equal(value, other, 0, meter))) continue
    kept.push(value)
  }
  return kept
}

function range(count: Value): Value {
  if (typeof count !== 'number' || count > longest)
    return fail('BudgetExceeded', `a list of more than ${longest} elements`)
  const list: number[] = []
  for (let index = 0; index < count; index++) list.push(index)
  return list
}

/** One unit for the call and ten for the new list, beside what each element costs. */
function allocating(size: number, factor = 1): number {
  return Math.floor(size * factor) + 11
}

function allocatingEstimate(size: Range, factor = 1): CallEstimate {
  return { cost: plus(scaled(size, factor), fixed(11)), resultSize: size }
}

/** A literal int that is not negative, or what to take instead. */
function literalOr(argument: ArgumentEstimate | undefined, otherwise: number): number {
  const literal = argument?.literal
  return literal !== undefined && isInt(literal) ? Math.max(0, Number(literal)) : otherwise
}

const copying: Extras = {
  cost: (_, result) => allocating(sizeOf(result)),
  estimate: (args) => allocatingEstimate(sizeAt(args, 0)),
  steps: (list) => 3 + scanning(list),
}

const flattening: Extras = {
  cost: ([list, depth]) => allocating(sizeOf(list ?? null), depth === undefined ? 1 : Number(depth)),
  estimate: (args) => allocatingEstimate(sizeAt(args, 0), args.length === 1 ? 1 : literalOr(args[1], Infinity)),
}

const flattenOnce = paying((meter, list) => flatten(meter, elements(list), 1))
const flattenTo = paying((meter, list, depth = 0) =>
  flatten(meter, elements(list), Number((depth as number) > deepest ? deepest : depth)),
)
const sorting = paying((meter, list) => sortByKeys(meter, elements(list), elements(list)))
const sortingByKeys = paying((meter, list, keys) => sortByKeys(meter, elements(list), elements(keys)))
const distinguishing = paying((meter, list) => distinct(meter, elements(list)))

/** Costs of what compares all elements with each other. */
function selfComparison(keys: Value | undefined): number {
  const list = elements(keys)
  const [first] = list
  const isText = typeof first === 'string' || first instanceof Uint8Array
  return allocating(list.length * list.length, isText ? 2.1 : 2)
}

function selfComparisonEstimate(size: Range, type?: CelType): CallEstimate {
  return allocatingEstimate(product(size, size), type?.kind === 'string' || type?.kind === 'bytes' ? 2.1 : 2)
}

const sortVariable = '@__sortBy_input__'

/** `list.sortBy(x, key)`: the list is evaluated once, its keys beside it. */
const sortBy: Macro = {
  name: 'sortBy',
  isMember: true,
  arity: 2,
  expand(build, target, [variable, key]) {
    if (target === undefined || variable === undefined || key === undefined) return undefined
    if (!['list', 'select', 'identifier', 'comprehension', 'call', 'bind'].includes(target.kind))
      return build.fail(
        target,
        'sortBy can only be applied to a list, identifier, comprehension, call or select expression',
      )
    if (variable.kind !== 'identifier' || variable.name.startsWith('.'))
      return build.fail(variable, 'argument is not an identifier')
    const input = (): ReturnType<typeof build.identifier> => build.identifier(sortVariable)
    const keys = build.map(input(), variable.name, key)
    return build.bind(sortVariable, target, build.memberCall('@sortByAssociatedKeys', input(), keys))
  },
}

/** `cel.lib.ext.lists`. @see github.com/google/cel-go/ext/lists.go */
export const listsLibrary: Library = {
  name: 'lists',
  kubernetes: { since: '1.34' },
  macros: [sortBy],
  get functions() {
    return [
      fn(
        'slice',
        method(
          'list_slice',
          [listOfT, intType, intType],
          listOfT,
          (list, start, end) => slice(elements(list), start ?? 0, end ?? 0),
          {
            ...copying,
            estimate: (args) =>
              allocatingEstimate(fixed(literalOr(args[2], sizeAt(args, 0).max) - literalOr(args[1], 0))),
          },
        ),
      ),
      fn(
        'flatten',
        method('list_flatten', [listType(listOfT)], listOfT, flattenOnce.call, { ...flattening, ...flattenOnce }),
        method('list_flatten_int', [listOfDyn, intType], listOfDyn, flattenTo.call, { ...flattening, ...flattenTo }),
      ),
      fn(
        'sort',
        ...ordered.map(([name, type]) =>
          method(`list_${name}_sort`, [listType(type)], listType(type), sorting.call, {
            ...sorting,
            cost: ([list]) => selfComparison(list),
            isCostedAlone: true,
            estimate: (args) => selfComparisonEstimate(sizeAt(args, 0), type),
          }),
        ),
      ),
      fn(
        '@sortByAssociatedKeys',
        ...ordered.map(([name, type]) =>
          method(`list_${name}_sortByAssociatedKeys`, [listOfT, listType(type)], listOfT, sortingByKeys.call, {
            ...sortingByKeys,
            cost: ([, keys]) => selfComparison(keys),
            isCostedAlone: true,
            estimate: (args) => selfComparisonEstimate(sizeAt(args, 1), type),
          }),
        ),
      ),
      fn(
        'lists.range',
        plain('lists_range', [intType], listType(intType), (count) => range(count ?? 0), {
          cost: (_, result) => allocating(sizeOf(result)),
          estimate: (args) => allocatingEstimate(fixed(literalOr(args[0], Infinity))),
          steps: (count) => Math.max(0, visited(Number(count))),
        }),
      ),
      fn(
        'reverse',
        method('list_reverse', [listOfT], listOfT, (list) => elements(list).toReversed(), {
          ...copying,
          steps: (list) => 5 + visited(elements(list).length / 2),
        }),
      ),
      fn(
        'distinct',
        method('list_distinct', [listOfT], listOfT, distinguishing.call, {
          ...distinguishing,
          cost: ([list]) => selfComparison(list),
          estimate: (args) => selfComparisonEstimate(sizeAt(args, 0)),
        }),
      ),
    ]
  },
}
