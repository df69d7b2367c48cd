/** Longest name looked for, and looked at: no name of a Kubernetes object is longer. */
const longest = 253

/**
 * The name a person most likely meant by one that is not there: the one that fewest letters to add, drop, change or swap make of
 * it, at most a third of its letters and in any case; else the only one that it is the beginning of. Of several as near, the
 * first in alphabetical order, so that the order of the candidates decides nothing.
 *
 * @returns undefined when none is near; never `word` itself
 * @see Damerau, A technique for computer detection and correction of spelling errors (1964)
 */
export function nearestName(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase()
  if (wanted === '' || wanted.length > longest) return undefined
  let best: string | undefined
  let least = Math.max(1, Math.floor(wanted.length / 3))
  const starting = new Set<string>()
  for (const candidate of candidates) {
    if (candidate === word || candidate.length > longest) continue
    const name = candidate.toLowerCase()
    if (name.startsWith(wanted)) starting.add(candidate)
    const distance = lettersApart(wanted, name, least)
    if (distance > least || (distance === least && best !== undefined && best <= candidate)) continue
    least = distance
    best = candidate
  }
  const [only] = starting
  return best ?? (starting.size === 1 ? only : undefined)
}

/** Letters to add, drop, change or swap with the next to make one word of the other; gives up once they are more than `most`. */
function lettersApart(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) > most) return most + 1
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let line = 1; line <= from.length; line++) {
    const row = [line]
    let smallest = line
    for (let column = 1; column <= to.length; column++) {
      const change = from[line - 1] === to[column - 1] ? 0 : 1
      let cost = Math.min((row[column - 1] ?? 0) + 1, (last[column] ?? 0) + 1, (last[column - 1] ?? 0) + change)
      if (line > 1 && column > 1 && from[line - 1] === to[column - 2] && from[line - 2] === to[column - 1])
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1)
      row.push(cost)
      smallest = Math.min(smallest, cost)
    }
    // A swap reaches back over one line, so two lines beyond the limit are the end.
    if (smallest > most && Math.min(...last) > most) return most + 1
    beforeLast = last
    last = row
  }
  return last[to.length] ?? most + 1
}
