import type { FunctionDeclaration } from '../library/declaration.ts'
import { compilePattern, matches, unfolded } from '../regular-expression.ts'
import { boolType, stringType } from '../types.ts'
import type { Value } from '../values.ts'
import { type Extras, fn, method, plain } from './overloads.ts'

/** Searching may compare each character of one text with many of the other. */
const searching = {
  steps: (text: Value, part: Value) => ((text as string).length * (part as string).length) / 50,
}
const comparing = { steps: (_text: Value, part: Value) => (part as string).length / 100 }

const patterns: Extras = {
  steps: (text, source) => {
    const pattern = compilePattern(source as string)
    return (text as string).length * (typeof pattern === 'string' ? 0 : pattern.weight) + unfolded(source as string) / 4
  },
  validate: ([, source]) => {
    const pattern = typeof source === 'string' ? compilePattern(source) : undefined
    return typeof pattern === 'string' ? pattern : undefined
  },
  specialize: ([, source]) => {
    const pattern = typeof source === 'string' ? compilePattern(source) : undefined
    if (pattern === undefined || typeof pattern === 'string') return undefined
    const { weight } = pattern
    return {
      call: (text: Value) => pattern.test(text as string),
      steps: (text: Value) => (text as string).length * weight,
    }
  },
}

const match = (text: Value, source: Value): Value => matches(text as string, source as string)

export const textFunctions = (): readonly FunctionDeclaration[] => [
  fn(
    'contains',
    method(
      'contains_string',
      [stringType, stringType],
      boolType,
      (text, part) => (text as string).includes(part as string),
      searching,
    ),
  ),
  fn(
    'endsWith',
    method(
      'ends_with_string',
      [stringType, stringType],
      boolType,
      (text, part) => (text as string).endsWith(part as string),
      comparing,
    ),
  ),
  fn(
    'startsWith',
    method(
      'starts_with_string',
      [stringType, stringType],
      boolType,
      (text, part) => (text as string).startsWith(part as string),
      comparing,
    ),
  ),
  fn(
    'matches',
    plain('matches', [stringType, stringType], boolType, match, patterns),
    method('matches_string', [stringType, stringType], boolType, match, patterns),
  ),
]
