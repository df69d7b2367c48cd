import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fixedPoint, scientific } from '../../../src/core/cel/library/decimal-text.ts'
import { decodeBase64, encodeBase64 } from '../../../src/core/cel/library/encoders.ts'
import { trimSpace } from '../../../src/core/cel/library/go-text.ts'
import { AddressError, Cidr, IpAddress, parseCidr, parseIp } from '../../../src/core/cel/library/ip-address.ts'
import { approximate, remember, scaledOf } from '../../../src/core/cel/library/scaled-amount.ts'
import { parseLooseVersion, parseVersion, SemanticVersion } from '../../../src/core/cel/library/semantic-version.ts'
import { parseRequestUri, parseUrl, Url } from '../../../src/core/cel/library/url.ts'
import { Quantity } from '../../../src/core/apimachinery/index.ts'

const runs = { seed: 20_260_131, numRuns: 300 }
const addresses = fc.oneof(
  fc.bigInt(0n, 2n ** 32n - 1n).map((bits) => new IpAddress(bits, 4)),
  fc.bigInt(0n, 2n ** 128n - 1n).map((bits) => new IpAddress(bits, 6)),
  // Runs of zeros, which the text form leaves out.
  fc.array(fc.constantFrom(...[0n, 0n, 1n, 0xffffn]), { minLength: 8, maxLength: 8 }).map(
    (groups) =>
      new IpAddress(
        groups.reduce<bigint>((bits, group) => (bits << 16n) | group, 0n),
        6,
      ),
  ),
)

describe('addresses', () => {
  test('the canonical text reads as the same address, and is its own canonical text', () => {
    fc.assert(
      fc.property(addresses, (address) => {
        if (address.isMapped) return
        const read = parseIp(address.toString())
        if (read instanceof AddressError) throw new Error(read.message)
        expect([read.bits, read.family, read.toString()]).toEqual([address.bits, address.family, address.toString()])
      }),
      runs,
    )
  })

  test.each([
    [0n, '::'],
    [1n, '::1'],
    [0x1_0000n, '::1:0'],
    [0x20010db8_00000000_00010000_00000001n, '2001:db8::1:0:0:1'],
    [0x0001_0002_0003_0004_0005_0006_0000_0008n, '1:2:3:4:5:6:0:8'],
    [0x1_0000_0000_0002_0000_0000_0000_0003n, '1:0:0:2::3'],
  ])('%i is written %s', (bits, text) => {
    expect(new IpAddress(bits, 6).toString()).toBe(text)
  })

  test('a network contains what shares its prefix, and contains another when it contains its address and is no longer', () => {
    fc.assert(
      fc.property(addresses, fc.nat(128), addresses, fc.nat(128), (address, length, other, otherLength) => {
        const network = new Cidr(address, length % (address.length + 1))
        const inner = new Cidr(other, otherLength % (other.length + 1))
        expect(network.contains(address)).toBe(true)
        expect(network.containsCidr(network.masked())).toBe(true)
        expect(network.containsCidr(inner)).toBe(network.contains(other) && network.prefixLength <= inner.prefixLength)
        const read = parseCidr(network.toString())
        expect(address.isMapped || (read instanceof Cidr && read.equals(network))).toBe(true)
      }),
      runs,
    )
  })
})

const versions = fc
  .tuple(
    fc.tuple(fc.bigInt(0n, 3n), fc.bigInt(0n, 3n), fc.bigInt(0n, 3n)),
    fc.array(fc.oneof(fc.bigInt(0n, 12n), fc.constantFrom('a', 'b', 'rc', '1a')), { maxLength: 3 }),
  )
  .map(([numbers, preRelease]) => new SemanticVersion(numbers, preRelease))

describe('versions', () => {
  test('their order is total, and the text reads as the same version', () => {
    fc.assert(
      fc.property(versions, versions, versions, (a, b, c) => {
        expect(a.compare(b) + b.compare(a)).toBe(0)
        if (a.compare(b) <= 0 && b.compare(c) <= 0) expect(a.compare(c)).toBeLessThanOrEqual(0)
        for (const read of [parseVersion(a.toString()), parseLooseVersion(`v${a.toString()}`)])
          expect(read instanceof SemanticVersion && read.compare(a)).toBe(0)
      }),
      runs,
    )
  })
})

