import { OpaqueValue } from '../values.ts'
import { quoteGo } from './go-text.ts'
import { scanned, visited } from './work.ts'

/** Why a text is no semantic version, in the words that the API server prints. */
export class VersionError {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}

/** A version as semver.org 2.0.0 defines it. */
export class SemanticVersion extends OpaqueValue {
  readonly major: bigint
  readonly minor: bigint
  readonly patch: bigint
  /** Numeric identifiers as bigints. */
  readonly preRelease: readonly (string | bigint)[]
  readonly build: readonly string[]

  constructor(
    [major, minor, patch]: readonly [bigint, bigint, bigint],
    preRelease: readonly (string | bigint)[] = [],
    build: readonly string[] = [],
  ) {
    super()
    this.major = major
    this.minor = minor
    this.patch = patch
    this.preRelease = preRelease
    this.build = build
  }

  get typeName(): string {
    return 'kubernetes.Semver'
  }

  override get work(): number {
    return (
      5 +
      visited(this.preRelease.length) +
      scanned(this.preRelease.reduce<number>((sum, part) => sum + String(part).length, 0))
    )
  }

  equals(other: OpaqueValue): boolean {
    return other instanceof SemanticVersion && this.compare(other) === 0
  }

  /** -1, 0 or 1 by precedence: a pre-release stands before its release, and build metadata counts for nothing. */
  compare(other: SemanticVersion): -1 | 0 | 1 {
    for (const part of ['major', 'minor', 'patch'] as const)
      if (this[part] !== other[part]) return this[part] > other[part] ? 1 : -1
    const [left, right] = [this.preRelease, other.preRelease]
    if (left.length === 0 || right.length === 0) return left.length === right.length ? 0 : left.length === 0 ? 1 : -1
    for (let index = 0; ; index++) {
      const [a, b] = [left[index], right[index]]
      if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1
      if (a !== b) return comesFirst(a, b) ? -1 : 1
    }
  }

  toString(): string {
    const pre = this.preRelease.length === 0 ? '' : `-${this.preRelease.join('.')}`
    const build = this.build.length === 0 ? '' : `+${this.build.join('.')}`
    return `${this.major}.${this.minor}.${this.patch}${pre}${build}`
  }
}

/** Of two different identifiers: numbers stand before words. */
function comesFirst(a: string | bigint, b: string | bigint): boolean {
  if (typeof a !== typeof b) return typeof a === 'bigint'
  return a < b
}

const digits = /^[0-9]+$/
const identifier = /^[0-9A-Za-z-]+$/
const maxUint64 = 2n ** 64n - 1n

/** Reads a version strictly: three numbers without leading zeros, then pre-release and build identifiers. */
export function parseVersion(text: string): SemanticVersion | VersionError {
  if (text === '') return new VersionError('Version string empty')
  const parts = splitTwice(text)
  if (parts.length !== 3) return new VersionError('No Major.Minor.Patch elements found')
  const [major = '', minor = '', tail = ''] = parts
  const plus = tail.indexOf('+')
  const beforeBuild = plus < 0 ? tail : tail.slice(0, plus)
  const dash = beforeBuild.indexOf('-')
  const patch = dash < 0 ? beforeBuild : beforeBuild.slice(0, dash)
  const numbers: bigint[] = []
  for (const [name, part] of [
    ['Major', major],
    ['Minor', minor],
    ['Patch', patch],
  ] as const) {
    if (part !== '' && !digits.test(part))
      return new VersionError(`Invalid character(s) found in ${name.toLowerCase()} number ${quoteGo(part)}`)
    if (part.length > 1 && part.startsWith('0'))
      return new VersionError(`${name} number must not contain leading zeroes ${quoteGo(part)}`)
    const number = parseUint(part)
    if (number instanceof VersionError) return number
    numbers.push(number)
  }
  const preRelease: (string | bigint)[] = []
  for (const part of dash < 0 ? [] : beforeBuild.slice(dash + 1).split('.')) {
    const parsed = parsePreRelease(part)
    if (parsed instanceof VersionError) return parsed
    preRelease.push(parsed)
  }
  const build = plus < 0 ? [] : tail.slice(plus + 1).split('.')
  for (const part of build) {
    if (part === '') return new VersionError('Build meta data is empty')
    if (!identifier.test(part))
      return new VersionError(`Invalid character(s) found in build meta data ${quoteGo(part)}`)
  }
  return new SemanticVersion([numbers[0] ?? 0n, numbers[1] ?? 0n, numbers[2] ?? 0n], preRelease, build)
}

/**
 * Reads a version as people write it: with a leading `v`, leading zeros, or fewer than three numbers. A short version may
 * have neither pre-release nor build.
 */
export function parseLooseVersion(text: string): SemanticVersion | VersionError {
  const parts = splitTwice(text.replace(/^v/, '')).map((part) => {
    if (part.length <= 1) return part
    const bare = part.replace(/^0+/, '')
    return /^[0-9]/.test(bare) ? bare : `0${bare}`
  })
  if (parts.length < 3) {
    if (/[+-]/.test(parts.at(-1) ?? ''))
      return new VersionError('short version cannot contain PreRelease/Build meta data')
    while (parts.length < 3) parts.push('0')
  }
  return parseVersion(parts.join('.'))
}

/** The parts between the first two dots. */
function splitTwice(text: string): string[] {
  const parts = text.split('.')
  return parts.length <= 3 ? parts : [parts[0] ?? '', parts[1] ?? '', parts.slice(2).join('.')]
}

function parseUint(text: string): bigint | VersionError {
  if (text === '') return new VersionError('strconv.ParseUint: parsing "": invalid syntax')
  // A number of thousands of digits takes quadratic time to read, and is out of range all the same.
  const number = text.length > 20 ? maxUint64 + 1n : BigInt(text)
  return number > maxUint64
    ? new VersionError(`strconv.ParseUint: parsing ${quoteGo(text)}: value out of range`)
    : number
}

function parsePreRelease(text: string): string | bigint | VersionError {
  if (text === '') return new VersionError('Prerelease is empty')
  if (digits.test(text))
    return text.length > 1 && text.startsWith('0')
      ? new VersionError(`Numeric PreRelease version must not contain leading zeroes ${quoteGo(text)}`)
      : parseUint(text)
  return identifier.test(text) ? text : new VersionError(`Invalid character(s) found in prerelease ${quoteGo(text)}`)
}
