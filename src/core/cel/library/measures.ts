import { Quantity } from '../../apimachinery/index.ts'
import type { ArgumentEstimate, Range } from './declaration.ts'
import { codePoints, isList, mapEntries, mapSize, Optional, type PlainObject, type Value } from '../values.ts'
import { CelObject } from '../values.ts'

/** Cost of looking at one character of a text. @see cel-go, common/cost.go */
const perCharacter = 0.1
/** Cost of one character of a regular expression. */
const perPatternCharacter = 0.25

/** The size of a value as cost tables know it: characters, bytes, elements; 1 for everything else. */
export function sizeOf(value: Value): number {
  if (typeof value === 'string') return codePoints(value)
  if (value instanceof Uint8Array || isList(value)) return value.length
  if (typeof value !== 'object' || value === null || value instanceof Quantity) return 1
  if (value instanceof Optional) return value.value === undefined ? 1 : sizeOf(value.value)
  if (value instanceof CelObject) return 'size' in value && typeof value.size === 'number' ? value.size : 1
  return mapSize(value)
}

/** What walking along a text once costs. */
export function traversal(size: number): number {
  return Math.ceil(size * perCharacter)
}

/** What walking along a text and building another costs. */
export function doubleTraversal(size: number): number {
  // In this order: the rounding of the intermediate result is part of the table.
  return Math.ceil(size * 2 * perCharacter)
}

/** What searching a text with a pattern costs. */
export function matching(text: number, pattern: number): number {
  return Math.ceil((1 + text) * perCharacter) * Math.ceil(pattern * perPatternCharacter)
}

/** What walking through a whole value costs, with everything inside it. */
export function deepTraversal(value: Value, depth = 0): number {
  if (typeof value === 'string') return Math.floor(utf8Length(value) * perCharacter)
  if (value instanceof Uint8Array) return Math.floor(value.length * perCharacter)
  if (typeof value !== 'object' || value === null || depth > 1_000) return 1
  if (isList(value)) return value.reduce<number>((sum, one) => sum + deepTraversal(one, depth + 1), 0)
  if (value instanceof CelObject || value instanceof Quantity) return 1
  return mapEntries(value as PlainObject).reduce(
    (sum, [key, one]) => sum + deepTraversal(key, depth + 1) + deepTraversal(one, depth + 1),
    0,
  )
}

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    // Each half of a surrogate pair stands for two of the four bytes.
    if (code > 0x7f) bytes += code <= 0x7ff || (code & 0xf800) === 0xd800 ? 1 : 2
  }
  return bytes
}

/** Nothing known. */
export const anySize: Range = { min: 0, max: Infinity }
export const one: Range = { min: 1, max: 1 }

/** A product in which nothing times "no bound" is nothing. */
export function times(left: number, right: number): number {
  return left === 0 || right === 0 ? 0 : left * right
}

export function plus(left: Range, right: Range): Range {
  return { min: left.min + right.min, max: left.max + right.max }
}

export function product(left: Range, right: Range): Range {
  return { min: times(left.min, right.min), max: times(left.max, right.max) }
}

/** A size times a cost per unit, rounded up. */
export function scaled(size: Range, factor: number): Range {
  return { min: Math.ceil(times(size.min, factor)), max: Math.ceil(times(size.max, factor)) }
}

export function fixed(size: number): Range {
  return { min: size, max: size }
}

export function traversalEstimate(size: Range): Range {
  return scaled(size, perCharacter)
}

export function doubleTraversalEstimate(size: Range): Range {
  return scaled(size, 2 * perCharacter)
}

export function matchingEstimate(text: Range, pattern: Range): Range {
  return product(scaled(plus(text, one), perCharacter), scaled(pattern, perPatternCharacter))
}

/** The size of an argument, or of the receiver, by position. */
export function sizeAt(args: readonly ArgumentEstimate[], index: number): Range {
  return args[index]?.size ?? anySize
}

/** Cost of a function that walks along its first argument once. */
export const walksOnce = {
  cost: ([text]: readonly Value[]): number => traversal(sizeOf(text ?? '')),
  estimate: (args: readonly ArgumentEstimate[]) => ({ cost: traversalEstimate(sizeAt(args, 0)) }),
}

/** As {@link walksOnce}; the result is at most as long as the argument. */
export const walksOnceKeepingSize = {
  cost: walksOnce.cost,
  estimate: (args: readonly ArgumentEstimate[]) => ({
    cost: traversalEstimate(sizeAt(args, 0)),
    resultSize: sizeAt(args, 0),
  }),
}
