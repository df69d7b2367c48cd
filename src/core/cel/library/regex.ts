import type { RE2JS } from 're2js'
import type { Meter } from '../equality.ts'
import { fail } from '../failure.ts'
import { compilePattern } from '../regular-expression.ts'
import { type Extras, fn, method, paying, type Paying, plain } from '../standard/overloads.ts'
import { intType, listType, optionalType, stringType } from '../types.ts'
import { Optional, type Value } from '../values.ts'
import type { Library } from './declaration.ts'
import { quoteGo } from './go-text.ts'
import { matching, matchingEstimate, sizeAt, sizeOf } from './measures.ts'
import { scanned, written } from './work.ts'

const text = (value: Value | undefined): string => value as string

function pattern(meter: Meter, source: string, complaint: string): RE2JS {
  const found = compilePattern(source, meter)
  return typeof found === 'string' ? fail('InvalidArgument', complaint + found) : found.engine()
}

/** A match: offsets of the whole and of each group, in UTF-16 units; -1 for a group that took no part. */
type Match = readonly (readonly [start: number, end: number])[]

/** Steps that one instruction takes for one character. */
const perState = 0.75

/**
 * The matches in a text, from left to right, as Go finds them: an empty match directly after another is passed over. A
 * pattern with a loop may look at the whole rest of the text for each of them, so each pays for that; any other gives
 * back what it paid for characters beyond its match.
 */
function* matchesOf(meter: Meter, subject: string, regex: RE2JS, limit = Infinity): Generator<Match> {
  const size = regex.programSize()
  const hasLoop = /[*+]|\{\d+,\}/.test(regex.pattern())
  meter.charge(scanned(subject.length))
  const matcher = regex.matcher(subject)
  const groups = matcher.groupCount()
  let [at, previousEnd, found] = [0, -1, 0]
  while (at <= subject.length && found < limit) {
    const rest = subject.length - at
    meter.charge(80 + 5 * groups + scanned(rest) + scanned((size * subject.length) / 8) + rest * size * perState)
    if (!matcher.find(at)) return
    const [start, end] = [matcher.start(), matcher.end()]
    if (!hasLoop) meter.charge(-Math.max(0, subject.length - end - size) * size * perState)
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

function find(meter: Meter, subject: string, regex: RE2JS): string {
  for (const [whole] of matchesOf(meter, subject, regex, 1)) if (whole !== undefined) return part(subject, whole)
  return ''
}

function findAll(meter: Meter, subject: string, regex: RE2JS, limit: Value = -1): string[] {
  const found: string[] = []
  const most = (limit as number | bigint) < 0 ? Infinity : Number(limit)
  for (const [whole] of matchesOf(meter, subject, regex, most))
    if (whole !== undefined) found.push(part(subject, whole))
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

function replace(meter: Meter, subject: string, source: string, replacement: string, limit: Value = -1): string {
  if (limit === 0) return subject
  if ((limit as number | bigint) > 2147483647) return fail('Overflow', 'integer overflow')
  const most = (limit as number) < 0 ? Infinity : Number(limit)
  let [replaced, end] = ['', 0]
  for (const match of matchesOf(meter, subject, pattern(meter, source, ''), most)) {
    meter.charge(written(replacement.length))
    const [whole = [0, 0] as const] = match
    const before = replaced.length
    replaced += subject.slice(end, whole[0]) + expand(replacement, match, subject)
    meter.charge(scanned(replaced.length - before))
    if (replaced.length > 10_000_000) return fail('BudgetExceeded', 'a text of more than 10000000 characters')
    end = whole[1]
  }
  return replaced + subject.slice(end)
}

/** A pattern with at most one group. */
function extractor(meter: Meter, source: string): RE2JS {
  const regex = pattern(meter, source, 'given regex is invalid: ')
  return regex.groupCount() > 1
    ? fail('InvalidArgument', `regular expression has more than one capturing group: ${quoteGo(source)}`)
    : regex
}

function extract(meter: Meter, subject: string, source: string): Value {
  for (const [whole, group] of matchesOf(meter, subject, extractor(meter, source), 1)) {
    if (group === undefined) return new Optional(whole === undefined ? '' : part(subject, whole))
    const captured = part(subject, group)
    return captured === '' ? Optional.none : new Optional(captured)
  }
  return Optional.none
}

function extractAll(meter: Meter, subject: string, source: string): Value {
  const found: string[] = []
  for (const [whole, group] of matchesOf(meter, subject, extractor(meter, source))) {
    const captured = part(subject, group ?? whole ?? [0, 0])
    if (group === undefined || captured !== '') found.push(captured)
  }
  return found
}

function invalidLiteral([, source]: readonly (Value | undefined)[]): string | undefined {
  if (typeof source !== 'string') return undefined
  const found = compilePattern(source)
  return typeof found === 'string' ? found : undefined
}

const searching: Extras = {
  cost: ([subject, source]) => matching(sizeOf(subject ?? ''), sizeOf(source ?? '')),
  estimate: (args) => ({
    cost: matchingEstimate(sizeAt(args, 0), sizeAt(args, 1)),
    resultSize: { min: 0, max: sizeAt(args, 0).max },
  }),
}

/** A search for a pattern; a literal one is compiled once. */
function search(call: (meter: Meter, subject: string, regex: RE2JS, limit?: Value) => Value): Extras & Paying {
  const searched = paying((meter, subject, source, limit) =>
    call(meter, text(subject), pattern(meter, text(source), 'Illegal regex: '), limit),
  )
  return {
    ...searching,
    ...searched,
    patternAt: 1,
    validate: invalidLiteral,
    specialize: ([, source]) => {
      const found = typeof source === 'string' ? compilePattern(source) : ''
      if (typeof found === 'string') return undefined
      return paying((meter, subject, _, limit) => call(meter, text(subject), found.engine(), limit))
    },
  }
}

/** Kubernetes' own functions of patterns. @see k8s.io/apiserver/pkg/cel/library/regex.go */
export const kubernetesRegexLibrary: Library = {
  name: 'kubernetes.regex',
  kubernetes: { since: '1.0' },
  get functions() {
    const first = search(find)
    const all = search(findAll)
    return [
      fn('find', method('string_find_string', [stringType, stringType], stringType, first.call, first)),
      fn(
        'findAll',
        method('string_find_all_string', [stringType, stringType], listType(stringType), all.call, all),
        method('string_find_all_string_int', [stringType, stringType, intType], listType(stringType), all.call, all),
      ),
    ]
  },
}

const replacing = paying((meter, subject, source, replacement, limit) =>
  replace(meter, text(subject), text(source), text(replacement), limit),
)
const extracting = paying((meter, subject, source) => extract(meter, text(subject), text(source)))
const extractingAll = paying((meter, subject, source) => extractAll(meter, text(subject), text(source)))

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
          extracting.call,
          extracting,
        ),
      ),
      fn(
        'regex.extractAll',
        plain(
          'regex_extractAll_string_string',
          [stringType, stringType],
          listType(stringType),
          extractingAll.call,
          extractingAll,
        ),
      ),
      fn(
        'regex.replace',
        plain(
          'regex_replace_string_string_string',
          [stringType, stringType, stringType],
          stringType,
          replacing.call,
          replacing,
        ),
        plain(
          'regex_replace_string_string_string_int',
          [stringType, stringType, stringType, intType],
          stringType,
          replacing.call,
          replacing,
        ),
      ),
    ]
  },
}
