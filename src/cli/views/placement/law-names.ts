import { nearestName, TmcError } from '../../../core/apimachinery/index.ts'
import { type Law, lawNames } from '../../../core/simulation/index.ts'

/**
 * The laws that `--law` names.
 *
 * @throws TmcError `UnknownReference` with the nearest name
 */
export function readLaws(names: readonly string[]): (Law | 'All')[] {
  const known: readonly (Law | 'All')[] = ['All', ...lawNames]
  return names.map((name) => {
    const law = known.find((one) => one === name)
    if (law !== undefined) return law
    const close = nearestName(name, known)
    throw new TmcError('UnknownReference', `there is no law ${JSON.stringify(name)}`, {
      hint: close === undefined ? `laws are ${known.join(', ')}` : `did you mean ${close}?`,
    })
  })
}
