/** Text as Go's standard library prints and trims it, where its wording is part of what users see. */

const escapes = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
  ['"', '\\"'],
])

let printable: RegExp | undefined

/**
 * What Go calls printable: letters, marks, numbers, punctuation, symbols and the plain space. The pattern is made when it is
 * first used: written as a literal its classes would be worked out whenever the file is read.
 */
function isPrintable(character: string): boolean {
  printable ??= new RegExp('^[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]$', 'u')
  return printable.test(character)
}

/** Prints a text between quotes as Go's `%q` does. */
export function quoteGo(text: string): string {
  let quoted = '"'
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    const escaped = escapes.get(character)
    if (escaped !== undefined) quoted += escaped
    else if (code >= 0xd800 && code <= 0xdfff) quoted += '\\ufffd'
    else if (isPrintable(character)) quoted += character
    else if (code < 0x20 || code === 0x7f) quoted += `\\x${code.toString(16).padStart(2, '0')}`
    else if (code < 0x10000) quoted += `\\u${code.toString(16).padStart(4, '0')}`
    else quoted += `\\U${code.toString(16).padStart(8, '0')}`
  }
  return `${quoted}"`
}

const space = /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/

/** A text without white space around it, as Unicode defines white space. */
export function trimSpace(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && space.test(text.charAt(start))) start++
  while (end > start && space.test(text.charAt(end - 1))) end--
  return text.slice(start, end)
}
