import type { FunctionDeclaration } from '../library/declaration.ts'
import { scanned, searched } from '../library/work.ts'
import { compilePattern, matches } from '../regular-expression.ts'
import { boolType, stringType } from '../types.ts'
import type { Value } from '../values.ts'
import { type Extras, fn, method, plain } from './overloads.ts'

const searching = {
  steps: (text: Value, part: Value) => searched((text as string).length, (part as string).length),
}
/** A text that was put together is made whole before its end or beginning is looked at. */
const comparing = {
  steps: (text: Value, part: Value) => 2 * scanned((text as string).length + (part as string).length),
}

const patterns: Extras = {
  metered: (meter, text, source) => matches(text as string, source as string, meter),
  patternAt: 1,
  validate: ([, source]) => {
    const pattern = typeof source === 'string' ? compilePattern(source) : undefined
    return typeof pattern === 'string' ? pattern : undefined
  },
  specialize: ([, source]) => {
    const pattern = typeof source === 'string' ? compilePattern(source) : undefined
    if (pattern === undefined || typeof pattern === 'string') return undefined
    const { weight } = pattern
    if (weight === undefined)
      return {
        call: (text: Value) => pattern.test(text as string),
        metered: (meter, text) => pattern.test(text as string, meter),
      }
    return {
      call: (text: Value) => pattern.test(text as string),
      steps: (text: Value) => (text as string).length * weight,
    }
  },
}

const match = (text: Value, source: Value): Value => matches(text as string, source as string)

export function textFunctions(): readonly FunctionDeclaration[] {
  return [
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
}
