import { fail } from '../failure.ts'
import { fn, method, plain } from '../standard/overloads.ts'
import { boolType, intType, opaqueType, stringType } from '../types.ts'
import { int, type Value } from '../values.ts'
import type { FunctionDeclaration, Library } from './declaration.ts'
import { walksOnce } from './measures.ts'
import { written } from './work.ts'
import type { SemanticVersion } from './semantic-version.ts'
import { parseLooseVersion, parseVersion, VersionError } from './semantic-version.ts'

export const semverType = opaqueType('kubernetes.Semver')

function parse(text: Value, normalize: Value = false): SemanticVersion | VersionError {
  return normalize === true ? parseLooseVersion(text as string) : parseVersion(text as string)
}

function semver(text: Value, normalize?: Value): Value {
  const version = parse(text, normalize)
  return version instanceof VersionError ? fail('InvalidArgument', version.message) : version
}

function isSemver(text: Value, normalize?: Value): boolean {
  return !(parse(text, normalize) instanceof VersionError)
}

const parsed = { steps: (text: Value) => 60 + written((text as string).length), ...walksOnce }
const compared = {
  steps: (left: Value, right: Value) => (left as SemanticVersion).work + (right as SemanticVersion).work,
}
const order = (left: Value, right: Value): -1 | 0 | 1 => (left as SemanticVersion).compare(right as SemanticVersion)

/** A number of more than 63 bits reads as a negative int, as it does in the API server. */
function part(name: 'major' | 'minor' | 'patch'): FunctionDeclaration {
  return fn(
    name,
    method(`semver_${name}`, [semverType], intType, (version) =>
      int(BigInt.asIntN(64, (version as SemanticVersion)[name])),
    ),
  )
}

/** `kubernetes.Semver`: semantic versions. @see k8s.io/apiserver/pkg/cel/library/semverlib.go */
export const semverLibrary: Library = {
  name: 'kubernetes.semver',
  kubernetes: { since: '1.33' },
  get functions() {
    return [
      fn(
        'semver',
        plain('string_to_semver', [stringType], semverType, semver, parsed),
        plain('string_bool_to_semver', [stringType, boolType], semverType, semver, parsed),
      ),
      fn(
        'isSemver',
        plain('is_semver_string', [stringType], boolType, isSemver, parsed),
        plain('is_semver_string_bool', [stringType, boolType], boolType, isSemver, parsed),
      ),
      fn(
        'isGreaterThan',
        method(
          'semver_is_greater_than',
          [semverType, semverType],
          boolType,
          (left, right) => order(left, right) > 0,
          compared,
        ),
      ),
      fn(
        'isLessThan',
        method(
          'semver_is_less_than',
          [semverType, semverType],
          boolType,
          (left, right) => order(left, right) < 0,
          compared,
        ),
      ),
      fn('compareTo', method('semver_compare_to', [semverType, semverType], intType, order, compared)),
      part('major'),
      part('minor'),
      part('patch'),
    ]
  },
}
