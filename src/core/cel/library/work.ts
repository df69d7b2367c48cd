import { isList, type Value } from '../values.ts'

/*
 * What work takes in steps of the budget. A step stands for about 20 ns of an ordinary processor, so that a million of
 * them, which is what an evaluation has, end well below 50 ms.
 */

/** Characters or bytes that the platform looks at, copies or compares by itself. */
export function scanned(length: number): number {
  return length / 16
}

/** Characters or bytes that are looked at one by one. */
export function walked(length: number): number {
  return length / 2
}

/** Characters or bytes that are written one by one, or looked up one by one. */
export function written(length: number): number {
  return length * 3
}

/**
 * Finding a text in a text of so many characters. The platform's search takes time in proportion to the text, unless what
 * is searched for is longer than it prepares for: then the two multiply.
 */
export function searched(text: number, part: number): number {
  return part > text ? 1 : text / 2 + (part > 250 ? (text * part) / 100 : 0)
}

/** Finding the last of a text in another: there the two always multiply. */
export function searchedBackwards(text: number, part: number): number {
  return part > text ? 1 : (text * (part + 5)) / 60
}

/** Elements that the platform copies by itself. */
export function copied(elements: number): number {
  return elements / 4
}

/**
 * Joining two lists, of which so many elements are copied. Where numbers come to stand beside something else, the platform
 * makes an object of each.
 */
export function joined(left: readonly unknown[], right: readonly unknown[], elements: number): number {
  const isMixed =
    left.length > 0 && right.length > 0 && (typeof left[0] === 'number') !== (typeof right[0] === 'number')
  return 5 + (isMixed ? 3 * elements : elements / 2)
}

/** Elements that are looked at one by one. */
export function visited(elements: number): number {
  return elements
}

/** Keys of an object that are listed: an object of many keys has no order of its own to go by. */
export function listed(keys: number): number {
  return keys * 8
}

/** Entries put into a set or map, or looked up there. */
export function hashed(entries: number): number {
  return entries * 5
}

/** Characters of a text, bytes, or elements of a list that are gone over once by the platform. */
export function scanning(value: Value | undefined): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return scanned(value.length)
  return value !== undefined && isList(value) ? copied(value.length) : 0
}

/** Reading a text that is short when it is anything at all: an error message repeats what is long. */
export function parsing(text: Value | undefined): number {
  const { length } = text as string
  return 50 + (length <= 64 ? walked(length) : length * 10)
}
