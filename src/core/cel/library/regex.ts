import type { RE2JS } from 're2js'
import { fail } from '../failure.ts'
import { compileRe2, unfolded } from '../regular-expression.ts'
import { type Extras, fn, method, plain } from '../standard/overloads.ts'
import { intType, listType, optionalType, stringType } from '../types.ts'
import { Optional, type Value } from '../values.ts'
import type { Library } from './declaration.ts'
import { quoteGo } from './go-text.ts'
import { matching, matchingEstimate, perElement, sizeAt, sizeOf } from './measures.ts'

const text = (value: Value | undefined): string => value as string

/** Compiled patterns that were not literals; the ones used longest ago are forgotten. */
const compiled = new Map<string, RE2JS | string>()
const cacheSize = 128

function compile(source: string): RE2JS | string {
  const pattern = compiled.get(source) ?? compileRe2(source)
  compiled.delete(source)
  if (compiled.size >= cacheSize) {
    const [oldest] = compiled.keys()
    if (oldest !== undefined) compiled.delete(oldest)
  }
  compiled.set(source, pattern)
  return pattern
}

function pattern(source: string, complaint: string): RE2JS {
  const regex = compile(source)
  return typeof regex === 'string' ? fail('InvalidArgument', complaint + regex) : regex
}

/** A match: offsets of the whole and of each group, in UTF-16 units; −1 for a group that took no part. */
type Match = readonly (readonly [start: number, end: number])[]

/** Characters times matches that one call may look at: a match may read far beyond its own end. */
const maxWork = 4_000_000

/**
 * The matches in a text, from left to right, as Go finds them: an empty match directly after another is passed over.
 */
function* matchesOf(subject: string, regex: RE2JS, limit = Infinity): Generator<Match> {
  const matcher = regex.matcher(subject)
  const groups = matcher.groupCount()
  let [at, previousEnd, work, found] = [0, -1, 0, 0]
  while (at <= subject.length && found < limit && matcher.find(at)) {
    work += subject.length
    if (work > maxWork && found > 0) fail('BudgetExceeded', 'too many matches in a text of this length')
    const [start, end] = [matcher.start(), matcher.end()]
    const isAccepted = !(end === at && start === previousEnd)
    if (end === at) at += (subject.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
    else at = end
    previousEnd = end
    if (!isAccepted) continue
    found++
    yield Array.from({ length: groups + 1 }, (_, group) => [matcher.start(group), matcher.end(group)] as const)
  }
}

const part = (subject: string, [start, end]: readonly [number, number]): string =>
  start < 0 ? '' : subject.slice(start, end)

function find(subject: string, regex: RE2JS): string {
  for (const [whole] of matchesOf(subject, regex, 1)) if (whole !== undefined) return part(subject, whole)
  return ''
}

function findAll(subject: string, regex: RE2JS, limit: Value = -1): string[] {
  const found: string[] = []
  const most = (limit as number | bigint) < 0 ? Infinity : Number(limit)
  for (const [whole] of matchesOf(subject, regex, most)) if (whole !== undefined) found.push(part(subject, whole))
  return found
}

/** Reading `\1` and `\\` in a replacement. */
function expand(replacement: string, match: Match, subject: string): string {
  let expanded = ''
  const characters = Array.from(replacement)
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? ''
    if (character !== '\\') {
      expanded += character
      continue
    }
    const next = characters[++index]
    if (next === undefined)
      return fail('InvalidArgument', `invalid replacement string: '${replacement}' \\ not allowed at end`)
    if (next === '\\') {
      expanded += '\\'
      continue
    }
    if (!/^[0-9]$/.test(next))
      return fail(
        'InvalidArgument',
        `invalid replacement string: '${replacement}' \\ must be followed by a digit or \\`,
      )
    const group = match[Number(next)]
    if (group === undefined)
      return fail(
        'InvalidArgument',
        `replacement string references group ${next} but regex has only ${match.length - 1} group(s)`,
      )
    expanded += part(subject, group)
  }
  return expanded
}

function replace(subject: string, source: string, replacement: string, limit: Value = -1): string {
  if (limit === 0) return subject
  if ((limit as number | bigint) > 2147483647) return fail('Overflow', 'integer overflow')
  const most = (limit as number) < 0 ? Infinity : Number(limit)
  let [replaced, end] = ['', 0]
  for (const match of matchesOf(subject, pattern(source, ''), most)) {
    const [whole = [0, 0] as const] = match
    replaced += subject.slice(end, whole[0]) + expand(replacement, match, subject)
    if (replaced.length > 10_000_000) return fail('BudgetExceeded', 'a text of more than 10000000 characters')
    end = whole[1]
  }
  return replaced + subject.slice(end)
}

