/** A set of target numbers as bits, 32 to a word. */
export type Bits = Uint32Array

/** An empty set over `size` targets. */
export function noBits(size: number): Bits {
  return new Uint32Array((size + 31) >>> 5)
}

/** The set of all `size` targets. */
export function allBits(size: number): Bits {
  const bits = noBits(size).fill(0xffffffff)
  const rest = size & 31
  if (rest !== 0) bits[bits.length - 1] = 2 ** rest - 1
  return bits
}

export function setBit(bits: Bits, index: number): void {
  const word = index >>> 5
  bits[word] = (bits[word] ?? 0) | (1 << (index & 31))
}

export function clearBit(bits: Bits, index: number): void {
  const word = index >>> 5
  bits[word] = (bits[word] ?? 0) & ~(1 << (index & 31))
}

export function hasBit(bits: Bits, index: number): boolean {
  return ((bits[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0
}

/** Keeps in the first set what the second has too. */
export function intersect(bits: Bits, other: Bits): void {
  for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] ?? 0) & (other[word] ?? 0)
}

/** Adds to the first set what the second has. */
export function unite(bits: Bits, other: Bits): void {
  for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] ?? 0) | (other[word] ?? 0)
}

/** Takes from the first set what the second has. */
export function subtract(bits: Bits, other: Bits): void {
  for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] ?? 0) & ~(other[word] ?? 0)
}

/** Writes the members in ascending order and returns how many there are. @param into has room for all of them */
export function listBits(bits: Bits, into: Int32Array): number {
  let count = 0
  for (let index = 0; index < bits.length; index++) {
    let word = bits[index] ?? 0
    const base = index << 5
    while (word !== 0) {
      into[count++] = base + 31 - Math.clz32(word & -word)
      word &= word - 1
    }
  }
  return count
}
