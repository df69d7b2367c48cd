import { fail } from './failure.ts'
import { CelDuration, Timestamp } from './values.ts'

const giga = 1_000_000_000n
/** Seconds of 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z. */
const firstSecond = -62_135_596_800
const lastSecond = 253_402_300_799
const maxInt64 = 2n ** 63n - 1n

/** Makes a timestamp; a failure when its year is not between 1 and 9999. */
export function timestamp(seconds: number, nanos: number): Timestamp {
  if (!(seconds >= firstSecond && seconds <= lastSecond)) return fail('Overflow', 'timestamp overflow')
  return new Timestamp(seconds, nanos)
}

/** Makes a duration; a failure when it does not fit in 64 bits of nanoseconds. */
export function duration(nanoseconds: bigint): CelDuration {
  if (nanoseconds > maxInt64 || nanoseconds < -maxInt64 - 1n) return fail('Overflow', 'duration overflow')
  return new CelDuration(nanoseconds)
}

export function addDuration(left: CelDuration, right: CelDuration): CelDuration {
  return duration(left.nanoseconds + right.nanoseconds)
}

export function timestampPlus(from: Timestamp, nanoseconds: bigint): Timestamp {
  const total = BigInt(from.seconds) * giga + BigInt(from.nanos) + nanoseconds
  const nanos = ((total % giga) + giga) % giga
  return timestamp(Number((total - nanos) / giga), Number(nanos))
}

export function subtractTimestamps(left: Timestamp, right: Timestamp): CelDuration {
  return duration(BigInt(left.seconds - right.seconds) * giga + BigInt(left.nanos - right.nanos))
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/
const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Reads an RFC 3339 time; undefined when it is none. What is finer than a nanosecond is cut. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = text.length > 128 ? null : rfc3339.exec(text)
  if (match === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = month === 2 && isLeap ? 29 : (daysOfMonth[month - 1] ?? 0)
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 59) return undefined
  const offsetHours = Number(match[9] ?? 0)
  const offsetMinutes = Number(match[10] ?? 0)
  if (offsetHours > 24 || offsetMinutes > 59) return undefined
  const offset = (offsetHours * 60 + offsetMinutes) * (match[8] === '-' ? -60 : 60)
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const seconds = date.getTime() / 1000 + hour * 3600 + minute * 60 + second - offset
  return timestamp(seconds, Number((match[7] ?? '').slice(0, 9).padEnd(9, '0')))
}

/** Prints a timestamp as RFC 3339 in UTC, with as many digits of a second as it needs. */
export function formatTimestamp({ seconds, nanos }: Timestamp): string {
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19).padStart(19, '0')
  const fraction = nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`
  return `${whole}${fraction}Z`
}

/** Prints a duration in seconds, as `string(duration)` does: `90s`, `0.001s`. */
export function formatSeconds({ nanoseconds }: CelDuration): string {
  // cel-go goes through a double, and so loses what is finer than it can hold.
  const seconds = Number(nanoseconds / giga) + Number(nanoseconds % giga) / 1e9
  return `${plainDecimal(seconds)}s`
}

/** Prints a number without an exponent. */
export function plainDecimal(value: number): string {
  const text = String(value)
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-])(\d+)$/.exec(text)
  if (match === null) return text
  const [, sign = '', first = '', rest = '', direction, exponent] = match
  const digits = first + rest
  const shift = Number(exponent)
  return direction === '-' ? `${sign}0.${'0'.repeat(shift - 1)}${digits}` : `${sign}${digits.padEnd(shift + 1, '0')}`
}

/** The calendar parts of a time in some zone. */
export type Calendar = {
  readonly year: number
  /** From 0. */
  readonly month: number
  /** From 1. */
  readonly day: number
  /** From 0. */
  readonly dayOfYear: number
  /** Sunday is 0. */
  readonly weekday: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
}

/**
 * The calendar parts of a time.
 *
 * @param zone an IANA name or an offset such as `+02:00`; UTC when absent
 */
export function calendar({ seconds }: Timestamp, zone?: string): Calendar {
  const date = new Date((seconds + (zone === undefined ? 0 : offsetOf(seconds, zone))) * 1000)
  const start = new Date(0)
  start.setUTCFullYear(date.getUTCFullYear(), 0, 1)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    dayOfYear: Math.floor((date.getTime() - start.getTime()) / 86_400_000),
    weekday: date.getUTCDay(),
    hours: date.getUTCHours(),
    minutes: date.getUTCMinutes(),
    seconds: date.getUTCSeconds(),
  }
}

/** Seconds east of UTC at a time. */
function offsetOf(seconds: number, zone: string): number {
  if (zone === '' || zone === 'UTC') return 0
  const numeric = /^([+-]?)(\d{1,2}):(\d{2})$/.exec(zone)
  if (numeric !== null) {
    const [, sign, hours, minutes] = numeric
    return (Number(hours) * 3600 + Number(minutes) * 60) * (sign === '-' ? -1 : 1)
  }
  const parts = new Map<string, number>()
  for (const { type, value } of zoneFormat(zone).formatToParts(new Date(seconds * 1000))) parts.set(type, Number(value))
  const local = new Date(0)
  local.setUTCFullYear(parts.get('year') ?? 0, (parts.get('month') ?? 1) - 1, parts.get('day') ?? 1)
  local.setUTCHours(parts.get('hour') ?? 0, parts.get('minute') ?? 0, parts.get('second') ?? 0)
  return local.getTime() / 1000 - seconds
}

/** Steps that looking a time up in a zone takes: it goes through the platform's calendar, which is slow to make. */
export function zoneSteps(zone: string): number {
  if (zone === '' || zone === 'UTC' || /^[+-]?\d/.test(zone)) return 30
  return zoneFormats.has(zone) ? 400 : 10_000
}

const zoneFormats = new Map<string, Intl.DateTimeFormat>()

function zoneFormat(zone: string): Intl.DateTimeFormat {
  const known = zoneFormats.get(zone)
  if (known !== undefined) return known
  // Names such as `local` or a bare offset mean other things to JavaScript than to the time zone database.
  if (zone.length > 64 || !/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(zone) || zone === 'Local')
    return fail('InvalidArgument', `unknown time zone ${zone.slice(0, 64)}`)
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    if (zoneFormats.size >= 100) zoneFormats.clear()
    zoneFormats.set(zone, format)
    return format
  } catch {
    return fail('InvalidArgument', `unknown time zone ${zone}`)
  }
}
