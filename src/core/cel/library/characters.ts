import { fail } from '../failure.ts'
import { codePoints, type Value } from '../values.ts'

/** An int argument. */
export type Int = number | bigint

/** Characters of a text, each a code point. */
export function characters(text: string): string[] {
  return /[\ud800-\udfff]/.test(text) ? Array.from(text) : text.split('')
}

function outOfRange(index: Int): never {
  return fail('IndexOutOfBounds', `index out of range: ${index}`)
}

/** The character at an index; none at the end. */
export function charAt(text: string, index: Int): string {
  if (typeof index !== 'number' || index < 0 || index > codePoints(text)) return outOfRange(index)
  const start = unitsBefore(text, index)
  return text.slice(start, unitsBefore(text, 1, start))
}

/** The characters from `start` on, before `end`. */
export function substring(text: string, start: Int, end?: Int): string {
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
export function strictly(
  search: (text: string, part: string, offset: Int) => Value,
): (s: Value, part: Value, offset: Value) => Value {
  return (s, part, offset) =>
    part !== '' && (offset as Int) >= codePoints(s as string)
      ? outOfRange(offset as Int)
      : search(s as string, part as string, offset as Int)
}

/** Where a text first stands in another, counted in characters; -1 where it does not. */
export function indexOf(text: string, part: string, offset: Int = 0): Value {
  if (part === '') return offset
  if (typeof offset !== 'number' || offset < 0) return offset < 0 ? outOfRange(offset) : -1
  const found = text.indexOf(part, unitsBefore(text, offset))
  return found < 0 ? -1 : codePoints(text.slice(0, found))
}

/** Where a text last stands in another, at `offset` or before. */
export function lastIndexOf(text: string, part: string, offset?: Int): Value {
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
