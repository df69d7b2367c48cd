import { isCelError, isCelList, isCelMap, isCelUint, run } from '@bufbuild/cel'
import {
  boolType,
  CelFailure,
  double,
  doubleOf,
  doubleType,
  environment,
  intType,
  isDouble,
  isInt,
  isList,
  isMap,
  listType,
  mapEntries,
  mapType,
  stringType,
  Uint,
  type Value,
} from '../../src/core/cel/index.ts'
import { generatedVariables } from './generator.ts'

const env = environment({
  variables: {
    b: boolType,
    i: intType,
    d: doubleType,
    s: stringType,
    li: listType(intType),
    ls: listType(stringType),
    m: mapType(stringType, intType),
  },
  allowMixedLiterals: true,
})
const { i, d, li, m, ...same } = generatedVariables
const bindings = {
  ...same,
  i: Number(i),
  d: double(d),
  li: li.map(Number),
  m: new Map([...m].map(([key, value]) => [key, Number(value)])),
}

/** What an expression came to, in words that can be compared; errors by their message. */
export type Outcome = { readonly value: string } | { readonly error: string }

/** What we make of an expression. */
export function ourOutcome(expression: string): Outcome {
  const program = env.compile(expression)
  const value = program.attempt(bindings)
  return value instanceof CelFailure ? { error: value.message } : { value: ours(value) }
}

/** What the other implementation makes of it. */
export function theirOutcome(expression: string): Outcome {
  const value = run(expression, generatedVariables)
  return isCelError(value) ? { error: value.message } : { value: theirs(value) }
}

const number = (value: number): string => (Object.is(value, -0) ? '-0d' : `${value}d`)

function ours(value: Value): string {
  if (isInt(value)) return String(value)
  if (isDouble(value)) return number(doubleOf(value))
  if (value instanceof Uint) return `${value.value}u`
  if (isList(value)) return `[${value.map(ours).join(', ')}]`
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (!isMap(value)) return 'something else'
  return `{${mapEntries(value)
    .map(([key, one]) => `${ours(key)}: ${ours(one)}`)
    .sort()
    .join(', ')}}`
}

function theirs(value: unknown): string {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return number(value)
  if (isCelUint(value)) return `${value.value}u`
  if (isCelList(value)) return `[${Array.from(value, theirs).join(', ')}]`
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (!isCelMap(value)) return 'something else'
  return `{${Array.from(value, ([key, one]) => `${theirs(key)}: ${theirs(one)}`)
    .sort()
    .join(', ')}}`
}
