import type { Range } from '../library/declaration.ts'

export const free: Range = { min: 0, max: 0 }
export const one: Range = { min: 1, max: 1 }
export const unknownSize: Range = { min: 0, max: Infinity }

export function plus(left: Range, right: Range): Range {
  return { min: left.min + right.min, max: left.max + right.max }
}

export function times(left: Range, right: Range): Range {
  return { min: product(left.min, right.min), max: product(left.max, right.max) }
}

/** A size times a factor, rounded up to whole units. */
export function scaled(size: Range, factor: number): Range {
  return { min: Math.ceil(size.min * factor), max: Math.ceil(size.max * factor) }
}

/** What covers both. */
export function union(left: Range, right: Range): Range {
  return { min: Math.min(left.min, right.min), max: Math.max(left.max, right.max) }
}

/** Nothing times "no bound" is nothing. */
function product(left: number, right: number): number {
  return left === 0 || right === 0 ? 0 : left * right
}
