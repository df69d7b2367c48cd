import { type AnyResource, allKinds } from '../core/api/index.ts'
import { TmcError } from '../core/apimachinery/index.ts'
import { kindNamed } from './kinds.ts'

/** One kind, and the names of it that are asked for; no names means all. */
export type Wanted = { readonly kind: AnyResource; readonly names: readonly string[] }

/** Words for every kind at once: the categories of the kinds. */
const categories = new Set(['all', 'tmc', 'kcp'])

/**
 * Reads what kubectl takes after `get`: `KIND`, `KIND NAME…`, `KIND,KIND`, `KIND/NAME …`, `tmc` for every kind.
 *
 * @throws TmcError `Usage` or `UnknownKind`
 */
export function readObjectWords(words: readonly string[]): Wanted[] {
  const [first, ...names] = words
  if (first === undefined || first === '')
    throw new TmcError('Usage', 'missing KIND', { hint: 'see `tmcctl crd list` for the kinds there are' })
  if (words.some((word) => word.includes('/'))) return byKindAndName(words)
  if (names.includes('')) throw new TmcError('Usage', 'a name is empty')
  const kinds = first.split(',').flatMap((word) => (categories.has(word) ? allKinds : [kindNamed(word)]))
  if (names.length > 0 && kinds.length > 1)
    throw new TmcError('Usage', 'names go with one kind', { hint: 'write KIND/NAME for each object' })
  return [...new Set(kinds)].map((kind) => ({ kind, names }))
}

function byKindAndName(words: readonly string[]): Wanted[] {
  const found = new Map<AnyResource, string[]>()
  for (const word of words) {
    const [kindWord = '', name = '', ...more] = word.split('/')
    if (kindWord === '' || name === '' || more.length > 0)
      throw new TmcError('Usage', `${JSON.stringify(word)} is not KIND/NAME`, {
        hint: 'write either `KIND NAME…` or `KIND/NAME…`, not both',
      })
    const kind = kindNamed(kindWord)
    found.set(kind, [...(found.get(kind) ?? []), name])
  }
  return [...found].map(([kind, names]) => ({ kind, names }))
}
