import { nearestName, TmcError } from '../../apimachinery/index.ts'

/**
 * The error for a name that nothing has, with the nearest one that something has: in the message, which a decision that is
 * in error shows alone, and nowhere else.
 *
 * @param what kind of thing: `target`, `policy`
 * @param where what names it: `PlacementPolicy "web": spec.rules[0]`; the field, if there is one, is the detail of the error
 */
export function unknownReference(what: string, name: string, where: string, known: Iterable<string>): TmcError {
  const best = nearestName(name, known)
  const nearest = best === undefined ? '' : `; the nearest is ${JSON.stringify(best)}`
  const message = `${where}: there is no ${what} ${JSON.stringify(name)}${nearest}`
  const field = /: (spec\..*)$/.exec(where)?.[1]
  return new TmcError('UnknownReference', message, field === undefined ? {} : { details: [{ message, field }] })
}
