/**
 * What a plain scalar means to kubectl, whose reader follows YAML 1.1 in booleans and most numbers: `yes` is true, `012` is
 * ten, `0o7` seven, `1_000` a thousand; `12:30:45` and `2024-01-01` are texts.
 */
export type PlainScalar = null | boolean | number | bigint | string

const words = new Map<string, null | boolean>()
for (const word of ['y', 'yes', 'true', 'on']) for (const form of cases(word)) words.set(form, true)
for (const word of ['n', 'no', 'false', 'off']) for (const form of cases(word)) words.set(form, false)
for (const form of ['', '~', 'null', 'Null', 'NULL']) words.set(form, null)

const infinite = new Map([
  ['.nan', Number.NaN],
  ['.NaN', Number.NaN],
  ['.NAN', Number.NaN],
])
for (const form of ['.inf', '.Inf', '.INF'])
  infinite.set(form, Infinity).set(`+${form}`, Infinity).set(`-${form}`, -Infinity)

const mayBeSpecial = /^[-+.\dyYnNtTfFoO~]/
const timestamp =
  /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})| \d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?)?$/
const integer = /^([-+]?)(?:(0|[1-9]\d*)|0[oO]?([0-7]+)|0[xX]([\da-fA-F]+)|0[bB]([01]+))$/
const pointed = /^\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?$/
const decimal = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/

/**
 * Resolves the text of a plain scalar. Integers beyond ±(2^53 − 1) are bigints. `.inf` and `.nan` come back as such numbers,
 * which JSON does not have; the caller refuses them.
 */
export function resolvePlain(text: string): PlainScalar {
  if (text !== '' && !mayBeSpecial.test(text)) return text
  const word = words.get(text)
  if (word !== undefined) return word
  const first = text.charCodeAt(0)
  const isNumberLike = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e
  if (!isNumberLike) return text
  const special = infinite.get(text)
  if (special !== undefined) return special
  // A number that begins with its point may have separators between digits only.
  if (first === 0x2e) return pointed.test(text) ? finite(Number(text.replaceAll('_', '')), text) : text
  if (isTimestamp(text)) return text
  return resolveNumber(text.includes('_') ? text.replaceAll('_', '') : text) ?? text
}

/** Whether a text is a date or a time that YAML 1.1 knows; to kubectl it stays a text. */
export function isTimestamp(text: string): boolean {
  return timestamp.test(text)
}

/** Whether a plain scalar is written as an integer. With a plus sign kubectl's reader takes none that needs the 64th bit. */
export function isIntegerText(text: string): boolean {
  const digits = text.replaceAll('_', '')
  return integer.test(digits) && !(digits.startsWith('+') && BigInt(digits.slice(1)) >= 2n ** 63n)
}

/** A number in any of the forms that kubectl reads, without separators. */
function resolveNumber(digits: string): number | bigint | undefined {
  const match = integer.exec(digits)
  if (match !== null) {
    const [, sign, ten, eight, sixteen, two] = match
    const text = ten ?? (eight === undefined ? (sixteen === undefined ? `0b${two}` : `0x${sixteen}`) : `0o${eight}`)
    const value = Number(text)
    if (Number.isSafeInteger(value)) return sign === '-' && value !== 0 ? -value : value
    const large = sign === '-' ? -BigInt(text) : BigInt(text)
    // What fits no 64 bits is kept exact when it is decimal; kubectl reads a double.
    if (ten !== undefined || (isWithin64Bits(large) && !(sign === '+' && large >= 2n ** 63n))) return large
  }
  return decimal.test(digits) ? finite(Number(digits), undefined) : undefined
}

function finite<T>(value: number, otherwise: T): number | T {
  return Number.isFinite(value) ? value : otherwise
}

function cases(word: string): string[] {
  return [...new Set([word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()])]
}

/** A plain key as kubectl makes it a text, by {@link keyOf}. */
export function resolveKey(text: string): string | undefined {
  const value = resolvePlain(text)
  return typeof value === 'string' ? value : keyOf(value, isIntegerText(text))
}

/**
 * A key as kubectl makes it a text: `1: a` is the key "1", `yes: a` the key "true", `1e3: a` the key "1000".
 *
 * @param isInteger whether a number is written as one
 * @returns undefined for null and for integers that need the 64th bit, which cannot be keys
 */
export function keyOf(value: PlainScalar, isInteger: boolean): string | undefined {
  if (value === null) return undefined
  if (typeof value !== 'number' && typeof value !== 'bigint') return String(value)
  if (!isInteger || !isWithin64Bits(value)) return floatKey(Number(value))
  return value < 2n ** 63n ? String(value) : undefined
}

/** Whether a number has a place among the signed or unsigned integers of 64 bits, where kubectl's reader keeps integers. */
export function isWithin64Bits(value: number | bigint): boolean {
  return value >= -(2n ** 63n) && value < 2n ** 64n
}

/** A number as Go prints a floating-point key: the shortest text in single precision, with an exponent from 1e+06 on. */
function floatKey(value: number): string {
  const single = Math.fround(value)
  if (!Number.isFinite(single)) return Number.isNaN(single) ? '.nan' : single > 0 ? '.inf' : '-.inf'
  if (single === 0) return Object.is(single, -0) ? '-0' : '0'
  let digits = 1
  while (digits < 9 && Math.fround(Number(single.toExponential(digits - 1))) !== single) digits++
  const [mantissa = '', exponent = '0'] = single.toExponential(digits - 1).split('e')
  const power = Number(exponent)
  // However many digits there are, Go leaves the exponent out between these.
  if (power >= -4 && power < 6) return String(Number(`${mantissa}e${power}`))
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}
