import { add } from '../arithmetic.ts'
import { compare, equal } from '../equality.ts'
import { fail } from '../failure.ts'
import { noOverload } from '../arithmetic.ts'
import { type Extras, fn, method } from '../standard/overloads.ts'
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  intType,
  listType,
  stringType,
  timestampType,
  typeParameter,
  uintType,
} from '../types.ts'
import { CelDuration, double, Double, Uint, type Value } from '../values.ts'
import type { ArgumentEstimate, CallEstimate, FunctionDeclaration, Library } from './declaration.ts'
import { anySize, deepTraversal, one, perElement, plus, product, sizeAt, traversalEstimate } from './measures.ts'

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
const summed: readonly [string, CelType, Value][] = [
  ['int', intType, 0],
  ['uint', uintType, new Uint(0)],
  ['double', doubleType, double(0)],
  ['duration', durationType, new CelDuration(0n)],
]

/** A list is gone over once; comparing texts costs their length. */
function estimate(args: readonly ArgumentEstimate[]): CallEstimate {
  const list = args[0]
  let each = one
  if (list?.type.kind === 'list' && (list.type.element.kind === 'string' || list.type.element.kind === 'bytes'))
    each = plus(each, traversalEstimate(list.elementSize ?? anySize))
  return { cost: product(sizeAt(args, 0), each) }
}

const walking: Extras = {
  cost: ([list]) => deepTraversal(list ?? []),
  estimate,
  steps: (list) => perElement(list ?? []) * 2,
}

/** The order of two elements; a failure when they have none, or either is NaN. */
function order(left: Value, right: Value): number {
  const result = compare(left, right)
  if (result === undefined) return noOverload()
  return Number.isNaN(result) ? fail('InvalidArgument', 'NaN values cannot be ordered') : result
}

function isSorted(list: readonly Value[]): boolean {
  return list.every((value, index) => index === 0 || order(list[index - 1] ?? null, value) <= 0)
}

/** The first of the greatest (sign 1) or least (−1) elements. */
function extreme(name: string, sign: 1 | -1): FunctionDeclaration {
  return fn(
    name,
    ...ordered.map(([typeName, type]) =>
      method(
        `list_${typeName}_${name}_${typeName}`,
        [listType(type)],
        type,
        (list) => {
          const [first, ...rest] = elements(list)
          if (first === undefined) return fail('InvalidArgument', `${name} called on empty list`)
          const best = rest.reduce((best: Value, value) => (order(value, best) * sign > 0 ? value : best), first)
          return best instanceof Double ? best.value : best
        },
        walking,
      ),
    ),
  )
}

function indexOf(list: readonly Value[], wanted: Value): number {
  return list.findIndex((value) => equal(value, wanted))
}

function lastIndexOf(list: readonly Value[], wanted: Value): number {
  return list.findLastIndex((value) => equal(value, wanted))
}

/** Kubernetes' own functions of lists. @see k8s.io/apiserver/pkg/cel/library/lists.go */
export const kubernetesListsLibrary: Library = {
  name: 'kubernetes.lists',
  kubernetes: { since: '1.0' },
  get functions() {
    return [
      fn(
        'isSorted',
        ...ordered.map(([name, type]) =>
          method(
            `list_${name}_is_sorted_bool`,
            [listType(type)],
            boolType,
            (list) => isSorted(elements(list)),
            walking,
          ),
        ),
      ),
      fn(
        'sum',
        ...summed.map(([name, type, zero]) =>
          method(
            `list_${name}_sum_${name}`,
            [listType(type)],
            type,
            (list) => {
              const sum = elements(list).reduce((total: Value, value) => add(total, value), zero)
              return sum instanceof Double ? sum.value : sum
            },
            walking,
          ),
        ),
      ),
      extreme('max', 1),
      extreme('min', -1),
      fn(
        'indexOf',
        method(
          'list_a_index_of_int',
          [listOfA, A],
          intType,
          (list, value) => indexOf(elements(list), value ?? null),
          walking,
        ),
      ),
      fn(
        'lastIndexOf',
        method(
          'list_a_last_index_of_int',
          [listOfA, A],
          intType,
          (list, value) => lastIndexOf(elements(list), value ?? null),
          walking,
        ),
      ),
    ]
  },
}
