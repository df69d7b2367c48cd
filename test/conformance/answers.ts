import {
  boolType,
  CelDuration,
  type CelType,
  doubleOf,
  doubleType,
  dynType,
  environment,
  intType,
  isDouble,
  isInt,
  isList,
  isMap,
  listType,
  mapEntries,
  mapType,
  OpaqueValue,
  Optional,
  stringType,
  Timestamp,
  typeName,
  TypeValue,
  Uint,
  type Value,
} from '../../src/core/cel/index.ts'
import { isJsonObject, type JsonValue, Quantity, TmcError } from '../../src/core/apimachinery/index.ts'
import { formatDouble } from '../../src/core/cel/standard/conversions.ts'
import { formatSeconds, formatTimestamp } from '../../src/core/cel/time.ts'
import { NamedFormat } from '../../src/core/cel/library/named-formats.ts'
import type { Question } from './questions.ts'

/** What the Go program under test/e2e/cel-costs says of a question. */
export type Answer =
  | { readonly value: string; readonly cost: number }
  | { readonly error: string; readonly cost: number }
  | { readonly invalid: string }

/** What a declaration would say of a value: lists of one type keep it, everything mixed is `dyn`. */
function typeOf(value: JsonValue): CelType {
  if (typeof value === 'string') return stringType
  if (typeof value === 'boolean') return boolType
  if (typeof value === 'number') return Number.isSafeInteger(value) ? intType : doubleType
  if (Array.isArray(value)) return listType(common(value))
  return isJsonObject(value) ? mapType(stringType, common(Object.values(value))) : dynType
}

function common(values: readonly JsonValue[]): CelType {
  const types = values.map(typeOf)
  const [first] = types
  return first !== undefined && types.every((type) => JSON.stringify(type) === JSON.stringify(first)) ? first : dynType
}

/** Our answer, in the same words. */
export function answerOf({ expression, variables = {} }: Question): Answer {
  const env = environment({
    kubernetes: '1.36',
    variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, typeOf(value)])),
  })
  let program
  try {
    program = env.compile(expression)
  } catch (error) {
    if (error instanceof TmcError) return { invalid: error.message }
    throw error
  }
  const { value, failure, cost } = program.evaluateCosted(variables)
  return failure === undefined ? { value: printed(value), cost } : { error: failure.message, cost }
}

/** Writes a value the way a literal of it would read. */
function printed(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Uint8Array) return `b${JSON.stringify(new TextDecoder().decode(value))}`
  if (isInt(value)) return String(value)
  if (isDouble(value)) return `double(${formatDouble(doubleOf(value))})`
  if (typeof value === 'boolean') return String(value)
  if (value === null) return 'null'
  if (value instanceof Uint) return `${value.value}u`
  if (value instanceof Timestamp) return formatTimestamp(value)
  if (value instanceof CelDuration) return formatSeconds(value)
  if (value instanceof Quantity) return value.toString()
  if (value instanceof TypeValue) return 'type'
  if (value instanceof Optional)
    return value.value === undefined ? 'optional.none()' : `optional.of(${printed(value.value)})`
  if (isList(value)) return `[${value.map(printed).join(', ')}]`
  if (isMap(value)) {
    const parts = mapEntries(value).map(([key, one]) => `${printed(key)}: ${printed(one)}`)
    return `{${parts.sort().join(', ')}}`
  }
  if (value instanceof NamedFormat) return value.typeName
  return value instanceof OpaqueValue ? value.toString() : typeName(value)
}
