import { sizeOf } from '../library/measures.ts'
import { OpaqueValue, type Value } from '../values.ts'

/** Cost of looking at one character, and of one character of a pattern. @see cel-go, common/cost.go */
const perCharacter = 0.1
const perPatternCharacter = 0.25

/** Cost of making a list and a map. */
export const listCost = 10
export const mapCost = 30

/** Cost units of functions of the language itself whose work grows with their arguments; undefined for all others: 1. */
export function standardCost(id: string, args: readonly (Value | undefined)[]): number | undefined {
  const [first, second] = args
  switch (id) {
    case 'starts_with_string':
    case 'ends_with_string':
    case 'string_to_bytes':
    case 'bytes_to_string':
      return Math.ceil(size(first) * perCharacter)
    case 'in_list':
      return size(second)
    case 'less_string':
    case 'less_equals_string':
    case 'greater_string':
    case 'greater_equals_string':
    case 'less_bytes':
    case 'less_equals_bytes':
    case 'greater_bytes':
    case 'greater_equals_bytes':
    case 'equals':
      if (first instanceof OpaqueValue) return 1
      return Math.ceil(Math.min(size(first), size(second)) * perCharacter)
    case 'not_equals':
      return Math.ceil(Math.min(size(first), size(second)) * perCharacter)
    case 'add_string':
    case 'add_bytes':
      return Math.ceil((size(first) + size(second)) * perCharacter)
    case 'matches_string':
      return Math.ceil((1 + size(first)) * perCharacter) * Math.ceil(size(second) * perPatternCharacter)
    case 'contains_string':
      return Math.ceil(size(first) * perCharacter) * Math.ceil(size(second) * perCharacter)
    default:
      return undefined
  }
}

/** An argument that failed counts as a scalar. */
function size(value: Value | undefined): number {
  return value === undefined ? 1 : sizeOf(value)
}