/** A pattern with at most one group. */
function extractor(source: string): RE2JS {
  const regex = pattern(source, 'given regex is invalid: ')
  return regex.groupCount() > 1
    ? fail('InvalidArgument', `regular expression has more than one capturing group: ${quoteGo(source)}`)
    : regex
}

function extract(subject: string, source: string): Value {
  for (const [whole, group] of matchesOf(subject, extractor(source), 1)) {
    if (group === undefined) return new Optional(whole === undefined ? '' : part(subject, whole))
    const captured = part(subject, group)
    return captured === '' ? Optional.none : new Optional(captured)
  }
  return Optional.none
}

function extractAll(subject: string, source: string): Value {
  const found: string[] = []
  for (const [whole, group] of matchesOf(subject, extractor(source))) {
    const captured = part(subject, group ?? whole ?? [0, 0])
    if (group === undefined || captured !== '') found.push(captured)
  }
  return found
}

function invalidLiteral([, source]: readonly (Value | undefined)[]): string | undefined {
  if (typeof source !== 'string') return undefined
  const regex = compile(source)
  return typeof regex === 'string' ? regex : undefined
}

const searching: Extras = {
  cost: ([subject, source]) => matching(sizeOf(subject ?? ''), sizeOf(source ?? '')),
  estimate: (args) => ({
    cost: matchingEstimate(sizeAt(args, 0), sizeAt(args, 1)),
    resultSize: { min: 0, max: sizeAt(args, 0).max },
  }),
  steps: (subject, source) =>
    text(subject).length * Math.min(20, 1 + unfolded(text(source)) / 4) + unfolded(text(source)) / 4,
}

const literal: Extras = { ...searching, validate: invalidLiteral }
const illegal = 'Illegal regex: '

/** Compiles a literal pattern once. */
function specialized(call: (subject: string, regex: RE2JS, limit?: Value) => Value): Extras {
  return {
    ...literal,
    specialize: ([, source]) => {
      const regex = typeof source === 'string' ? compile(source) : ''
      return typeof regex === 'string' ? undefined : (subject, _, limit) => call(text(subject), regex, limit)
    },
  }
}

/** Kubernetes' own functions of patterns. @see k8s.io/apiserver/pkg/cel/library/regex.go */
export const kubernetesRegexLibrary: Library = {
  name: 'kubernetes.regex',
  kubernetes: { since: '1.0' },
  get functions() {
    return [
      fn(
        'find',
        method(
          'string_find_string',
          [stringType, stringType],
          stringType,
          (subject, source) => find(text(subject), pattern(text(source), illegal)),
          specialized(find),
        ),
      ),
      fn(
        'findAll',
        method(
          'string_find_all_string',
          [stringType, stringType],
          listType(stringType),
          (subject, source) => findAll(text(subject), pattern(text(source), illegal)),
          specialized(findAll),
        ),
        method(
          'string_find_all_string_int',
          [stringType, stringType, intType],
          listType(stringType),
          (subject, source, limit) => findAll(text(subject), pattern(text(source), illegal), limit),
          specialized(findAll),
        ),
      ),
    ]
  },
}

const replacing: Extras = {
  steps: (subject, source, replacement) =>
    text(subject).length * (4 + text(replacement).length / 100) +
    unfolded(text(source)) +
    perElement(replacement ?? ''),
}
const extracting: Extras = { steps: (subject, source) => text(subject).length * 4 + unfolded(text(source)) }

/** `cel.lib.ext.regex`. Kubernetes' base environment has not got it. @see github.com/google/cel-go/ext/regex.go */
export const regexLibrary: Library = {
  name: 'regex',
  get functions() {
    return [
      fn(
        'regex.extract',
        plain(
          'regex_extract_string_string',
          [stringType, stringType],
          optionalType(stringType),
          (subject, source) => extract(text(subject), text(source)),
          extracting,
        ),
      ),
      fn(
        'regex.extractAll',
        plain(
          'regex_extractAll_string_string',
          [stringType, stringType],
          listType(stringType),
          (subject, source) => extractAll(text(subject), text(source)),
          extracting,
        ),
      ),
      fn(
        'regex.replace',
        plain(
          'regex_replace_string_string_string',
          [stringType, stringType, stringType],
          stringType,
          (subject, source, replacement) => replace(text(subject), text(source), text(replacement)),
          replacing,
        ),
        plain(
          'regex_replace_string_string_string_int',
          [stringType, stringType, stringType, intType],
          stringType,
          (subject, source, replacement, limit) => replace(text(subject), text(source), text(replacement), limit),
          replacing,
        ),
      ),
    ]
  },
}
