import { maxLength } from '../arithmetic.ts'
import type { Meter } from '../equality.ts'
import { fail } from '../failure.ts'
import { type Extras, fn, method, paying, plain } from '../standard/overloads.ts'
import { intType, listType, stringType } from '../types.ts'
import { codePoints, typeName, type Value } from '../values.ts'
import type { ArgumentEstimate, CallEstimate, Library, Range } from './declaration.ts'
import { formatFunctions, plainFormat } from './format-functions.ts'
import { trimSpace } from './go-text.ts'
import {
  anySize,
  deepTraversal,
  doubleTraversal,
  doubleTraversalEstimate,
  plus,
  product,
  sizeAt,
  sizeOf,
  times,
  traversalEstimate,
  walksOnce,
  walksOnceKeepingSize,
} from './measures.ts'
import { scanned, searched, searchedBackwards, visited, walked, written } from './work.ts'

/** An int argument. */
type Int = number | bigint

/** Characters of a text, each a code point. */
function characters(text: string): string[] {
  return /[\ud800-\udfff]/.test(text) ? Array.from(text) : text.split('')
}

function outOfRange(index: Int): never {
  return fail('IndexOutOfBounds', `index out of range: ${index}`)
}

function charAt(text: string, index: Int): string {
  if (typeof index !== 'number' || index < 0 || index > codePoints(text)) return outOfRange(index)
  const start = unitsBefore(text, index)
  return text.slice(start, unitsBefore(text, 1, start))
}

function substring(text: string, start: Int, end?: Int): string {
  if (end !== undefined && start > end)
    return fail('InvalidArgument', `invalid substring range. start: ${start}, end: ${end}`)
  const length = codePoints(text)
  for (const index of end === undefined ? [start] : [start, end])
    if (typeof index !== 'number' || index < 0 || index > length) return outOfRange(index)
  const [from, to] = [start as number, end as number | undefined]
  const first = unitsBefore(text, from)
  return text.slice(first, to === undefined ? undefined : unitsBefore(text, to - from, first))
}

/** Code units before a character, counted from one that starts at `from`. */
function unitsBefore(text: string, index: number, from = 0): number {
  let at = from
  for (let left = index; left > 0 && at < text.length; left--) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  return at
}

/** An offset beyond the end finds nothing in the version that Kubernetes pins; CEL's own tests ask for an error. */
function strictly(
  search: (text: string, part: string, offset: Int) => Value,
): (s: Value, part: Value, offset: Value) => Value {
  return (s, part, offset) =>
    part !== '' && (offset as Int) >= codePoints(s as string)
      ? outOfRange(offset as Int)
      : search(s as string, part as string, offset as Int)
}

function indexOf(text: string, part: string, offset: Int = 0): Value {
  if (part === '') return offset
  if (typeof offset !== 'number' || offset < 0) return offset < 0 ? outOfRange(offset) : -1
  const found = text.indexOf(part, unitsBefore(text, offset))
  return found < 0 ? -1 : codePoints(text.slice(0, found))
}

function lastIndexOf(text: string, part: string, offset?: Int): Value {
  const length = codePoints(text)
  if (part === '') return offset ?? length
  if (offset === undefined) {
    const found = text.lastIndexOf(part)
    return found < 0 ? -1 : codePoints(text.slice(0, found))
  }
  if (typeof offset !== 'number' || offset < 0) return offset < 0 ? outOfRange(offset) : -1
  if (offset >= length) return -1
  const found = text.lastIndexOf(part, unitsBefore(text, offset))
  return found < 0 ? -1 : codePoints(text.slice(0, found))
}

function replace(meter: Meter, text: string, old: string, next: string, limit: Int = -1): string {
  const most = limit < 0 ? Infinity : Number(limit)
  if (most === 0) return text
  meter.charge(worstSplit(text, old))
  // An empty text is found before and after every character.
  const pieces = old === '' ? characters(text) : text.split(old)
  if (old === '') pieces.unshift('')
  if (old === '' && text !== '') pieces.push('')
  const times = Math.min(pieces.length - 1, most)
  if (times * next.length > maxLength) return tooLong()
  meter.charge(8 + visited(2 * pieces.length) + scanned(text.length + times * next.length) - worstSplit(text, old))
  if (pieces.length - 1 <= most) return old === '' && text === '' ? next : pieces.join(next)
  return pieces.slice(0, most).join(next) + next + pieces.slice(most).join(old)
}

/** Steps of cutting a text at every place where another stands, which may be everywhere. */
function worstSplit(text: string, separator: string): number {
  return 8 + searched(text.length, separator.length) + visited(3 * (text.length / Math.max(1, separator.length) + 2))
}

function tooLong(): never {
  return fail('BudgetExceeded', `a text of more than ${maxLength} characters`)
}

