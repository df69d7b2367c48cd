import { TmcError } from './errors.ts'

/** The family of suffixes a quantity was written in, which its canonical form keeps. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent'

const nano = 1_000_000_000n
const maxInt64 = 2n ** 63n - 1n

/** Powers of ten of the decimal suffixes, and powers of two of the binary ones. */
const decimalSuffixes = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
])
const binarySuffixes = new Map([
  ['Ki', 10],
  ['Mi', 20],
  ['Gi', 30],
  ['Ti', 40],
  ['Pi', 50],
  ['Ei', 60],
])
const decimalSuffixOf = new Map([...decimalSuffixes].map(([suffix, power]) => [power, suffix]))
const binarySuffixOf = new Map([...binarySuffixes].map(([suffix, power]) => [power, suffix]))

/**
 * Number, optional fraction, then a suffix or a decimal exponent. The number may be empty, which is 0, as Kubernetes reads
 * it: `m`, `.` and `-` are quantities; a text of no length is none, nor are `Pi`, `Ei` and exponents below -9 alone.
 */
const grammar = /^([+-]?)(\d*)(?:\.(\d*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,9}))?$/

/** Longest text that is looked at; the API server's own kinds allow 32 characters. */
const maxLength = 256

/** Largest decimal exponent that is computed; a larger one would only make the numbers longer, not more useful. */
const maxExponent = 300

/**
 * A Kubernetes resource quantity such as `500m`, `1.5Gi` or `1e3`: an exact number of nano units and the suffix family
 * it was written in. Immutable.
 *
 * The rules are those of Kubernetes' `resource.Quantity`: values finer than nano round away from zero, and values in
 * binary suffixes are capped at 2^63 - 1.
 */
export class Quantity {
  /** The value in billionths of a unit. */
  readonly nanos: bigint
  readonly format: QuantityFormat

  constructor(nanos: bigint, format: QuantityFormat = 'DecimalSI') {
    this.nanos = nanos
    this.format = format
  }

  static readonly zero: Quantity = new Quantity(0n)

  /**
   * Reads a quantity.
   *
   * @param value the text, or a JSON integer or decimal number
   * @throws TmcError `InvalidQuantity` when it is none
   */
  static parse(value: string | number | bigint): Quantity {
    const quantity = Quantity.tryParse(value)
    if (quantity === undefined)
      throw new TmcError('InvalidQuantity', `${JSON.stringify(String(value))} is not a quantity`, {
        hint: 'write a number with an optional suffix, such as 500m, 2, 1.5Gi or 10e3 (kilo is a lower-case k)',
      })
    return quantity
  }

  /** As {@link Quantity.parse}, but `undefined` instead of an error. */
  static tryParse(value: string | number | bigint): Quantity | undefined {
    if (typeof value === 'bigint') return new Quantity(value * nano)
    const text = typeof value === 'number' ? String(value) : value
    if (text === '' || text.length > maxLength) return undefined
    const match = grammar.exec(text)
    if (match === null) return undefined
    const [, sign, whole = '', fraction = '', suffix = '', exponent] = match
    const digits = BigInt(whole + fraction)
    const isNegative = sign === '-'
    const binary = binarySuffixes.get(suffix)
    if (whole === '' && fraction === '' && ((binary ?? 0) > 40 || Number(exponent ?? 0) < -9)) return undefined
    if (binary !== undefined) {
      const nanos = ceilDivide((digits * nano) << BigInt(binary), 10n ** BigInt(fraction.length))
      const capped = nanos > maxInt64 * nano ? maxInt64 * nano : nanos
      // Half a byte has no binary form; Kubernetes takes it for a decimal quantity from then on.
      const isPart = digits !== 0n && nanos < nano
      return new Quantity(isNegative ? -capped : capped, isPart ? 'DecimalSI' : 'BinarySI')
    }
    const power = exponent === undefined ? (decimalSuffixes.get(suffix) ?? 0) : Number(exponent)
    if (Math.abs(power) > maxExponent) return undefined
    const shift = power - fraction.length + 9
    const nanos = shift >= 0 ? digits * 10n ** BigInt(shift) : ceilDivide(digits, 10n ** BigInt(-shift))
    return new Quantity(isNegative ? -nanos : nanos, exponent === undefined ? 'DecimalSI' : 'DecimalExponent')
  }

  /** Whether the text or number is a quantity. */
  static isValid(value: string | number | bigint): boolean {
    return Quantity.tryParse(value) !== undefined
  }

  /** The sum, in this quantity's suffix family (in the other's when this one is zero, as Kubernetes does). */
  add(other: Quantity): Quantity {
    return new Quantity(this.nanos + other.nanos, this.nanos === 0n ? other.format : this.format)
  }

  /** The difference, in this quantity's suffix family (in the other's when this one is zero, as Kubernetes does). */
  subtract(other: Quantity): Quantity {
    return new Quantity(this.nanos - other.nanos, this.nanos === 0n ? other.format : this.format)
  }

  negate(): Quantity {
    return new Quantity(-this.nanos, this.format)
  }

  /** -1, 0 or 1 by value alone: `1Gi` equals `1073741824`. */
  compare(other: Quantity): -1 | 0 | 1 {
    return this.nanos < other.nanos ? -1 : this.nanos > other.nanos ? 1 : 0
  }

  isZero(): boolean {
    return this.nanos === 0n
  }

  /** The value in whole units, rounded up (towards positive infinity for positive, away from zero for negative values). */
  value(): bigint {
    return roundAway(this.nanos, nano)
  }

  /** The value in thousandths, rounded as {@link Quantity.value}. */
  milliValue(): bigint {
    return roundAway(this.nanos, 1_000_000n)
  }

  /** The canonical form: no fraction, the largest suffix of its family that needs none. */
  toString(): string {
    if (this.nanos === 0n) return '0'
    const isNegative = this.nanos < 0n
    const amount = isNegative ? -this.nanos : this.nanos
    return (isNegative ? '-' : '') + canonical(amount, this.format)
  }

  toJSON(): string {
    return this.toString()
  }
}

function canonical(nanos: bigint, format: QuantityFormat): string {
  if (format === 'BinarySI' && nanos >= 1024n * nano && nanos % nano === 0n) {
    let value = nanos / nano
    let power = 0
    while (power < 60 && value % 1024n === 0n) {
      value /= 1024n
      power += 10
    }
    return `${value}${binarySuffixOf.get(power) ?? ''}`
  }
  let value = nanos
  let power = -9
  const largest = format === 'DecimalExponent' ? Infinity : 18
  while (power < largest && value % 1000n === 0n) {
    value /= 1000n
    power += 3
  }
  if (format === 'DecimalExponent') return power === 0 ? `${value}` : `${value}e${power}`
  return `${value}${decimalSuffixOf.get(power) ?? ''}`
}

function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  return quotient * divisor === dividend ? quotient : quotient + 1n
}

function roundAway(value: bigint, unit: bigint): bigint {
  return value < 0n ? -ceilDivide(-value, unit) : ceilDivide(value, unit)
}
