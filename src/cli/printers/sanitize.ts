/** Controls of both sets, the line breaks of Unicode, marks that reverse the direction of text, and the byte order mark. */
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g
const mayBeUnsafe = /[^\u0020-\u007e\u00a0-\u0600]/

const short = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\u001b', '^['],
])

/**
 * Text from clusters and files made safe for a terminal: control characters, escape sequences and characters that reverse
 * the direction of text become visible escapes. Newlines and tabs too, so that one value stays on one line.
 */
export function sanitize(text: string): string {
  return mayBeUnsafe.test(text) ? text.replace(unsafe, visible) : text
}

function visible(character: string): string {
  const code = character.charCodeAt(0).toString(16)
  return short.get(character) ?? (code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`)
}
