import { maxLength } from '../arithmetic.ts'
import type { Meter } from '../equality.ts'
import { fail } from '../failure.ts'
import { typeName, type Value } from '../values.ts'
import { characters, type Int } from './characters.ts'
import { scanned, searched, visited } from './work.ts'

/** A text in which each `old` is `next`, the first `limit` of them when that is not negative. */
export function replace(meter: Meter, text: string, old: string, next: string, limit: Int = -1): string {
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

/** The parts of a text between separators, at most `limit` when that is not negative. */
export function split(meter: Meter, text: string, separator: string, limit: Int = -1): string[] {
  if (limit === 0) return []
  meter.charge(worstSplit(text, separator))
  const pieces = separator === '' ? characters(text) : text.split(separator)
  meter.charge(8 + searched(text.length, separator.length) + visited(3 * pieces.length) - worstSplit(text, separator))
  const most = limit < 0 ? Infinity : Number(limit)
  if (pieces.length <= most) return pieces
  meter.charge(scanned(text.length))
  return [...pieces.slice(0, most - 1), pieces.slice(most - 1).join(separator)]
}

/** The texts of a list one after another; a failure where one is none. */
export function join(meter: Meter, list: Value, separator = ''): string {
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
