import { isIntegerText, isTimestamp, isWithin64Bits, keyOf, type PlainScalar, resolvePlain } from './scalar.ts'
import { core } from './scanner.ts'

/** A scalar as it is written; a tag is written in full. */
export type WrittenScalar = { readonly text: string; readonly tag: string | undefined; readonly isPlain: boolean }

/** What a scalar means, or why it means nothing. */
export type Meaning<T> = { readonly value: T; readonly problem?: undefined } | { readonly problem: string }

/** What kubectl's reader makes of a scalar; infinities and NaN are left to the caller. */
export function meaningOf({ text, tag, isPlain }: WrittenScalar): Meaning<PlainScalar> {
  if (tag === undefined) return { value: isPlain ? resolvePlain(text) : text }
  if (!tag.startsWith(core)) return { value: text }
  const kind = tag.slice(core.length)
  switch (kind) {
    case 'bool':
    case 'int':
    case 'float':
    case 'null':
    case 'timestamp': {
      const value = tagged(kind, text)
      return value === undefined ? { problem: `cannot read ${JSON.stringify(text)} as !!${kind}` } : { value }
    }
    case 'binary':
      return { problem: 'binary values have no place in JSON; write base64 as a text' }
    default:
      return { value: text }
  }
}

function tagged(kind: 'bool' | 'int' | 'float' | 'null' | 'timestamp', text: string): PlainScalar | undefined {
  const value = resolvePlain(text)
  switch (kind) {
    case 'bool':
      return typeof value === 'boolean' ? value : undefined
    case 'int':
      return isInteger64(text, value) ? value : undefined
    case 'float':
      if (typeof value !== 'number' && typeof value !== 'bigint') return undefined
      // An integer that needs the 64th bit is taken for nothing else.
      return isInteger64(text, value) && value >= 2n ** 63n ? undefined : Number(value)
    case 'null':
      return value === null ? value : undefined
    case 'timestamp':
      return isTimestamp(text) ? text : undefined
  }
}

function isInteger64(text: string, value: PlainScalar): value is number | bigint {
  return (typeof value === 'number' || typeof value === 'bigint') && isIntegerText(text) && isWithin64Bits(value)
}

/** What a scalar is called as a key. */
export function nameOf(scalar: WrittenScalar): Meaning<string> {
  const meaning = meaningOf(scalar)
  if (meaning.problem !== undefined) return meaning
  const { value } = meaning
  const name = keyOf(value, scalar.tag !== `${core}float` && isIntegerText(scalar.text))
  if (name !== undefined) return { value: name }
  return { problem: value === null ? 'null cannot be a key' : `${String(value)} is too large for a key` }
}

/** Whether a key asks for the members of other objects. */
export function isMerge({ text, tag, isPlain }: WrittenScalar): boolean {
  return text === '<<' && (tag === undefined ? isPlain : tag === `${core}merge` || tag === '!')
}
