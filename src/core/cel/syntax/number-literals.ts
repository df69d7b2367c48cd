import { Token, type TokenKind } from './lexer.ts'
import { double, int, uint, type Value } from '../values.ts'

/** A number written out that no type can hold. */
export type BadNumber = {
  readonly message: string
  readonly hint?: string
  /** What is read in its place, so that the rest can be checked. */
  readonly instead: Value
}

/** The value of the digits of a token, of exactly the type they are written as. */
export function numberValue(kind: TokenKind, sign: '' | '-', text: string): Value | BadNumber {
  if (kind === Token.Double) {
    const value = Number(sign + text)
    return Number.isFinite(value) ? double(value) : new BadLiteral('double', undefined, double(0))
  }
  const magnitude = text.length < 16 ? Number(text) : BigInt(text)
  if (kind === Token.Uint)
    return magnitude <= 18446744073709551615n
      ? uint(magnitude)
      : new BadLiteral('uint', 'uint goes from 0 to 18446744073709551615', uint(0))
  if (typeof magnitude === 'number') return sign === '-' ? 0 - magnitude : magnitude
  const value = sign === '-' ? -magnitude : magnitude
  if (value >= -9223372036854775808n && value <= 9223372036854775807n) return int(value)
  return new BadLiteral('int', 'int goes from -9223372036854775808 to 9223372036854775807', 0)
}

/** Whether reading a number failed. */
export function isBadNumber(value: Value | BadNumber): value is BadNumber {
  return value instanceof BadLiteral
}

class BadLiteral implements BadNumber {
  readonly message: string
  readonly hint?: string
  readonly instead: Value

  constructor(type: string, hint: string | undefined, instead: Value) {
    this.message = `invalid ${type} literal`
    if (hint !== undefined) this.hint = hint
    this.instead = instead
  }
}
