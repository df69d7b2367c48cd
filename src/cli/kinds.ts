import { nearestName, TmcError } from '../core/apimachinery/index.ts'
import { allKinds, type AnyResource, findKind, kindFor, kindWords } from '../core/api/index.ts'

/**
 * The kind a person names by plural, singular or short name, in any case.
 *
 * @throws TmcError `UnknownKind` with the nearest word as a hint
 */
export function kindNamed(word: string): AnyResource {
  const kind = findKind(word)
  if (kind !== undefined) return kind
  const close = nearestName(word, kindWords())
  throw new TmcError('UnknownKind', `no kind is called ${JSON.stringify(word)}`, {
    hint: close === undefined ? 'see `tmcctl crd list` for the kinds there are' : `did you mean ${close}?`,
  })
}

/** Every kind. Taken from here, a command reads the kinds and not their admission. */
export function everyKind(): readonly AnyResource[] {
  return allKinds
}

/** The columns that objects of a type show, or undefined when it is no kind of ours. */
export function columnsOf(apiVersion: string, kind: string): AnyResource['printerColumns'] | undefined {
  return kindFor(apiVersion, kind)?.printerColumns
}

/** The plural of every kind. */
export function kindPlurals(): string[] {
  return allKinds.map(({ plural }) => plural)
}

/** The kinds whose objects live in namespaces. */
export function namespacedKinds(): AnyResource[] {
  return allKinds.filter(({ scope }) => scope === 'Namespaced')
}
