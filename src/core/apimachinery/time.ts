import { TmcError } from './errors.ts'

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9})\d*)?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/

/**
 * Reads an RFC 3339 time such as `2026-01-31T12:00:00Z` or `2026-01-31T14:00:00.123456+02:00`.
 *
 * @returns milliseconds since 1970; what is finer is cut off
 * @throws TmcError `InvalidTime`
 */
export function parseTime(text: string): number {
  const time = tryParseTime(text)
  if (time === undefined)
    throw new TmcError('InvalidTime', `${JSON.stringify(text)} is not a time`, {
      hint: 'write RFC 3339, such as 2026-01-31T12:00:00Z',
    })
  return time
}

/** As {@link parseTime}, but `undefined` instead of an error. */
export function tryParseTime(text: string): number | undefined {
  const match = rfc3339.exec(text)
  if (match === null) return undefined
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = '', sign, hours, minutes] =
    match
  const isInRange = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
  if (!isInRange || Number(hours ?? 0) > 23 || Number(minutes ?? 0) > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined
  const millis = Number(fraction.slice(0, 3).padEnd(3, '0'))
  const offset = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  return date.getTime() + ((Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second)) * 1000 + millis
}

/** Prints a time as `metav1.Time` does: UTC, whole seconds, `2026-01-31T12:00:00Z`. @param millis since 1970 */
export function formatTime(millis: number): string {
  return `${new Date(Math.floor(millis / 1000) * 1000).toISOString().slice(0, 19)}Z`
}

/** Prints a time as `metav1.MicroTime` does: UTC, six digits of a second, as leases carry it. @param millis since 1970 */
export function formatMicroTime(millis: number): string {
  return `${new Date(millis).toISOString().slice(0, 23)}000Z`
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const year = 365 * day

/**
 * Prints an age with two or three significant figures, as kubectl does: `45s`, `3m20s`, `5d3h`, `2y40d`. Up to two seconds
 * in the future count as now, more is `<invalid>`.
 *
 * @param millis how long ago, in milliseconds
 */
export function humanDuration(millis: number): string {
  if (millis <= -2 * second) return '<invalid>'
  if (millis < 0) return '0s'
  if (millis < 2 * minute) return `${whole(millis, second)}s`
  if (millis < 10 * minute) return twoUnits(millis, minute, 'm', second, 's')
  if (millis < 3 * hour) return `${whole(millis, minute)}m`
  if (millis < 8 * hour) return twoUnits(millis, hour, 'h', minute, 'm')
  if (millis < 2 * day) return `${whole(millis, hour)}h`
  if (millis < 8 * day) return twoUnits(millis, day, 'd', hour, 'h')
  if (millis < 2 * year) return `${whole(millis, day)}d`
  if (millis < 8 * year) return twoUnits(millis, year, 'y', day, 'd')
  return `${whole(millis, year)}y`
}

/**
 * How old something is, as kubectl's AGE column says it: `<unknown>` without a time, `<invalid>` for a time that is none or
 * lies ahead.
 *
 * @param time RFC 3339
 * @param now milliseconds since 1970
 */
export function ageOf(time: string | null | undefined, now: number): string {
  if (time === undefined || time === null || time === '') return '<unknown>'
  const millis = tryParseTime(time)
  return millis === undefined ? '<invalid>' : humanDuration(now - millis)
}

function whole(millis: number, unit: number): number {
  return Math.floor(millis / unit)
}

function twoUnits(millis: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = whole(millis % large, small)
  return rest === 0 ? `${whole(millis, large)}${largeName}` : `${whole(millis, large)}${largeName}${rest}${smallName}`
}
