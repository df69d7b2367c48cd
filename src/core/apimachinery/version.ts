import { TmcError } from './errors.ts'

const kubeLike = /^v(\d+)(?:(alpha|beta)(\d+))?$/
const stages = new Map([
  ['alpha', 0],
  ['beta', 1],
])

/**
 * Orders API versions as Kubernetes does, for sorting the most preferred first: `v10`, `v2`, `v1`, `v2beta1`, `v1beta2`,
 * `v1alpha1`, then every other name alphabetically (`foo1` before `foo10`).
 *
 * @returns negative when `left` is preferred, 0 when they are the same, positive when `right` is preferred
 */
export function compareApiVersions(left: string, right: string): number {
  if (left === right) return 0
  const a = kubeVersion(left)
  const b = kubeVersion(right)
  if (a === null || b === null) return a === null && b === null ? (left < right ? -1 : 1) : a === null ? 1 : -1
  const stage = (stages.get(b[2] ?? '') ?? 2) - (stages.get(a[2] ?? '') ?? 2)
  if (stage !== 0) return stage
  return compareDigits(b[1] ?? '0', a[1] ?? '0') || compareDigits(b[3] ?? '0', a[3] ?? '0')
}

/** The parts of a version that is written as Kubernetes writes them, with numbers that fit into 64 bits. */
function kubeVersion(text: string): RegExpExecArray | null {
  const match = text.length > 256 ? null : kubeLike.exec(text)
  return match !== null && isInt64(match[1]) && isInt64(match[3]) ? match : null
}

function isInt64(digits = '0'): boolean {
  return BigInt.asIntN(64, BigInt(digits)) === BigInt(digits)
}

/** Orders two runs of digits as integers. */
function compareDigits(left: string, right: string): number {
  const a = BigInt(left)
  const b = BigInt(right)
  return a < b ? -1 : a > b ? 1 : 0
}

/** The numbers of a release; what a distributor appends is no pre-release and does not count. */
export type Version = {
  readonly major: number
  readonly minor: number
  /** Absent when the text states major and minor alone. */
  readonly patch?: number
}

/** Major and minor, an optional patch, then anything that does not continue the number. No zero leads the major. */
const generic = /^\s*v?(0|[1-9]\d{0,8})\.(\d{1,9})(?:\.(\d{1,9})(?!\d)|(?!\d|\.\d))/

/**
 * Reads a version generically: `v1.30.4-gke.100`, `1.28.5+k3s1`, `1.30`, `v1.27.9-eks-5e0fdde`. Suffixes are ignored, so that
 * a distributor's build is not taken for a pre-release.
 *
 * @returns undefined when the text does not begin with major and minor numbers
 */
export function tryParseVersion(text: string): Version | undefined {
  if (text.length > 256) return undefined
  const match = generic.exec(text)
  if (match === null) return undefined
  const [, major = '', minor = '', patch] = match
  return { major: Number(major), minor: Number(minor), ...(patch === undefined ? {} : { patch: Number(patch) }) }
}

/**
 * As {@link tryParseVersion}, but an error instead of undefined.
 *
 * @throws TmcError `InvalidVersion`
 */
export function parseVersion(text: string): Version {
  const version = tryParseVersion(text)
  if (version === undefined)
    throw new TmcError('InvalidVersion', `${JSON.stringify(text)} is not a version`, {
      hint: 'write major.minor or major.minor.patch, such as 1.30 or v1.30.4',
    })
  return version
}

/**
 * The version a server states of itself. `gitVersion` wins; else `major` and the digits of `minor`, which managed clusters
 * write as `27+`.
 *
 * @returns undefined when neither can be read: the version is unknown
 */
export function serverVersion(info: { major?: string; minor?: string; gitVersion?: string }): Version | undefined {
  if (info.gitVersion !== undefined && info.gitVersion !== '') return tryParseVersion(info.gitVersion)
  const major = /^\d{1,9}/.exec(info.major ?? '')
  const minor = /^\d{1,9}/.exec(info.minor ?? '')
  return major === null || minor === null ? undefined : { major: Number(major[0]), minor: Number(minor[0]) }
}

/** Orders by major, then minor, then patch when both state one: 1.30 equals 1.30.4. */
export function compareVersions(left: Version, right: Version): -1 | 0 | 1 {
  const difference =
    left.major - right.major ||
    left.minor - right.minor ||
    (left.patch === undefined || right.patch === undefined ? 0 : left.patch - right.patch)
  return difference < 0 ? -1 : difference > 0 ? 1 : 0
}

/** Prints `1.30` or `1.30.4`. */
export function formatVersion({ major, minor, patch }: Version): string {
  return patch === undefined ? `${major}.${minor}` : `${major}.${minor}.${patch}`
}
