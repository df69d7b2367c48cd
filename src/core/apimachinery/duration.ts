import { TmcError } from './errors.ts'

const units = new Map<string, bigint>([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n], // U+00B5
  ['μs', 1_000n], // U+03BC
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
])
const part = /(\d*)(?:\.(\d*))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/y
const largest = 2n ** 63n - 1n

/**
 * Reads a duration as Go's `time.ParseDuration` does: signed numbers with units, such as `30s`, `1h15m` or `1.5h`.
 *
 * @returns nanoseconds, between -2^63 and 2^63 - 1 (about 292 years)
 * @throws TmcError `InvalidDuration`
 */
export function parseDuration(text: string): bigint {
  const duration = tryParseDuration(text)
  if (duration === undefined)
    throw new TmcError('InvalidDuration', `${JSON.stringify(text)} is not a duration`, {
      hint: 'write numbers with units ns, us, ms, s, m or h, such as 30s, 10m or 1h30m',
    })
  return duration
}

/** As {@link parseDuration}, but `undefined` instead of an error. */
export function tryParseDuration(text: string): bigint | undefined {
  if (text.length > 128) return undefined
  const isNegative = text.startsWith('-')
  let at = isNegative || text.startsWith('+') ? 1 : 0
  if (text.slice(at) === '0') return 0n
  if (at === text.length) return undefined
  let total = 0n
  while (at < text.length) {
    part.lastIndex = at
    const match = part.exec(text)
    if (match === null) return undefined
    const [whole, integer = '', fraction = '', unit = ''] = match
    if (integer === '' && fraction === '') return undefined
    const scale = units.get(unit) ?? 0n
    total += BigInt(integer === '' ? '0' : integer) * scale
    if (fraction !== '') total += fractionOf(fraction, Number(scale))
    at += whole.length
  }
  if (total > largest + (isNegative ? 1n : 0n)) return undefined
  return isNegative ? -total : total
}

/**
 * Nanoseconds in a fraction of a unit, computed as Go computes them: as many digits as 63 bits hold, in floating point, and
 * what is finer than a nanosecond cut off.
 */
function fractionOf(digits: string, unit: number): bigint {
  let value = 0n
  let scale = 1
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit)
    if (next > 2n ** 63n) break
    value = next
    scale *= 10
  }
  return BigInt(Math.trunc(Number(value) * (unit / scale)))
}

/**
 * Prints a duration as Go's `Duration.String` does: `1h15m30.918s`, `1.5ms`, `0s`.
 *
 * @param nanoseconds between -2^63 and 2^63 - 1
 */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s'
  const sign = nanoseconds < 0n ? '-' : ''
  const amount = nanoseconds < 0n ? -nanoseconds : nanoseconds
  if (amount < 1_000n) return `${sign}${amount}ns`
  if (amount < 1_000_000n) return `${sign}${decimal(amount, 1_000n)}µs`
  if (amount < 1_000_000_000n) return `${sign}${decimal(amount, 1_000_000n)}ms`
  const minutes = amount / 60_000_000_000n
  const seconds = decimal(amount % 60_000_000_000n, 1_000_000_000n)
  if (minutes === 0n) return `${sign}${seconds}s`
  const hours = minutes / 60n
  return hours === 0n ? `${sign}${minutes}m${seconds}s` : `${sign}${hours}h${minutes % 60n}m${seconds}s`
}

function decimal(amount: bigint, unit: bigint): string {
  const whole = amount / unit
  const rest = amount % unit
  if (rest === 0n) return `${whole}`
  return `${whole}.${String(rest + unit)
    .slice(1)
    .replace(/0+$/, '')}`
}
