import { isIn } from '../standard/operators.ts'
import { fn, plain } from '../standard/overloads.ts'
import { boolType, listType, typeParameter } from '../types.ts'
import { isInt, type Value } from '../values.ts'
import type { FunctionDeclaration, Library } from './declaration.ts'
import { one, plus, product, scaled, sizeAt, sizeOf } from './measures.ts'

const listOfT = listType(typeParameter('T'))

/** Whether every element of one list is in another. */
function contains(list: readonly Value[], part: readonly Value[]): boolean {
  const known = list.length > 8 ? hashable(list) : undefined
  return part.every((value) => (known !== undefined && isKey(value) ? known.has(value) : isIn(value, list)))
}

function intersects(left: readonly Value[], right: readonly Value[]): boolean {
  const known = right.length > 8 ? hashable(right) : undefined
  return left.some((value) => (known !== undefined && isKey(value) ? known.has(value) : isIn(value, right)))
}

/** Texts, booleans and ints are equal when they are identical. */
function isKey(value: Value): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || isInt(value)
}

function hashable(list: readonly Value[]): Set<Value> | undefined {
  return list.every(isKey) ? new Set(list) : undefined
}

function setFunction(
  name: string,
  factor: number,
  holds: (left: readonly Value[], right: readonly Value[]) => boolean,
): FunctionDeclaration {
  return fn(
    `sets.${name}`,
    plain(
      `list_sets_${name}_list`,
      [listOfT, listOfT],
      boolType,
      (left, right) => holds(left as readonly Value[], right as readonly Value[]),
      {
        cost: ([left, right]) => 1 + sizeOf(left ?? null) * sizeOf(right ?? null) * factor,
        estimate: (args) => ({ cost: plus(scaled(product(sizeAt(args, 0), sizeAt(args, 1)), factor), one) }),
        steps: (left, right) => ((left as readonly Value[]).length * (right as readonly Value[]).length * factor) / 4,
      },
    ),
  )
}

/** `cel.lib.ext.sets`: lists as sets. @see github.com/google/cel-go/ext/sets.go */
export const setsLibrary: Library = {
  name: 'sets',
  kubernetes: { since: '1.29' },
  get functions() {
    return [
      setFunction('contains', 1, contains),
      setFunction('equivalent', 2, (left, right) => contains(left, right) && contains(right, left)),
      setFunction('intersects', 1, intersects),
    ]
  },
}