function split(meter: Meter, text: string, separator: string, limit: Int = -1): string[] {
  if (limit === 0) return []
  meter.charge(worstSplit(text, separator))
  const pieces = separator === '' ? characters(text) : text.split(separator)
  meter.charge(8 + searched(text.length, separator.length) + visited(3 * pieces.length) - worstSplit(text, separator))
  const most = limit < 0 ? Infinity : Number(limit)
  if (pieces.length <= most) return pieces
  meter.charge(scanned(text.length))
  return [...pieces.slice(0, most - 1), pieces.slice(most - 1).join(separator)]
}

function join(meter: Meter, list: Value, separator = ''): string {
  const parts = list as readonly Value[]
  meter.charge(visited(2 * parts.length))
  let length = 0
  for (const part of parts) {
    if (typeof part !== 'string') return fail('InvalidArgument', `join: invalid input: ${printed(part)}`)
    length += part.length + separator.length
    if (length > maxLength) return tooLong()
  }
  meter.charge(scanned(length))
  return (parts as readonly string[]).join(separator)
}

function printed(value: Value): string {
  return typeof value === 'object' ? typeName(value) : String(value)
}

const ascii = /^[\x00-\x7f]*$/

/** A text with its ASCII letters changed, and no others. */
function mapAscii(text: string, letters: RegExp, to: (letters: string) => string): string {
  return ascii.test(text) ? to(text) : text.replace(letters, to)
}

/** Steps of changing letters: one by one where others stand between them. */
const mapping: Extras = {
  ...walksOnceKeepingSize,
  steps: (text) =>
    ascii.test(text as string) ? 1 + scanned((text as string).length) : written((text as string).length),
}

/** Kubernetes' cost of functions that walk along a text and build another. */
const rebuilds = {
  cost: ([text]: readonly Value[]): number => doubleTraversal(sizeOf(text ?? '')),
}

/** The size of a text in which every `old` became `next`. */
function replacedSize(text: Range, old: Range, next: Range): Range {
  let [most, least] = [0, 0]
  let [keptMost, keptLeast] = [0, 0]
  if (old.min === 0) [most, keptMost] = [text.max + 1, text.max]
  else if (next.max <= old.min) keptMost = text.max
  else most = Math.ceil(text.max / old.min)
  if (old.max === 0) [least, keptLeast] = [text.min + 1, text.min]
  else if (old.max <= next.min) keptLeast = text.min
  else least = Math.ceil(text.min / old.max)
  return { min: times(least, next.min) + keptLeast, max: times(most, next.max) + keptMost }
}

const replacing: Extras = {
  ...rebuilds,
  estimate: (args) => ({
    cost: doubleTraversalEstimate(sizeAt(args, 0)),
    resultSize: replacedSize(sizeAt(args, 0), sizeAt(args, 1), sizeAt(args, 2)),
  }),
}

function splitEstimate(args: readonly ArgumentEstimate[]): CallEstimate {
  const text = sizeAt(args, 0)
  const limit = args[2]?.literal
  // A limit below zero is none; the API server reads it as a very large one.
  const most = typeof limit === 'number' ? (limit < 0 ? Infinity : limit) : text.max
  return { cost: doubleTraversalEstimate(text), resultSize: { min: 0, max: most } }
}

const splitting: Extras = {
  ...rebuilds,
  estimate: splitEstimate,
}

function joinEstimate(args: readonly ArgumentEstimate[]): CallEstimate {
  const list = sizeAt(args, 0)
  let size = product(list, args[0]?.elementSize ?? anySize)
  const separator = args[1]
  if (separator !== undefined)
    size = plus(size, product(separator.size, { min: Math.max(0, list.min - 1), max: Math.max(0, list.max - 1) }))
  return { cost: traversalEstimate(size), resultSize: size }
}

const joining: Extras = {
  cost: (_, result) => doubleTraversal(sizeOf(result)),
  estimate: joinEstimate,
}

/** Searching a text: Kubernetes charges for walking along it once. */
const searching: Extras = { cost: ([text]) => deepTraversal(text ?? ''), estimate: walksOnce.estimate }
const searchingForwards: Extras = {
  ...searching,
  steps: (text, part) => walked((text as string).length) + searched((text as string).length, (part as string).length),
}
const searchingBackwards: Extras = {
  ...searching,
  steps: (text, part) =>
    walked((text as string).length) + searchedBackwards((text as string).length, (part as string).length),
}
const indexing: Extras = { ...walksOnceKeepingSize, steps: (text) => 5 + walked((text as string).length) }
const replaced = paying((meter, s, old, next, limit) => replace(meter, text(s), text(old), text(next), limit as Int))
const cut = paying((meter, s, separator, limit) => split(meter, text(s), text(separator), limit as Int))
const joined = paying((meter, list, separator) => join(meter, list ?? [], separator as string | undefined))
const text = (value: Value | undefined): string => value as string

