import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Quantity } from '../../src/core/apimachinery/index.ts'

describe('Quantity', () => {
  test.each([
    ['0', '0'],
    ['0Ki', '0'],
    ['.', '0'],
    ['+', '0'],
    ['-', '0'],
    ['-.', '0'],
    ['m', '0'],
    ['-m', '0'],
    ['.0m', '0'],
    ['Ki', '0'],
    ['-.Ki', '0'],
    ['E', '0'],
    ['e3', '0'],
    ['-e5', '0'],
    ['e-9', '0'],
    ['-.Ti', '0'],
    ['0Pi', '0'],
    ['0e-10', '0'],
    ['.e3', '0'],
    ['1', '1'],
    ['5.', '5'],
    ['.5', '500m'],
    ['-.5', '-500m'],
    ['+1', '1'],
    ['1000', '1k'],
    ['1000m', '1'],
    ['1500m', '1500m'],
    ['0.001', '1m'],
    ['0.0001', '100u'],
    ['1n', '1n'],
    ['0.1n', '1n'],
    ['-0.1n', '-1n'],
    ['1.5Gi', '1536Mi'],
    ['1024Mi', '1Gi'],
    ['1023', '1023'],
    ['512Ki', '512Ki'],
    ['0.5Ki', '512'],
    ['0.5Mi', '512Ki'],
    ['1e3', '1e3'],
    ['1E3', '1e3'],
    ['1e-3', '1e-3'],
    ['10e2', '1e3'],
    ['1E', '1E'],
    ['12000E', '12000E'],
    ['8.1k', '8100'],
    ['100.035k', '100035'],
    ['9223372036854775807', '9223372036854775807'],
    ['8Ei', '9223372036854775807'],
    ['16Ei', '9223372036854775807'],
    ['1G', '1G'],
    ['1000000000', '1G'],
  ])('%s is canonically %s', (text, canonical) => {
    expect(Quantity.parse(text).toString()).toBe(canonical)
  })

  test.each([
    '',
    ' 1',
    '1 ',
    '1K',
    '1mi',
    '1i',
    '1.1.1',
    '+-1',
    '1e',
    '1e1.5',
    '0x1',
    '1 core',
    '--1',
    '1kk',
    'i',
    'e',
    '-e',
    '.e',
    '..',
    'm1',
    'Ki1',
    'Infinity',
    'Pi',
    '+.Ei',
    'e-10',
    '-.E-10',
  ])('%j is no quantity', (text) => {
    expect(Quantity.isValid(text)).toBe(false)
    expect(() => Quantity.parse(text)).toThrow(/is not a quantity/)
  })

  test.each([
    ['1m', 1n, 1n],
    ['1001m', 2n, 1001n],
    ['-1001m', -2n, -1001n],
    ['1u', 1n, 1n],
    ['2', 2n, 2000n],
    ['1Ki', 1024n, 1_024_000n],
  ])('%s rounds up to %d units and %d thousandths', (text, value, milli) => {
    expect(Quantity.parse(text).value()).toBe(value)
    expect(Quantity.parse(text).milliValue()).toBe(milli)
  })

  test.each([
    ['1Gi', '1Mi', '1025Mi'],
    ['1', '1Ki', '1025'],
    ['0', '1Ki', '1Ki'],
    ['0.00048828125Ki', '1023.5', '1024'],
    ['0.5Ki', '512', '1Ki'],
    ['1k', '500m', '1000500m'],
  ])('%s + %s is %s', (left, right, sum) => {
    expect(Quantity.parse(left).add(Quantity.parse(right)).toString()).toBe(sum)
  })

  test('equal values compare as equal whatever their suffix', () => {
    expect(Quantity.parse('200M').compare(Quantity.parse('0.2G'))).toBe(0)
    expect(Quantity.parse('1Gi').compare(Quantity.parse('1G'))).toBe(1)
  })

  test('JSON numbers and bigints are quantities', () => {
    expect(Quantity.parse(2).toString()).toBe('2')
    expect(Quantity.parse(0.5).toString()).toBe('500m')
    expect(Quantity.parse(2n ** 70n).nanos).toBe(2n ** 70n * 1_000_000_000n)
  })

  const format = fc.constantFrom('DecimalSI' as const, 'BinarySI' as const, 'DecimalExponent' as const)
  const nanos = fc.oneof(
    fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }),
    fc.bigInt({ min: -(2n ** 32n), max: 2n ** 32n }).map((n) => n * 1_000_000_000n),
  )

  test('the canonical form reads back as the same value and is canonical itself', () => {
    fc.assert(
      fc.property(nanos, format, (value, family) => {
        const text = new Quantity(value, family).toString()
        const back = Quantity.parse(text)
        expect(back.nanos).toBe(value)
        // Without a suffix the text does not tell that it was of the binary family: 520790000 comes back as 520790k.
        const isTold = family !== 'BinarySI' || !/\d$/.test(text)
        expect(isTold ? back.toString() : new Quantity(back.nanos, family).toString()).toBe(text)
      }),
    )
  })

  test('a binary quantity that no binary suffix divides is written out', () => {
    const quantity = new Quantity(520_790_000n * 1_000_000_000n, 'BinarySI')
    expect(quantity.toString()).toBe('520790000')
    expect(Quantity.parse('520790000').toString()).toBe('520790k')
  })

  test('subtraction undoes addition', () => {
    fc.assert(
      fc.property(nanos, nanos, format, (left, right, family) => {
        const sum = new Quantity(left, family).add(new Quantity(right, family))
        expect(sum.subtract(new Quantity(right, family)).nanos).toBe(left)
      }),
    )
  })
})
