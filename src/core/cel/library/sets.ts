import { isIdentity, type Meter } from '../equality.ts'
import { isIn } from '../standard/operators.ts'
import { fn, paying, plain } from '../standard/overloads.ts'
import { boolType, listType, typeParameter } from '../types.ts'
import type { Value } from '../values.ts'
import type { FunctionDeclaration, Library } from './declaration.ts'
import { one, plus, product, scaled, sizeAt, sizeOf } from './measures.ts'
import { hashed, visited } from './work.ts'

const listOfT = listType(typeParameter('T'))

/** Whether every element of one list is in another. */
function contains(meter: Meter, list: readonly Value[], part: readonly Value[]): boolean {
  const isKnown = membersOf(meter, list, part.length)
  return part.every(isKnown)
}

function intersects(meter: Meter, left: readonly Value[], right: readonly Value[]): boolean {
  if (right.length === 0) return false
  const isKnown = membersOf(meter, right, left.length)
  return left.some(isKnown)
}

/** Whether a value is in a list, for as many questions as `asked` says. */
function membersOf(meter: Meter, list: readonly Value[], asked: number): (value: Value) => boolean {
  meter.charge(visited(list.length + asked))
  if (list.length <= 8 || !list.every(isIdentity)) return (value) => isIn(value, list, meter)
  meter.charge(hashed(list.length + asked))
  const known = new Set(list)
  return (value) => (isIdentity(value) ? known.has(value) : isIn(value, list, meter))
}

function setFunction(
  name: string,
  factor: number,
  holds: (meter: Meter, left: readonly Value[], right: readonly Value[]) => boolean,
): FunctionDeclaration {
  const { call, metered } = paying((meter, left, right) =>
    holds(meter, left as readonly Value[], right as readonly Value[]),
  )
  return fn(
    `sets.${name}`,
    plain(`list_sets_${name}_list`, [listOfT, listOfT], boolType, call, {
      metered,
      cost: ([left, right]) => 1 + sizeOf(left ?? null) * sizeOf(right ?? null) * factor,
      estimate: (args) => ({ cost: plus(scaled(product(sizeAt(args, 0), sizeAt(args, 1)), factor), one) }),
    }),
  )
}

/** `cel.lib.ext.sets`: lists as sets. @see github.com/google/cel-go/ext/sets.go */
export const setsLibrary: Library = {
  name: 'sets',
  kubernetes: { since: '1.29' },
  get functions() {
    return [
      setFunction('contains', 1, contains),
      setFunction(
        'equivalent',
        2,
        (meter, left, right) => contains(meter, left, right) && contains(meter, right, left),
      ),
      setFunction('intersects', 1, intersects),
    ]
  },
}
