import { maxLength } from '../arithmetic.ts'
import { fail } from '../failure.ts'
import { type Extras, fn, method, plain } from '../standard/overloads.ts'
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
  perElement,
  plus,
  product,
  sizeAt,
  sizeOf,
  times,
  traversalEstimate,
  walksOnce,
  walksOnceKeepingSize,
} from './measures.ts'

/** An int argument. */
type Int = number | bigint

/** Whether code units and characters are the same thing in a text. */
function isSimple(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text)
}

/** Characters of a text, each a code point. */
function characters(text: string): string[] {
  return isSimple(text) ? text.split('') : Array.from(text)
}

function outOfRange(index: Int): never {
  return fail('IndexOutOfBounds', `index out of range: ${index}`)
}

function charAt(text: string, index: Int): string {
  const length = codePoints(text)
  if (typeof index !== 'number' || index < 0 || index > length) return outOfRange(index)
  return isSimple(text) ? text.charAt(index) : (characters(text)[index] ?? '')
}

function substring(text: string, start: Int, end?: Int): string {
  const length = codePoints(text)
  if (end !== undefined && start > end)
    return fail('InvalidArgument', `invalid substring range. start: ${start}, end: ${end}`)
  for (const index of end === undefined ? [start] : [start, end])
    if (typeof index !== 'number' || index < 0 || index > length) return outOfRange(index)
  const [from, to] = [start as number, end as number | undefined]
  return isSimple(text) ? text.slice(from, to) : characters(text).slice(from, to).join('')
}

