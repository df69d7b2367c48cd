import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  compareApiVersions,
  compareVersions,
  formatVersion,
  parseVersion,
  serverVersion,
  tryParseVersion,
} from '../../src/core/apimachinery/index.ts'

/** What the order sees of a version: leading zeros do not count. */
function preference(version: string): string {
  return version.replace(/(?<=^v|alpha|beta)0+(?=\d)/g, '')
}

describe('API versions', () => {
  test('are preferred as Kubernetes prefers them', () => {
    const preferred = [
      'v9223372036854775807',
      'v10',
      'v2',
      'v1',
      'v11beta2',
      'v10beta3',
      'v3beta1',
      'v2beta1',
      'v1beta2',
      'v1beta1',
      'v12alpha1',
      'v11alpha2',
      'v1alpha1',
      'foo1',
      'foo10',
      'v9223372036854775808',
      'version1',
      'version10',
    ]
    expect([...preferred].reverse().sort(compareApiVersions)).toEqual(preferred)
  })

  test('any order of the same versions sorts alike', () => {
    const version = fc.oneof(
      fc.stringMatching(/^v\d{1,22}((alpha|beta)\d{1,3})?$/),
      fc.constantFrom('v1', 'v1beta1', 'foo', 'v1gamma1', '', 'v01'),
    )
    fc.assert(
      fc.property(fc.array(version), (versions) => {
        const sorted = [...versions].sort(compareApiVersions)
        expect([...versions].reverse().sort(compareApiVersions).map(preference)).toEqual(sorted.map(preference))
        for (const [index, left] of sorted.entries())
          for (const right of sorted.slice(index)) expect(compareApiVersions(left, right)).toBeLessThanOrEqual(0)
      }),
    )
  })
})

describe('release versions', () => {
  test.each([
    ['v1.30.4-gke.100', '1.30.4'],
    ['v1.28.5+k3s1', '1.28.5'],
    ['v1.27.9-eks-5e0fdde', '1.27.9'],
    ['1.30', '1.30'],
    ['v1.31.0-alpha.1', '1.31.0'],
    [' v1.2.3 ', '1.2.3'],
    ['1.2.3.4', '1.2.3'],
    ['1.27+', '1.27'],
    ['1.21 w.3', '1.21'],
    ['1.2.x', '1.2'],
    ['1.02.03', '1.2.3'],
    ['1.2.3\n', '1.2.3'],
  ])('%s is %s', (text, version) => {
    expect(formatVersion(parseVersion(text))).toBe(version)
  })

  test.each(['', 'v1', '1', 'x1.2', '1.', '1.x', 'v1.2.3\n'.repeat(100), '01.2', '1.2.3333333333'])(
    '%j is none',
    (text) => {
      expect(tryParseVersion(text)).toBeUndefined()
      expect(() => parseVersion(text)).toThrow('is not a version')
    },
  )

  test.each([
    ['1.30.4', '1.30.5', -1],
    ['1.30.4', '1.30', 0],
    ['1.9.0', '1.10.0', -1],
    ['2.0', '1.99.99', 1],
    ['v1.27.3-gke.100', 'v1.27.3', 0],
  ])('%s against %s is %d', (left, right, order) => {
    expect(compareVersions(parseVersion(left), parseVersion(right))).toBe(order)
    expect(compareVersions(parseVersion(right), parseVersion(left)) + order).toBe(0)
  })

  test.each([
    [{ major: '1', minor: '27+' }, '1.27'],
    [{ major: '1', minor: '27', gitVersion: 'v1.27.9-eks-5e0fdde' }, '1.27.9'],
    [{ major: '1', minor: '27', gitVersion: '' }, '1.27'],
  ])('a server that says %j has %s', (info, version) => {
    const read = serverVersion(info)
    expect(read === undefined ? undefined : formatVersion(read)).toBe(version)
  })

  test('a server that says nothing has no known version', () => {
    expect(serverVersion({})).toBeUndefined()
    expect(serverVersion({ major: '1', minor: 'x' })).toBeUndefined()
    expect(serverVersion({ gitVersion: 'unknown', major: '1', minor: '2' })).toBeUndefined()
  })
})
