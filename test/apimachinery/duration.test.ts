import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDuration, parseDuration } from '../../src/core/apimachinery/index.ts'

describe('durations', () => {
  test.each([
    ['0', 0n, '0s'],
    ['1ns', 1n, '1ns'],
    ['1.5us', 1_500n, '1.5µs'],
    ['1.5µs', 1_500n, '1.5µs'],
    ['1.5μs', 1_500n, '1.5µs'],
    ['2ms', 2_000_000n, '2ms'],
    ['30s', 30_000_000_000n, '30s'],
    ['.5s', 500_000_000n, '500ms'],
    ['+1m', 60_000_000_000n, '1m0s'],
    ['-1m', -60_000_000_000n, '-1m0s'],
    ['1.5h', 5_400_000_000_000n, '1h30m0s'],
    ['1h15m30.918s', 4_530_918_000_000n, '1h15m30.918s'],
    ['.7221060012944444391709h', 2_599_581_604_660n, '43m19.58160466s'],
    ['9223372036854775807ns', 9_223_372_036_854_775_807n, '2562047h47m16.854775807s'],
    ['-9223372036854775808ns', -9_223_372_036_854_775_808n, '-2562047h47m16.854775808s'],
  ])('%s reads as %d ns and prints as %s', (text, nanoseconds, printed) => {
    expect(parseDuration(text)).toBe(nanoseconds)
    expect(formatDuration(nanoseconds)).toBe(printed)
  })

  test.each(['', '1', 's', '.s', '1d', '1 s', '-', '+', '1s ', '9223372036854775808ns', '1h-1m', '3000000h'])(
    '%j is no duration',
    (text) => {
      expect(() => parseDuration(text)).toThrow(/is not a duration/)
    },
  )

  test('what is printed reads back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (nanoseconds) => {
        expect(parseDuration(formatDuration(nanoseconds))).toBe(nanoseconds)
      }),
    )
  })
})
