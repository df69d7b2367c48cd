import { nearestName, TmcError } from '../apimachinery/index.ts'

/**
 * The error for a name that nothing has, with the nearest one that something has.
 *
 * @param what kind of thing: `target`, `policy`
 * @param where what names it: `PlacementPolicy "web": spec.rules[0]`
 */
export function unknownReference(what: string, name: string, where: string, known: Iterable<string>): TmcError {
  const best = nearestName(name, known)
  return new TmcError(
    'UnknownReference',
    `${where}: there is no ${what} ${JSON.stringify(name)}${best === undefined ? '' : `; the nearest is ${JSON.stringify(best)}`}`,
    best === undefined ? {} : { hint: `did you mean ${JSON.stringify(best)}?` },
  )
}
