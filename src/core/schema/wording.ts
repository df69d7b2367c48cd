import { isJsonObject, type JsonValue } from '../apimachinery/index.ts'

// How Go prints values, because error texts of an API server quote them as Go does.

/** A text in double quotes as Go's `%q` prints it. */
export function quote(text: string): string {
  let quoted = '"'
  for (const character of text) quoted += quotedCharacter(character)
  return `${quoted}"`
}

const escapes = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
])

function quotedCharacter(character: string): string {
  const escape = escapes.get(character)
  if (escape !== undefined) return escape
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`
  if (isPrintable(character)) return character
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`
}

/** Whether Go prints a character as it is: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export function isPrintable(character: string): boolean {
  if (character >= ' ' && character <= '~') return true
  // Made when it is needed: the engine works out such classes while it reads the file, which takes a millisecond.
  printable ??= new RegExp('^[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]$', 'u')
  return printable.test(character)
}

let printable: RegExp | undefined

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}

/** A number as Go's `%v` prints it: an integer in full, anything else as a float64. */
export function formatNumber(value: number | bigint): string {
  return typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : formatFloat(value)
}

/** A float64 as Go's `%v` prints it: from a million on, and below a ten-thousandth, with an exponent of two digits. */
export function formatFloat(value: number): string {
  const [digits = '', exponent = '0'] = value.toExponential().split('e')
  const power = Number(exponent)
  if (value === 0 || (power >= -4 && power < 6)) return String(value)
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

/** JSON on one line as Go prints it: keys sorted, `<`, `>`, `&` and the two Unicode line separators escaped. */
export function formatGoJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(formatGoJson).join(',')}]`
  if (isJsonObject(value))
    return `{${Object.keys(value)
      .sort()
      .map((key) => `${jsonText(key)}:${formatGoJson(value[key] ?? null)}`)
      .join(',')}}`
  if (typeof value === 'string') return jsonText(value)
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value)
}

function jsonText(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${hex(character.codePointAt(0) ?? 0, 4)}`,
  )
}

/** A value as a field error quotes it: texts in quotes, numbers and booleans bare, the rest as JSON. */
export function formatBadValue(value: JsonValue): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number' || typeof value === 'bigint') return formatNumber(value)
  return formatGoJson(value)
}