describe('numbers as text', () => {
  test.each([
    [0.5, 0, '0'],
    [1.5, 0, '2'],
    [2.5, 0, '2'],
    [0.125, 2, '0.12'],
    [0.375, 2, '0.38'],
    [1e21, 1, '1000000000000000000000.0'],
    [5e-324, 3, '0.000'],
    [-0, 1, '-0.0'],
    [1.005, 2, '1.00'],
    [Number.MAX_SAFE_INTEGER, 0, '9007199254740991'],
  ])('%d with %i digits is %s', (value, digits, text) => {
    expect(fixedPoint(value, digits)).toBe(text)
  })

  test.each([
    [1052.032911275, 6, '1.052033', 3],
    [9.9999999, 2, '1.00', 1],
    [0, 2, '0.00', 0],
    [5e-324, 1, '4.9', -324],
    [-1.25, 1, '-1.2', 0],
  ])('%d in scientific notation', (value, digits, mantissa, exponent) => {
    expect(scientific(value, digits)).toEqual({ mantissa, exponent })
  })

  test('a text with enough digits reads as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const { mantissa, exponent } = scientific(value, 17)
        expect(Number(`${mantissa}e${exponent}`)).toBe(value)
      }),
      runs,
    )
  })
})

describe('encodings', () => {
  test('base64 is read back, and is what everyone else writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = encodeBase64(bytes)
        expect(text).toBe(Buffer.from(bytes).toString('base64'))
        expect(decodeBase64(text, true)).toEqual(bytes)
        expect(decodeBase64(text.replace(/=+$/, ''), false)).toEqual(bytes)
      }),
      runs,
    )
  })

  test('space is trimmed as JavaScript trims it, but for the byte order mark and with the next line character', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(' ', '\t', '\u00a0', '\u3000', 'a', '\u2003', '\n') }), (text) => {
        expect(trimSpace(text)).toBe(text.trim())
      }),
      runs,
    )
    expect(trimSpace('\u0085a\u0085')).toBe('a')
    expect(trimSpace('\ufeffa')).toBe('\ufeffa')
  })
})

describe('URLs', () => {
  test.each([
    'https://example.com/a%20b?x=1#frag',
    'http://[::1]:8080/',
    'https://user:p%40ss@example.com:1/',
    'mailto:a@b',
    '/path/only?q',
    'https://example.com?',
    'file:///etc/hosts',
    'https://example.com/a%2Fb',
  ])('%s is printed as it was written', (text) => {
    const url = parseUrl(text)
    expect(url instanceof Url && url.toString()).toBe(text)
  })

  test('reading never throws, and what is printed is read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'https:/?#[]@%2F a.é-0:&=') }), (text) => {
        expect(() => parseRequestUri(text)).not.toThrow()
        const url = parseUrl(text)
        if (url instanceof Url) expect(parseUrl(url.toString())).toBeInstanceOf(Url)
      }),
      { ...runs, numRuns: 1_000 },
    )
  })
})

describe('how Kubernetes holds quantities', () => {
  test.each([
    ['1', { amount: 1n, scale: 0 }],
    ['1.50', { amount: 150n, scale: -2 }],
    ['-2k', { amount: -2n, scale: 3 }],
    ['1Ki', { amount: 1024n, scale: 0 }],
    ['1Pi', undefined],
    ['0.5Gi', undefined],
    ['1e-10', undefined],
    ['9999999999999999999', undefined],
  ])('%s', (text, held) => {
    expect(scaledOf(text)).toEqual(held)
  })

  test('as doubles they are products, with the rounding that brings', () => {
    expect(approximate(remember(Quantity.parse('0.3'), scaledOf('0.3')))).toBe(3 * 0.1)
    expect(approximate(Quantity.parse('1Gi'))).toBe(2 ** 30)
  })
})
