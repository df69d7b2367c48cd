import { type Extras, fn, method, paying } from '../standard/overloads.ts'
import { intType, listType, stringType } from '../types.ts'
import type { Value } from '../values.ts'
import { charAt, indexOf, type Int, lastIndexOf, strictly, substring } from './characters.ts'
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
import { join, replace, split } from './pieces.ts'
import { scanned, searched, searchedBackwards, walked, written } from './work.ts'

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
/** Walking along a text to a place in it. */
export const indexing: Extras = { ...walksOnceKeepingSize, steps: (text) => 5 + walked((text as string).length) }
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
