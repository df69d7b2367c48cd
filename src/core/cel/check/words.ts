import type { OverloadEntry } from '../declarations.ts'
import { type Call, type Expr, firstOperand } from '../syntax/syntax.ts'
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  dynType,
  formatType,
  intType,
  nullType,
  quantityType,
  stringType,
  timestampType,
  typeType,
  uintType,
} from '../types.ts'
import { typeName, type Value } from '../values.ts'
import type { Checked } from './findings.ts'

/**
 * What a node evaluates before anything else, once it is known which chains of selections are a name, and which receivers
 * are part of one.
 */
export function operandBelow(expr: Expr, { references }: Pick<Checked, 'references'>): Expr | undefined {
  const reference = references[expr.id]
  if (expr.kind === 'select' && reference !== undefined) return undefined
  return reference?.kind === 'function' && reference.isQualified ? undefined : firstOperand(expr)
}

/** Where a call or an operator itself stands in the text. */
export function at(expr: Call): { start: number; end: number } {
  const written = operatorText.get(expr.name) ?? expr.name.replace(/^\./, '')
  return { start: expr.at, end: expr.at + written.length }
}

const operatorText = new Map<string, string>([
  ...['==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '&&', '||'].map((text): [string, string] => [
    `_${text}_`,
    text,
  ]),
  ['@in', 'in'],
  ['!_', '!'],
  ['-_', '-'],
  ['_[_]', '['],
  ['_[?_]', '[?'],
  ['_?._', '?'],
  ['_?_:_', '?'],
])

/** Types that are the same when their kinds are. */
export function isScalar(type: CelType): boolean {
  switch (type.kind) {
    case 'null':
    case 'bool':
    case 'int':
    case 'uint':
    case 'double':
    case 'string':
    case 'bytes':
    case 'timestamp':
    case 'duration':
      return true
    default:
      return false
  }
}

/** Whether two types print alike. */
export function sameShape(left: CelType, right: CelType): boolean {
  return left === right || formatType(left) === formatType(right)
}

/** Whether values of a type may be keys of a map. */
export function isKey(type: CelType): boolean {
  return ['string', 'int', 'uint', 'bool', 'dyn', 'error'].includes(type.kind)
}

/** How a function is called, as a hint shows it: `string.charAt(int)`. */
export function signatureOf({ overload, name }: OverloadEntry): string {
  const types = overload.parameters.map(formatType)
  return overload.isMember === true
    ? `${types[0] ?? ''}.${name}(${types.slice(1).join(', ')})`
    : `${name}(${types.join(', ')})`
}

/** Advice for an operator between two kinds of number. */
export function mixedNumbers([left = '', right = '']: readonly string[]): string | undefined {
  const numbers = ['int', 'uint', 'double']
  if (left !== right && numbers.includes(left) && numbers.includes(right))
    return `convert one side: ${left}(\u2026) or ${right}(\u2026)`
  if (left === 'string' && numbers.includes(right)) return 'convert the number with string(\u2026)'
  if (right === 'string' && numbers.includes(left)) return 'convert the number with string(\u2026)'
  if (left === 'kubernetes.Quantity' || right === 'kubernetes.Quantity')
    return 'quantities compare with isLessThan, isGreaterThan and compareTo'
  return undefined
}

/** The type of what is written out. */
export function literalType(value: Value): CelType {
  switch (typeName(value)) {
    case 'string':
      return stringType
    case 'bool':
      return boolType
    case 'int':
      return intType
    case 'uint':
      return uintType
    case 'double':
      return doubleType
    case 'bytes':
      return bytesType
    case 'null_type':
      return nullType
    case 'google.protobuf.Timestamp':
      return timestampType
    case 'google.protobuf.Duration':
      return durationType
    case 'kubernetes.Quantity':
      return quantityType
    case 'type':
      return typeType(dynType)
    default:
      return dynType
  }
}
