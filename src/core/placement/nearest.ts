import { TmcError } from '../apimachinery/index.ts'

/**
 * The error for a name that nothing has, with the nearest one that something has.
 *
 * @param what kind of thing: `target`, `policy`
 * @param where what names it: `PlacementPolicy "web": spec.rules[0]`
 */
export function unknownReference(what: string, name: string, where: string, known: Iterable<string>): TmcError {
  const best = nearest(name, known)
  return new TmcError(
    'UnknownReference',
    `${where}: there is no ${what} ${JSON.stringify(name)}${best === undefined ? '' : `; the nearest is ${JSON.stringify(best)}`}`,
    best === undefined ? {} : { hint: `did you mean ${JSON.stringify(best)}?` },
  )
}

/** The known name that fewest edits make of `name`; undefined when more than half of it would change. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let fewest = Math.ceil(name.length / 2) + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= fewest) continue
    const distance = edits(name, candidate)
    if (distance < fewest || (distance === fewest && best !== undefined && candidate < best)) {
      fewest = distance
      best = candidate
    }
  }
  return best
}

/** Letters to insert, remove or replace. */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let line = 1; line <= from.length; line++) {
    const next = [line]
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (from[line - 1] === to[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
