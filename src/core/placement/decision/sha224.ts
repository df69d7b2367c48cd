/**
 * SHA-224 (FIPS 180-4) of a text in UTF-8, for the names of decisions. Its own because this room does no I/O and so knows
 * no platform library; a few hundred short texts a run.
 */

const roundConstants = constants(64, 1 / 3)
/** The second 32 bits of the fractional parts of the square roots of the 9th to 16th primes. */
const initial = [
  0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4,
] as const

/** @returns 28 bytes */
export function sha224(text: string): Uint8Array {
  const data = new TextEncoder().encode(text)
  const padded = new Uint8Array((((data.length + 8) >> 6) + 1) << 6)
  padded.set(data)
  padded[data.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(data.length / 0x20000000))
  view.setUint32(padded.length - 4, data.length << 3)
  const state = Int32Array.from(initial)
  const words = new Int32Array(64)
  for (let offset = 0; offset < padded.length; offset += 64) compress(state, words, view, offset)
  const digest = new DataView(new ArrayBuffer(32))
  state.forEach((word, index) => digest.setInt32(index * 4, word))
  return new Uint8Array(digest.buffer, 0, 28)
}

function compress(state: Int32Array, words: Int32Array, view: DataView, offset: number): void {
  const word = (index: number) => words[index] ?? 0
  for (let index = 0; index < 16; index++) words[index] = view.getInt32(offset + index * 4)
  for (let index = 16; index < 64; index++) {
    const early = word(index - 15)
    const late = word(index - 2)
    const small = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
    const large = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
    words[index] = word(index - 16) + small + word(index - 7) + large
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let index = 0; index < 64; index++) {
    const choice = (e & f) ^ (~e & g)
    const first =
      h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + (roundConstants[index] ?? 0) + word(index)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] ?? 0) + value
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}

/** The first 32 bits of the fractional parts of a root of the first primes. */
function constants(count: number, power: number): Int32Array {
  const found = new Int32Array(count)
  const primes: number[] = []
  for (let number = 2; primes.length < count; number++)
    if (primes.every((prime) => number % prime !== 0)) {
      const root = number ** power
      found[primes.length] = Math.floor((root - Math.floor(root)) * 0x100000000)
      primes.push(number)
    }
  return found
}

/** The first characters of a digest read as one number in base 36, as kcp shortens names. @param length of the result */
export function base36(digest: Uint8Array, length: number): string {
  let number = 0n
  for (const byte of digest) number = (number << 8n) | BigInt(byte)
  return number.toString(36).slice(0, length)
}
