/** Characters that mean themselves in both dialects. */
const plain = String.raw`(?:[A-Za-z0-9_ /:@%&=~"'<>#,;!-]|\\[.\\/^$*+?()[\]{}|-])`
const set = String.raw`\[\^?(?:[A-Za-z0-9_./:@ -]|\\[.\\/-])+\]`
const unit = `(?:${plain}|${set})`
const alternatives = `${unit}+(?:\\|${unit}+)*`
const bounded = new RegExp(`^\\^?(?:${unit}\\??|\\((?:\\?:)?${alternatives}\\)\\??)*\\$?$`)
const oneLoop = new RegExp(
  `^\\^${unit}*(?:${set}[*+]|\\(${set}[*]${unit}\\)\\?|\\(\\?:${set}[*]${unit}\\)\\?)${unit}*\\$?$`,
)

/**
 * The pattern as a JavaScript one, when both dialects mean the same by it and a backtracking matcher needs linear time: no
 * repetition at all, or a single one of a character set in a pattern that begins with `^`. It is ten times as fast.
 */
export function nativePattern(source: string): RegExp | undefined {
  if (source.length > 256) return undefined
  // Many alternatives in a row multiply; a few do not hurt.
  const groups = source.split('(').length - 1
  if (groups > 2 || source.split('?').length > 4) return undefined
  // Sets that run backwards or nest are left to the engine, which says what is wrong with them.
  if (/\[[^\]]*\[|\[\^?\]/.test(source) || !(bounded.test(source) || oneLoop.test(source))) return undefined
  try {
    // Without the flag, a set would split characters beyond the basic plane in two.
    return new RegExp(source, 'u')
  } catch {
    return undefined
  }
}
