/** Doubles in decimal, rounded from their exact value to the nearest digit and from ties to the even one, as C and Go do. */

/** A finite double as `mantissa * 2^exponent`. */
function decompose(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const biased = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 }
}

/** `|value| * 10^power`, rounded to an integer. */
function scaledInteger(value: number, power: number): bigint {
  const { mantissa, exponent } = decompose(value)
  let dividend = mantissa
  let divisor = 1n
  if (exponent >= 0) dividend <<= BigInt(exponent)
  else divisor <<= BigInt(-exponent)
  if (power >= 0) dividend *= 10n ** BigInt(power)
  else divisor *= 10n ** BigInt(-power)
  const quotient = dividend / divisor
  const twice = (dividend % divisor) * 2n
  return twice > divisor || (twice === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient
}

function isNegative(value: number): boolean {
  return value < 0 || Object.is(value, -0)
}

/**
 * A finite double with a fixed number of digits after the point: `%.3f`.
 *
 * @param digits from 0 to 1,000
 */
export function fixedPoint(value: number, digits: number): string {
  const text = String(scaledInteger(value, digits)).padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  return `${isNegative(value) ? '-' : ''}${whole}${digits === 0 ? '' : `.${text.slice(-digits)}`}`
}

/** The digits and the power of ten of a finite double in scientific notation. */
export type Scientific = { readonly mantissa: string; readonly exponent: number }

/**
 * A finite double with one digit before the point and a fixed number after it: `%.3e`.
 *
 * @param digits from 0 to 1,000
 */
export function scientific(value: number, digits: number): Scientific {
  const sign = isNegative(value) ? '-' : ''
  const dress = (text: string): string => `${sign}${text.charAt(0)}${digits === 0 ? '' : `.${text.slice(1)}`}`
  if (value === 0) return { mantissa: dress('0'.repeat(digits + 1)), exponent: 0 }
  let exponent = Number(Math.abs(value).toExponential().split('e')[1])
  let text = String(scaledInteger(value, digits - exponent))
  // The shortest text may round up to the next power of ten, and so may the digits that are asked for.
  if (text.length < digits + 1) text = String(scaledInteger(value, digits - --exponent))
  if (text.length > digits + 1) text = String(scaledInteger(value, digits - ++exponent))
  return { mantissa: dress(text), exponent }
}
