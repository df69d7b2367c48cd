import type { Quantity } from '../../apimachinery/index.ts'

/**
 * How Kubernetes holds a quantity: as a 64-bit amount times a power of ten while it can, else as an arbitrary decimal. Its
 * `isInteger()` looks at this and not at the value: `1.0` and `1Pi` are no integers to it, `1` and `1Ti` are.
 */
export type ScaledAmount = { readonly amount: bigint; readonly scale: number }

const maxInt64 = 2n ** 63n - 1n
const held = new WeakMap<Quantity, ScaledAmount | null>()

/** Notes how a quantity is held; undefined for an arbitrary decimal. */
export function remember(quantity: Quantity, amount: ScaledAmount | undefined): Quantity {
  held.set(quantity, amount ?? null)
  return quantity
}

/** How a quantity is held; one that was not made by `quantity()` is as if read from its canonical text. */
export function scaledAmount(quantity: Quantity): ScaledAmount | undefined {
  const known = held.get(quantity)
  return known === undefined ? scaledOf(quantity.toString()) : (known ?? undefined)
}

const decimal = new Map([
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
const binary = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

/** How the text of a valid quantity is held. @see k8s.io/apimachinery/pkg/api/resource, ParseQuantity */
export function scaledOf(text: string): ScaledAmount | undefined {
  const match = /^([+-]?)0*(\d*)(?:\.(\d*))?([A-Za-z]*)([+-]?\d*)$/.exec(text)
  if (match === null) return undefined
  const [, sign, digits = '', fraction = '', suffix = '', exponent = ''] = match
  const whole = digits === '' ? '0' : digits
  const power = 10 * (binary.indexOf(suffix) + 1)
  let amount: bigint
  let scale = 0
  if (power > 0) {
    if (fraction !== '' || 14 - whole.length - Math.trunc((power * 3) / 10) < 0) return undefined
    amount = BigInt(whole) << BigInt(power)
  } else {
    if (18 - whole.length - fraction.length < 0) return undefined
    scale = (exponent === '' ? (decimal.get(suffix) ?? 0) : Number(exponent)) - fraction.length
    if (scale < -9) return undefined
    amount = BigInt(whole + fraction)
  }
  return amount > maxInt64 ? undefined : { amount: sign === '-' ? -amount : amount, scale }
}

/** The sum as Kubernetes holds it: in the finer of the two scales, unless that does not fit. */
export function sum(left: ScaledAmount | undefined, right: ScaledAmount | undefined): ScaledAmount | undefined {
  if (left === undefined || right === undefined) return undefined
  if (right.amount === 0n) return left
  if (left.amount === 0n) return right
  const scale = Math.min(left.scale, right.scale)
  const [a, b] = [scaleUp(left.amount, left.scale - scale), scaleUp(right.amount, right.scale - scale)]
  if (a === undefined || b === undefined) return undefined
  return fits(a + b) ? { amount: a + b, scale } : undefined
}

/** An amount times a power of ten; undefined when it leaves 64 bits. */
export function scaleUp(amount: bigint, power: number): bigint | undefined {
  if (amount === 0n) return 0n
  if (power > 18) return undefined
  const scaled = amount * 10n ** BigInt(power)
  return fits(scaled) ? scaled : undefined
}

/** The value as a double, computed the way Kubernetes does: `0.3` is 3 * 0.1, and so a little more than 0.3. */
export function approximate(quantity: Quantity): number {
  const { amount, scale } = scaledAmount(quantity) ?? { amount: quantity.nanos, scale: -9 }
  return scale === 0 ? Number(amount) : Number(amount) * Number(`1e${scale}`)
}

function fits(amount: bigint): boolean {
  return amount <= maxInt64 && amount >= -maxInt64 - 1n
}