/** Code units before a character. */
function unitsBefore(text: string, index: number): number {
  return isSimple(text) ? index : characters(text).slice(0, index).join('').length
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

function replace(text: string, old: string, next: string, limit: Int = -1): string {
  const most = limit < 0 ? Infinity : Number(limit)
  if (most === 0) return text
  // An empty text is found before and after every character.
  const pieces = old === '' ? characters(text) : text.split(old)
  if (old === '') pieces.unshift('')
  if (old === '' && text !== '') pieces.push('')
  if (pieces.length * next.length > maxLength) return tooLong()
  if (pieces.length - 1 <= most) return old === '' && text === '' ? next : pieces.join(next)
  return pieces.slice(0, most).join(next) + next + pieces.slice(most).join(old)
}

function tooLong(): never {
  return fail('BudgetExceeded', `a text of more than ${maxLength} characters`)
}

function split(text: string, separator: string, limit: Int = -1): string[] {
  if (limit === 0) return []
  const pieces = separator === '' ? characters(text) : text.split(separator)
  const most = limit < 0 ? Infinity : Number(limit)
  if (pieces.length <= most) return pieces
  return [...pieces.slice(0, most - 1), pieces.slice(most - 1).join(separator)]
}

function join(list: Value, separator = ''): string {
  const parts = list as readonly Value[]
  let length = 0
  for (const part of parts) {
    if (typeof part !== 'string') return fail('InvalidArgument', `join: invalid input: ${printed(part)}`)
    length += part.length + separator.length
    if (length > maxLength) return tooLong()
  }
  return (parts as readonly string[]).join(separator)
}

function printed(value: Value): string {
  return typeof value === 'object' ? typeName(value) : String(value)
}

function mapAscii(text: string, from: RegExp, to: (letter: string) => string): string {
  return text.replace(from, to)
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
  steps: (text, old, next) => {
    const pieces = (text as string).length / Math.max(1, (old as string).length) + 1
    return (text as string).length / 10 + (pieces * (next as string).length) / 100
  },
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
  steps: (text) => (text as string).length / 10,
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
  steps: (list, separator = '') => {
    let length = 0
    for (const part of list as readonly Value[])
      length += 10 + (separator as string).length + (typeof part === 'string' ? part.length : 0)
    return length / 100
  },
}

/** Searching a text: Kubernetes charges for walking along it once; the worst case looks at every pair of characters. */
const searching: Extras = {
  cost: ([text]) => deepTraversal(text ?? ''),
  estimate: walksOnce.estimate,
  steps: (text, part) => ((text as string).length * Math.max(10, (part as string).length)) / 100,
}

const scanning: Extras = { ...walksOnceKeepingSize, steps: perElement }
const indexing: Extras = { ...walksOnceKeepingSize, steps: (text) => (text as string).length / 10 }
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
          steps: (s) => text(s).length / 10,
        }),
      ),
      fn(
        'indexOf',
        method(
          'string_index_of_string',
          [stringType, stringType],
          intType,
          (s, part) => indexOf(text(s), text(part)),
          searching,
        ),
        method(
          'string_index_of_string_int',
          [stringType, stringType, intType],
          intType,
          (s, part, offset) => indexOf(text(s), text(part), offset as Int),
          searching,
        ),
      ),
      fn(
        'lastIndexOf',
        method(
          'string_last_index_of_string',
          [stringType, stringType],
          intType,
          (s, part) => lastIndexOf(text(s), text(part)),
          searching,
        ),
        method(
          'string_last_index_of_string_int',
          [stringType, stringType, intType],
          intType,
          (s, part, offset) => lastIndexOf(text(s), text(part), offset as Int),
          searching,
        ),
      ),
      fn(
        'lowerAscii',
        method(
          'string_lower_ascii',
          [stringType],
          stringType,
          (s) => mapAscii(text(s), /[A-Z]+/g, (letters) => letters.toLowerCase()),
          scanning,
        ),
      ),
      fn(
        'upperAscii',
        method(
          'string_upper_ascii',
          [stringType],
          stringType,
          (s) => mapAscii(text(s), /[a-z]+/g, (letters) => letters.toUpperCase()),
          scanning,
        ),
      ),
      fn(
        'replace',
        method(
          'string_replace_string_string',
          [stringType, stringType, stringType],
          stringType,
          (s, old, next) => replace(text(s), text(old), text(next)),
          replacing,
        ),
        method(
          'string_replace_string_string_int',
          [stringType, stringType, stringType, intType],
          stringType,
          (s, old, next, limit) => replace(text(s), text(old), text(next), limit as Int),
          replacing,
        ),
      ),
      fn(
        'split',
        method(
          'string_split_string',
          [stringType, stringType],
          listType(stringType),
          (s, separator) => split(text(s), text(separator)),
          splitting,
        ),
        method(
          'string_split_string_int',
          [stringType, stringType, intType],
          listType(stringType),
          (s, separator, limit) => split(text(s), text(separator), limit as Int),
          splitting,
        ),
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
        method('string_trim', [stringType], stringType, (s) => trimSpace(text(s)), scanning),
      ),
      fn(
        'join',
        method('list_join', [listType(stringType)], stringType, (list) => join(list ?? []), joining),
        method(
          'list_join_string',
          [listType(stringType), stringType],
          stringType,
          (list, separator) => join(list ?? [], text(separator)),
          joining,
        ),
      ),
      ...formatFunctions,
    ]
  },
}

/** What later versions of the strings library have, and Kubernetes has not. */
export const laterStringsLibrary: Library = {
  name: 'strings 4',
  get functions() {
    return [
      plainFormat,
      fn(
        'indexOf',
        method('string_index_of_string_int', [stringType, stringType, intType], intType, strictly(indexOf), searching),
      ),
      fn(
        'lastIndexOf',
        method(
          'string_last_index_of_string_int',
          [stringType, stringType, intType],
          intType,
          strictly(lastIndexOf),
          searching,
        ),
      ),
      fn(
        'reverse',
        method('string_reverse', [stringType], stringType, (s) => Array.from(text(s)).reverse().join(''), {
          steps: (s) => text(s).length / 10,
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
          scanning,
        ),
      ),
    ]
  },
}
