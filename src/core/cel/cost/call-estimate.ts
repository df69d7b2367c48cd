import type { CallEstimate, Range } from '../library/declaration.ts'
import type { Expr } from '../syntax/syntax.ts'
import { free, one, plus, scaled, times, union } from './ranges.ts'
import type { Sizes } from './sizes.ts'

const perCharacter = 0.1
const perPatternCharacter = 0.25

/** A call of a function of the language itself, with what its arguments cost. */
export type StandardCall = {
  readonly id: string
  readonly target: Expr | undefined
  readonly args: readonly Expr[]
  readonly costs: readonly Range[]
  /** The costs together. */
  readonly inner: Range
}

/** What a call of one overload of the language itself costs, arguments included, and how large its result is. */
export function standardEstimate({ id, target, args, costs, inner }: StandardCall, sizes: Sizes): CallEstimate {
  const [first, second, third] = args
  switch (id) {
    case 'string_to_bytes':
    case 'bytes_to_string': {
      const size = sizes.of(first)
      const resultSize =
        id === 'string_to_bytes'
          ? { min: size.min, max: size.max * 4 }
          : { min: Math.floor(size.min / 4), max: size.max }
      return { cost: plus(scaled(size, perCharacter), inner), resultSize }
    }
    case 'starts_with_string':
    case 'ends_with_string':
      return { cost: plus(scaled(sizes.of(first), perCharacter), inner) }
    case 'in_list':
      return { cost: plus(sizes.of(second), inner) }
    case 'matches_string': {
      const text = scaled(plus(sizes.of(target), one), perCharacter)
      return { cost: plus(times(text, scaled(sizes.of(first), perPatternCharacter)), inner) }
    }
    case 'contains_string': {
      const text = scaled(sizes.of(target), perCharacter)
      return { cost: plus(times(text, scaled(sizes.of(first), perCharacter)), inner) }
    }
    case 'logical_and':
    case 'logical_or':
      return { cost: { min: costs[0]?.min ?? 0, max: inner.max } }
    case 'conditional': {
      const [condition = free, whenTrue = free, whenFalse = free] = costs
      return {
        cost: plus(condition, union(whenTrue, whenFalse)),
        resultSize: union(sizes.of(second), sizes.of(third)),
      }
    }
    case 'add_string':
    case 'add_bytes':
    case 'add_list': {
      const resultSize = plus(sizes.of(first), sizes.of(second))
      const own = id === 'add_list' ? one : scaled(resultSize, perCharacter)
      return { cost: plus(own, inner), resultSize }
    }
    case 'equals':
    case 'not_equals': {
      const opaque = id === 'equals' ? opaqueEquality(first, second, sizes) : undefined
      return { cost: plus(opaque ?? comparison(first, second, sizes), inner) }
    }
    case 'less_string':
    case 'less_equals_string':
    case 'greater_string':
    case 'greater_equals_string':
    case 'less_bytes':
    case 'less_equals_bytes':
    case 'greater_bytes':
    case 'greater_equals_bytes':
      return { cost: plus(comparison(first, second, sizes), inner) }
    default:
      return { cost: plus(one, inner) }
  }
}

function comparison(left: Expr | undefined, right: Expr | undefined, sizes: Sizes): Range {
  const max = Math.min(sizes.of(left).max, sizes.of(right).max)
  return scaled({ min: max > 0 ? 1 : 0, max }, perCharacter)
}

/** Equality of Kubernetes' own types costs little, whatever their size. */
function opaqueEquality(left: Expr | undefined, right: Expr | undefined, sizes: Sizes): Range | undefined {
  if (left === undefined || right === undefined) return undefined
  const [type, other] = [sizes.typeOf(left), sizes.typeOf(right)]
  if (type.kind !== 'opaque' || other.kind !== 'opaque' || type.name !== other.name) return undefined
  switch (type.name) {
    case 'net.IP':
    case 'net.CIDR':
    case 'kubernetes.Quantity':
    case 'kubernetes.Semver':
      return one
    case 'kubernetes.NamedFormat':
      return scaled({ min: 1, max: 64 }, perCharacter)
    case 'kubernetes.URL':
      return scaled({ min: 1, max: sizes.known(right)?.max ?? 1 }, perCharacter)
    default:
      return undefined
  }
}
