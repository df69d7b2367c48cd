import { add } from '../arithmetic.ts'
import { compare, comparing, equal, type Meter } from '../equality.ts'
import { fail } from '../failure.ts'
import { noOverload } from '../arithmetic.ts'
import { type Extras, fn, method, paying } from '../standard/overloads.ts'
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
import { CelDuration, double, Double, isList, Uint, type Value } from '../values.ts'
import type { ArgumentEstimate, CallEstimate, FunctionDeclaration, Library } from './declaration.ts'
import { anySize, deepTraversal, one, plus, product, sizeAt, traversalEstimate } from './measures.ts'
import { visited } from './work.ts'

const A = typeParameter('A')
const listOfA = listType(A)
const elements = (list: Value | undefined): readonly Value[] => list as readonly Value[]

const ordered: readonly [string, CelType][] = [
  ['int', intType],
  ['uint', uintType],
  ['double', doubleType],
  ['bool', boolType],
  ['duration', durationType],
  ['timestamp', timestampType],
  ['string', stringType],
  ['bytes', bytesType],
]

/** What the sum of an empty list is. */
function summed(): readonly [string, CelType, Value][] {
  return [
    ['int', intType, 0],
    ['uint', uintType, new Uint(0)],
    ['double', doubleType, double(0)],
    ['duration', durationType, new CelDuration(0n)],
  ]
}

/** A list is gone over once; comparing texts costs their length. */
function estimate(args: readonly ArgumentEstimate[]): CallEstimate {
  const list = args[0]
  let each = one
  if (list?.type.kind === 'list' && (list.type.element.kind === 'string' || list.type.element.kind === 'bytes'))
    each = plus(each, traversalEstimate(list.elementSize ?? anySize))
  return { cost: product(sizeAt(args, 0), each) }
}

const walking: Extras = { cost: ([list]) => deepTraversal(list ?? []), estimate }

/** The order of two elements; a failure when they have none, or either is NaN. */
function order(meter: Meter, left: Value, right: Value): number {
  meter.charge(comparing(left, right))
  const result = compare(left, right)
  if (result === undefined) return noOverload()
  return Number.isNaN(result) ? fail('InvalidArgument', 'NaN values cannot be ordered') : result
}

function isSorted(meter: Meter, list: readonly Value[]): boolean {
  return list.every((value, index) => index === 0 || order(meter, list[index - 1] ?? null, value) <= 0)
}

function sum(meter: Meter, list: readonly Value[], zero: Value): Value {
  meter.charge(5 + visited(2 * list.length))
  const total = list.reduce((total: Value, value) => add(total, value), zero)
  return total instanceof Double ? total.value : total
}

/** The first of the greatest (sign 1) or least (-1) elements. */
function extremeOf(meter: Meter, list: readonly Value[], name: string, sign: 1 | -1): Value {
  let [best] = list
  if (best === undefined) return fail('InvalidArgument', `${name} called on empty list`)
  for (let index = 1; index < list.length; index++) {
    const value = list[index] ?? null
    if (order(meter, value, best) * sign > 0) best = value
  }
  return best instanceof Double ? best.value : best
}

function extreme(name: string, sign: 1 | -1): FunctionDeclaration {
  const searching = paying((meter, list) => extremeOf(meter, elements(list), name, sign))
  return fn(
    name,
    ...ordered.map(([typeName, type]) =>
      method(`list_${typeName}_${name}_${typeName}`, [listType(type)], type, searching.call, {
        ...walking,
        ...searching,
      }),
    ),
  )
}

/** A search for what equals a value, in either direction. */
function search(name: string, id: string, find: 'findIndex' | 'findLastIndex'): FunctionDeclaration {
  const searching = paying((meter, list, wanted = null) =>
    elements(list)[find]((value) => {
      meter.charge(visited(1))
      return equal(value, wanted, 0, meter)
    }),
  )
  return fn(name, method(id, [listOfA, A], intType, searching.call, { ...walking, ...searching }))
}

/** Whether a list holds a value, or a value that is no list equals another. */
const including = paying((meter, target = null, wanted = null) => {
  if (!isList(target)) return equal(target, wanted, 0, meter)
  return target.some((value) => {
    meter.charge(visited(1))
    return equal(value, wanted, 0, meter)
  })
})

const sorting = paying((meter, list) => isSorted(meter, elements(list)))

/** Kubernetes' own functions of lists. @see k8s.io/apiserver/pkg/cel/library/lists.go */
export const kubernetesListsLibrary: Library = {
  name: 'kubernetes.lists',
  kubernetes: { since: '1.0' },
  get functions() {
    return [
      fn(
        'isSorted',
        ...ordered.map(([name, type]) =>
          method(`list_${name}_is_sorted_bool`, [listType(type)], boolType, sorting.call, { ...walking, ...sorting }),
        ),
      ),
      fn(
        'sum',
        ...summed().map(([name, type, zero]) => {
          const adding = paying((meter, list) => sum(meter, elements(list), zero))
          return method(`list_${name}_sum_${name}`, [listType(type)], type, adding.call, { ...walking, ...adding })
        }),
      ),
      extreme('max', 1),
      extreme('min', -1),
      search('indexOf', 'list_a_index_of_int', 'findIndex'),
      search('lastIndexOf', 'list_a_last_index_of_int', 'findLastIndex'),
      fn(
        'includes',
        method('list_includes_dyn_dyn', [dynType, dynType], boolType, including.call, {
          ...walking,
          ...including,
          kubernetes: { since: '1.37' },
        }),
      ),
    ]
  },
}