/** `cel.lib.ext.strings`. @see github.com/google/cel-go/ext/strings.go */
export const stringsLibrary: Library = {
  name: 'strings',
  kubernetes: { since: '1.0' },
  get functions() {
    return [
      fn(
        'charAt',
        method('string_char_at_int', [stringType, intType], stringType, (s, index) => charAt(text(s), index as Int), {
          steps: (s) => walked(text(s).length),
        }),
      ),
      fn(
        'indexOf',
        method(
          'string_index_of_string',
          [stringType, stringType],
          intType,
          (s, part) => indexOf(text(s), text(part)),
          searchingForwards,
        ),
        method(
          'string_index_of_string_int',
          [stringType, stringType, intType],
          intType,
          (s, part, offset) => indexOf(text(s), text(part), offset as Int),
          searchingForwards,
        ),
      ),
      fn(
        'lastIndexOf',
        method(
          'string_last_index_of_string',
          [stringType, stringType],
          intType,
          (s, part) => lastIndexOf(text(s), text(part)),
          searchingBackwards,
        ),
        method(
          'string_last_index_of_string_int',
          [stringType, stringType, intType],
          intType,
          (s, part, offset) => lastIndexOf(text(s), text(part), offset as Int),
          searchingBackwards,
        ),
      ),
      fn(
        'lowerAscii',
        method(
          'string_lower_ascii',
          [stringType],
          stringType,
          (s) => mapAscii(text(s), /[A-Z]+/g, (letters) => letters.toLowerCase()),
          mapping,
        ),
      ),
      fn(
        'upperAscii',
        method(
          'string_upper_ascii',
          [stringType],
          stringType,
          (s) => mapAscii(text(s), /[a-z]+/g, (letters) => letters.toUpperCase()),
          mapping,
        ),
      ),
      fn(
        'replace',
        method('string_replace_string_string', [stringType, stringType, stringType], stringType, replaced.call, {
          ...replacing,
          ...replaced,
        }),
        method(
          'string_replace_string_string_int',
          [stringType, stringType, stringType, intType],
          stringType,
          replaced.call,
          { ...replacing, ...replaced },
        ),
      ),
      fn(
        'split',
        method('string_split_string', [stringType, stringType], listType(stringType), cut.call, {
          ...splitting,
          ...cut,
        }),
        method('string_split_string_int', [stringType, stringType, intType], listType(stringType), cut.call, {
          ...splitting,
          ...cut,
        }),
      ),
      fn(
        'substring',
        method(
          'string_substring_int',
          [stringType, intType],
          stringType,
          (s, start) => substring(text(s), start as Int),
          indexing,
        ),
        method(
          'string_substring_int_int',
          [stringType, intType, intType],
          stringType,
          (s, start, end) => substring(text(s), start as Int, end as Int),
          indexing,
        ),
      ),
      fn(
        'trim',
        method('string_trim', [stringType], stringType, (s) => trimSpace(text(s)), indexing),
      ),
      fn(
        'join',
        method('list_join', [listType(stringType)], stringType, joined.call, { ...joining, ...joined }),
        method('list_join_string', [listType(stringType), stringType], stringType, joined.call, {
          ...joining,
          ...joined,
        }),
      ),
      ...formatFunctions(),
    ]
  },
}

/** What later versions of the strings library have, and Kubernetes has not. */
export const laterStringsLibrary: Library = {
  name: 'strings 4',
  get functions() {
    return [
      plainFormat(),
      fn(
        'indexOf',
        method(
          'string_index_of_string_int',
          [stringType, stringType, intType],
          intType,
          strictly(indexOf),
          searchingForwards,
        ),
      ),
      fn(
        'lastIndexOf',
        method(
          'string_last_index_of_string_int',
          [stringType, stringType, intType],
          intType,
          strictly(lastIndexOf),
          searchingBackwards,
        ),
      ),
      fn(
        'reverse',
        method('string_reverse', [stringType], stringType, (s) => Array.from(text(s)).reverse().join(''), {
          steps: (s) => written(text(s).length),
        }),
      ),
    ]
  },
}

/** `jsonpatch.escapeKey`, which mutating admission policies have. @see k8s.io/apiserver/pkg/cel/library/jsonpatch.go */
export const jsonPatchLibrary: Library = {
  name: 'kubernetes.jsonpatch',
  get functions() {
    return [
      fn(
        'jsonpatch.escapeKey',
        plain(
          'string_jsonpatch_escapeKey_string',
          [stringType],
          stringType,
          (key) => text(key).replaceAll('~', '~0').replaceAll('/', '~1'),
          indexing,
        ),
      ),
    ]
  },
}
