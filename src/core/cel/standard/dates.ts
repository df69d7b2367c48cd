import type { FunctionDeclaration } from '../library/declaration.ts'
import { type Calendar, calendar, zoneSteps } from '../time.ts'
import { durationType, intType, stringType, timestampType } from '../types.ts'
import type { CelDuration, Timestamp, Value } from '../values.ts'
import { fn, method } from './overloads.ts'

const inUtc = { steps: () => 10 }
const inZone = { steps: (_: Value, zone: Value) => zoneSteps(zone as string) }

/** A part of a time, in UTC or in a zone. */
function part(word: string, of: (calendar: Calendar) => number): FunctionDeclaration['overloads'] {
  return [
    method(`timestamp_to_${word}`, [timestampType], intType, (time: Value) => of(calendar(time as Timestamp)), inUtc),
    method(
      `timestamp_to_${word}_with_tz`,
      [timestampType, stringType],
      intType,
      (time: Value, zone: Value) => of(calendar(time as Timestamp, zone as string)),
      inZone,
    ),
  ]
}

function whole(word: string, nanoseconds: bigint): FunctionDeclaration['overloads'][number] {
  return method(`duration_to_${word}`, [durationType], intType, (value: Value) =>
    Number((value as CelDuration).nanoseconds / nanoseconds),
  )
}

export function dateFunctions(): readonly FunctionDeclaration[] {
  return [
    fn('getFullYear', ...part('year', (time) => time.year)),
    fn('getMonth', ...part('month', (time) => time.month)),
    fn('getDayOfYear', ...part('day_of_year', (time) => time.dayOfYear)),
    fn('getDayOfMonth', ...part('day_of_month', (time) => time.day - 1)),
    fn('getDate', ...part('day_of_month_1_based', (time) => time.day)),
    fn('getDayOfWeek', ...part('day_of_week', (time) => time.weekday)),
    fn('getHours', ...part('hours', (time) => time.hours), whole('hours', 3_600_000_000_000n)),
    fn('getMinutes', ...part('minutes', (time) => time.minutes), whole('minutes', 60_000_000_000n)),
    fn('getSeconds', ...part('seconds', (time) => time.seconds), whole('seconds', 1_000_000_000n)),
    fn(
      'getMilliseconds',
      method('timestamp_to_milliseconds', [timestampType], intType, (time: Value) =>
        Math.floor((time as Timestamp).nanos / 1_000_000),
      ),
      method(
        'timestamp_to_milliseconds_with_tz',
        [timestampType, stringType],
        intType,
        (time: Value, zone: Value) => {
          // The zone changes nothing but must exist.
          calendar(time as Timestamp, zone as string)
          return Math.floor((time as Timestamp).nanos / 1_000_000)
        },
        inZone,
      ),
      method('duration_to_milliseconds', [durationType], intType, (value: Value) =>
        Number((value as CelDuration).nanoseconds / 1_000_000n),
      ),
    ),
  ]
}
