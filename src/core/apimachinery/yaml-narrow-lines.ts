/**
 * Joins the line that begins at an offset, which is inside brackets, to the one before, and those after it as long as the
 * brackets stay open. Comments become blanks, and no offset changes.
 *
 * @returns undefined where a line that is joined would say something else
 */
export function joinLines(text: string, offset: number): string | undefined {
  const first = joinLine(text, offset)
  if (first === undefined) return undefined
  let joined = first
  let at = offset
  for (let depth = 1; ;) {
    const end = joined.indexOf('\n', at)
    if (end < 0) return joined
    for (const bracket of withoutQuotes(joined.slice(at, end)).match(/[[\]{}]/g) ?? [])
      depth += bracket === '[' || bracket === '{' ? 1 : -1
    let next = end
    while (isBlank(joined[next])) next++
    const more = depth > 0 && next < joined.length ? joinLine(joined, next) : undefined
    if (more === undefined) return joined
    joined = more
    at = next
  }
}

/** The text with one line joined to the one before; undefined where that would be another text. */
function joinLine(text: string, offset: number): string | undefined {
  let end = offset
  while (end > 0 && isBlank(text[end - 1])) end--
  if (!text.slice(end, offset).includes('\n')) return undefined
  const start = text.lastIndexOf('\n', end - 1) + 1
  const line = text.slice(start, end)
  const comment = withoutQuotes(line).search(/(?:^|[ \t])#/)
  const kept = (comment < 0 ? line : line.slice(0, comment)).trimEnd()
  const isBetween = /[[{,:]$/.test(kept) || /^[\]},]/.test(text.slice(offset, offset + 1))
  return isBetween ? `${(text.slice(0, start) + kept).padEnd(offset)}${text.slice(offset)}` : undefined
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n'
}

function withoutQuotes(line: string): string {
  return line.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, (quoted) => '"'.repeat(quoted.length))
}
