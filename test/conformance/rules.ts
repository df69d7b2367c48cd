import { estimates } from './rules/bounds.ts'
import { lists, math, optionals, patterns, sets, strings, twoVariables } from './rules/extensions.ts'
import { cidr, formats, ip, quantity, urls, versions } from './rules/kubernetes.ts'
import { converted, general, several } from './rules/language.ts'
import type { RuleCase } from './rules/rule-case.ts'

export type { RuleCase } from './rules/rule-case.ts'

/** Rules by the library they are about. */
export const libraryRules: { readonly [library: string]: readonly RuleCase[] } = {
  quantity,
  ip,
  cidr,
  url: urls,
  format: formats,
  semver: versions,
  sets,
  lists,
  regex: patterns,
  optional: optionals,
  strings,
  math,
  'two-variable': twoVariables,
}

export const ruleCases: readonly RuleCase[] = [
  ...Object.values(libraryRules),
  ...[general, several, converted, estimates],
].flat()
