import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ageOf,
  formatMicroTime,
  formatTime,
  humanDuration,
  parseTime,
  tryParseTime,
} from '../../src/core/apimachinery/index.ts'

describe('times', () => {
  test.each([
    ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00Z'],
    ['2026-01-31T14:00:00+02:00', '2026-01-31T12:00:00Z'],
    ['2026-01-31t00:30:00.999999999z', '2026-01-31T00:30:00Z'],
    ['2026-01-01T00:00:00-00:30', '2026-01-01T00:30:00Z'],
    ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
  ])('%s is %s', (text, utc) => {
    expect(formatTime(parseTime(text))).toBe(utc)
  })

  test('micro times have six digits', () => {
    expect(formatMicroTime(parseTime('2026-01-31T12:00:00.123456Z'))).toBe('2026-01-31T12:00:00.123000Z')
  })

  test.each([
    '',
    '2026-01-31',
    '2026-01-31T12:00:00',
    '2026-02-29T12:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-31T24:00:00Z',
    '2026-01-31T12:60:00Z',
    '2026-01-31T12:00:60Z',
    '2026-01-31T12:00:00+24:00',
    '2026-01-31 12:00:00Z',
    '2026-1-1T00:00:00Z',
    '2026-01-31T12:00:00.Z',
  ])('%j is no time', (text) => {
    expect(tryParseTime(text)).toBeUndefined()
    expect(() => parseTime(text)).toThrow('is not a time')
  })

  test('what is printed reads back, to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1970), max: Date.UTC(9999) }), (millis) => {
        expect(parseTime(formatTime(millis))).toBe(Math.floor(millis / 1000) * 1000)
        expect(parseTime(formatMicroTime(millis))).toBe(millis)
      }),
    )
  })
})

describe('ages', () => {
  const second = 1000
  const minute = 60 * second
  const hour = 60 * minute
  const day = 24 * hour
  /** As Kubernetes' HumanDuration prints them. */
  test.each([
    [-2 * second, '<invalid>'],
    [-1999, '0s'],
    [-1, '0s'],
    [0, '0s'],
    [999, '0s'],
    [119 * second, '119s'],
    [2 * minute, '2m'],
    [2 * minute + second, '2m1s'],
    [10 * minute - 1, '9m59s'],
    [10 * minute + 30 * second, '10m'],
    [3 * hour - 1, '179m'],
    [3 * hour, '3h'],
    [3 * hour + 5 * minute, '3h5m'],
    [8 * hour - 1, '7h59m'],
    [8 * hour + 5 * minute, '8h'],
    [2 * day - 1, '47h'],
    [2 * day, '2d'],
    [5 * day + 3 * hour, '5d3h'],
    [8 * day - 1, '7d23h'],
    [8 * day + 5 * hour, '8d'],
    [2 * 365 * day - 1, '729d'],
    [2 * 365 * day, '2y'],
    [2 * 365 * day + 40 * day, '2y40d'],
    [8 * 365 * day + 40 * day, '8y'],
  ])('%d ms is %s', (millis, text) => {
    expect(humanDuration(millis)).toBe(text)
  })

  test.each([
    [undefined, '<unknown>'],
    [null, '<unknown>'],
    ['', '<unknown>'],
    ['yesterday', '<invalid>'],
    ['2026-01-31T12:00:00Z', '5d3h'],
    ['2027-01-31T12:00:00Z', '<invalid>'],
  ])('%j is %s old', (time, age) => {
    expect(ageOf(time, parseTime('2026-02-05T15:00:00Z'))).toBe(age)
  })
})
