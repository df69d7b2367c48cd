import { equal, type Meter } from '../equality.ts'
import { boundsOf } from '../schema-types.ts'
import type { Expr } from '../syntax/syntax.ts'
import type { CelType } from '../types.ts'
import { isList, isPlainObject, mapGet, type Value } from '../values.ts'

/**
 * Lists that a schema declares to be sets, or maps by some of their fields: in `==` and `+` their order counts for nothing
 * and what is in both is in the result once. The operand on the left decides.
 *
 * @see k8s.io/apiserver/pkg/cel/common/values.go
 */
export type KeyedList = {
  equals(left: Value, right: Value, meter: Meter): boolean
  add(left: Value, right: Value, meter: Meter): Value
}

/** Finds the part of an expression whose type says how a list behaves: of a sum, what stands leftmost in it. */
export class Leftmost {
  /** The sum that was asked for last, which is the operand of the next in a long one. */
  #sum: Expr | undefined
  #first: Expr | undefined

  of(expr: Expr): Expr {
    let first = expr
    while (first.kind === 'call' && first.name === '_+_' && first.args[0] !== undefined)
      first = first === this.#sum && this.#first !== undefined ? this.#first : first.args[0]
    this.#sum = expr
    this.#first = first
    return first
  }
}

/** How values of a type behave, where that differs from other lists. */
export function keyedList(type: CelType | undefined): KeyedList | undefined {
  const bounds = type === undefined ? undefined : boundsOf(type)
  if (bounds?.listType === undefined) return undefined
  const { listType, listKeys } = bounds
  const keyOf = (value: Value): string =>
    JSON.stringify(listType === 'set' ? plain(value) : listKeys.map((key) => plain(fieldOf(value, key))))
  return {
    equals(left, right, meter) {
      if (!isList(left) || !isList(right)) return equal(left, right, 0, meter)
      if (left.length !== right.length) return false
      meter.charge((left.length + right.length) * perKey)
      const held = new Map(left.map((value) => [keyOf(value), value]))
      return right.every((value) => {
        const same = held.get(keyOf(value))
        return same !== undefined && (listType === 'set' || equal(same, value, 0, meter))
      })
    },
    add(left, right, meter) {
      if (!isList(left) || !isList(right)) return left
      meter.charge((left.length + right.length) * perKey)
      const sum = new Map(left.map((value) => [keyOf(value), value]))
      for (const value of right) if (listType === 'map' || !sum.has(keyOf(value))) sum.set(keyOf(value), value)
      return [...sum.values()]
    },
  }
}

/** Steps that making the key of one element takes, and looking it up. */
const perKey = 50

function fieldOf(value: Value, key: string): Value {
  return isPlainObject(value) ? (mapGet(value, key) ?? null) : null
}

/** A scalar in a form that JSON can tell from every other. */
function plain(value: Value): string {
  return `${typeof value} ${typeof value === 'object' ? '' : String(value)}`
}
